package platform.stories.evidence;

import java.util.ArrayList;
import java.util.List;
import platform.local.aws.AwsCall;
import platform.model.observed.ObservedPlatform;

/**
 * The page to read first about a story that failed: what was promised, what is, why, and where to
 * look.
 */
record StoryPage(
    StoryFailure story,
    ObservedPlatform observed,
    List<AwsCall> refusedCalls,
    List<String> files,
    List<String> missing) {
  private static final int MOST_CALLS = 20;

  StoryPage {
    refusedCalls = List.copyOf(refusedCalls);
    files = files.stream().sorted().toList();
    missing = List.copyOf(missing);
  }

  String markdown() {
    var lines = new ArrayList<String>();
    lines.add("# " + story.promise());
    lines.add(
        "Promise of %s.%s, broken at %s."
            .formatted(story.className(), story.methodName(), observed.at()));
    lines.add("");
    lines.add("## What is");
    lines.add("```text");
    lines.add(story.message().strip());
    lines.add("```");
    lines.add("");
    lines.add("## Why");
    List<String> complaints = complaints();
    if (complaints.isEmpty()) {
      lines.add("Nothing in the cluster or the account complains of anything.");
    }
    complaints.forEach(complaint -> lines.add("- " + complaint));
    lines.add("");
    lines.add("## Where to look");
    files.forEach(file -> lines.add("- [%s](%s)".formatted(file, file)));
    missing.forEach(part -> lines.add("- missing: " + part));
    return String.join("\n", lines) + "\n";
  }

  private List<String> complaints() {
    var complaints = new ArrayList<String>();
    observed.pods().stream()
        .filter(pod -> !pod.isRunning() && !pod.hasSucceeded())
        .forEach(pod -> complaints.add("pod " + PlacementText.describe(pod)));
    observed.nodes().stream()
        .filter(node -> !node.ready())
        .forEach(node -> complaints.add("node %s is not ready".formatted(node.name())));
    observed.applications().stream()
        .filter(
            application ->
                !application.sync().equals("Synced") || !application.health().equals("Healthy"))
        .forEach(
            application ->
                complaints.add(
                    "Application %s is %s and %s%s"
                        .formatted(
                            application.name(),
                            application.sync(),
                            application.health(),
                            application.message().map(text -> ": " + text).orElse(""))));
    observed.capacityObjects().stream()
        .filter(object -> !object.ready())
        .forEach(
            object ->
                complaints.add(
                    "%s %s is not ready: %s"
                        .formatted(
                            object.kind(), object.name(), object.message().orElse("no reason"))));
    refusedCalls.stream()
        .skip(Math.max(0, refusedCalls.size() - MOST_CALLS))
        .forEach(
            call ->
                complaints.add(
                    "AWS refused %s %s at %s: %s"
                        .formatted(
                            call.service(),
                            call.action(),
                            call.at(),
                            call.errorCode().orElse(""))));
    return complaints;
  }
}
