package platform.stories.enforcement;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Deletions of what the platform stands on, as dry runs. */
record Deletions(KubernetesClient client) {
  private static final String ARGO_CD = "/apis/argoproj.io/v1alpha1/namespaces/argocd/";
  private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";

  /** What nobody deletes without an approval. */
  List<Deletion> all() {
    var all = new ArrayList<Deletion>();
    CapacityOffence.live(client, "karpenter.sh", "NodePool", "nodepools")
        .forEach(
            each ->
                all.add(
                    new Deletion(
                        "/apis/karpenter.sh/v1/nodepools/" + each.getMetadata().getName(),
                        "deletion-of-capacity")));
    CapacityOffence.live(client, "karpenter.k8s.aws", "EC2NodeClass", "ec2nodeclasses")
        .forEach(
            each ->
                all.add(
                    new Deletion(
                        "/apis/karpenter.k8s.aws/v1/ec2nodeclasses/" + each.getMetadata().getName(),
                        "deletion-of-capacity")));
    Stream.of(
            "applications.argoproj.io",
            "applicationsets.argoproj.io",
            "appprojects.argoproj.io",
            "ec2nodeclasses.karpenter.k8s.aws",
            "nodeclaims.karpenter.sh",
            "nodepools.karpenter.sh")
        .forEach(name -> all.add(new Deletion(CRDS + name, "deletion-of-capacity")));
    Stream.of(
            "applications/guardrails",
            "applications/karpenter",
            "applications/platform",
            "applicationsets/workloads",
            "appprojects/platform",
            "appprojects/" + ApiAttempts.TENANT)
        .forEach(name -> all.add(new Deletion(ARGO_CD + name, "deletion-of-capacity")));
    Stream.of("argocd", "karpenter", "platform-guardrails")
        .map(name -> new Deletion("/api/v1/namespaces/" + name, "deletion-of-platform-namespaces"))
        .forEach(all::add);
    all.add(
        new Deletion("/api/v1/namespaces/" + ApiAttempts.TENANT, "deletion-of-tenant-namespaces"));
    Stream.of("deletion", "deletion-of-nodes", "guardrails")
        .map(
            name ->
                new Deletion(
                    "/api/v1/namespaces/platform-guardrails/configmaps/" + name,
                    "deletion-of-parameters"))
        .forEach(all::add);
    all.addAll(ofNodes());
    return all;
  }

  /** A node and its claim, which Karpenter and the cloud delete as a matter of course. */
  List<Deletion> ofNodes() {
    var claim = CapacityOffence.live(client, "karpenter.sh", "NodeClaim", "nodeclaims").get(0);
    var node = client.nodes().withLabel("eks.amazonaws.com/nodegroup").list().getItems().get(0);
    return List.of(
        new Deletion(
            "/apis/karpenter.sh/v1/nodeclaims/" + claim.getMetadata().getName(),
            "deletion-of-nodes"),
        new Deletion("/api/v1/nodes/" + node.getMetadata().getName(), "deletion-of-nodes"));
  }

  /** All at once, which the API server must judge one by one. */
  List<Deletion> ofCollections() {
    return List.of(
        new Deletion("/apis/karpenter.sh/v1/nodepools", "deletion-of-capacity"),
        new Deletion("/apis/karpenter.sh/v1/nodeclaims", "deletion-of-nodes"),
        new Deletion("/api/v1/nodes", "deletion-of-nodes"));
  }
}
