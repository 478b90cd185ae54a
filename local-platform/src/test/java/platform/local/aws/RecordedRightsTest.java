package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import platform.model.iam.Authorizations;
import platform.model.iam.ExistingResources;

class RecordedRightsTest {
  private static final RecordedInfrastructure RECORDED =
      RecordedInfrastructure.read(RecordedInfrastructure.file(Path.of(".."), "dev"));
  private static final String MACHINE = "i-0123456789abcdef0";

  @Test
  void aCallIsJudgedByTheTagsThatTheMachineHadThen() {
    var owned =
        Map.of("kubernetes.io/cluster/eks-platform-dev", "owned", "karpenter.sh/nodepool", "any");

    assertThat(rights(terminate("karpenter", owned)).refusals()).isEmpty();
    assertThat(rights(terminate("karpenter", Map.of())).refusals())
        .singleElement()
        .asString()
        .startsWith("ec2 TerminateInstances needs ec2:TerminateInstances on arn:aws:ec2:us-east-1:")
        .contains(MACHINE)
        .endsWith("which is allowed by no statement");
  }

  @Test
  void othersCallsAreNotKarpenters() {
    var rights = rights(terminate("lab", Map.of()));

    assertThat(rights.refusals()).isEmpty();
    assertThat(rights.actions()).isEmpty();
  }

  @Test
  void whatNoCallNeedsIsUnused() {
    assertThat(rights(terminate("karpenter", Map.of())).unused())
        .contains("ec2:CreateFleet", "iam:PassRole")
        .doesNotContain("ec2:TerminateInstances");
  }

  private static RecordedRights rights(AwsCall... calls) {
    return RecordedRights.ofKarpenter(RECORDED, List.of(calls));
  }

  private static AwsCall terminate(String caller, Map<String, String> tags) {
    String machine = Authorizations.ec2Arn("us-east-1", RECORDED.account(), MACHINE);
    return new AwsCall(
        Instant.EPOCH,
        "ec2",
        "us-east-1",
        "TerminateInstances",
        Map.of("InstanceId.1", MACHINE),
        200,
        "",
        caller,
        new ExistingResources(Map.of(machine, tags), Map.of(), List.of(), Map.of()));
  }
}
