package platform.local.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

class ClusterTest {
  /** By which the client finds the user's kubeconfig, as by the variable KUBECONFIG. */
  private static final String PROPERTY = "kubeconfig";

  @BeforeEach
  void kubeconfig(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("config");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: production
        clusters:
          - {name: production, cluster: {server: "https://production.invalid:6443"}}
          - {name: trial, cluster: {server: "https://127.0.0.1:1"}}
        users:
          - {name: administrator, user: {username: administrator, password: secret}}
          - {name: visitor, user: {token: of-a-visitor}}
        contexts:
          - {name: production, context: {cluster: production, user: administrator}}
          - {name: trial, context: {cluster: trial, user: visitor}}
        """);
    System.setProperty(PROPERTY, file.toString());
  }

  @AfterEach
  void noKubeconfig() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void nothingOfTheCurrentContextIsMixedIn() {
    try (Cluster cluster = Cluster.ofContext("trial")) {
      var configuration = cluster.client().getConfiguration();
      assertThat(configuration.getMasterUrl()).isEqualTo("https://127.0.0.1:1/");
      assertThat(configuration.getUsername()).isNull();
      assertThat(configuration.getPassword()).isNull();
      assertThat(configuration.getAutoOAuthToken()).isEqualTo("of-a-visitor");
      assertThat(cluster.connection().option()).isEqualTo("--context=trial");
    }
  }

  @Test
  void anUnknownContextIsToldWithThoseThatThereAre() {
    assertThatThrownBy(() -> Cluster.ofContext("trail"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(
            "has no context 'trail'; did you mean 'trial'? contexts: production, trial");
  }

  @Test
  void aKubeconfigThatIsNoneIsTold() throws IOException {
    Files.writeString(Path.of(System.getProperty(PROPERTY)), "{no: kubeconfig}");

    assertThatThrownBy(() -> Cluster.ofContext("trial"))
        .isInstanceOf(LabException.class)
        .hasMessageContainingAll("can't be read: ", "try: kubectl config view");
  }

  @Test
  void aSilentApiServerIsToldWithItsAddress() {
    try (Cluster cluster = Cluster.ofContext("trial")) {
      assertThatThrownBy(cluster::version)
          .isInstanceOf(SomethingMissingException.class)
          .hasMessageContainingAll(
              "the API server of context 'trial' at https://127.0.0.1:1/ can't be reached",
              "check network, VPN and login");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | /version                                      | does not accept these credentials; log in again
          403 | /apis/karpenter.sh/v1/nodepools               | context 'trial' forbids it: why; ask for this permission
          404 | /apis/argoproj.io/v1alpha1/applications       | there is no Argo CD in context 'trial' (applications.argoproj.io is not defined); scripts/platform bootstrap
          404 | /apis/karpenter.sh/v1/nodepools               | nodepools.karpenter.sh is not defined in context 'trial'; wait until Argo CD has installed Karpenter
          """)
  void whatTheApiServerRefusesIsASentenceWithARemedy(int code, String path, String sentence) {
    var status =
        new io.fabric8.kubernetes.api.model.StatusBuilder()
            .withCode(code)
            .withMessage("why")
            .build();
    var problem = new KubernetesClientException("GET at: https://127.0.0.1:1" + path, code, status);
    try (Cluster cluster = Cluster.ofContext("trial")) {
      assertThatThrownBy(
              () ->
                  cluster.ask(
                      () -> {
                        throw problem;
                      }))
          .isInstanceOf(SomethingMissingException.class)
          .hasMessageContaining(sentence);
    }
  }

  @Test
  void toAReadersClusterOnlyQuestionsAreSent() {
    try (Cluster cluster = Cluster.ofContext("trial", Reader.ONESELF)) {
      var pods = cluster.client().pods().inNamespace("argocd");
      assertThatThrownBy(() -> cluster.ask(() -> pods.list()))
          .as("a question goes out, and finds nobody")
          .isInstanceOf(SomethingMissingException.class)
          .hasMessageContaining("can't be reached");
      assertThat(
              List.<Supplier<?>>of(
                  () -> pods.withName("one").delete(),
                  () -> pods.resource(pod()).create(),
                  () -> pods.resource(pod()).serverSideApply(),
                  () -> pods.resource(pod()).dryRun().serverSideApply(),
                  () -> pods.withName("one").patch("{}"),
                  () -> cluster.client().secrets().inNamespace("argocd").list(),
                  () -> cluster.client().secrets().inNamespace("argocd").withName("one").get(),
                  () -> pods.withName("one").inContainer("main").exec("ls")))
          .allSatisfy(
              request ->
                  assertThatThrownBy(() -> cluster.ask(request::get))
                      .hasStackTraceContaining("an audit only reads, so ")
                      .hasStackTraceContaining("was not sent"));
    }
  }

  @Test
  void aReaderMayBeSomebodyElse() {
    var auditor = new Reader(Optional.of("auditor"), List.of("platform:auditors"));
    try (Cluster cluster = Cluster.ofContext("trial", auditor)) {
      var configuration = cluster.client().getConfiguration();
      assertThat(configuration.getImpersonateUsername()).isEqualTo("auditor");
      assertThat(configuration.getImpersonateGroups()).containsExactly("platform:auditors");
    }
  }

  private static Pod pod() {
    return new PodBuilder().withNewMetadata().withName("one").endMetadata().build();
  }
}
