package platform.model.pricing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import platform.model.capacity.NodePool;

/**
 * What a NodePool leaves Karpenter to choose from, as Karpenter itself would see it: a type counts
 * if its labels agree with all requirements and it can be bought, at a known price, in a zone and a
 * way that they allow.
 *
 * <p>The subnets that the node class finds by tag may narrow the zones further; no file tells them.
 *
 * @param candidates cheapest first
 * @param ignoredKeys keys of requirements that types don't have, and so don't choose among them
 * @param flexibility what each minValues asks for and what is there
 */
public record InstanceChoice(
    List<Candidate> candidates, SortedSet<String> ignoredKeys, List<Flexibility> flexibility) {
  /** Karpenter replaces spot by spot only with this many cheaper types to choose from. */
  public static final int SPOT_TO_SPOT_TYPES = 15;

  private static final Comparator<Candidate> CHEAPEST_FIRST =
      Comparator.comparing(Candidate::cheapest).thenComparing(each -> each.type().name());

  /**
   * A type that can be chosen.
   *
   * @param offerings where and how, never empty
   */
  public record Candidate(InstanceType type, List<Offering> offerings) {
    public Candidate {
      offerings = List.copyOf(offerings);
      if (offerings.isEmpty()) {
        throw new IllegalArgumentException(type.name() + " is not offered");
      }
    }

    /** The lowest price, USD an hour. */
    public BigDecimal cheapest() {
      return offerings.stream().map(Offering::price).min(Comparator.naturalOrder()).orElseThrow();
    }

    /** The highest price, USD an hour. */
    public BigDecimal dearest() {
      return offerings.stream().map(Offering::price).max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  /** A requirement's minValues, and how many values there are. */
  public record Flexibility(String key, int needed, int found) {
    public boolean isMet() {
      return found >= needed;
    }
  }

  public InstanceChoice {
    candidates = candidates.stream().sorted(CHEAPEST_FIRST).toList();
    ignoredKeys = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(ignoredKeys));
    flexibility = List.copyOf(flexibility);
  }

  /**
   * Matches a NodePool with a catalogue.
   *
   * @throws platform.model.manifests.ManifestException if a requirement is one that Karpenter
   *     refuses
   */
  public static InstanceChoice of(NodePool nodePool, Catalogue catalogue) {
    var allowed = allowed(nodePool);
    var ignored = new TreeSet<String>();
    var candidates = new ArrayList<Candidate>();
    for (var type : catalogue.types().values()) {
      if (!isAllowed(type, catalogue, allowed, ignored)) {
        continue;
      }
      var offerings =
          catalogue.offeringsOf(type).stream().filter(each -> isAllowed(each, allowed)).toList();
      if (!offerings.isEmpty()) {
        candidates.add(new Candidate(type, offerings));
      }
    }
    return new InstanceChoice(
        candidates, ignored, flexibility(nodePool, catalogue, candidates, allowed));
  }

  /** The labels of the template are requirements too: a node gets no label that it can't have. */
  private static SortedMap<String, LabelSet> allowed(NodePool nodePool) {
    var allowed = new TreeMap<String, LabelSet>();
    nodePool
        .labels()
        .forEach(
            (key, value) ->
                allowed.merge(
                    Labels.canonical(key),
                    LabelSet.only(new TreeSet<>(List.of(value))),
                    LabelSet::and));
    nodePool
        .requirements()
        .forEach(
            each -> allowed.merge(Labels.canonical(each.key()), LabelSet.of(each), LabelSet::and));
    return allowed;
  }

  private static boolean isAllowed(
      InstanceType type,
      Catalogue catalogue,
      Map<String, LabelSet> allowed,
      Collection<String> ignored) {
    for (var entry : allowed.entrySet()) {
      var values = Labels.of(catalogue, type, entry.getKey());
      if (values.isEmpty()) {
        ignored.add(entry.getKey());
      } else if (!entry.getValue().accepts(values.get())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(Offering offering, Map<String, LabelSet> allowed) {
    return has(allowed, Labels.CAPACITY_TYPE, offering.capacityType())
        && has(allowed, Labels.ZONE, offering.zone());
  }

  private static boolean has(Map<String, LabelSet> allowed, String key, String value) {
    var set = allowed.get(key);
    return set == null || set.has(value);
  }

  private static List<Flexibility> flexibility(
      NodePool nodePool,
      Catalogue catalogue,
      List<Candidate> candidates,
      Map<String, LabelSet> allowed) {
    var needed = new TreeMap<String, Integer>();
    nodePool
        .requirements()
        .forEach(
            each ->
                each.minValues()
                    .ifPresent(
                        number ->
                            needed.merge(Labels.canonical(each.key()), number, Integer::max)));
    return needed.entrySet().stream()
        .map(
            each ->
                new Flexibility(
                    each.getKey(),
                    each.getValue(),
                    (int)
                        candidates.stream()
                            .flatMap(
                                candidate ->
                                    Labels.of(catalogue, candidate.type(), each.getKey()).stream())
                            .flatMap(SortedSet::stream)
                            .filter(allowed.get(each.getKey())::has)
                            .distinct()
                            .count()))
        .toList();
  }

  public SortedSet<String> families() {
    return candidates.stream()
        .map(each -> each.type().family())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public SortedSet<String> zones() {
    return candidates.stream()
        .flatMap(each -> each.offerings().stream())
        .map(Offering::zone)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public Optional<Candidate> candidate(String typeName) {
    return candidates.stream().filter(each -> each.type().name().equals(typeName)).findFirst();
  }

  /** How many types can be had for less than so many USD an hour. */
  public int cheaperThan(BigDecimal price) {
    return (int) candidates.stream().filter(each -> each.cheapest().compareTo(price) < 0).count();
  }
}
