package platform.stories.expectations;

/** What an expectation says of one moment. */
public sealed interface Answer {

  /** It is so. */
  record Met() implements Answer {}

  /** It isn't so yet, but may still come. */
  record NotYet(String because) implements Answer {}

  /** It can't come any more: waiting is of no use. */
  record Impossible(String because) implements Answer {}
}
