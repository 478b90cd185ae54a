package platform.model.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.model.audit.LiveExample.changed;
import static platform.model.audit.LiveExample.child;
import static platform.model.audit.LiveExample.without;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import platform.model.findings.Finding;
import platform.model.manifests.Kustomize;
import platform.model.manifests.Manifest;
import platform.model.manifests.Renderer;
import platform.model.platform.Fixtures;
import platform.model.platform.PlainRenderer;
import platform.model.platform.PlatformTree;
import platform.model.report.AuditReport;
import platform.model.report.FindingsSarif;
import platform.model.verification.PlatformExample;
import platform.model.verification.Verification;
import platform.model.verification.VerificationResult;

class AuditTest {
  private static final Path ROOT = Fixtures.validRepository();
  private static final String SPOT = "gitops/apps/platform/capacity/karpenter-spot.yaml";
  private static final Promised PROMISED =
      PromisedObjects.of(ROOT, Fixtures.validReading().platform(), AuditTest::render);
  private static final List<LiveObject> LIVE = LiveExample.asPromised(PROMISED);

  @Test
  void theTreeIsFollowedFromTheRootToTheWorkloads() {
    assertThat(PROMISED.objects().keySet())
        .extracting(ObjectKey::toString)
        .containsExactly(
            "NodePool 'karpenter-on-demand'",
            "NodePool 'karpenter-spot'",
            "EC2NodeClass 'default'",
            "Application 'capacity'",
            "Application 'karpenter'",
            "Application 'platform'",
            "Application 'workload-nightly-report'",
            "Application 'workload-stateful-cache'",
            "Application 'workload-stateless-api'",
            "ApplicationSet 'workloads'");
    assertThat(PROMISED.findings()).isEmpty();
    assertThat(PROMISED.skipped()).isEmpty();
  }

