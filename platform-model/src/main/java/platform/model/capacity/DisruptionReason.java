package platform.model.capacity;

import java.util.Arrays;
import java.util.Optional;

/** Why Karpenter takes a node away of its own accord, and so under a budget. */
public enum DisruptionReason {
  EMPTY("Empty"),
  UNDERUTILIZED("Underutilized"),
  DRIFTED("Drifted"),
  UNHEALTHY("Unhealthy");

  private final String word;

  DisruptionReason(String word) {
    this.word = word;
  }

  /** The word that a NodePool writes. */
  public String word() {
    return word;
  }

  public static Optional<DisruptionReason> of(String word) {
    return Arrays.stream(values()).filter(reason -> reason.word.equals(word)).findFirst();
  }
}
