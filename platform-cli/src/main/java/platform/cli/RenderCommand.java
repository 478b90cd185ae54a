package platform.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlText;
import platform.model.planning.Rendering;
import platform.model.platform.PlatformTree;

/** {@code platform render}: what Argo CD will apply. */
@Command(
    name = "render",
    description = {
      "Prints what Argo CD will apply, profile included, of some Applications or of all.",
      "YAML goes to stdout, all else to stderr."
    },
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:rendered",
      "1:an Application does not render, and Argo CD would apply nothing of it",
      "2:wrong usage, or a defect",
      "3:something needed is missing"
    })
final class RenderCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "APPLICATION",
      arity = "0..*",
      description = "Names of Applications (default: all), as in workload-stateless-api.")
  private List<String> applications = List.of();

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      defaultValue = "dev",
      description = "Folder of gitops/environments (default: ${DEFAULT-VALUE}).")
  private String environment;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    TreeReading tree = TreeReading.of(environment);
    var rendering = new Rendering(tree.reading());
    List<String> chosen = applications.isEmpty() ? List.copyOf(rendering.names()) : applications;
    chosen.forEach(each -> tree.choose("Application", each, rendering.names()));
    PrintWriter out = spec.commandLine().getOut();
    var findings = new ArrayList<Finding>();
    for (String name : chosen) {
      var outcome = rendering.of(name);
      if (outcome instanceof Rendering.Objects objects) {
        print(out, name, objects.manifests().stream().map(Manifest::yaml).toList());
      } else if (outcome instanceof Rendering.Chart chart) {
        try {
          print(out, name, tree.charts().render(chart.application()));
        } catch (ManifestException refused) {
          findings.add(refused.finding(PlatformTree.READABLE));
        }
      } else if (outcome instanceof Rendering.Broken broken) {
        findings.addAll(broken.findings());
      }
    }
    out.flush();
    if (!findings.isEmpty()) {
      throw new BrokenTreeException(
          TreeReading.sentences(findings.stream().sorted().distinct().toList()));
    }
    return ExitCode.PROMISE_KEPT;
  }

  private static void print(PrintWriter out, String application, List<YamlMapping> objects) {
    out.printf("# Application %s%n", application);
    out.print(YamlText.of(objects));
  }
}
