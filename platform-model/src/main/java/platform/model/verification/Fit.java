package platform.model.verification;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import platform.model.observed.Resources;

/**
 * Whether what is requested together fits what is offered.
 *
 * @param needed by what requests it
 */
record Fit(SortedMap<String, Resources> needed, Resources offered) {
  private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1 << 20);

  Fit {
    needed = Collections.unmodifiableSortedMap(new TreeMap<>(needed));
  }

  /** What is requested above what is offered, and by what; empty if it fits. */
  Optional<String> excess() {
    var sum = needed.values().stream().reduce(Resources.NONE, Resources::plus);
    var excess = new ArrayList<String>();
    if (sum.memoryBytes() > offered.memoryBytes()) {
      excess.add(
          "%s of memory, it offers %s"
              .formatted(mebibytes(sum.memoryBytes()), mebibytes(offered.memoryBytes())));
    }
    if (sum.cpu().compareTo(offered.cpu()) > 0) {
      excess.add("%s of CPU, it offers %s".formatted(cores(sum.cpu()), cores(offered.cpu())));
    }
    return excess.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(" and ", excess) + ": " + sums());
  }

  private String sums() {
    return needed.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, Resources> each) -> each.getValue().memoryBytes())
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .map(
            each ->
                "%s %s %s"
                    .formatted(
                        each.getKey(),
                        mebibytes(each.getValue().memoryBytes()),
                        cores(each.getValue().cpu())))
        .collect(Collectors.joining(", "));
  }

  /** Such as {@code 500m of CPU and 64Mi of memory}. */
  static String words(Resources resources) {
    return "%s of CPU and %s of memory"
        .formatted(cores(resources.cpu()), mebibytes(resources.memoryBytes()));
  }

  static String mebibytes(long bytes) {
    return BigDecimal.valueOf(bytes).divide(MEBIBYTE).stripTrailingZeros().toPlainString() + "Mi";
  }

  static String cores(BigDecimal cores) {
    return cores.movePointRight(3).stripTrailingZeros().toPlainString() + "m";
  }
}
