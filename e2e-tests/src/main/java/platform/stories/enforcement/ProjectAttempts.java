package platform.stories.enforcement;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import platform.local.argocd.ArgoCd;
import platform.stories.harness.StoryPlatform;

/**
 * The ways past a tenant's AppProject: an Application of the tenant's, as Argo CD would sync it.
 */
final class ProjectAttempts {
  private static final String TENANT = "stateless-api";
  private static final String NAME = "attempt";
  private static final int PATIENCE_SECONDS = 90;

  private final StoryPlatform platform;
  private final KubernetesClient client;
  private int made;

  ProjectAttempts(StoryPlatform platform) {
    this.platform = platform;
    this.client = platform.client();
  }

  /**
   * What a tenant's tree may not bring, and what its project says of it.
   *
   * @param namespace where Argo CD reports it
   * @param yaml the object
   * @param refusedBecause words of Argo CD's message
   */
  record Foreign(String kind, String namespace, String yaml, String refusedBecause) {
    /** What is wrong with Argo CD's verdict on it, empty if it is refused for its reason. */
    Optional<String> whyNotRefused(Map<String, String> messages) {
      String message = messages.getOrDefault(kind + " " + namespace, "nothing");
      return message.contains(refusedBecause)
          ? Optional.empty()
          : Optional.of(
              "%s in %s should be refused with '%s', but Argo CD says %s"
                  .formatted(kind, namespace, refusedBecause, message));
    }
  }

  private static Foreign clusterWide(String apiVersion, String kind, String more) {
    // Argo CD reports such an object in the Application's own namespace.
    return new Foreign(kind, TENANT, object(apiVersion, kind, "", more), ofKind(apiVersion, kind));
  }

  private static Foreign ofForeignKind(
      String apiVersion, String kind, String namespace, String more) {
    return in(namespace, apiVersion, kind, more, ofKind(apiVersion, kind));
  }

  private static Foreign inForeignNamespace(
      String apiVersion, String kind, String namespace, String more) {
    return in(
        namespace,
        apiVersion,
        kind,
        more,
        "namespace %s is not permitted in project".formatted(namespace));
  }

  private static Foreign in(
      String namespace, String apiVersion, String kind, String more, String because) {
    return new Foreign(
        kind, namespace, object(apiVersion, kind, "\n  namespace: " + namespace, more), because);
  }

  private static String ofKind(String apiVersion, String kind) {
    String group = apiVersion.contains("/") ? apiVersion.split("/")[0] : "";
    return "resource %s:%s is not permitted in project".formatted(group, kind);
  }

  private static String object(String apiVersion, String kind, String namespace, String more) {
    return """
    apiVersion: %s
    kind: %s
    metadata:
      name: %s%s
    %s
    """
        .formatted(apiVersion, kind, NAME, namespace, more);
  }

  private static final String ROLE_REFERENCE =
      "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}";
  private static final String TEMPLATE =
      """
      spec:
        selector: {matchLabels: {app: attempt}}
        template:
          metadata: {labels: {app: attempt}}
          spec: {containers: [{name: main, image: 'busybox:1.37.0'}]}
      """;
  private static final String APPLICATION =
      """
      spec:
        project: platform
        source: {repoURL: 'https://example.com/own.git', path: .}
        destination: {server: 'https://kubernetes.default.svc', namespace: kube-system}
      """;

  static List<Foreign> objects() {
    String rbac = "rbac.authorization.k8s.io/v1";
    String argo = "argoproj.io/v1alpha1";
    return List.of(
        clusterWide(rbac, "ClusterRole", "rules: []"),
        clusterWide(rbac, "ClusterRoleBinding", ROLE_REFERENCE),
        clusterWide("v1", "Namespace", ""),
        clusterWide("karpenter.sh/v1", "NodePool", "spec: {}"),
        clusterWide("karpenter.k8s.aws/v1", "EC2NodeClass", "spec: {}"),
        clusterWide("scheduling.k8s.io/v1", "PriorityClass", "value: 1000"),
        clusterWide("node.k8s.io/v1", "RuntimeClass", "handler: runc"),
        clusterWide(
            "admissionregistration.k8s.io/v1",
            "ValidatingAdmissionPolicyBinding",
            "spec: {policyName: workload-profile, validationActions: [Audit]}"),
        ofForeignKind(rbac, "Role", TENANT, "rules: []"),
        ofForeignKind(rbac, "RoleBinding", TENANT, ROLE_REFERENCE),
        ofForeignKind("v1", "ResourceQuota", TENANT, "spec: {hard: {pods: '1000'}}"),
        ofForeignKind("v1", "LimitRange", TENANT, "spec: {limits: []}"),
        ofForeignKind(
            "v1", "Pod", TENANT, "spec: {containers: [{name: main, image: 'busybox:1.37.0'}]}"),
        ofForeignKind("apps/v1", "DaemonSet", TENANT, TEMPLATE),
        ofForeignKind(argo, "Application", "argocd", APPLICATION),
        ofForeignKind(argo, "AppProject", "argocd", "spec: {}"),
        inForeignNamespace("apps/v1", "Deployment", "kube-system", TEMPLATE),
        inForeignNamespace("apps/v1", "StatefulSet", "nightly-report", TEMPLATE),
        inForeignNamespace("v1", "ConfigMap", "platform-guardrails", "data: {profiles: anything}"));
  }

