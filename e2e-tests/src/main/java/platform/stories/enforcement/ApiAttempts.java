package platform.stories.enforcement;

import static platform.stories.enforcement.Attempt.policy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.HostPathVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import platform.stories.harness.StoryPlatform;

/** The ways past enforcement that lead through the API server, as dry runs. */
final class ApiAttempts implements AutoCloseable {
  /** A tenant that runs pods; dry runs leave nothing in its namespace. */
  static final String TENANT = "stateless-api";

  private static final String TENANTS = "/api/v1/namespaces/" + TENANT;
  private static final String RUNTIME_CLASS = "attempt";

  private final KubernetesClient client;
  final PodTemplateSpec innocent;
  private final List<PodOffence> podOffences;

  final Caller administrator;
  final Caller breakGlass;
  final Caller scheduler;
  final Caller argoCd;

  ApiAttempts(StoryPlatform platform) {
    client = platform.client();
    var own = platform.profile("karpenter-on-demand");
    innocent = podsOf(platform.render(own, TENANT, DEPLOYMENT).get(0));
    podOffences = PodOffence.all(own, platform.profile("karpenter-spot"), RUNTIME_CLASS);
    administrator = Caller.named(client, "administrator");
    breakGlass = Caller.named(client, "on-call", "platform:break-glass");
    scheduler = Caller.named(client, "system:kube-scheduler");
    argoCd = caller("system:serviceaccount:argocd:argocd-application-controller");
    administrator.demand(
        Request.create(
            "/apis/node.k8s.io/v1/runtimeclasses",
            """
            {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": {"name": "%s"},
             "handler": "runc"}"""
                .formatted(RUNTIME_CLASS)));
  }

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: attempt}
      spec:
        selector: {matchLabels: {app: attempt}}
        template:
          metadata: {labels: {app: attempt}}
          spec:
            securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
            containers:
              - name: main
                image: public.ecr.aws/docker/library/busybox:1.37.0
                resources: {requests: {cpu: 10m, memory: 16Mi}}
                securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;

  static PodTemplateSpec podsOf(HasMetadata deployment) {
    return ((Deployment) deployment).getSpec().getTemplate();
  }

  Caller caller(String user) {
    return Caller.named(client, user);
  }

  /** What any pod must not say, tried with every kind that brings pods. */
  List<Attempt> ofPods() {
    return Stream.of(PodKind.values())
        .filter(kind -> kind != PodKind.DAEMON_SET)
        .flatMap(
            kind ->
                podOffences.stream()
                    .map(offence -> offence.attempt(kind, administrator, TENANT, innocent)))
        .toList();
  }

  /** What Pod Security and the tenant's quota hold besides. */
  List<Attempt> ofPodsAgainstOtherLayers() {
    String podSecurity = "violates PodSecurity \"restricted:latest\"";
    return List.of(
        pod("the host's network", podSecurity, pods -> pods.getSpec().setHostNetwork(true)),
        pod(
            "the host's files",
            podSecurity,
            pods ->
                pods.getSpec()
                    .setVolumes(
                        List.of(
                            new VolumeBuilder()
                                .withName("host")
                                .withHostPath(
                                    new HostPathVolumeSourceBuilder().withPath("/").build())
                                .build()))),
        pod(
            "root",
            podSecurity,
            pods -> {
              pods.getSpec().getSecurityContext().setRunAsNonRoot(false);
              pods.getSpec().getSecurityContext().setRunAsUser(0L);
            }),
        pod(
            "privileges",
            podSecurity,
            pods -> {
              var security = pods.getSpec().getContainers().get(0).getSecurityContext();
              security.setAllowPrivilegeEscalation(true);
              security.setPrivileged(true);
            }),
        pod(
            "more than the tenant's quota",
            "exceeded quota: requests",
            pods ->
                pods.getSpec()
                    .getContainers()
                    .get(0)
                    .getResources()
                    .setRequests(
                        Map.of("cpu", new Quantity("500"), "memory", new Quantity("16Mi")))));
  }

  private Attempt pod(String offence, String refusedBy, Consumer<PodTemplateSpec> change) {
    var guilty = new PodTemplateSpecBuilder(innocent).build();
    change.accept(guilty);
    return new Attempt(
        offence,
        administrator,
        PodKind.POD.create(TENANT, guilty),
        refusedBy,
        PodKind.POD.create(TENANT, innocent));
  }

  /** A pod without requests, which the policy and the quota each refuse. */
  Attempt podWithoutRequests(String refusedBy) {
    return pod(
        "no requests",
        refusedBy,
        pods -> pods.getSpec().getContainers().get(0).getResources().setRequests(null));
  }

  PodTemplateSpec withoutProfile() {
    return podOffences.get(0).committedBy(innocent);
  }

  /** What admission refuses and no other layer does. */
  Attempt deploymentWithoutProfile() {
    return podOffences.get(0).attempt(PodKind.DEPLOYMENT, administrator, TENANT, innocent);
  }

  /** Ways around pods: what lives already, subresources, daemons and namespaces. */
  List<Attempt> aroundPods() {
    var all = new ArrayList<Attempt>();
    String pod = TENANTS + "/pods/" + runningPod().getMetadata().getName();
    all.add(
        new Attempt(
            "an ephemeral container",
            administrator,
            ephemeralContainer(pod),
            policy("workload-ephemeral-containers"),
            breakGlass,
            ephemeralContainer(pod)));
    all.add(
        new Attempt(
            "a second profile's mark on a running pod",
            administrator,
            label(pod, "profile.capacity.platform/karpenter-spot", "true"),
            policy("workload-profile"),
            label(pod, "team", "own")));
    all.add(
        new Attempt(
            "a DaemonSet",
            administrator,
            PodKind.DAEMON_SET.create(TENANT, innocent),
            policy("workload-daemon-sets"),
            PodKind.DAEMON_SET.create("kube-system", innocent)));
    all.add(
        new Attempt(
            "a reason of its own to be left alone",
            administrator,
            PodKind.DEPLOYMENT.create(TENANT, PodOffence.undisturbed(innocent, "I like it here")),
            policy("workload-disruption"),
            PodKind.DEPLOYMENT.create(TENANT, PodOffence.undisturbed(innocent, knownReason()))));
    all.add(
        new Attempt(
            "an own node selector in a living Deployment",
            administrator,
            Request.patch(
                "/apis/apps/v1/namespaces/stateless-api/deployments/stateless-api",
                "{\"spec\": {\"template\": {\"spec\": {\"nodeSelector\": {\"disktype\": \"ssd\"}}}}}"),
            policy("workload-profile"),
            Request.patch(
                "/apis/apps/v1/namespaces/stateless-api/deployments/stateless-api",
                "{\"spec\": {\"replicas\": 3}}")));
    all.add(
        new Attempt(
            "another scheduler in a living CronJob",
            administrator,
            Request.patch(
                "/apis/batch/v1/namespaces/nightly-report/cronjobs/nightly-report",
                """
                {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"schedulerName": "own"}}}}}}"""),
            policy("workload-placement"),
            Request.patch(
                "/apis/batch/v1/namespaces/nightly-report/cronjobs/nightly-report",
                "{\"spec\": {\"schedule\": \"0 4 * * *\"}}")));
    all.addAll(onNamespaces());
    return all;
  }

  private List<Attempt> onNamespaces() {
    String restricted = "\"pod-security.kubernetes.io/enforce\": \"restricted\"";
    String policy = policy("workload-namespaces");
    Request fine = namespace(restricted);
    return List.of(
        new Attempt("no Pod Security", administrator, namespace(""), policy, fine),
        new Attempt(
            "weaker Pod Security",
            administrator,
            namespace(restricted.replace("restricted", "baseline")),
            policy,
            fine),
        new Attempt(
            "Pod Security turned off for a tenant",
            administrator,
            label(TENANTS, "pod-security.kubernetes.io/enforce", "privileged"),
            policy,
            label(TENANTS, "team", "own")),
        new Attempt(
            "a namespace taken from its tenant",
            administrator,
            label(TENANTS, "capacity.platform/tenant", "nightly-report"),
            policy,
            label(TENANTS, "team", "own")));
  }

  /** A binding that nobody but the scheduler may send. */
  List<Request> bindings() {
    String pod = runningPod().getMetadata().getName();
    String binding =
        """
        {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"},
         "target": {"apiVersion": "v1", "kind": "Node", "name": "%s"}}"""
            .formatted(pod, client.nodes().list().getItems().get(0).getMetadata().getName());
    return List.of(
        Request.create(TENANTS + "/pods/" + pod + "/binding", binding),
        Request.create(TENANTS + "/bindings", binding));
  }

  /** NodePools and node classes that lose a guardrail. */
  List<Attempt> ofCapacity() {
    var all = new ArrayList<Attempt>();
    for (var pool : CapacityOffence.live(client, "karpenter.sh", "NodePool", "nodepools")) {
      String path = "/apis/karpenter.sh/v1/nodepools/" + pool.getMetadata().getName();
      CapacityOffence.ofNodePools().stream()
          .filter(offence -> offence.concerns(pool))
          .forEach(offence -> all.add(offence.attempt(administrator, path, pool)));
      GenericKubernetesResource another = Serialization.clone(pool);
      another.getMetadata().setName("gpu");
      another.getMetadata().setResourceVersion(null);
      another.getMetadata().setUid(null);
      all.add(
          new Attempt(
              "a pool of no profile",
              administrator,
              Request.create("/apis/karpenter.sh/v1/nodepools", another),
              policy("node-pools"),
              Request.replaceSpec(path, pool)));
    }
    for (var nodeClass :
        CapacityOffence.live(client, "karpenter.k8s.aws", "EC2NodeClass", "ec2nodeclasses")) {
      String path =
          "/apis/karpenter.k8s.aws/v1/ec2nodeclasses/" + nodeClass.getMetadata().getName();
      CapacityOffence.ofNodeClasses()
          .forEach(offence -> all.add(offence.attempt(administrator, path, nodeClass)));
    }
    return all;
  }

  private String knownReason() {
    return client
        .configMaps()
        .inNamespace("platform-guardrails")
        .withName("guardrails")
        .get()
        .getData()
        .get("doNotDisruptReasons")
        .split("\n")[0];
  }

  private Pod runningPod() {
    return client.pods().inNamespace(TENANT).list().getItems().stream()
        .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no pod runs in namespace " + TENANT));
  }

  private static Request ephemeralContainer(String pod) {
    return Request.patch(
        pod + "/ephemeralcontainers",
        """
        {"spec": {"ephemeralContainers": [{"name": "debug", "image": "busybox:1.37.0", "securityContext":
         {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]}}""");
  }

  private static Request label(String path, String key, String value) {
    return Request.patch(
        path, "{\"metadata\": {\"labels\": {\"%s\": \"%s\"}}}".formatted(key, value));
  }

  private static Request namespace(String labels) {
    return Request.create(
        "/api/v1/namespaces",
        """
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "attempt", "labels": {%s}}}"""
            .formatted(labels));
  }

  @Override
  public void close() {
    client
        .genericKubernetesResources("node.k8s.io/v1", "RuntimeClass")
        .withName(RUNTIME_CLASS)
        .delete();
    Stream.of(administrator, breakGlass, scheduler, argoCd).forEach(Caller::close);
  }
}
