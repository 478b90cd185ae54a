package platform.local.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import platform.local.aws.AwsCall;
import platform.model.iam.ExistingResources;
import platform.model.observed.ObservedChange;
import platform.model.observed.ObservedChange.Kind;

class AwsChangeTest {
  @Test
  void aCallThatChangesSomethingNamesItsInstances() {
    var call = call("TerminateInstances", Map.of("InstanceId.1", "i-1", "InstanceId.2", "i-2"), "");

    assertThat(AwsChange.of(call))
        .contains(
            new ObservedChange(
                Instant.EPOCH,
                Kind.AWS_CALL,
                "ec2 TerminateInstances",
                "AWS carried out ec2 TerminateInstances (i-1, i-2)"));
  }

  @Test
  void aFleetTellsWhatItIsOf() {
    var type = "TargetCapacitySpecification.DefaultTargetCapacityType";

    assertThat(AwsChange.of(call("CreateFleet", Map.of(type, "spot", "Type", "instant"), "")))
        .map(ObservedChange::sentence)
        .contains("AWS carried out ec2 CreateFleet (spot)");
  }

  @Test
  void anEventTellsWhatItIsOf() {
    var entries =
        "[{\"Source\":\"aws.ec2\",\"DetailType\":\"EC2 Spot Instance Interruption Warning\"}]";

    assertThat(AwsChange.of(call("PutEvents", Map.of("Entries", entries), "")))
        .map(ObservedChange::sentence)
        .contains("AWS carried out ec2 PutEvents (EC2 Spot Instance Interruption Warning)");
  }

  @Test
  void aRefusedCallTellsWhy() {
    assertThat(AwsChange.of(call("CreateFleet", Map.of(), "UnauthorizedOperation")))
        .map(ObservedChange::sentence)
        .contains("AWS refused ec2 CreateFleet: UnauthorizedOperation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DescribeInstances",
        "GetParameter",
        "ListInstanceProfiles",
        "ReceiveMessage",
        "GET /clusters"
      })
  void whatOnlyReadsIsNoChange(String action) {
    assertThat(AwsChange.of(call(action, Map.of(), ""))).isEmpty();
  }

  @Test
  void whatWasOnlyAskedIsNoChange() {
    assertThat(AwsChange.of(call("CreateFleet", Map.of(), "DryRunOperation"))).isEmpty();
  }

  private static AwsCall call(String action, Map<String, String> parameters, String failure) {
    return new AwsCall(
        Instant.EPOCH,
        "ec2",
        "us-east-1",
        action,
        parameters,
        failure.isEmpty() ? 200 : 412,
        failure,
        "",
        ExistingResources.none());
  }
}
