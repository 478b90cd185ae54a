package platform.model.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import platform.model.findings.Finding;
import platform.model.observed.Resources;

/** The report for programs: keys in a fixed order, so that two runs can be compared. */
public final class JsonReport {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          // 0.0100 stays as it was read; prices would otherwise change with the library.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private JsonReport() {}

  /** The report as JSON with a line end. */
  public static String render(VerificationReport report) {
    var json = MAPPER.createObjectNode();
    json.put("verdict", report.verdict().word());
    json.put("observedAt", report.observedAt().toString());
    json.put("environment", report.environment());
    json.putObject("cluster")
        .put("kind", report.cluster().kind())
        .put("kubernetes", report.cluster().kubernetes());
    var versions = json.putObject("versions");
    report.versions().forEach(versions::put);
    var differences = json.putObject("differences");
    texts(differences.putArray("inGit"), report.differences().inGit());
    texts(differences.putArray("atTheProcessBorder"), report.differences().atTheProcessBorder());
    texts(json.putArray("notProven"), report.notProven());
    var applications = json.putArray("applications");
    report
        .applications()
        .forEach(
            each ->
                applications
                    .addObject()
                    .put("name", each.name())
                    .put("sync", each.sync())
                    .put("health", each.health()));
    var profiles = json.putArray("profiles");
    report.profiles().forEach(each -> profile(profiles.addObject(), each));
    var otherNodes = json.putArray("otherNodes");
    report.otherNodes().forEach(each -> node(otherNodes.addObject(), each));
    var pods = json.putArray("pods");
    report.pods().forEach(each -> pod(pods.addObject(), each));
    var timeline = json.putArray("timeline");
    report
        .timeline()
        .forEach(
            each ->
                timeline
                    .addObject()
                    .put("at", each.at().toString())
                    .put("kind", each.kind().word())
                    .put("subject", each.subject())
                    .put("sentence", each.sentence()));
    var phases = json.putArray("phases");
    report
        .phases()
        .forEach(
            each -> phases.addObject().put("name", each.name()).put("seconds", each.seconds()));
    var findings = json.putArray("findings");
    report.findings().forEach(each -> finding(findings.addObject(), each));
    return written(json);
  }

  /** Plain values, lists and maps as JSON of the same form, for what is no report. */
  public static String render(Map<String, ?> values) {
    return written(MAPPER.valueToTree(values));
  }

  private static void profile(ObjectNode json, VerificationReport.Profile profile) {
    json.put("name", profile.name());
    var nodes = json.putArray("nodes");
    profile.nodes().forEach(each -> node(nodes.addObject(), each));
    var workloads = json.putArray("workloads");
    profile
        .workloads()
        .forEach(
            workload ->
                workloads
                    .addObject()
                    .put("namespace", workload.namespace())
                    .put("kind", workload.kind())
                    .put("name", workload.name())
                    .put("pods", workload.pods())
                    .put("running", workload.running())
                    .put("succeeded", workload.succeeded())
                    .put("misplaced", workload.misplaced()));
  }

  private static void node(ObjectNode json, VerificationReport.Node node) {
    json.put("name", node.name())
        .put("instanceType", node.instanceType())
        .put("capacityType", node.capacityType())
        .put("zone", node.zone())
        .put("architecture", node.architecture())
        .put("hourlyUsd", node.hourlyUsd())
        .put("ready", node.ready());
    resources(json.putObject("allocatable"), node.allocatable());
  }

  private static void pod(ObjectNode json, VerificationReport.Pod pod) {
    json.put("namespace", pod.namespace())
        .put("name", pod.name())
        .put("owner", pod.owner().word())
        .put("ownerName", pod.ownerName())
        .put("profile", pod.profile().orElse(null))
        .put("node", pod.node().orElse(null))
        .put("state", pod.state())
        .put("because", pod.because().orElse(null));
    resources(json.putObject("requests"), pod.requests());
  }

  private static void resources(ObjectNode json, Resources resources) {
    json.put("cpu", resources.cpu()).put("memoryBytes", resources.memoryBytes());
  }

  private static void finding(ObjectNode json, Finding finding) {
    json.put("rule", finding.rule()).put("severity", finding.severity().word());
    finding
        .location()
        .ifPresentOrElse(
            place -> json.put("file", place.file()).put("line", place.line()),
            () -> json.putNull("file").putNull("line"));
    json.put("problem", finding.problem()).put("remedy", finding.remedy());
  }

  private static void texts(ArrayNode json, List<String> texts) {
    texts.forEach(json::add);
  }

  static String written(ObjectNode json) {
    var indenter = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(json) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of plain values can't be written", impossible);
    }
  }
}
