package platform.model.observed;

import java.time.Instant;

/**
 * Something that happened on the platform and that people care about.
 *
 * @param at when it was seen
 * @param subject the name of what changed, with its namespace where it has one
 * @param sentence what happened, with the subject in it
 */
public record ObservedChange(Instant at, Kind kind, String subject, String sentence) {

  /** What kind of thing changed. */
  public enum Kind {
    APPLICATION("Application"),
    CAPACITY("capacity"),
    NODE_CLAIM("NodeClaim"),
    AWS_CALL("AWS call"),
    NODE("node"),
    POD("pod");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
