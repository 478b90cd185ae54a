package platform.model.capacity;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlNode;

/** Durations as Karpenter's fields write them: {@code 1h30m}, or {@code Never}. */
public final class GoDuration {
  private static final Pattern TEXT = Pattern.compile("(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?");

  private GoDuration() {}

  /** Empty for {@code Never}, the default where there is no value. */
  static Optional<Duration> orElse(Optional<YamlNode> value, Duration absent) {
    if (value.isEmpty()) {
      return Optional.of(absent);
    }
    return value.get().asText().equals("Never") ? Optional.empty() : value.map(GoDuration::of);
  }

  /**
   * Reads one.
   *
   * @throws ManifestException if it is none
   */
  public static Duration of(YamlNode value) {
    var text = value.asText();
    var matcher = TEXT.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      throw new ManifestException(
          value.location(),
          "'" + value.path() + "' is '" + text + "', which is no duration",
          "write hours, minutes and seconds as in 1h30m");
    }
    return Duration.ofHours(part(matcher.group(1)))
        .plusMinutes(part(matcher.group(2)))
        .plusSeconds(part(matcher.group(3)));
  }

  private static long part(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
