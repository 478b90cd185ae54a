package platform.model.observed;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node as the API server showed it.
 *
 * @param capacityType {@code on-demand} or {@code spot}
 * @param nodePool the NodePool that made it; empty for a node of the managed node group
 * @param hourlyUsd the price of its type and capacity type
 * @param allocatable what it offers to pods
 */
public record ObservedNode(
    String name,
    String instanceType,
    String capacityType,
    String zone,
    String architecture,
    Optional<String> nodePool,
    boolean ready,
    SortedMap<String, String> labels,
    List<Taint> taints,
    BigDecimal hourlyUsd,
    Resources allocatable) {
  public ObservedNode {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    taints = List.copyOf(taints);
  }
}