  /** Brings every foreign object. */
  static final String GUILTY = ".stories/enforcement/guilty";

  /** Brings what a tenant may. */
  static final String INNOCENT = ".stories/enforcement/innocent";

  private static final String ALLOWED =
      object("v1", "ConfigMap", "\n  namespace: " + TENANT, "data: {allowed: 'yes'}");

  /** The files of a tree that brings them all. */
  static Map<String, String> files() {
    String all = objects().stream().map(Foreign::yaml).collect(Collectors.joining("---\n"));
    return Map.of(GUILTY + "/objects.yaml", all, INNOCENT + "/objects.yaml", ALLOWED);
  }

  /**
   * An Application that somebody gets into {@code argocd} after all.
   *
   * @param project whose it claims to be
   */
  record Claim(String words, String project, String repository, String namespace, String because) {}

  List<Claim> claims() {
    String own = platform.lab().git().url();
    String repository = "application repo https://example.com/own.git is not permitted";
    String destination = "do not match any of the allowed destinations";
    return List.of(
        new Claim("another repository", TENANT, "https://example.com/own.git", TENANT, repository),
        new Claim("kube-system as destination", TENANT, own, "kube-system", destination),
        new Claim("another tenant as destination", TENANT, own, "nightly-report", destination),
        new Claim("no project of its own", "default", own, TENANT, "is not permitted"),
        new Claim("a project that isn't there", "own", own, TENANT, "own which does not exist"));
  }

  /** What Argo CD says when the Application is synced: a message by kind and name. */
  Map<String, String> sync(String path) {
    String application =
        create(
            TENANT,
            platform.lab().git().url(),
            path,
            TENANT,
            """
            "operation": {"initiatedBy": {"username": "attempt"}, "sync": {}},""");
    try {
      var judged =
          await(application, each -> each.get("status", "operationState", "finishedAt") != null);
      List<Map<String, Object>> resources =
          judged.get("status", "operationState", "syncResult", "resources");
      if (resources == null) {
        throw new AssertionError(
            "Argo CD judged no object of the attempt: %s %s"
                .formatted(
                    judged.get("status", "operationState", "message"),
                    judged.get("status", "conditions")));
      }
      return resources.stream()
          .collect(
              Collectors.toMap(
                  each -> "%s %s".formatted(each.get("kind"), each.get("namespace")),
                  each -> "%s: %s".formatted(each.get("status"), each.get("message"))));
    } finally {
      delete(application);
    }
  }

  /** What Argo CD complains of about an Application's own fields. */
  String complaintAbout(Claim claim) {
    String application =
        create(claim.project(), claim.repository(), INNOCENT, claim.namespace(), "");
    try {
      Object conditions =
          await(
                  application,
                  each ->
                      each.get("status", "conditions") != null
                          || each.get("status", "reconciledAt") != null)
              .get("status", "conditions");
      return String.valueOf(conditions);
    } finally {
      delete(application);
    }
  }

  /**
   * Each has a name of its own: Argo CD writes the status by name alone, so that what it still has
   * to say of one that was deleted would land in the next.
   */
  private String create(
      String project, String repository, String path, String namespace, String operation) {
    made++;
    String name = NAME + "-" + made;
    client
        .resource(
            """
            {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
             "metadata": {"name": "%s", "namespace": "argocd",
               "annotations": {"argocd.argoproj.io/compare-options": "ServerSideDiff=false"}},
             %s
             "spec": {"project": "%s",
               "source": {"repoURL": "%s", "targetRevision": "HEAD", "path": "%s"},
               "destination": {"server": "https://kubernetes.default.svc", "namespace": "%s"}}}"""
                .formatted(name, operation, project, repository, path, namespace))
        .create();
    return name;
  }

  private GenericKubernetesResource await(
      String application, Predicate<GenericKubernetesResource> done) {
    return client
        .genericKubernetesResources(ArgoCd.APPLICATION)
        .inNamespace(ArgoCd.NAMESPACE)
        .withName(application)
        .waitUntilCondition(
            each -> each != null && done.test(each), PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Takes away what the innocent Application has left. */
  void removeInnocent() {
    client.configMaps().inNamespace(TENANT).withName(NAME).delete();
  }

  private void delete(String name) {
    var application =
        client
            .genericKubernetesResources(ArgoCd.APPLICATION)
            .inNamespace(ArgoCd.NAMESPACE)
            .withName(name);
    application.delete();
    application.waitUntilCondition(java.util.Objects::isNull, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
