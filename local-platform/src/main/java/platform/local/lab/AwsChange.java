package platform.local.lab;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import platform.local.aws.AwsCall;
import platform.model.observed.ObservedChange;

/** A call to AWS that changes something, or would have, as the timeline tells it. */
final class AwsChange {
  private static final Pattern READS =
      Pattern.compile("^(Get|BatchGet|Describe|List|Receive|Assume|GET |HEAD )");

  /** Karpenter asks these in advance, to learn whether it would be allowed. */
  private static final String ONLY_ASKED = "DryRunOperation";

  private static final Pattern SUBJECTS =
      Pattern.compile(
          "(InstanceId|ResourceId)\\.\\d+|TargetCapacitySpecification\\.DefaultTargetCapacityType");

  /** What an event of AWS's own is of, in the JSON of its call. */
  private static final Pattern EVENT = Pattern.compile("\"DetailType\":\"([^\"]+)\"");

  private AwsChange() {}

  static Optional<ObservedChange> of(AwsCall call) {
    if (READS.matcher(call.action()).find() || call.errorCode().equals(Optional.of(ONLY_ASKED))) {
      return Optional.empty();
    }
    String action = call.service() + " " + call.action();
    String subjects =
        call.action().equals("PutEvents")
            ? events(call.parameters().getOrDefault("Entries", ""))
            : subjects(call.parameters());
    return Optional.of(
        new ObservedChange(
            call.at(),
            ObservedChange.Kind.AWS_CALL,
            action,
            "AWS %s %s%s"
                .formatted(
                    call.succeeded() ? "carried out" : "refused",
                    action + (subjects.isEmpty() ? "" : " (" + subjects + ")"),
                    call.errorCode().map(code -> ": " + code).orElse(""))));
  }

  private static String events(String entries) {
    return EVENT
        .matcher(entries)
        .results()
        .map(event -> event.group(1))
        .collect(Collectors.joining(", "));
  }

  private static String subjects(Map<String, String> parameters) {
    return new TreeMap<>(parameters)
        .entrySet().stream()
            .filter(each -> SUBJECTS.matcher(each.getKey()).matches())
            .map(Map.Entry::getValue)
            .collect(Collectors.joining(", "));
  }
}
