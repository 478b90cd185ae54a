package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OnboardCommandTest {
  @Test
  void thePageOfProfilesIsWrittenAnewAndCommittedWithTheWorkload() {
    var command = new OnboardCommand();
    new CommandLine(command)
        .parseArgs("web", "--from", "stateless-api", "--profile", "karpenter-spot", "-e", "prod");

    assertThat(command.nextSteps().lines().map(String::strip))
        .containsSubsequence(
            "scripts/platform describe page",
            "git add .github/CODEOWNERS docs/profiles.md gitops/apps/workloads/web gitops/apps/platform/tenants",
            "git commit -m 'feat(workloads): web'",
            "See it before Argo CD does:  scripts/platform render workload-web -e prod");
  }
}
