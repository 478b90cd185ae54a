package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import platform.local.process.SomethingMissingException;

class RecordedInfrastructureTest {
  private static final String PLAN =
      """
      {"prior_state": {"values": {
        "outputs": {"region": {"value": "us-east-1"}, "cluster_endpoint": {"value": "https://x"}},
        "root_module": {"child_modules": [{"resources": [
          {"address": "aws_subnet.b", "mode": "managed", "type": "aws_subnet",
           "values": {"id": "subnet-0123456789abcdef0", "vpc_id": "vpc-11111111111111111", "tags": {}, "note": null}},
          {"address": "aws_vpc.a", "mode": "managed", "type": "aws_vpc",
           "values": {"id": "vpc-11111111111111111", "created_at": "2026-11-26T11:00:00Z"}},
          {"address": "data.aws_region.c", "mode": "data", "type": "aws_region", "values": {"id": "r"}}]}]}}}}
      """;

  @Test
  void whatDiffersFromRunToRunIsNumbered() {
    RecordedInfrastructure recorded = RecordedInfrastructure.of(PLAN);

    assertThat(recorded)
        .isEqualTo(
            RecordedInfrastructure.of(
                PLAN.replace("vpc-11111111111111111", "vpc-99999999999999999")
                    .replace("subnet-0123456789abcdef0", "subnet-aaaaaaaaaaaaaaaaa")
                    .replace("11:00:00Z", "12:30:00Z")
                    .replace("https://x", "https://y")));
    assertThat(recorded.text())
        .contains("\"vpc_id\" : \"vpc-00000000000000002\"")
        .doesNotContain("note", "tags", "data.aws_region");
    assertThat(recorded.output("region")).isEqualTo("us-east-1");
  }

  /** Terraform orders a set by its members, here by ids that each run gives anew. */
  @Test
  void setsOfIdsTimesAndGeneratedNamesMakeNoDifference() {
    String plan =
        """
        {"prior_state": {"values": {"root_module": {"resources": [
          {"address": "aws_eks_cluster.a", "mode": "managed", "type": "aws_eks_cluster",
           "values": {"id": "dev", "subnet_ids": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}},
          {"address": "aws_iam_role_policy_attachment.b", "mode": "managed", "type": "aws_iam_role_policy_attachment",
           "values": {"id": "node-20261126115814059700000002", "associated_at": "2026-11-26 11:58:52 +0000 UTC"}},
          {"address": "aws_route.c", "mode": "managed", "type": "aws_route",
           "values": {"id": "r-rtb-d5d54a0e394ec1a311080289494"}},
          {"address": "aws_subnet.one", "mode": "managed", "type": "aws_subnet",
           "values": {"id": "subnet-0123456789abcdef0"}},
          {"address": "aws_subnet.two", "mode": "managed", "type": "aws_subnet",
           "values": {"id": "subnet-0123456789abcdef1"}}]}}}}
        """;

    assertThat(RecordedInfrastructure.of(plan))
        .isEqualTo(
            RecordedInfrastructure.of(
                plan.replace(
                        "[\"subnet-0123456789abcdef0\", \"subnet-0123456789abcdef1\"]",
                        "[\"subnet-0fffffffffffffff1\", \"subnet-0123456789abcdef0\"]")
                    .replace("subnet-0123456789abcdef1", "subnet-0fffffffffffffff1")
                    .replace("20261126115814059700000002", "2026112707000000000000001f")
                    .replace("2026-11-26 11:58:52", "2026-11-27 07:00:00")
                    .replace("d5d54a0e394ec1a311080289494", "aecf81f22c089abeb1080289494")));
  }

  @Test
  void aChangeThatMattersIsSeen() {
    assertThat(RecordedInfrastructure.of(PLAN))
        .isNotEqualTo(RecordedInfrastructure.of(PLAN.replace("us-east-1", "eu-west-1")))
        .isNotEqualTo(RecordedInfrastructure.of(PLAN.replace("aws_vpc.a", "aws_vpc.z")));
  }

  @Test
  void aMissingRecordingSaysHowToMakeIt() {
    assertThatThrownBy(() -> RecordedInfrastructure.read(Path.of("nowhere.json")))
        .isInstanceOf(SomethingMissingException.class)
        .hasMessageContaining("--record");
  }

  /** Other labs are seeded from it: each environment of the tree needs one. */
  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void theRecordingOfAnEnvironmentIsThere(String environment) {
    var recorded =
        RecordedInfrastructure.read(RecordedInfrastructure.file(Path.of(".."), environment));

    assertThat(recorded.output("environment")).isEqualTo(environment);
    assertThat(recorded.policiesOf(recorded.output("karpenter_controller_role_name"))).hasSize(4);
  }
}
