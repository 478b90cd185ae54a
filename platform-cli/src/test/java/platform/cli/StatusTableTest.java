package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import platform.model.findings.Finding;
import platform.model.observed.Resources;
import platform.model.report.VerificationReport;
import platform.model.report.VerificationReport.Application;
import platform.model.report.VerificationReport.Node;
import platform.model.report.VerificationReport.Profile;
import platform.model.report.VerificationReport.Verdict;
import platform.model.report.VerificationReport.Workload;

class StatusTableTest {
  @Test
  void applicationsThenProfilesWithTheirNodesAndTheSumOfPrices() {
    assertThat(StatusTable.render(report(Verdict.PASS, List.of()), false))
        .isEqualTo(
            """
            APPLICATION  SYNC    HEALTH
            capacity     Synced  Healthy
            karpenter    Synced  Progressing

            PROFILE            RUNS                        NODE         TYPE       ZONE  CAPACITY   $/H
            karpenter-spot     nightly-report on schedule  no nodes
            managed-on-demand  api 1/2, 1 misplaced        ip-10-0-0-4  t4g.small  a     on-demand  0.0168
                                                           ip-10-0-0-5  t4g.small  a     on-demand  0.0168
            all                                                                                     0.0336

            pass: 2 workload objects on 2 profiles run as environment dev promises
            """);
  }

  @Test
  void whatIsWrongIsSaid() {
    Finding finding = Finding.error("rule", "a pod is\nmisplaced", "look at it");

    assertThat(StatusTable.render(report(Verdict.FAIL, List.of(finding)), false).lines())
        .contains(finding.sentence().replace("\n", " "))
        .endsWith("fail: 1 broken promise in environment dev");
  }

  @Test
  void onATerminalWhatIsNotHealthyIsRed() {
    assertThat(StatusTable.render(report(Verdict.PASS, List.of()), true).lines())
        .contains("capacity     Synced  Healthy")
        .contains("\u001B[31mkarpenter    Synced  Progressing\u001B[0m");
  }

  private static VerificationReport report(Verdict verdict, List<Finding> findings) {
    Node one = node("ip-10-0-0-4");
    Node two = node("ip-10-0-0-5");
    return new VerificationReport(
        verdict,
        Instant.EPOCH,
        "dev",
        new VerificationReport.Cluster("embedded", "v1.36.1"),
        new TreeMap<>(),
        new VerificationReport.Differences(List.of(), List.of()),
        List.of(),
        List.of(
            new Application("capacity", "Synced", "Healthy"),
            new Application("karpenter", "Synced", "Progressing")),
        List.of(
            new Profile(
                "karpenter-spot",
                List.of(),
                List.of(
                    new Workload(
                        "nightly", "n", "CronJob", "nightly-report", 0, 0, 0, 0, List.of()))),
            new Profile(
                "managed-on-demand",
                List.of(one, two),
                List.of(new Workload("api", "a", "Deployment", "api", 2, 1, 0, 1, List.of(one))))),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        findings);
  }

  private static Node node(String name) {
    return new Node(
        name,
        "t4g.small",
        "on-demand",
        "a",
        "arm64",
        new BigDecimal("0.0168"),
        true,
        Resources.NONE);
  }
}
