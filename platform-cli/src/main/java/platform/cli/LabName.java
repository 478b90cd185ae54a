package platform.cli;

import picocli.CommandLine.Option;
import platform.local.lab.NamedLabs;
import platform.local.toolchain.Toolchain;

/** Which of the labs that stay up a command is about. */
final class LabName {
  static final String DEFAULT = "default";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = DEFAULT,
      description = "Which lab; several run side by side (default: ${DEFAULT-VALUE}).")
  private String name = DEFAULT;

  String name() {
    return name;
  }

  /** The option as it has to be given again. */
  String suffix() {
    return name.equals(DEFAULT) ? "" : " --name " + name;
  }

  static NamedLabs labs() {
    return new NamedLabs(Toolchain.cacheFolder(System.getenv()));
  }
}
