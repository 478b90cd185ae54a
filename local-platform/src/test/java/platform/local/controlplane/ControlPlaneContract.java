package platform.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static platform.local.controlplane.Callers.base64;
import static platform.local.controlplane.Callers.codeOf;
import static platform.local.controlplane.ContractObjects.configMap;
import static platform.local.controlplane.ContractObjects.limit;
import static platform.local.controlplane.ContractObjects.pod;
import static platform.local.controlplane.ContractObjects.setReady;
import static platform.local.controlplane.ControlPlaneUnderTest.eventually;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** What the lab takes for granted of any control plane, asked of each kind of them. */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = ClusterKind.class,
    names = {"EMBEDDED", "K3S"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
@DisplayName("The contract of control planes")
class ControlPlaneContract {
  @Parameter private ClusterKind kind;
  private final List<HasMetadata> made = new ArrayList<>();
  private Optional<TestAbortedException> notHere = Optional.empty();
  private ControlPlane plane;
  private KubernetesClient client;
  private Callers callers;
  private List<String> initially = List.of();
  private String namespace;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void start(@TempDir Path folder) {
    notHere = Optional.empty();
    try {
      plane = ControlPlaneUnderTest.started(kind, folder);
      client = plane.client();
      callers = new Callers(plane, client);
      initially =
          Stream.of(
                  client.nodes().list(),
                  client.pods().inAnyNamespace().list(),
                  client.apps().deployments().inAnyNamespace().list(),
                  client.storage().v1().storageClasses().list())
              .flatMap(list -> list.getItems().stream())
              .map(HasMetadata::getFullResourceName)
              .toList();
    } catch (TestAbortedException e) {
      notHere = Optional.of(e);
    }
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void stop() {
    if (notHere.isEmpty()) {
      plane.close();
    }
  }

  @BeforeEach
  void makeNamespace(TestInfo test) {
    // Of each test, so that each is reported as skipped with the reason.
    notHere.ifPresent(
        reason -> {
          throw reason;
        });
    namespace = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
    made(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build());
    // Pods are admitted once their namespace has its ServiceAccount.
    eventually(
        () ->
            assertThat(client.serviceAccounts().inNamespace(namespace).withName("default").get())
                .as("ServiceAccount default")
                .isNotNull());
  }

  @AfterEach
  void removeAll() {
    made.forEach(object -> client.resource(object).withGracePeriod(0).delete());
    made.clear();
  }

  @Test
  @DisplayName("it is ready, of the pinned Kubernetes, and empty")
  void readyAndEmpty() {
    assertThat(client.raw("/readyz")).isEqualTo("ok");
    assertThat(plane.version()).startsWith("v" + K3sImage.PINNED.replaceAll(".*:v|-k3s.*", ""));
    assertThat(initially).as("nodes, pods and what k3s would bring").isEmpty();
    assertThat(client.raw("/apis/node.k8s.io/v1/runtimeclasses")).contains("\"items\":[]");
    assertThat(client.services().inNamespace("default").withName("kubernetes").get().getSpec())
        .extracting("clusterIP")
        .isEqualTo("10.96.0.1");
    assertThat(plane.residentMebibytes()).as("MiB resident").isBetween(100L, 4000L);
  }

  @Test
  @DisplayName("its kubeconfig is for its owner's eyes, and names a loopback address")
  void kubeconfigIsPrivate() throws java.io.IOException {
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(plane.adminKubeconfig())))
        .isEqualTo("rw-------");
    assertThat(plane.endpoint().getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  @DisplayName("a client that trusts another authority does not talk to it")
  void itsCertificateIsVerified() {
    try (var distrustful =
        callers.client(
            config -> config.withCaCertData(base64(new CertificateAuthority().certificate())))) {
      assertThatThrownBy(() -> distrustful.namespaces().list())
          .isInstanceOf(KubernetesClientException.class)
          .hasStackTraceContaining("PKIX path");
    }
  }

  @Test
  @DisplayName(
      "a wrong token and another authority's certificate are refused, a stranger is nobody")
  void strangersAreRefused() {
    var other = new CertificateAuthority().client("admin", List.of("system:masters"));
    assertThat(callers.codeOfListing(config -> config.withOauthToken("wrong"))).isEqualTo(401);
    assertThat(
            callers.codeOfListing(
                config ->
                    config
                        .withClientCertData(base64(other.certificate()))
                        .withClientKeyData(base64(other.privateKey()))))
        // Java keeps back a certificate of an issuer that the server does not name: then nobody
        // asks.
        .isIn(401, 403);
    assertThat(callers.codeOfListing(config -> config)).isEqualTo(403);
  }

  @Test
  @DisplayName("a ServiceAccount may do what its role says, where it says, and nothing else")
  void rolesAreEnforced() {
    try (var account = callers.asServiceAccount(callers.token(namespace, "default", List.of()))) {
      assertThat(codeOf(() -> account.configMaps().inNamespace(namespace).list())).isEqualTo(403);
      apply("contract/role.yaml", Map.of("NAMESPACE", namespace));
      eventually(
          () ->
              assertThat(codeOf(() -> account.configMaps().inNamespace(namespace).list()))
                  .isEqualTo(200));
      assertThat(codeOf(() -> account.configMaps().inNamespace("default").list())).isEqualTo(403);
      assertThat(codeOf(() -> account.secrets().inNamespace(namespace).list())).isEqualTo(403);
      assertThat(
              codeOf(() -> account.configMaps().resource(configMap(namespace, "new", 1)).create()))
          .isEqualTo(403);
    }
  }

  @Test
  @DisplayName("a token that is bound to a pod names it, and dies with it")
  void tokensAreBoundToPods() {
    Pod pod = client.pods().resource(pod(namespace, "bound", Map.of())).create();
    String token = callers.token(namespace, "default", List.of(pod));

    String claims =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    assertThat(claims).contains("\"iss\":\"https://kubernetes.default.svc\"", "\"name\":\"bound\"");
    var review =
        client
            .tokenReviews()
            .create(new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build());
    assertThat(review.getStatus().getUser().getUsername())
        .isEqualTo("system:serviceaccount:%s:default".formatted(namespace));
    assertThat(review.getStatus().getUser().getExtra())
        .containsEntry("authentication.kubernetes.io/pod-name", List.of("bound"));

    try (var account = callers.asServiceAccount(token)) {
      assertThat(codeOf(() -> account.configMaps().inNamespace(namespace).list())).isEqualTo(403);
      client.resource(pod).withGracePeriod(0).delete();
      eventually(
          () ->
              assertThat(codeOf(() -> account.configMaps().inNamespace(namespace).list()))
                  .isEqualTo(401));
    }
  }

  @Test
  @DisplayName("a ValidatingAdmissionPolicy decides by its parameters")
  void admissionPoliciesReadParameters() {
    apply("contract/policy.yaml", Map.of("NAMESPACE", namespace));
    eventually(
        () ->
            assertThatThrownBy(
                    () ->
                        client
                            .configMaps()
                            .resource(configMap(namespace, "large", 3))
                            .dryRun()
                            .create())
                .hasMessageContaining("2 keys at most"));
    assertThat(client.configMaps().resource(configMap(namespace, "small", 2)).create()).isNotNull();

    ConfigMap parameter = client.configMaps().inNamespace(namespace).withName("parameter").get();
    client
        .configMaps()
        .resource(new ConfigMapBuilder(parameter).withData(Map.of("most", "4")).build())
        .update();
    eventually(
        () ->
            assertThat(
                    codeOf(
                        () ->
                            client
                                .configMaps()
                                .resource(configMap(namespace, "large", 3))
                                .create()))
                .isEqualTo(200));
  }

  @Test
  @DisplayName(
      "a CustomResourceDefinition's CEL rules are enforced, also those about the old value")
  void definitionsHaveRules() {
    var limits = client.genericKubernetesResources(ContractObjects.LIMITS).inNamespace(namespace);
    apply("contract/definition.yaml", Map.of());
    eventually(
        () ->
            assertThat(
                    client
                        .apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName("limits.contract.example.org")
                        .get()
                        .getStatus()
                        .getConditions())
                .anyMatch(
                    each -> each.getType().equals("Established") && isTrue(each.getStatus())));
    eventually(
        () ->
            assertThatThrownBy(() -> limits.resource(limit(namespace, 5, 3)).create())
                .hasMessageContaining("low must not exceed high"));
    limits.resource(limit(namespace, 2, 3)).create();
    assertThatThrownBy(() -> limits.resource(limit(namespace, 1, 3)).update())
        .hasMessageContaining("low never falls");
    assertThat(limits.resource(limit(namespace, 3, 3)).update()).isNotNull();
  }

  @Test
  @DisplayName(
      "the scheduler binds a pod to the node that fits, and says why another stays Pending")
  void schedulerBinds() {
    apply("contract/node.yaml", Map.of());
    setReady(client, "contract");
    client.pods().resource(pod(namespace, "fits", Map.of("contract", "yes"))).create();
    client.pods().resource(pod(namespace, "homeless", Map.of("contract", "no"))).create();
    eventually(
        () ->
            assertThat(client.pods().inNamespace(namespace).withName("fits").get().getSpec())
                .extracting("nodeName")
                .isEqualTo("contract"));
    eventually(
        () ->
            assertThat(client.pods().inNamespace(namespace).withName("homeless").get().getStatus())
                .extracting(status -> status.getConditions().toString())
                .asString()
                .contains("Unschedulable", "node affinity/selector"));
  }

  @Test
  @DisplayName("controllers make what is owed, and the garbage collector takes what nobody owns")
  void ownedObjectsGoWithTheirOwner() {
    apply("contract/deployment.yaml", Map.of("NAMESPACE", namespace));
    eventually(() -> assertThat(client.pods().inNamespace(namespace).list().getItems()).hasSize(2));
    client
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withName("owner")
        .withPropagationPolicy(io.fabric8.kubernetes.api.model.DeletionPropagation.BACKGROUND)
        .delete();
    eventually(
        () -> {
          assertThat(client.apps().replicaSets().inNamespace(namespace).list().getItems())
              .isEmpty();
          assertThat(client.pods().inNamespace(namespace).list().getItems())
              .allMatch(pod -> pod.isMarkedForDeletion());
        });
  }

  @Test
  @DisplayName(
      "default admission is on: tolerations, quota, Pod Security and what a node may touch")
  void defaultAdmissionIsOn() {
    assertThat(
            client
                .pods()
                .resource(pod(namespace, "plain", Map.of()))
                .create()
                .getSpec()
                .getTolerations())
        .extracting("key", "tolerationSeconds")
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("node.kubernetes.io/not-ready", 300L),
            org.assertj.core.groups.Tuple.tuple("node.kubernetes.io/unreachable", 300L));

    apply("contract/quota.yaml", Map.of("NAMESPACE", namespace));
    eventually(
        () ->
            assertThatThrownBy(
                    () ->
                        client
                            .configMaps()
                            .resource(configMap(namespace, "one-too-many", 1))
                            .create())
                .hasMessageContaining("exceeded quota"));

    client
        .namespaces()
        .withName(namespace)
        .edit(
            each ->
                new NamespaceBuilder(each)
                    .editMetadata()
                    .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                    .endMetadata()
                    .build());
    eventually(
        () ->
            assertThatThrownBy(
                    () -> client.pods().resource(pod(namespace, "lax", Map.of())).dryRun().create())
                .hasMessageContaining("violates PodSecurity"));

    apply("contract/node.yaml", Map.of());
    try (var kubelet =
        callers.client(
            config ->
                callers
                    .asAdmin(config)
                    .withImpersonateUsername("system:node:another")
                    .withImpersonateGroups("system:nodes", "system:authenticated"))) {
      var relabelled =
          new NodeBuilder(client.nodes().withName("contract").get())
              .editMetadata()
              .addToLabels("contract", "taken")
              .endMetadata()
              .build();
      assertThatThrownBy(() -> kubelet.resource(relabelled).update())
          .hasMessageContaining("is not allowed to modify node");
    }
  }

  private static boolean isTrue(String status) {
    return status.equals("True");
  }

  private void made(HasMetadata object) {
    made.add(client.resource(object).create());
  }

  private void apply(String resource, Map<String, String> values) {
    ContractObjects.load(client, resource, values).forEach(this::made);
  }
}
