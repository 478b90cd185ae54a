package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import platform.local.process.LabException;

/**
 * What Terraform plans for an empty account, as its tests print it: no account is needed, and all
 * is known but what only an apply tells.
 */
public final class PlannedInfrastructure {
  private static final int LONG = 120;
  private static final String PLAN = "\"type\":\"test_plan\"";

  /** Change by resource's address. */
  private final Map<String, JsonNode> changes;

  private PlannedInfrastructure(Map<String, JsonNode> changes) {
    this.changes = changes;
  }

  /**
   * Takes the plan of the first run, whose values are the environment's own.
   *
   * @param lines what {@code terraform test -json -verbose} prints
   */
  public static PlannedInfrastructure ofTest(Stream<String> lines) {
    String message =
        lines
            .filter(line -> line.contains(PLAN))
            .findFirst()
            .orElseThrow(
                () ->
                    new LabException(
                        "no plan is in the file; make it by 'terraform test -json -verbose'"));
    var changes = new TreeMap<String, JsonNode>();
    for (JsonNode resource : Json.read(message).path("test_plan").path("resource_changes")) {
      if (resource.path("mode").asText().equals("managed")) {
        changes.put(resource.path("address").asText(), resource.path("change"));
      }
    }
    return new PlannedInfrastructure(changes);
  }

  /** A sentence for each thing that a recording lacks, has beyond the plan, or has otherwise. */
  public List<String> differencesOf(RecordedInfrastructure recorded) {
    var values = new TreeMap<String, JsonNode>();
    recorded
        .resources()
        .forEach(
            resource -> values.put(resource.path("address").asText(), resource.path("values")));
    var addresses = new TreeSet<>(changes.keySet());
    addresses.addAll(values.keySet());
    var differences = new ArrayList<String>();
    for (String address : addresses) {
      if (!values.containsKey(address)) {
        differences.add(address + " is planned and not recorded");
      } else if (!changes.containsKey(address)) {
        differences.add(address + " is recorded and no longer planned");
      } else {
        JsonNode change = changes.get(address);
        compare(
            address,
            change.path("after"),
            change.path("after_unknown"),
            values.get(address),
            differences);
      }
    }
    return differences;
  }

  private static void compare(
      String place,
      JsonNode planned,
      JsonNode unknown,
      JsonNode recorded,
      List<String> differences) {
    if (isLeftOpen(planned) || unknown.asBoolean()) {
      return;
    }
    if (planned.isObject()) {
      planned
          .properties()
          .forEach(
              entry ->
                  compare(
                      place + "." + entry.getKey(),
                      entry.getValue(),
                      unknown.path(entry.getKey()),
                      recorded.path(entry.getKey()),
                      differences));
    } else if (planned.isArray() && planned.size() == recorded.size()) {
      for (int i = 0; i < planned.size(); i++) {
        compare(
            "%s[%d]".formatted(place, i),
            planned.get(i),
            unknown.path(i),
            recorded.path(i),
            differences);
      }
    } else if (!planned.equals(recorded)) {
      String wanted = planned.toString();
      String found = recorded.isMissingNode() ? "nothing" : recorded.toString();
      int from = firstDifference(wanted, found);
      differences.add(
          "%s is planned as %s and recorded as %s"
              .formatted(place, excerpt(wanted, from), excerpt(found, from)));
    }
  }

  private static int firstDifference(String one, String other) {
    int i = 0;
    while (i < Math.min(one.length(), other.length()) && one.charAt(i) == other.charAt(i)) {
      i++;
    }
    return i;
  }

  /** A policy is long: what stands around a place. */
  private static String excerpt(String text, int around) {
    int start = text.length() <= LONG ? 0 : Math.max(0, Math.min(around, text.length()) - LONG / 3);
    int end = Math.min(text.length(), start + LONG);
    return (start > 0 ? "…" : "") + text.substring(start, end) + (end < text.length() ? "…" : "");
  }

  /** Null, zero and nothing may be what the provider or AWS fills in. */
  private static boolean isLeftOpen(JsonNode planned) {
    return planned.isNull()
        || planned.isContainerNode() && planned.isEmpty()
        || planned.isTextual() && planned.asText().isEmpty()
        || planned.isNumber() && planned.asInt() == 0
        || planned.isBoolean() && !planned.asBoolean();
  }
}
