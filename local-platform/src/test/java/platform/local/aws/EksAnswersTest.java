package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EksAnswersTest {
  private static final String ENTRY =
      "/clusters/dev/access-entries/arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fnode";

  private final EksAnswers eks =
      new EksAnswers(
          new AwsAccount(
              "us-east-1",
              "123456789012",
              "dev",
              "1.36",
              URI.create("https://127.0.0.1:6443"),
              "",
              "10.96.0.0/16",
              List.of("v20261101"),
              List.of("us-east-1a", "us-east-1b"),
              Path.of("karpenter"),
              Path.of("cache")));

  private AwsAnswer ask(String method, String target, String body) {
    return eks.answer(
            AwsRequest.of(
                method,
                target,
                Map.of("Authorization", List.of(Moto.authorization("eks", "us-east-1"))),
                body.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow();
  }

  private JsonNode answer(String method, String target, String body) {
    AwsAnswer answer = ask(method, target, body);
    assertThat(answer.isSuccess()).as(answer.bodyText()).isTrue();
    return Json.read(answer.bodyText());
  }

  @Test
  void anAddOnIsActiveAtOnceAndGoesWhenDeleted() {
    answer(
        "POST", "/clusters/dev/addons", "{\"addonName\": \"coredns\", \"addonVersion\": \"v1\"}");

    JsonNode addOn = answer("GET", "/clusters/dev/addons/coredns", "").path("addon");
    assertThat(addOn.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(addOn.path("addonVersion").asText()).isEqualTo("v1");

    JsonNode update =
        answer("POST", "/clusters/dev/addons/coredns/update", "{\"addonVersion\": \"v2\"}");
    String id = update.path("update").path("id").asText();
    JsonNode done = answer("GET", "/clusters/dev/updates/" + id + "?addonName=coredns", "");
    assertThat(done.path("update").path("status").asText()).isEqualTo("Successful");
    JsonNode updated = answer("GET", "/clusters/dev/addons/coredns", "").path("addon");
    assertThat(updated.path("addonVersion").asText()).isEqualTo("v2");

    answer("DELETE", "/clusters/dev/addons/coredns?preserve=false", "");
    assertThat(ask("GET", "/clusters/dev/addons/coredns", "").errorCode())
        .isEqualTo("ResourceNotFoundException");
  }

  @Test
  void theSameAgainIsRefusedUnlessItIsTheSameRequest() {
    String first = "{\"addonName\": \"coredns\", \"clientRequestToken\": \"1\"}";
    JsonNode made = answer("POST", "/clusters/dev/addons", first);

    assertThat(answer("POST", "/clusters/dev/addons", first)).isEqualTo(made);
    assertThat(ask("POST", "/clusters/dev/addons", first.replace("1", "2")).errorCode())
        .isEqualTo("ResourceInUseException");
  }

  @Test
  void aNodesEntryIsWhatEksMakesOfIt() {
    answer(
        "POST",
        "/clusters/dev/access-entries",
        "{\"principalArn\": \"arn:aws:iam::1:role/node\", \"type\": \"EC2_LINUX\"}");

    JsonNode entry = answer("GET", ENTRY, "").path("accessEntry");
    assertThat(entry.path("username").asText()).isEqualTo("system:node:{{EC2PrivateDNSName}}");
    assertThat(entry.path("kubernetesGroups").path(0).asText()).isEqualTo("system:nodes");
  }

  @Test
  void policiesOfAnEntryGoWithIt() {
    answer(
        "POST", "/clusters/dev/access-entries", "{\"principalArn\": \"arn:aws:iam::1:role/node\"}");
    answer("POST", ENTRY + "/access-policies", "{\"policyArn\": \"arn:admin\"}");
    assertThat(answer("GET", ENTRY + "/access-policies", "").path("associatedAccessPolicies"))
        .hasSize(1);

    answer("DELETE", ENTRY, "");
    assertThat(ask("GET", ENTRY + "/access-policies", "").errorCode())
        .isEqualTo("ResourceNotFoundException");
  }

  @Test
  void aNodeGroupsRoleIsAdmittedOnce() {
    eks.admitNodes("dev", "arn:aws:iam::1:role/node");

    assertThat(
            ask(
                    "POST",
                    "/clusters/dev/access-entries",
                    "{\"principalArn\": \"arn:aws:iam::1:role/node\"}")
                .errorCode())
        .isEqualTo("ResourceInUseException");
  }

  @Test
  void aServiceAccountHasOneAssociation() {
    String body = "{\"namespace\": \"karpenter\", \"serviceAccount\": \"karpenter\"}";
    String id =
        answer("POST", "/clusters/dev/pod-identity-associations", body)
            .path("association")
            .path("associationId")
            .asText();

    assertThat(ask("POST", "/clusters/dev/pod-identity-associations", body).errorCode())
        .isEqualTo("ResourceInUseException");
    answer("DELETE", "/clusters/dev/pod-identity-associations/" + id, "");
    assertThat(answer("GET", "/clusters/dev/pod-identity-associations", "").path("associations"))
        .isEmpty();
  }

  @Test
  void tagsAreChangedByArn() {
    String arn =
        answer(
                "POST",
                "/clusters/dev/addons",
                "{\"addonName\": \"coredns\", \"tags\": {\"a\": \"1\"}}")
            .path("addon")
            .path("addonArn")
            .asText();
    String target = "/tags/" + arn.replace(":", "%3A").replace("/", "%2F");

    answer("POST", target, "{\"tags\": {\"b\": \"2\"}}");
    answer("DELETE", target + "?tagKeys=a", "");
    assertThat(answer("GET", target, "").path("tags").toString()).isEqualTo("{\"b\":\"2\"}");
  }

  @Test
  void whatAClusterHadGoesWithIt() {
    answer("POST", "/clusters/dev/addons", "{\"addonName\": \"coredns\"}");
    eks.forget("dev");
    assertThat(answer("GET", "/clusters/dev/addons", "").path("addons")).isEmpty();
  }

  @Test
  void clustersAndNodeGroupsAreMotos() {
    for (String target : List.of("/clusters", "/clusters/dev", "/clusters/dev/node-groups")) {
      assertThat(
              eks.answer(
                  AwsRequest.of(
                      "GET",
                      target,
                      Map.of("Authorization", List.of(Moto.authorization("eks", "us-east-1"))),
                      new byte[0])))
          .as(target)
          .isEmpty();
    }
  }
}
