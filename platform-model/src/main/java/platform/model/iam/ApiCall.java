package platform.model.iam;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call to an API of AWS, as its parameters tell it.
 *
 * @param service signing name, e.g. {@code ec2}
 * @param region where the call is made
 * @param account whose call it is
 * @param parameters form fields or members of a JSON body, e.g. {@code InstanceId.1}
 */
public record ApiCall(
    String service,
    String action,
    String region,
    String account,
    SortedMap<String, String> parameters) {
  private static final Pattern TAG_SPECIFICATION =
      Pattern.compile("TagSpecification\\.(\\d+)\\.(?:(ResourceType)|Tag\\.(\\d+)\\.(Key|Value))");

  public ApiCall {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The values of parameters whose names end so, each once, e.g. of all overrides' subnets. */
  List<String> all(String pattern) {
    Pattern name = Pattern.compile(pattern);
    return parameters.entrySet().stream()
        .filter(each -> name.matcher(each.getKey()).matches())
        .map(Map.Entry::getValue)
        .distinct()
        .toList();
  }

  /** Tags of a numbered list, e.g. {@code Tag.1.Key} and {@code Tag.1.Value}. */
  SortedMap<String, String> tags(String prefix) {
    var tags = new TreeMap<String, String>();
    Pattern key = Pattern.compile(Pattern.quote(prefix) + "\\.(\\d+)\\.Key");
    parameters.forEach(
        (name, value) -> {
          Matcher matcher = key.matcher(name);
          if (matcher.matches()) {
            tags.put(value, parameter(prefix + "." + matcher.group(1) + ".Value"));
          }
        });
    return tags;
  }

  /** Tags for what the call makes, by type of resource. */
  SortedMap<String, SortedMap<String, String>> tagSpecifications() {
    var types = new TreeMap<String, String>();
    parameters.forEach(
        (name, value) -> {
          Matcher matcher = TAG_SPECIFICATION.matcher(name);
          if (matcher.matches() && matcher.group(2) != null) {
            types.put(matcher.group(1), value);
          }
        });
    var tags = new TreeMap<String, SortedMap<String, String>>();
    types.forEach(
        (number, type) ->
            tags.computeIfAbsent(type, each -> new TreeMap<>())
                .putAll(tags("TagSpecification." + number + ".Tag")));
    return tags;
  }
}
