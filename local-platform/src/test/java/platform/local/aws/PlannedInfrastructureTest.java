package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import platform.local.process.LabException;

class PlannedInfrastructureTest {
  private static final RecordedInfrastructure RECORDED =
      RecordedInfrastructure.of(
          """
          {"prior_state": {"values": {"root_module": {"resources": [
            {"address": "aws_sqs_queue.a", "mode": "managed", "type": "aws_sqs_queue",
             "values": {"id": "https://q", "name": "q", "reuse": 300, "tags": {"Name": "q"}}}]}}}}
          """);

  @Test
  void whatOnlyAnApplyTellsIsNoDifference() {
    assertThat(differences("aws_sqs_queue.a", "\"name\": \"q\", \"reuse\": 0, \"policy\": null"))
        .isEmpty();
  }

  @Test
  void anotherValueIsOne() {
    assertThat(differences("aws_sqs_queue.a", "\"name\": \"r\", \"tags\": {\"Name\": \"r\"}"))
        .containsExactly(
            "aws_sqs_queue.a.name is planned as \"r\" and recorded as \"q\"",
            "aws_sqs_queue.a.tags.Name is planned as \"r\" and recorded as \"q\"");
  }

  @Test
  void aValueThatIsNewIsOne() {
    assertThat(differences("aws_sqs_queue.a", "\"name\": \"q\", \"fifo\": true"))
        .containsExactly("aws_sqs_queue.a.fifo is planned as true and recorded as nothing");
  }

  @Test
  void ofALongTextTheFirstDifferenceIsShown() {
    String common = "x".repeat(500);

    assertThat(differences("aws_sqs_queue.a", "\"policy\": \"%sa%s\"".formatted(common, common)))
        .singleElement()
        .asString()
        .hasSizeLessThan(200);
  }

  @Test
  void anotherResourceIsTwo() {
    assertThat(differences("aws_sqs_queue.b", "\"name\": \"q\""))
        .containsExactly(
            "aws_sqs_queue.a is recorded and no longer planned",
            "aws_sqs_queue.b is planned and not recorded");
  }

  @Test
  void aFileWithoutAPlanSaysHowToMakeIt() {
    assertThatThrownBy(() -> PlannedInfrastructure.ofTest(Stream.of("{\"type\":\"version\"}")))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("terraform test -json -verbose");
  }

  private static Iterable<String> differences(String address, String after) {
    String plan =
        """
        {"type":"test_plan","test_plan":{"resource_changes":[{"address":"%s","mode":"managed",
        "change":{"after":{%s},"after_unknown":{"id":true}}}]}}
        """
            .formatted(address, after)
            .replace("\n", "");
    return PlannedInfrastructure.ofTest(Stream.of("{\"type\":\"version\"}", plan))
        .differencesOf(RECORDED);
  }
}
