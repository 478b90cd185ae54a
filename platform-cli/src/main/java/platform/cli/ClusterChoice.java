package platform.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import platform.local.lab.LabState;
import platform.local.lab.NamedLabs;
import platform.local.operations.Cluster;
import platform.local.operations.Reader;
import platform.local.process.SomethingMissingException;

/**
 * Which cluster a command acts on: always one that was named or a lab, never the current context.
 */
final class ClusterChoice {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      description = "A context of the kubeconfig; without it, the lab that runs.")
  private String context;

  @Option(names = "--name", paramLabel = "NAME", description = "Which lab, if several run.")
  private String name;

  Cluster open() {
    return isContext()
        ? Cluster.ofContext(context)
        : Cluster.ofLab(lab().name(), whereabouts().kubeconfig());
  }

  /** The same, to which nothing but questions is sent. */
  Cluster open(Reader reader) {
    return isContext()
        ? Cluster.ofContext(context, reader)
        : Cluster.ofLab(lab().name(), whereabouts().kubeconfig(), reader);
  }

  /**
   * What the cluster is held to: a lab follows a commit of its own, which differs from the checkout
   * in what the lab declares.
   */
  Path treeOr(Path checkout) {
    return isContext() ? checkout : whereabouts().tree();
  }

  private boolean isContext() {
    if (context != null && name != null) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--context and --name exclude each other");
    }
    return context != null;
  }

  private LabState lab() {
    NamedLabs labs = LabName.labs();
    List<LabState> running = labs.all();
    if (name == null && running.isEmpty()) {
      throw new SomethingMissingException(
          "no cluster is named and no lab runs",
          "name a kubeconfig context by --context, or start a lab: scripts/platform up");
    }
    return labs.require(name == null ? LabName.DEFAULT : name);
  }

  private LabState.Whereabouts whereabouts() {
    LabState state = lab();
    return state
        .whereabouts()
        .orElseThrow(
            () ->
                new SomethingMissingException(
                    "lab '%s' is still starting".formatted(state.name()),
                    "wait until scripts/platform up has returned"));
  }

  /** The options as they have to be given again. */
  String suffix() {
    return context != null ? " --context " + context : name != null ? " --name " + name : "";
  }
}