  @Test
  void aClusterThatIsAsTheTreeSaysHasNoFindings() {
    var outcome = audit(LIVE);

    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.isAsSaid()).isTrue();
    assertThat(outcome.counts())
        .contains(new Audit.Count(AuditedKind.NODE_POOL, 2, 2, 0, 0, 0))
        .contains(new Audit.Count(AuditedKind.APPLICATION, 6, 6, 0, 0, 0));
  }

  @Test
  void aFieldChangedByHandIsToldWithItsLineAndWhoSetIt() {
    var live =
        changed(
            LIVE,
            "NodePool",
            "karpenter-spot",
            pool -> {
              child(pool, "spec", "limits").put("cpu", "128");
              setBy(pool, "kubectl-edit", Map.of("f:limits", Map.of("f:cpu", Map.of())));
            });

    assertThat(audit(live).findings())
        .extracting(Finding::sentence)
        .containsExactly(
            SPOT
                + ":75: NodePool 'karpenter-spot' has spec.limits.cpu '128', the tree says '64' (set by 'kubectl-edit');"
                + " bring the change into this file, or see why Application 'capacity' does not take it back");
    assertThat(audit(live).counts())
        .contains(new Audit.Count(AuditedKind.NODE_POOL, 2, 1, 1, 0, 0));
  }

  @Test
  void aFieldThatSomebodyAddedIsToldAndOneThatArgoCdSetIsNot() {
    var live =
        changed(
            LIVE,
            "NodePool",
            "karpenter-spot",
            pool -> {
              child(pool, "spec").put("weight", 10);
              setBy(pool, "kubectl-patch", Map.of("f:weight", Map.of()));
            });
    var applied =
        changed(
            LIVE,
            "NodePool",
            "karpenter-spot",
            pool -> {
              child(pool, "spec").put("weight", 10);
              setBy(pool, "argocd-controller", Map.of("f:weight", Map.of()));
            });

    assertThat(audit(live).findings())
        .extracting(Finding::problem)
        .containsExactly(
            "NodePool 'karpenter-spot' has spec.weight 10, which the tree does not set (set by 'kubectl-patch')");
    assertThat(audit(applied).findings()).isEmpty();
  }

  @Test
  void aPauseThatSomebodyForgotIsTold() {
    var live =
        changed(
            LIVE,
            "Application",
            "capacity",
            application -> {
              child(application, "spec", "syncPolicy", "automated").put("enabled", false);
              setBy(
                  application,
                  "kubectl-patch",
                  Map.of("f:syncPolicy", Map.of("f:automated", Map.of("f:enabled", Map.of()))));
            });

    assertThat(audit(live).findings())
        .extracting(Finding::problem)
        .containsExactly(
            "Application 'capacity' has spec.syncPolicy.automated.enabled false, which the tree does not set (set by 'kubectl-patch')");
  }

  @Test
  void aGeneratedApplicationWithAnotherProfileIsToldWhereTheProfileIsChosen() {
    var live =
        changed(
            LIVE,
            "Application",
            "workload-nightly-report",
            application ->
                child(application, "spec", "source", "kustomize")
                    .put("components", List.of("../../../../../profiles/karpenter-on-demand")));

    assertThat(audit(live).findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.location().orElseThrow().toString())
                  .isEqualTo("gitops/apps/workloads/nightly-report/overlays/dev/workload.yaml:4");
              assertThat(finding.problem())
                  .contains("profiles/karpenter-on-demand'", "the tree says '", "karpenter-spot'");
              assertThat(finding.remedy()).contains("ApplicationSet 'workloads'");
            });
  }

  @Test
  void whatIsMissingIsToldOnce() {
    var live = without(without(LIVE, "ApplicationSet", "workloads"), "NodePool", "karpenter-spot");

    // A rule about running capacity tells of the NodePool, and would here if it were observed.
    assertThat(audit(live).findings())
        .extracting(Finding::problem)
        .containsExactly("ApplicationSet 'workloads' does not exist in the cluster");
    assertThat(audit(live).counts())
        .contains(new Audit.Count(AuditedKind.NODE_POOL, 2, 1, 0, 1, 0));
  }

  @Test
  void whatNoFileDeclaresIsToldByHowMuchItMatters() {
    var live = new ArrayList<>(LIVE);
    live.add(new LiveObject(AuditedKind.NODE_POOL, Optional.empty(), "by-hand", Map.of()));
    live.add(new LiveObject(AuditedKind.POLICY, Optional.empty(), "of-others", Map.of()));

    assertThat(audit(live).findings())
        .extracting(Finding::sentence)
        .containsExactly(
            "NodePool 'by-hand' is in the cluster, and the tree declares none of that name: scheduling and machines follow it;"
                + " declare it, or retire it: scripts/platform retire nodepool by-hand",
            "ValidatingAdmissionPolicy 'of-others' is in the cluster, and the tree declares none of that name:"
                + " it may refuse anything; declare it, or ask who made it");
    live.remove(live.size() - 2);
    assertThat(audit(live).isAsSaid()).as("a policy of others breaks no promise").isTrue();
  }

  @Test
  void aMisplacedPodIsAmongTheFindings() {
    var observed =
        PlatformExample.asPromised()
            .withPod("nightly-report", pod -> PlatformExample.on(pod, "od-a"))
            .observed();
    var outcome =
        Audit.of(
            ROOT,
            PROMISED,
            LIVE,
            new Verification(Map.of()).compare(Fixtures.validReading(), observed));

    assertThat(outcome.findings())
        .extracting(Finding::rule)
        .contains("workload-pods-run-on-their-profile-only");
    assertThat(AuditReport.table("lab 'a'", "dev", outcome))
        .contains("karpenter-spot       1      1     1\n")
        .endsWith("nothing was changed\n");
    assertThat(AuditReport.json("lab 'a'", "dev", outcome))
        .contains("\"asTheTreeSays\" : false", "\"misplaced\" : 1");
    assertThat(AuditReport.markdown("lab 'a'", "dev", outcome))
        .contains("- **error** `gitops/apps/workloads/nightly-report/overlays/dev/workload.yaml:4`")
        .contains("| karpenter-spot | 1 | 1 | 1 |");
    assertThat(FindingsSarif.render(outcome))
        .contains("\"name\" : \"platform audit\"")
        .contains("\"ruleId\" : \"workload-pods-run-on-their-profile-only\"")
        .contains(
            "\"uri\" : \"gitops/apps/workloads/nightly-report/overlays/dev/workload.yaml\"",
            "\"startLine\" : 4");
  }

  @Test
  void theRepositorysOwnTreeIsRenderedWhole() {
    var repository = Path.of(System.getProperty("platform.repository", ".."));
    var program = System.getProperty("kustomize.program");
    Assumptions.assumeTrue(
        program != null, "skipped: -Dkustomize.program=<path of kustomize> is not given");
    Assumptions.assumeTrue(
        Files.isDirectory(repository.resolve("gitops")), "skipped: no gitops/ in " + repository);
    var renderer = new Kustomize(Path.of(program));
    var reading = PlatformTree.read(repository, "dev", renderer);
    var promised = PromisedObjects.of(repository, reading.platform(), renderer);

    assertThat(promised.findings()).isEmpty();
    assertThat(promised.skipped())
        .singleElement()
        .asString()
        .startsWith("what Application 'argocd' applies: its base is https://");
    assertThat(promised.parameters())
        .extracting(Promised.Parameters::name)
        .containsExactly("deletion", "deletion-of-nodes", "guardrails");
    assertThat(promised.objects().keySet())
        .extracting(ObjectKey::kind)
        .contains(AuditedKind.values());
    assertThat(
            Audit.of(
                    repository,
                    promised,
                    LiveExample.asPromised(promised),
                    new VerificationResult(List.of(), List.of()))
                .findings())
        .isEmpty();
  }

  /** What the fixtures' gitops/argo lists besides is there for rules about files alone. */
  private static List<Manifest> render(Renderer.Request request) {
    var plain = new PlainRenderer();
    return request.folder().endsWith("gitops/argo")
        ? Stream.of("applications", "applicationsets")
            .map(name -> request.folder().resolve(name))
            .map(folder -> new Renderer.Request(request.files(), folder, List.of()))
            .flatMap(each -> plain.render(each).stream())
            .toList()
        : plain.render(request);
  }

  private static Audit.Outcome audit(List<LiveObject> live) {
    return Audit.of(ROOT, PROMISED, live, new VerificationResult(List.of(), List.of()));
  }

  private static void setBy(Map<String, Object> object, String manager, Map<String, ?> spec) {
    child(object, "metadata")
        .put(
            "managedFields",
            List.of(Map.of("manager", manager, "fieldsV1", Map.of("f:spec", spec))));
  }
}
