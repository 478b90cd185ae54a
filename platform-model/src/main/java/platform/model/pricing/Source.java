package platform.model.pricing;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Where figures come from.
 *
 * @param date when they were taken, where the source tells
 */
public record Source(String name, Optional<LocalDate> date) {
  public Source {
    if (name.isBlank()) {
      throw new IllegalArgumentException("figures need a source");
    }
  }

  /** For people: the name and the date. */
  public String words() {
    return date.map(day -> name + ", " + day).orElse(name);
  }
}
