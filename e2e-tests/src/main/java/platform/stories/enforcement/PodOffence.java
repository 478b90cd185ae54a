package platform.stories.enforcement;

import static platform.stories.enforcement.Attempt.policy;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import platform.model.capacity.Profile;

/**
 * One thing that a pod must not say, whatever kind brings it.
 *
 * @param refusedBy the policy that must refuse it
 * @param because words of that policy's validation, since a policy has more than one
 * @param change makes an innocent pod commit it
 */
record PodOffence(
    String words, String refusedBy, String because, Consumer<PodTemplateSpec> change) {
  private static final String MARK = "profile.capacity.platform/";
  private static final String KEEP = "karpenter.sh/do-not-disrupt";
  private static final String REASON = "capacity.platform/do-not-disrupt-reason";

  PodTemplateSpec committedBy(PodTemplateSpec innocent) {
    var guilty = new PodTemplateSpecBuilder(innocent).build();
    change.accept(guilty);
    return guilty;
  }

  Attempt attempt(PodKind kind, Caller by, String namespace, PodTemplateSpec innocent) {
    return new Attempt(
        words + " in a " + kind.word(),
        by,
        kind.create(namespace, committedBy(innocent)),
        policy(refusedBy) + " with binding '" + refusedBy + "' denied request: " + because,
        kind.create(namespace, innocent));
  }

  /**
   * @param runtimeClass one that exists: an unknown one is refused by Kubernetes itself
   */
  static List<PodOffence> all(Profile own, Profile other, String runtimeClass) {
    var all = new ArrayList<PodOffence>();
    all.addAll(aboutTheProfile(own, other));
    all.addAll(aboutPlacement(own, other, runtimeClass));
    all.addAll(aboutRequests());
    all.addAll(aboutDisruption());
    return List.copyOf(all);
  }

  private static List<PodOffence> aboutTheProfile(Profile own, Profile other) {
    String policy = "workload-profile";
    String known = "pods name no known profile";
    String selector = "the node selector must be";
    String mark = "pods must carry the mark of exactly one profile";
    return List.of(
        new PodOffence(
            "no profile",
            policy,
            known,
            pods -> {
              labels(pods).remove(Profile.KEY);
              pods.getSpec().setTolerations(List.of());
            }),
        new PodOffence(
            "an unknown profile",
            policy,
            known,
            pods -> {
              labels(pods).put(Profile.KEY, "gpu");
              labels(pods).remove(MARK + own.name());
              labels(pods).put(MARK + "gpu", "true");
              pods.getSpec().setNodeSelector(Map.of(Profile.KEY, "gpu"));
              pods.getSpec().setTolerations(List.of());
            }),
        new PodOffence(
            "no node selector", policy, selector, pods -> pods.getSpec().setNodeSelector(null)),
        new PodOffence(
            "an own node selector",
            policy,
            selector,
            pods ->
                pods.getSpec().setNodeSelector(Map.of(Profile.KEY, own.name(), "disktype", "ssd"))),
        new PodOffence(
            "another profile's node selector",
            policy,
            selector,
            pods -> pods.getSpec().setNodeSelector(Map.of(Profile.KEY, other.name()))),
        new PodOffence(
            "two profiles", policy, mark, pods -> labels(pods).put(MARK + other.name(), "true")),
        new PodOffence(
            "no profile's mark", policy, mark, pods -> labels(pods).remove(MARK + own.name())));
  }

  private static List<PodOffence> aboutPlacement(Profile own, Profile other, String runtimeClass) {
    String policy = "workload-placement";
    String tolerations = "tolerations are the profile's business";
    return List.of(
        new PodOffence(
            "node affinity",
            policy,
            "node affinity",
            pods -> pods.getSpec().setAffinity(preferringSomeNodes())),
        new PodOffence(
            "keeping everybody else's pods away",
            policy,
            "pods may seek or avoid those of their own namespace only",
            pods -> pods.getSpec().setAffinity(avoidingEverybody())),
        new PodOffence(
            "seeking another namespace's pods",
            policy,
            "pods may seek or avoid those of their own namespace only",
            pods -> pods.getSpec().setAffinity(preferringArgoCd())),
        new PodOffence(
            "a node's name",
            policy,
            "the scheduler chooses the node",
            pods -> pods.getSpec().setNodeName("ip-10-0-0-4.ec2.internal")),
        new PodOffence(
            "a toleration of everything",
            policy,
            tolerations,
            pods -> tolerate(pods, new TolerationBuilder().withOperator("Exists").build())),
        new PodOffence(
            "another profile's toleration",
            policy,
            tolerations,
            pods ->
                tolerate(
                    pods,
                    new TolerationBuilder()
                        .withKey(Profile.KEY)
                        .withOperator("Equal")
                        .withValue(other.name())
                        .withEffect("NoSchedule")
                        .build())),
        new PodOffence(
            "a toleration of any profile",
            policy,
            tolerations,
            pods ->
                tolerate(
                    pods,
                    new TolerationBuilder()
                        .withKey(Profile.KEY)
                        .withOperator("Exists")
                        .withEffect("NoSchedule")
                        .build())),
        new PodOffence(
            "a toleration of lost nodes for ever",
            policy,
            tolerations,
            pods ->
                tolerate(
                    pods,
                    new TolerationBuilder()
                        .withKey("node.kubernetes.io/unreachable")
                        .withOperator("Exists")
                        .withEffect("NoExecute")
                        .build())),
        new PodOffence(
            "another scheduler",
            policy,
            "there is one scheduler",
            pods -> pods.getSpec().setSchedulerName("own-scheduler")),
        new PodOffence(
            "a priority class",
            policy,
            "priority is the platform's business",
            pods -> pods.getSpec().setPriorityClassName("system-cluster-critical")),
        new PodOffence(
            "a runtime class",
            policy,
            "a runtime class can bring selectors",
            pods -> pods.getSpec().setRuntimeClassName(runtimeClass)),
        new PodOffence(
            "a resource claim",
            policy,
            "a resource claim can choose a node",
            pods ->
                pods.getSpec()
                    .setResourceClaims(
                        List.of(
                            new PodResourceClaimBuilder()
                                .withName("device")
                                .withResourceClaimTemplateName("device")
                                .build()))));
  }

  private static List<PodOffence> aboutRequests() {
    String policy = "workload-requests";
    String because = "every container, init containers included, must request";
    return List.of(
        new PodOffence(
            "no requests",
            policy,
            because,
            pods -> container(pods).getResources().setRequests(null)),
        new PodOffence("no CPU request", policy, because, pods -> request(pods, "memory", "64Mi")),
        new PodOffence("no memory request", policy, because, pods -> request(pods, "cpu", "100m")),
        new PodOffence(
            "a request of no CPU at all",
            policy,
            because,
            pods ->
                container(pods)
                    .getResources()
                    .setRequests(Map.of("cpu", new Quantity("0"), "memory", new Quantity("64Mi")))),
        new PodOffence(
            "an init container without requests",
            policy,
            because,
            pods ->
                pods.getSpec()
                    .setInitContainers(
                        List.of(
                            new ContainerBuilder(container(pods))
                                .withName("first")
                                .withResources(null)
                                .build()))));
  }

  private static List<PodOffence> aboutDisruption() {
    String policy = "workload-disruption";
    String because = "karpenter.sh/do-not-disrupt needs a known reason";
    return List.of(
        new PodOffence(
            "do-not-disrupt without a reason",
            policy,
            because,
            pods -> pods.getMetadata().setAnnotations(Map.of(KEEP, "true"))),
        new PodOffence(
            "do-not-disrupt for any reason",
            policy,
            because,
            pods ->
                pods.getMetadata().setAnnotations(Map.of(KEEP, "true", REASON, "I like it here"))));
  }

  /** A pod that asks not to be disrupted, for a reason that is known or not. */
  static PodTemplateSpec undisturbed(PodTemplateSpec innocent, String reason) {
    return new PodTemplateSpecBuilder(innocent)
        .editMetadata()
        .addToAnnotations(Map.of(KEEP, "true", REASON, reason))
        .endMetadata()
        .build();
  }

  private static Map<String, String> labels(PodTemplateSpec pods) {
    return pods.getMetadata().getLabels();
  }

  private static Container container(PodTemplateSpec pods) {
    return pods.getSpec().getContainers().get(0);
  }

  private static void request(PodTemplateSpec pods, String resource, String amount) {
    container(pods).getResources().setRequests(Map.of(resource, new Quantity(amount)));
  }

  /** Only preferred, since a preference places pods as well where it can. */
  private static Affinity preferringSomeNodes() {
    return new AffinityBuilder()
        .withNewNodeAffinity()
        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
        .withWeight(1)
        .withNewPreference()
        .addNewMatchExpression()
        .withKey("kubernetes.io/hostname")
        .withOperator("Exists")
        .endMatchExpression()
        .endPreference()
        .endPreferredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .build();
  }

  private static Affinity avoidingEverybody() {
    return new AffinityBuilder()
        .withNewPodAntiAffinity()
        .addNewRequiredDuringSchedulingIgnoredDuringExecution()
        .withTopologyKey("kubernetes.io/os")
        .withNewNamespaceSelector()
        .endNamespaceSelector()
        .withNewLabelSelector()
        .endLabelSelector()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endPodAntiAffinity()
        .build();
  }

  private static Affinity preferringArgoCd() {
    return new AffinityBuilder()
        .withNewPodAffinity()
        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
        .withWeight(1)
        .withNewPodAffinityTerm()
        .withTopologyKey("kubernetes.io/hostname")
        .withNamespaces("argocd")
        .withNewLabelSelector()
        .endLabelSelector()
        .endPodAffinityTerm()
        .endPreferredDuringSchedulingIgnoredDuringExecution()
        .endPodAffinity()
        .build();
  }

  private static void tolerate(PodTemplateSpec pods, Toleration toleration) {
    var all = new ArrayList<>(pods.getSpec().getTolerations());
    all.add(toleration);
    pods.getSpec().setTolerations(all);
  }
}
