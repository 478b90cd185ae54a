package platform.model.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import platform.model.findings.Location;
import platform.model.operations.ArgoApplication.ManagedResource;
import platform.model.operations.Retirement.Approval;
import platform.model.operations.Retirement.Candidate;
import platform.model.operations.Retirement.Check;
import platform.model.operations.Retirement.Presence;
import platform.model.operations.Retirement.Stage;
import platform.model.operations.Retirement.Unwanted;

class RetirementTest {
  private static final Optional<Approval> APPROVED =
      Optional.of(new Approval(Optional.of("spot replaced by on-demand")));
  private static final ArgoApplication CAPACITY =
      new ArgoApplication(
          "capacity",
          "OutOfSync",
          "Healthy",
          Optional.of("0123456789abcdef"),
          false,
          List.of(
              new ManagedResource("NodePool", "spot", false, true),
              new ManagedResource("NodePool", "on-demand", true, false)),
          List.of());

  @Test
  void whatIsGoneFromGitSeenApprovedAndUnusedMayGo() {
    Retirement retirement = Retirement.of(candidate());

    assertThat(retirement.stage()).isEqualTo(Stage.READY);
    assertThat(retirement.checks())
        .extracting(Check::sentence)
        .containsExactly(
            "NodePool 'spot' is gone from this checkout's tree",
            "Application 'capacity' lists it as requiring pruning at 0123456",
            "NodePool 'spot' is approved: spot replaced by on-demand",
            "nothing uses NodePool 'spot'");
  }

  @Test
  void whatTheTreeStillDeclaresIsRefused() {
    var place = new Location("gitops/apps/platform/capacity/karpenter-spot.yaml", 2);

    assertRefused(
        new Candidate(
            "NodePool", "spot", Optional.of(place), Presence.PRESENT, seen(), APPROVED, List.of()),
        "gitops/apps/platform/capacity/karpenter-spot.yaml:2: declares NodePool 'spot'");
  }

  @Test
  void whatArgoCdHasNotMissedYetIsRefused() {
    assertRefused(
        new Candidate(
            "NodePool",
            "on-demand",
            Optional.empty(),
            Presence.PRESENT,
            CAPACITY.unwanted("NodePool", "on-demand"),
            APPROVED,
            List.of()),
        "Application 'capacity' does not list it as requiring pruning at 0123456");
  }

  @Test
  void whatNobodyApprovedIsRefused() {
    for (Optional<String> reason : List.of(Optional.<String>empty(), Optional.of(" "))) {
      assertRefused(
          new Candidate(
              "NodePool",
              "spot",
              Optional.empty(),
              Presence.PRESENT,
              seen(),
              Optional.of(new Approval(reason)),
              List.of()),
          "NodePool 'spot' carries no annotation capacity.platform/deletion-approved");
    }
  }

  @Test
  void whatIsInUseIsRefusedByEachUse() {
    assertRefused(
        new Candidate(
            "NodePool",
            "spot",
            Optional.empty(),
            Presence.PRESENT,
            seen(),
            APPROVED,
            List.of("pod team/worker-1", "pod team/worker-2")),
        "pod team/worker-1 uses NodePool 'spot'",
        "pod team/worker-2 uses NodePool 'spot'");
  }

  @Test
  void aKindThatNeedsNoApprovalIsNotAskedForOne() {
    var application =
        new Candidate(
            "Application",
            "workload-team",
            Optional.empty(),
            Presence.PRESENT,
            seen(),
            Optional.empty(),
            List.of());

    assertThat(Retirement.of(application).stage()).isEqualTo(Stage.READY);
  }

  @Test
  void whatIsGoneOrGoingIsNotJudgedAgain() {
    assertThat(Retirement.of(candidate(Presence.ABSENT)).stage()).isEqualTo(Stage.GONE);
    assertThat(Retirement.of(candidate(Presence.DELETING)).stage()).isEqualTo(Stage.GOING);
  }

  @Test
  void oneRefusalRefusesThePlan() {
    Retirement refused =
        Retirement.of(
            new Candidate(
                "Namespace",
                "team",
                Optional.empty(),
                Presence.PRESENT,
                seen(),
                Optional.of(new Approval(Optional.empty())),
                List.of()));
    Retirement ready = Retirement.of(candidate());
    Retirement going = Retirement.of(candidate(Presence.DELETING));
    Retirement gone = Retirement.of(candidate(Presence.ABSENT));

    assertThat(plan(ready, going, refused).stage()).isEqualTo(Stage.REFUSED);
    assertThat(plan(gone, going, ready).stage()).isEqualTo(Stage.READY);
    assertThat(plan(gone, going).stage()).isEqualTo(Stage.GOING);
    assertThat(plan(gone).stage()).isEqualTo(Stage.GONE);
  }

  @Test
  void whatOnlyWaitsToBeRetiredIsNoDifference() {
    assertThat(CAPACITY.isApplied()).isTrue();
    assertThat(
            application(false, new ManagedResource("NodePool", "spot", false, false)).isApplied())
        .isFalse();
    assertThat(application(true).isApplied()).isFalse();
  }

  @Test
  void aWorkloadsFolderIsGoneWhenArgoCdSaysSo() {
    var without =
        new ArgoApplication(
            "workload-team",
            "Unknown",
            "Healthy",
            Optional.empty(),
            false,
            List.of(),
            List.of("rpc error: gitops/apps/workloads/team/overlays/dev: app path does not exist"));

    assertThat(without.withoutFolder().isSeen()).isTrue();
    assertThat(CAPACITY.withoutFolder().isSeen()).isFalse();
  }

  private static ArgoApplication application(boolean isOperating, ManagedResource... resources) {
    return new ArgoApplication(
        "capacity",
        "OutOfSync",
        "Healthy",
        Optional.empty(),
        isOperating,
        List.of(resources),
        List.of());
  }

  private static void assertRefused(Candidate candidate, String... sentences) {
    Retirement retirement = Retirement.of(candidate);

    assertThat(retirement.stage()).isEqualTo(Stage.REFUSED);
    assertThat(retirement.checks())
        .filteredOn(check -> !check.passed())
        .extracting(Check::sentence)
        .containsExactly(sentences);
    assertThat(retirement.checks())
        .filteredOn(check -> !check.passed())
        .extracting(Check::remedy)
        .allSatisfy(remedy -> assertThat(remedy).isNotBlank());
  }

  private static RetirementPlan plan(Retirement... steps) {
    return new RetirementPlan(List.of(steps), List.of());
  }

  private static Unwanted seen() {
    return CAPACITY.unwanted("NodePool", "spot");
  }

  private static Candidate candidate() {
    return candidate(Presence.PRESENT);
  }

  private static Candidate candidate(Presence presence) {
    return new Candidate(
        "NodePool", "spot", Optional.empty(), presence, seen(), APPROVED, List.of());
  }
}
