package platform.stories.harness;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What must outlive a mistake, each by its uid, so that an object that was deleted and made anew
 * counts as lost: definitions, capacity and the nodes in use, namespaces, projects, the workloads'
 * objects, and on which node each of their pods runs. Pods of Jobs end by themselves and are left
 * out, and so are nodes that hold nothing else.
 */
public record StandingObjects(SortedMap<String, String> uids) {
  private static final List<ResourceDefinitionContext> CUSTOM =
      List.of(
          custom("karpenter.sh", "v1", "NodePool", "nodepools", false),
          custom("karpenter.k8s.aws", "v1", "EC2NodeClass", "ec2nodeclasses", false),
          custom("argoproj.io", "v1alpha1", "AppProject", "appprojects", true));

  /** EKS's own come and go with their nodes. */
  private static final Set<String> ADD_ONS = Set.of("kube-system");

  public StandingObjects {
    uids = Collections.unmodifiableSortedMap(new TreeMap<>(uids));
  }

  public static StandingObjects of(KubernetesClient client) {
    var uids = new TreeMap<String, String>();
    var nodesInUse = new TreeSet<String>();
    for (Pod pod : client.pods().inAnyNamespace().list().getItems()) {
      boolean ends =
          pod.getMetadata().getOwnerReferences().stream()
              .anyMatch(owner -> owner.getKind().equals("Job"));
      String node = pod.getSpec().getNodeName();
      if (!ends && node != null && !ADD_ONS.contains(pod.getMetadata().getNamespace())) {
        nodesInUse.add(node);
        add(uids, pod, " on " + node);
      }
    }
    client.nodes().list().getItems().stream()
        .filter(node -> nodesInUse.contains(node.getMetadata().getName()))
        .forEach(node -> add(uids, node, ""));
    Stream.of(
            client.namespaces().list().getItems(),
            client.apiextensions().v1().customResourceDefinitions().list().getItems(),
            client.apps().deployments().inAnyNamespace().list().getItems(),
            client.apps().statefulSets().inAnyNamespace().list().getItems(),
            client.batch().v1().cronjobs().inAnyNamespace().list().getItems())
        .flatMap(List::stream)
        .forEach(object -> add(uids, object, ""));
    for (ResourceDefinitionContext kind : CUSTOM) {
      client
          .genericKubernetesResources(kind)
          .inAnyNamespace()
          .list()
          .getItems()
          .forEach(object -> add(uids, object, ""));
    }
    return new StandingObjects(uids);
  }

  private static ResourceDefinitionContext custom(
      String group, String version, String kind, String plural, boolean namespaced) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(namespaced)
        .build();
  }

  /** What is being deleted stands no more. */
  private static void add(SortedMap<String, String> uids, HasMetadata object, String where) {
    var metadata = object.getMetadata();
    if (metadata.getDeletionTimestamp() == null) {
      String namespace = metadata.getNamespace() == null ? "" : metadata.getNamespace() + "/";
      uids.put(object.getKind() + " " + namespace + metadata.getName() + where, metadata.getUid());
    }
  }

  /** What stood before and does no more: gone, being deleted, made anew or moved. */
  public List<String> lostIn(StandingObjects later) {
    var lost = new ArrayList<String>();
    uids.forEach(
        (object, uid) -> {
          if (!uid.equals(later.uids().get(object))) {
            lost.add(object);
          }
        });
    return lost;
  }
}
