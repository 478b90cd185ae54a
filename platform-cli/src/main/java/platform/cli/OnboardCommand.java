package platform.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import platform.model.findings.Finding;
import platform.model.onboarding.Onboarding;
import platform.model.onboarding.TreeChange;
import platform.model.onboarding.TreeCopy;
import platform.model.platform.PlatformTree;

/** {@code platform onboard}: brings a workload into the tree. */
@Command(
    name = "onboard",
    description = {
      "Writes what a new workload needs into the working tree: its folders from a sample, its tenant"
          + " (namespace, project, quota) and its owner.",
      "Nothing is overwritten, and nothing is written that breaks a rule."
    },
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:written",
      "1:it would break a rule; nothing is written",
      "2:wrong usage, or a defect",
      "3:something needed is missing"
    })
final class OnboardCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "The workload's name, and its namespace's.")
  private String name;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "SAMPLE",
      description = "Folder of sample-workloads to begin with.")
  private String sample;

  @Option(
      names = "--profile",
      required = true,
      paramLabel = "PROFILE",
      description = "Where its pods run; see scripts/platform describe profiles.")
  private String profile;

  @Option(
      names = "--owner",
      paramLabel = "TEAM",
      description = "Who reviews it, as @organisation/team (default: NAME-team).")
  private Optional<String> owner = Optional.empty();

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      defaultValue = "dev",
      description = "Folder of gitops/environments; may be repeated (default: ${DEFAULT-VALUE}).")
  private List<String> environments;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    TreeReading tree = TreeReading.of(environments.get(0));
    Path root = tree.checkout().root();
    TreeChange change =
        new Onboarding(name, sample, profile, owner, environments)
            .plan(root, tree.reading().platform());
    List<Finding> broken = newFindings(tree, root, change);
    if (!broken.isEmpty()) {
      throw new BrokenTreeException(
          "nothing is written, since it would break these rules:"
              + System.lineSeparator()
              + TreeReading.sentences(broken));
    }
    change.applyTo(root);
    report(change);
    return ExitCode.PROMISE_KEPT;
  }

  /** What a copy of the tree with the workload breaks and the tree as it is does not. */
  private List<Finding> newFindings(TreeReading tree, Path root, TreeChange change) {
    var verification = tree.run().verification();
    return TreeCopy.within(
        root,
        copy -> {
          change.applyTo(copy);
          return environments.stream()
              .distinct()
              .flatMap(
                  each -> {
                    Set<String> before =
                        verification
                            .checkTree(PlatformTree.readWhole(root, each, tree.run().renderer()))
                            .stream()
                            .map(OnboardCommand::withoutLine)
                            .collect(Collectors.toCollection(HashSet::new));
                    return verification
                        .checkTree(PlatformTree.readWhole(copy, each, tree.run().renderer()))
                        .stream()
                        .filter(finding -> !before.contains(withoutLine(finding)));
                  })
              .sorted()
              .distinct()
              .toList();
        });
  }

  private static String withoutLine(Finding finding) {
    return finding.rule() + finding.problem();
  }

  private void report(TreeChange change) {
    PrintWriter out = spec.commandLine().getOut();
    change.created().keySet().forEach(each -> out.println("created  " + each));
    change.edited().keySet().forEach(each -> out.println("edited   " + each));
    out.print(nextSteps());
    out.flush();
  }

  /** What is left to do by hand, in order. */
  String nextSteps() {
    return """

        Now set the image, probes and requests in gitops/apps/workloads/%1$s/base, write anew the page that lists
        each profile's workloads, and commit:
          scripts/platform describe page
          git add .github/CODEOWNERS docs/profiles.md gitops/apps/workloads/%1$s gitops/apps/platform/tenants
          git commit -m 'feat(workloads): %1$s'
        See it before Argo CD does:  scripts/platform render workload-%1$s -e %2$s
        Prove it on this machine:    scripts/platform verify -e %2$s
        docs/onboarding.md says what comes next.
        """
        .formatted(name, environments.get(0));
  }
}
