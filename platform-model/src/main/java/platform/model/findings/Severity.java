package platform.model.findings;

import java.util.Locale;

/** Whether a finding breaks a promise or only deserves a look. */
public enum Severity {
  ERROR,
  WARNING;

  /** The word that reports show. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
