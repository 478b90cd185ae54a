package platform.model.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import platform.model.capacity.NodePool;
import platform.model.capacity.Quantity;

/**
 * The most that a NodePool can cost: its limits filled with the types that make them dearest.
 *
 * <p>Karpenter starts no type that is larger than what the limits have left, so they bound the
 * cost. Two limits are filled dearest by up to two types, one that is dear by CPU and one that is
 * dear by memory. Parts of nodes are allowed, so that this is an upper bound.
 *
 * @param shares which types, and how many of each
 * @param hourly USD an hour, rounded up
 */
public record WorstCase(List<Share> shares, BigDecimal hourly) {
  private static final BigDecimal HOURS_OF_A_MONTH = BigDecimal.valueOf(730);
  private static final Comparator<Mix> BY_PRICE = Comparator.comparingDouble(Mix::price);

  /** So many nodes of a type. */
  public record Share(InstanceType type, BigDecimal nodes) {}

  /** One node, as the limits count it. */
  private record Node(InstanceType type, double cpu, double memory, double price) {
    static Node of(InstanceChoice.Candidate candidate) {
      var type = candidate.type();
      return new Node(
          type, type.cpus(), type.countedMemoryBytes(), candidate.dearest().doubleValue());
    }
  }

  private record Part(Node node, double number) {}

  private record Mix(List<Part> parts) {
    double price() {
      return parts.stream().mapToDouble(part -> part.number() * part.node().price()).sum();
    }
  }

  public WorstCase {
    shares = List.copyOf(shares);
  }

  /** Empty if nothing can be bought, or if no limit on CPU, memory or nodes holds it back. */
  public static Optional<WorstCase> of(NodePool nodePool, InstanceChoice choice) {
    var nodes = dearestOfEachSize(choice);
    var cpu = limit(nodePool, "cpu");
    var memory = limit(nodePool, "memory");
    var number = limit(nodePool, "nodes");
    var bounds = new ArrayList<Mix>();
    if (Double.isFinite(cpu) || Double.isFinite(memory)) {
      mixes(nodes, cpu, memory).stream().max(BY_PRICE).ifPresent(bounds::add);
    }
    if (Double.isFinite(number)) {
      nodes.stream()
          .map(node -> new Mix(List.of(new Part(node, Math.floor(number)))))
          .max(BY_PRICE)
          .ifPresent(bounds::add);
    }
    return bounds.stream().min(BY_PRICE).map(WorstCase::of);
  }

  /** USD a month of 730 hours. */
  public BigDecimal monthly() {
    return hourly.multiply(HOURS_OF_A_MONTH).setScale(0, RoundingMode.UP);
  }

  private static WorstCase of(Mix mix) {
    return new WorstCase(
        mix.parts().stream()
            .map(part -> new Share(part.node().type(), rounded(part.number(), 1)))
            .filter(share -> share.nodes().signum() > 0)
            .toList(),
        rounded(mix.price(), 4));
  }

  private static List<Mix> mixes(List<Node> nodes, double cpu, double memory) {
    var mixes = new ArrayList<Mix>();
    for (var one : nodes) {
      mixes.add(new Mix(List.of(new Part(one, Math.min(cpu / one.cpu(), memory / one.memory())))));
      for (var other : nodes) {
        both(one, other, cpu, memory).ifPresent(mixes::add);
      }
    }
    return mixes;
  }

  /** The two numbers with which both limits are full, if neither is negative. */
  private static Optional<Mix> both(Node one, Node other, double cpu, double memory) {
    var determinant = one.cpu() * other.memory() - other.cpu() * one.memory();
    if (determinant == 0 || !Double.isFinite(cpu) || !Double.isFinite(memory)) {
      return Optional.empty();
    }
    var ofOne = (cpu * other.memory() - other.cpu() * memory) / determinant;
    var ofOther = (one.cpu() * memory - cpu * one.memory()) / determinant;
    return ofOne < 0 || ofOther < 0
        ? Optional.empty()
        : Optional.of(new Mix(List.of(new Part(one, ofOne), new Part(other, ofOther))));
  }

  private static List<Node> dearestOfEachSize(InstanceChoice choice) {
    return choice.candidates().stream()
        .map(Node::of)
        .collect(
            Collectors.toMap(
                node -> node.cpu() + "/" + node.memory(),
                node -> node,
                (one, other) -> other.price() > one.price() ? other : one,
                TreeMap::new))
        .values()
        .stream()
        .toList();
  }

  private static double limit(NodePool nodePool, String resource) {
    return Optional.ofNullable(nodePool.limits().get(resource))
        .map(Quantity::amount)
        .map(BigDecimal::doubleValue)
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static BigDecimal rounded(double value, int decimals) {
    // Twelve decimals first: what binary fractions add is no reason to round up.
    return BigDecimal.valueOf(value)
        .setScale(12, RoundingMode.HALF_UP)
        .setScale(decimals, RoundingMode.UP);
  }
}
