package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsRequestTest {
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=KEY/20261122/us-east-1/%s/aws4_request, SignedHeaders=host, Signature=0";

  @Test
  void aFormIsReadWithServiceActionAndCaller() {
    AwsRequest request =
        request(
            "POST",
            "/",
            Map.of(
                "Authorization",
                List.of(SIGNED.formatted("ec2")),
                "Content-type",
                List.of("application/x-www-form-urlencoded; charset=utf-8")),
            "Action=TerminateInstances&InstanceId.1=i-1&InstanceId.2=i%2D2&DryRun=true");

    assertThat(request.service()).isEqualTo("ec2");
    assertThat(request.region()).isEqualTo("us-east-1");
    assertThat(request.accessKeyId()).isEqualTo("KEY");
    assertThat(request.action()).isEqualTo("TerminateInstances");
    assertThat(request.numbered("InstanceId")).containsExactly("i-1", "i-2");
    assertThat(request.isDryRun()).isTrue();
  }

  @Test
  void aJsonCallIsNamedByItsTarget() {
    AwsRequest request =
        request(
            "POST",
            "/",
            Map.of("X-amz-target", List.of("AmazonSSM.GetParameter")),
            "{\"Name\":\"/a/b\",\"WithDecryption\":true}");

    assertThat(request.action()).isEqualTo("GetParameter");
    assertThat(request.parameters())
        .containsEntry("Name", "/a/b")
        .containsEntry("WithDecryption", "true");
  }

  @Test
  void describingAClusterIsRecognisedByItsPath() {
    var headers = Map.of("Authorization", List.of(SIGNED.formatted("eks")));

    AwsRequest cluster = request("GET", "/clusters/dev", headers, "");
    assertThat(cluster.action()).isEqualTo("DescribeCluster");
    assertThat(cluster.parameters()).containsEntry("name", "dev");
    assertThat(request("GET", "/clusters/dev/addons", headers, "").action())
        .isEqualTo("GET /clusters/dev/addons");
  }

  @Test
  void theCachedAnswersKeyLeavesOutPageSizeOnly() {
    AwsRequest small =
        SlowAnswers.query("DescribeInstanceTypes", "r", Map.of("MaxResults", "5", "x", "y"));
    AwsRequest large =
        SlowAnswers.query("DescribeInstanceTypes", "r", Map.of("MaxResults", "9", "x", "y"));
    AwsRequest other = SlowAnswers.query("DescribeInstanceTypes", "r", Map.of("x", "z"));

    assertThat(SlowAnswers.key(small))
        .isEqualTo(SlowAnswers.key(large))
        .isNotEqualTo(SlowAnswers.key(other));
  }

  private static AwsRequest request(
      String method, String target, Map<String, List<String>> headers, String body) {
    return AwsRequest.of(method, target, headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
