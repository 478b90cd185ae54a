package platform.local.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as kwok 0.8.0 writes them when its output is no terminal. */
class KwokLogTest {
  private static final String PATCHED =
      """
      {"time":"2026-11-25T20:56:30.5Z","level":"INFO","source":{"function":"sigs.k8s.io/kwok/pkg/kwok/controllers.(*PodController).patchResource","file":"sigs.k8s.io/kwok@v0.8.0/pkg/kwok/controllers/pod_controller.go","line":452},"msg":"Patch pod","id":"vm_d64f73bc","pod":"kube-system/aws-node-m7mxs","node":"ip-10-0-0-4.ec2.internal"}""";

  @TempDir private Path folder;
  private final List<String> broken = new ArrayList<>();

  @Test
  void aTemplateThatDoesNotFitItsPodIsNamedWithItsLine() {
    read(
        PATCHED,
        failed(
            "failed to patch resource for step failed to check need patch for pod aws-node-m7mxs: json: cannot unmarshal number into Go struct field .status.containerStatuses.0.imageID of type string",
            "\"pod\":\"kube-system/aws-node-m7mxs\",\"stage\":\"pod-running\""),
        PATCHED);

    assertThat(broken)
        .containsExactly(
            "kwok can't apply its stage 'pod-running' to pod kube-system/aws-node-m7mxs:"
                + " failed to patch resource for step failed to check need patch for pod"
                + " aws-node-m7mxs: json: cannot unmarshal number into Go struct field"
                + " .status.containerStatuses.0.imageID of type string ("
                + folder.resolve("kwok.log")
                + ":2); correct the stage in"
                + " local-platform/src/main/resources/platform/local/machines/stages.yaml");
  }

  @Test
  void aNodeIsNamedAsSuch() {
    read(
        failed(
            "failed to patch node ip-10-0-0-4.ec2.internal: Node \\\"ip-10-0-0-4.ec2.internal\\\" is invalid: status.conditions[0].type: Required value",
            "\"node\":\"ip-10-0-0-4.ec2.internal\",\"stage\":\"node-heartbeat\""));

    assertThat(broken)
        .singleElement()
        .asString()
        .startsWith(
            "kwok can't apply its stage 'node-heartbeat' to node ip-10-0-0-4.ec2.internal: ");
  }

  @Test
  void linesOfAnEarlierRunAreCounted() throws IOException {
    Files.writeString(folder.resolve("kwok.log"), "one\ntwo\n");

    read(failed("x is invalid", "\"pod\":\"a/b\",\"stage\":\"s\""));

    assertThat(broken).singleElement().asString().contains("kwok.log:3)");
  }

  @Test
  void aLineInAnotherFormatIsNoReasonToStaySilent() {
    read("ERROR failed to apply stage err=oops");

    assertThat(broken)
        .singleElement()
        .asString()
        .contains("kwok.log:1)")
        .endsWith(": ERROR failed to apply stage err=oops");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Deleted while the stage was on its way.
        "failed to delete resource for step 0: failed to delete pod nightly-report-verify-jmx4q: pods \\\"nightly-report-verify-jmx4q\\\" not found",
        // Changed or made anew meanwhile.
        "failed to patch pod web-0: Operation cannot be fulfilled on pods \\\"web-0\\\": the object has been modified; please apply your changes to the latest version and try again",
        // Played on an event from before the first play: the pod has its address.
        "failed to patch resource for step failed to patch pod web-0: Pod \\\"web-0\\\" is invalid: status.podIPs: Invalid value: [{\\\"IP\\\":\\\"10.0.0.7\\\"},{\\\"IP\\\":\\\"10.0.0.6\\\"}]: may specify no more than one IP for each IP family",
        // The API server does not answer, or no longer: kwok tries again, or is ending.
        "failed to patch pod web-0: Patch \\\"https://127.0.0.1:40001/api/v1/namespaces/web/pods/web-0/status\\\": dial tcp 127.0.0.1:40001: connect: connection refused",
        "failed to patch pod web-0: Patch \\\"https://127.0.0.1:40001/api/v1/namespaces/web/pods/web-0/status\\\": context canceled",
        "failed to patch pod web-0: Timeout: request did not complete within requested timeout - context deadline exceeded",
        "failed to patch pod web-0: the server is currently unable to handle the request (patch pods web-0)",
        "failed to patch pod web-0: Too many requests: please try again later"
      })
  void whatPassesByItselfIsLeftAlone(String error) {
    read(failed(error, "\"pod\":\"web/web-0\",\"stage\":\"pod-running\""));

    assertThat(broken).isEmpty();
  }

  private void read(String... lines) {
    var log = KwokLog.appendedTo(folder.resolve("kwok.log"), broken::add);
    List.of(lines).forEach(log::read);
  }

  private static String failed(String error, String object) {
    return """
    {"time":"2026-11-25T20:56:30.6Z","level":"ERROR","source":{"function":"sigs.k8s.io/kwok/pkg/kwok/controllers.(*PodController).playStageWorker","file":"sigs.k8s.io/kwok@v0.8.0/pkg/kwok/controllers/pod_controller.go","line":290},"msg":"failed to apply stage","id":"vm_d64f73bc","err":"%s",%s}"""
        .formatted(error, object);
  }
}
