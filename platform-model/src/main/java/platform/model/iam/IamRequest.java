package platform.model.iam;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One question to IAM: may the caller do this to that. An API call is several of them, one for each
 * resource that it touches.
 *
 * @param action service and operation, e.g. {@code ec2:RunInstances}
 * @param resource ARN, or {@code *} for actions that have no resource
 * @param context values by context key, e.g. {@code aws:RequestTag/team}; names of keys ignore case
 */
public record IamRequest(String action, String resource, SortedMap<String, List<String>> context) {
  public IamRequest {
    if (!action.matches("[a-z0-9-]+:\\w+")) {
      throw new IllegalArgumentException(
          "action '%s': expected service:Operation".formatted(action));
    }
    var copy = new TreeMap<String, List<String>>();
    context.forEach((key, values) -> copy.put(folded(key), List.copyOf(values)));
    context = Collections.unmodifiableSortedMap(copy);
  }

  /** A request whose keys have one value each. */
  public static IamRequest of(String action, String resource, Map<String, String> context) {
    var lists = new TreeMap<String, List<String>>();
    context.forEach((key, value) -> lists.put(key, List.of(value)));
    return new IamRequest(action, resource, lists);
  }

  /** The values of a context key; empty when the request has no such key. */
  public List<String> values(String key) {
    return context.getOrDefault(folded(key), List.of());
  }

  /** The value of a key that has one, as policy variables need it. */
  Optional<String> onlyValue(String key) {
    List<String> values = values(key);
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }

  private static String folded(String key) {
    return key.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return action + " on " + resource + " with " + context;
  }
}
