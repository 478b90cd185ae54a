package platform.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import platform.local.lab.RecordedPlan;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;
import platform.model.contract.Contract;
import platform.model.contract.InfrastructureOutputs;
import platform.model.contract.SettingsText;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.findings.Severity;
import platform.model.pricing.CatalogueFile;

/** {@code platform contract}: whether what Terraform makes is what the tree uses. */
@Command(
    name = "contract",
    description = {
      "Compares Terraform's outputs with gitops/environments/NAME/settings.yaml and the files that"
          + " use what Terraform makes.",
      "Without a file it takes the recorded plan of the environment."
    },
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:both agree",
      "1:they don't",
      "2:wrong usage, or a defect",
      "3:the file to compare with is missing"
    })
final class ContractCommand implements Callable<Integer> {
  /** What to compare with. */
  private static final class Source {
    @Option(
        names = "--plan",
        paramLabel = "FILE",
        description = "JSON of a plan: terraform show -json PLAN > FILE.")
    private Path plan;

    @Option(
        names = "--outputs",
        paramLabel = "FILE",
        description = "JSON of the outputs: terraform output -json > FILE.")
    private Path outputs;

    @Option(
        names = "--test",
        paramLabel = "FILE",
        description = {
          "What terraform test -json -verbose prints: compares the recorded plan, and says whether it"
              + " is what Terraform plans now."
        })
    private Path test;
  }

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      defaultValue = "dev",
      description = "Folder of gitops/environments (default: ${DEFAULT-VALUE}).")
  private String environment;

  @ArgGroup private Source source = new Source();

  @Option(
      names = "--write",
      description = "Put Terraform's values into settings.yaml; comments and order stay.")
  private boolean write;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Checkout checkout = Checkout.current();
    LabRun.requireEnvironment(checkout, environment);
    InfrastructureOutputs outputs = InfrastructureOutputs.read(checkout.root(), file(checkout));
    var contract = contract(checkout, outputs);
    if (write) {
      correct(checkout, contract.corrections());
      contract = contract(checkout, outputs);
    }
    var findings = new ArrayList<Finding>(contract.findings());
    if (source.test != null) {
      findings.addAll(staleness(checkout, existing(source.test.toAbsolutePath())));
    }
    findings.forEach(finding -> command.commandLine().getOut().println(finding.sentence()));
    boolean agree = findings.stream().noneMatch(each -> each.severity() == Severity.ERROR);
    if (agree) {
      command
          .commandLine()
          .getErr()
          .printf("platform: %s and environment %s agree%n", outputs.source(), environment);
    }
    return agree ? ExitCode.PROMISE_KEPT : ExitCode.FINDING;
  }

  private Contract contract(Checkout checkout, InfrastructureOutputs outputs) {
    return Contract.read(
        checkout.root(),
        environment,
        outputs,
        region -> CatalogueFile.read(checkout.root(), region));
  }

  /** What the recorded plan has otherwise than Terraform plans it. */
  private List<Finding> staleness(Checkout checkout, Path test) {
    var recorded = new RecordedPlan(checkout.root(), environment);
    var place = new Location(checkout.root().relativize(recorded.file()).toString(), 1);
    return recorded.differencesFrom(test).stream()
        .map(
            difference ->
                Finding.error(
                    "recorded-plan-is-current",
                    place,
                    difference,
                    "record it again: scripts/platform verify -e %s --infrastructure terraform --record"
                        .formatted(environment)))
        .toList();
  }

  private Path file(Checkout checkout) {
    return existing(
        Optional.ofNullable(source.plan)
            .or(() -> Optional.ofNullable(source.outputs))
            .map(Path::toAbsolutePath)
            .orElseGet(() -> recorded(checkout)));
  }

  private Path recorded(Checkout checkout) {
    Path file = new RecordedPlan(checkout.root(), environment).file();
    if (!Files.isRegularFile(file)) {
      throw new SomethingMissingException(
          "environment %s has no recorded plan".formatted(environment),
          "record it: scripts/platform verify -e %1$s --infrastructure terraform --record; or name another: --plan FILE"
              .formatted(environment));
    }
    return file;
  }

  private Path existing(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new SomethingMissingException(
          file + " does not exist",
          "make it: scripts/terraform envs/%s show -json PLAN > FILE, and name it: --plan FILE"
              .formatted(environment));
    }
    return file;
  }

  private void correct(Checkout checkout, Map<String, String> corrections) {
    Path file = Contract.settingsFile(checkout.root(), environment);
    try {
      String text = Files.readString(file);
      Files.writeString(file, new SettingsText(text).with(corrections).text());
    } catch (IOException e) {
      throw new LabException("%s can't be written: %s".formatted(file, e.getMessage()), e);
    }
    corrections.forEach(
        (setting, value) ->
            command.commandLine().getErr().printf("platform: %s: %s%n", setting, value));
  }
}
