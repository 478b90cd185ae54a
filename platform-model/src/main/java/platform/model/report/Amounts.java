package platform.model.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.observed.Resources;

/** How quantities are written for people. */
final class Amounts {
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
  private static final double MEBIBYTE = 1 << 20;

  private Amounts() {}

  /** Such as {@code 1 node} or {@code 2 nodes}. */
  static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  static String cpu(BigDecimal cores) {
    return cores.stripTrailingZeros().scale() <= 0
        ? cores.toBigInteger().toString()
        : cores.multiply(THOUSAND).setScale(0, RoundingMode.HALF_UP) + "m";
  }

  /** Cores with at most two decimals, for sums. */
  static String cores(BigDecimal cores) {
    var rounded = cores.setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0).toPlainString() : rounded.toPlainString();
  }

  static String memory(long bytes) {
    var mebibytes = bytes / MEBIBYTE;
    return mebibytes < 1024
        ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
        : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024);
  }

  static String of(Resources resources) {
    return isNothing(resources)
        ? "requests nothing"
        : Stream.of(
                cpu(resources.cpu()) + " CPU",
                resources.memoryBytes() == 0 ? "" : memory(resources.memoryBytes()))
            .filter(words -> !words.isEmpty())
            .collect(Collectors.joining(", "));
  }

  static String usd(BigDecimal amount) {
    return "$" + amount.setScale(4, RoundingMode.HALF_UP).toPlainString();
  }

  /** Seconds since the beginning. */
  static String offset(Duration duration) {
    return String.format(Locale.ROOT, "+%.1f s", duration.toMillis() / 1000.0);
  }

  static boolean isNothing(Resources resources) {
    return resources.cpu().signum() == 0 && resources.memoryBytes() == 0;
  }
}
