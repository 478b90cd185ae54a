package platform.local.terraform;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.process.Progress;
import platform.local.process.SomethingMissingException;

/**
 * One environment of {@code terraform/}, as the working tree has it, on an account that answers at
 * an endpoint. It runs in a copy, so that neither state nor lock file of the tree is touched, and
 * the configuration knows nothing of where it runs.
 */
public final class TerraformRun {
  private static final String SECOND_PLAN = "second.plan";
  private static final int CHANGES = 2;
  private static final Pattern TO_DO = Pattern.compile("Plan: (\\d+) to add, .* (\\d+) to destroy");
  private static final Pattern DONE =
      Pattern.compile("^(\\S+): (?:Creation|Destruction|Modifications) complete");
  private static final Pattern CHANGED =
      Pattern.compile("^\\s+# (\\S+) (?:will be|must be|has been) ");

  private final Terraform terraform;
  private final Path folder;
  private final Path logs;
  private final Map<String, String> variables;
  private final Progress progress;

  private TerraformRun(
      Terraform terraform,
      Path folder,
      Path logs,
      Map<String, String> variables,
      Progress progress) {
    this.terraform = terraform;
    this.folder = folder;
    this.logs = logs;
    this.variables = variables;
    this.progress = progress;
  }

  /**
   * Copies the configuration and gets the providers.
   *
   * @param folder for the copy and the state
   * @param endpoint where every service of AWS answers
   */
  public static TerraformRun prepare(
      Terraform terraform,
      Path checkout,
      String environment,
      Path folder,
      Path logs,
      URI endpoint,
      String region,
      Progress progress) {
    Path source = checkout.resolve("terraform");
    if (!Files.isDirectory(source.resolve("envs").resolve(environment))) {
      throw new LabException(
          "no folder terraform/envs/%s; an environment that is to be applied needs one"
              .formatted(environment));
    }
    copy(source, folder);
    var variables = new TreeMap<String, String>();
    System.getenv()
        .forEach(
            (name, value) -> {
              // Nothing of the user's own account or settings may reach the simulated one.
              if (!name.startsWith("AWS_") && !name.startsWith("TF_")) {
                variables.put(name, value);
              }
            });
    variables.put("AWS_ENDPOINT_URL", endpoint.toString());
    variables.put("AWS_ACCESS_KEY_ID", "terraform");
    variables.put("AWS_SECRET_ACCESS_KEY", "simulated");
    variables.put("AWS_REGION", region);
    variables.put("AWS_EC2_METADATA_DISABLED", "true");
    variables.put("AWS_CONFIG_FILE", folder.resolve("no-aws-config").toString());
    variables.put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("no-credentials").toString());
    variables.put("CHECKPOINT_DISABLE", "1");
    variables.put("TF_IN_AUTOMATION", "1");
    var run =
        new TerraformRun(
            terraform, folder.resolve("envs").resolve(environment), logs, variables, progress);
    progress.update("terraform init");
    run.insist("terraform-init", terraform.initArguments());
    return run;
  }

  /** Makes everything. */
  public void apply() {
    insist("terraform-apply", List.of("apply", "-auto-approve", "-input=false", "-no-color"));
  }

  /** Removes everything. */
  public void destroy() {
    insist("terraform-destroy", List.of("destroy", "-auto-approve", "-input=false", "-no-color"));
  }

  /** The addresses that a further run would change: none, if what is there is what is declared. */
  public List<String> changesOfASecondRun() {
    Ending plan =
        run(
            "terraform-plan",
            List.of(
                "plan", "-detailed-exitcode", "-input=false", "-no-color", "-out=" + SECOND_PLAN));
    if (plan.exitCode() != 0 && plan.exitCode() != CHANGES) {
      throw failure("plan", plan);
    }
    var changes = new ArrayList<String>();
    for (String line : plan.lines()) {
      Matcher changed = CHANGED.matcher(line);
      if (changed.find()) {
        changes.add(changed.group(1));
      }
    }
    if (plan.exitCode() == CHANGES && changes.isEmpty()) {
      changes.add("outputs");
    }
    return List.copyOf(changes);
  }

  /** The plan of {@link #changesOfASecondRun()} as JSON. */
  public String secondPlan() {
    return String.join(
        System.lineSeparator(),
        insist("terraform-show", List.of("show", "-json", SECOND_PLAN)).lines());
  }

  private Ending insist(String name, List<String> arguments) {
    Ending ending = run(name, arguments);
    if (ending.exitCode() != 0) {
      throw failure(arguments.get(0), ending);
    }
    return ending;
  }

  private static RuntimeException failure(String what, Ending ending) {
    String problem =
        "terraform %s failed:%n%s%n(whole output in %s)"
            .formatted(what, ending.explanation(), ending.log());
    return what.equals("init")
        ? new SomethingMissingException(
            problem,
            "put the provider into a folder and name it: %s=DIR, or let the registry be reached"
                .formatted(Terraform.PROVIDERS_VARIABLE))
        : new LabException(problem);
  }

  private record Ending(int exitCode, Path log, List<String> lines) {
    /** From the first error on, or the end. */
    String explanation() {
      int error = 0;
      while (error < lines.size() && !lines.get(error).contains("Error:")) {
        error++;
      }
      int from = error < lines.size() ? error : Math.max(0, lines.size() - 12);
      return String.join(
          System.lineSeparator(), lines.subList(from, Math.min(lines.size(), from + 25)));
    }
  }

  private Ending run(String name, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(terraform.program().toString());
    command.add("-chdir=" + folder);
    command.addAll(arguments);
    var lines = new ArrayList<String>();
    var told = new Told(name.replace('-', ' '), progress);
    HostProcess process =
        HostProcess.start(
            name,
            command,
            variables,
            logs,
            line -> {
              lines.add(line);
              told.line(line);
            });
    var endWithLab = new Thread(process::close, "end-" + name);
    try (process) {
      Runtime.getRuntime().addShutdownHook(endWithLab);
      int exitCode = process.ended().join();
      Runtime.getRuntime().removeShutdownHook(endWithLab);
      return new Ending(exitCode, process.log(), List.copyOf(lines));
    } catch (CompletionException | IllegalStateException e) {
      throw new LabException("terraform was interrupted", e);
    }
  }

  /** How far a run is, in a line that is shown while it lasts. */
  private static final class Told {
    private final String name;
    private final Progress progress;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<String> all = new AtomicReference<>("");

    Told(String name, Progress progress) {
      this.name = name;
      this.progress = progress;
    }

    void line(String line) {
      Matcher toDo = TO_DO.matcher(line);
      if (toDo.find()) {
        all.set(toDo.group(1).equals("0") ? toDo.group(2) : toDo.group(1));
      }
      Matcher finished = DONE.matcher(line);
      if (finished.find()) {
        progress.update(
            "%s: %d of %s, the last %s"
                .formatted(name, done.incrementAndGet(), all.get(), finished.group(1)));
      }
    }
  }

  private static void copy(Path source, Path target) {
    try {
      Files.walkFileTree(
          source,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
              if (folder.getFileName().toString().equals(".terraform")) {
                return FileVisitResult.SKIP_SUBTREE;
              }
              Files.createDirectories(target.resolve(source.relativize(folder).toString()));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              String name = file.getFileName().toString();
              if (!name.contains(".tfstate") && !name.equals("backend.tf")) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new LabException(
          "terraform/ can't be copied to %s: %s".formatted(target, e.getMessage()), e);
    }
  }
}
