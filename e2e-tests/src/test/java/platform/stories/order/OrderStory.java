package platform.stories.order;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static platform.stories.expectations.Expectations.applicationComplains;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.model.observed.ObservedChange;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.StandingObjects;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("Order of the platform's parts")
@ResourceLock(Touches.GIT)
@ResourceLock(Touches.KARPENTER)
@ResourceLock(Touches.BOOTSTRAP)
class OrderStory {
  /** Each wave of the root, first to last. */
  private static final List<List<String>> WAVES =
      List.of(
          List.of("argocd"),
          List.of("karpenter-crds", "guardrails"),
          List.of("karpenter", "tenants"),
          List.of("capacity"),
          List.of("traefik", "external-dns"),
          List.of("workload-stateless-api", "workload-stateful-cache", "workload-nightly-report"));

  private static final String SETTINGS = "gitops/environments/dev/settings.yaml";
  private static final String VERSION = "karpenterVersion: ";

  @Test
  @DisplayName("on an empty cluster each part comes once those before it are healthy")
  void eachWaveWaitsForTheOneBefore(StoryPlatform platform) {
    List<ObservedChange> timeline =
        platform.lab().timeline().stream()
            .filter(change -> change.kind() == ObservedChange.Kind.APPLICATION)
            .toList();
    for (int wave = 1; wave < WAVES.size(); wave++) {
      var healthyBefore =
          WAVES.get(wave - 1).stream()
              .map(name -> firstOf(timeline, name, "is Synced and Healthy"))
              .max(Comparator.comparing(ObservedChange::at))
              .orElseThrow();
      for (String next : WAVES.get(wave)) {
        assertThat(firstOf(timeline, next, "").at())
            .as("%s begins after: %s", next, healthyBefore.sentence())
            .isAfterOrEqualTo(healthyBefore.at());
      }
    }
  }

  @Test
  @DisplayName("an empty cluster needs no hand and no second try of a sync")
  void startNeedsNoRetry(StoryPlatform platform) {
    assertThat(platform.retriesOfTheStart()).isEmpty();
  }

  private static ObservedChange firstOf(
      List<ObservedChange> timeline, String application, String what) {
    return timeline.stream()
        .filter(change -> change.subject().equals(application))
        .filter(change -> change.sentence().contains(what))
        .findFirst()
        .orElseThrow(() -> new AssertionError(application + " never " + what));
  }

  @Test
  @DisplayName(
      "one commit that upgrades Karpenter: its definitions first, its controller after them")
  void definitionsAreUpgradedFirst(StoryPlatform platform) {
    String present = karpenterVersion(platform);
    String next = present + "-next";
    platform.lab().charts().tag(next);
    var order = new CopyOnWriteArrayList<String>();
    var watched =
        Stream.of("karpenter-crds", "karpenter")
            .map(
                name ->
                    applications(platform)
                        .inNamespace("argocd")
                        .withName(name)
                        .informOnCondition(
                            found -> {
                              note(order, found, next);
                              return order.contains(name + " is upgraded");
                            }))
            .toList();
    platform.commit(tree -> tree.replace(SETTINGS, VERSION + present, VERSION + next));
    watched.forEach(each -> each.orTimeout(4, MINUTES).join());
    assertThat(order)
        .containsExactly(
            "karpenter-crds is to be upgraded",
            "karpenter-crds is upgraded",
            "karpenter is to be upgraded",
            "karpenter is upgraded");
  }

  /** Notes each step of an Application once. */
  private static void note(
      List<String> order, List<GenericKubernetesResource> applications, String version) {
    for (GenericKubernetesResource application : applications) {
      String name = application.getMetadata().getName();
      boolean wanted = version.equals(application.get("spec", "source", "targetRevision"));
      boolean done =
          version.equals(
                  application.get("status", "sync", "comparedTo", "source", "targetRevision"))
              && "Synced".equals(application.get("status", "sync", "status"))
              && "Healthy".equals(application.get("status", "health", "status"));
      if (wanted && !order.contains(name + " is to be upgraded")) {
        order.add(name + " is to be upgraded");
      }
      if (wanted && done && !order.contains(name + " is upgraded")) {
        order.add(name + " is upgraded");
      }
    }
  }

  @Test
  @DisplayName(
      "a version of Karpenter that does not exist: the commit that takes it back is applied")
  void commitThatHealsIsApplied(StoryPlatform platform) {
    String present = karpenterVersion(platform);
    var before = StandingObjects.of(platform.client());
    platform.commit(tree -> tree.replace(SETTINGS, VERSION + present, VERSION + "9.9.9"));
    platform.eventually(applicationComplains("karpenter-crds", "9.9.9"));
    platform.commit(tree -> tree.replace(SETTINGS, VERSION + "9.9.9", VERSION + present));
    // An ill child holds the root's wave for two minutes.
    applications(platform)
        .inNamespace("argocd")
        .withName("karpenter-crds")
        .informOnCondition(
            found ->
                found.stream()
                    .anyMatch(
                        application ->
                            present.equals(application.get("spec", "source", "targetRevision"))
                                && "Synced".equals(application.get("status", "sync", "status"))))
        .orTimeout(5, MINUTES)
        .exceptionally(
            late -> {
              throw new AssertionError(
                  "karpenter-crds does not have version %s again 5 minutes after the commit that takes it back"
                      .formatted(present),
                  late);
            })
        .join();
    assertThat(before.lostIn(StandingObjects.of(platform.client())))
        .as("what the wrong version has taken away")
        .isEmpty();
  }

  private static String karpenterVersion(StoryPlatform platform) {
    return platform.promised().platform().settings().value("karpenterVersion");
  }

  private static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      applications(StoryPlatform platform) {
    return platform
        .client()
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup("argoproj.io")
                .withVersion("v1alpha1")
                .withKind("Application")
                .withPlural("applications")
                .withNamespaced(true)
                .build());
  }
}
