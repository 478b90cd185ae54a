package platform.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import platform.local.process.FileProblem;
import platform.local.process.SomethingMissingException;

/** {@code scripts/platform}: the one command of the platform. */
@Command(
    name = "platform",
    description = "Kubernetes capacity on AWS, managed by GitOps and proven on a laptop.",
    subcommands = {
      ValidateCommand.class,
      VerifyCommand.class,
      UpCommand.class,
      StatusCommand.class,
      SyncCommand.class,
      LogsCommand.class,
      DownCommand.class,
      BootstrapCommand.class,
      RolloutCommand.class,
      RetireCommand.class,
      AuditCommand.class,
      ContractCommand.class,
      DescribeCommand.class,
      RenderCommand.class,
      OnboardCommand.class,
      PricesCommand.class,
      DoctorCommand.class,
      LabProcessCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all as promised",
      "1:a promise is broken",
      "2:wrong usage, or a defect",
      "3:something needed is missing"
    })
public final class PlatformCommand implements Runnable {
  private static final Pattern CHOICES = Pattern.compile("one of \\[[A-Z0-9, ]+] \\(case");

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "No command given; commands: "
            + spec.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.usageMessage().hidden())
                .map(CommandSpec::name)
                .collect(Collectors.joining(", ")));
  }

  public static void main(String[] arguments) {
    System.exit(run(new FileOutputStream(FileDescriptor.out), System.err, arguments));
  }

  /**
   * As the other, on a standard output of its own that may be full.
   *
   * @return the exit code; another one than the command's if its output was lost
   */
  static int run(OutputStream standardOutput, PrintStream err, String... arguments) {
    var out = new StandardOutput(standardOutput);
    PrintStream before = System.out;
    try (var buffered = new PrintStream(new BufferedOutputStream(out), false, UTF_8)) {
      System.setOut(buffered);
      int code = run(buffered, err, arguments);
      buffered.flush();
      if (out.loss().isEmpty()) {
        return code;
      }
      err.println(
          "platform: the output could not be written: %s; give it another place"
              .formatted(FileProblem.inWords(out.loss().get())));
      return ExitCode.SOMETHING_MISSING;
    } finally {
      System.setOut(before);
    }
  }

  /**
   * Runs one command.
   *
   * @return the exit code
   */
  public static int run(PrintStream out, PrintStream err, String... arguments) {
    var commandLine = new CommandLine(new PlatformCommand());
    commandLine.setOut(new PrintWriter(out, true, UTF_8));
    commandLine.setErr(new PrintWriter(err, true, UTF_8));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(PlatformCommand::wrongUsage);
    commandLine.setExecutionExceptionHandler(
        (problem, command, parsed) -> {
          if (!isEnding()) {
            command.getErr().println("platform: " + oneSentence(problem));
          }
          return exitCode(problem);
        });
    return commandLine.execute(arguments);
  }

  /** One sentence rather than the whole usage, which would push it off the screen. */
  private static int wrongUsage(CommandLine.ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    // The closest alone: all that follow resemble the word less and less.
    Optional<String> meant =
        problem instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions().stream().findFirst()
            : Optional.empty();
    // As the help has them; picocli names the constants.
    String message =
        CHOICES
            .matcher(problem.getMessage())
            .replaceFirst(choices -> choices.group().toLowerCase(Locale.ROOT));
    command
        .getErr()
        .printf(
            "platform: %s%s%s; see %s --help%n",
            message.substring(0, 1).toLowerCase(Locale.ROOT),
            message.substring(1),
            meant.map(word -> "; did you mean '" + word + "'?").orElse(""),
            command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE_OR_DEFECT;
  }

  /** Ctrl-C takes away what a command works with: what it then trips over is no news. */
  private static boolean isEnding() {
    var hook = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException itIs) {
      return true;
    }
  }

  private static int exitCode(Exception problem) {
    return problem instanceof BrokenTreeException
        ? ExitCode.FINDING
        : problem instanceof SomethingMissingException || FileProblem.isForLackOfSpace(problem)
            ? ExitCode.SOMETHING_MISSING
            : ExitCode.USAGE_OR_DEFECT;
  }

  /** The problem without its stack; a defect that brings no sentence of its own keeps its type. */
  private static String oneSentence(Exception problem) {
    String message = problem.getMessage();
    boolean ours = problem.getClass().getName().startsWith("platform.");
    if (ours && message != null) {
      return FileProblem.isForLackOfSpace(problem) ? message + "; make room on that disk" : message;
    }
    return problem.getCause() instanceof IOException cause
        ? FileProblem.inWords(cause)
        : "a defect: " + problem;
  }
}
