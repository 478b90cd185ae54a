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
    if (context != null && name != null) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--context and --name exclude each other");
    }
    return context != null ? Cluster.ofContext(context) : lab();
  }

  private Cluster lab() {
    NamedLabs labs = LabName.labs();
    List<LabState> running = labs.all();
    if (name == null && running.isEmpty()) {
      throw new SomethingMissingException(
          "no cluster is named and no lab runs",
          "name a kubeconfig context by --context, or start a lab: scripts/platform up");
    }
    LabState state = labs.require(name == null ? LabName.DEFAULT : name);
    Path kubeconfig =
        state
            .whereabouts()
            .map(LabState.Whereabouts::kubeconfig)
            .orElseThrow(
                () ->
                    new SomethingMissingException(
                        "lab '%s' is still starting".formatted(state.name()),
                        "wait until scripts/platform up has returned"));
    return Cluster.ofLab(state.name(), kubeconfig);
  }

  /** The options as they have to be given again. */
  String suffix() {
    return context != null ? " --context " + context : name != null ? " --name " + name : "";
  }
}
