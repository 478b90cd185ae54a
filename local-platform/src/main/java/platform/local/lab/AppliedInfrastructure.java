package platform.local.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import platform.local.aws.RecordedInfrastructure;
import platform.local.aws.SimulatedAws;
import platform.local.process.LabException;
import platform.local.process.Progress;
import platform.local.process.Stopwatch;
import platform.local.terraform.Terraform;
import platform.local.terraform.TerraformRun;

/** What Terraform made in the simulated account, and whether it stays so and goes again. */
public final class AppliedInfrastructure {
  private final SimulatedAws aws;
  private final TerraformRun run;
  private final SortedSet<String> before;
  private final Path recording;
  private final Progress progress;

  private AppliedInfrastructure(
      SimulatedAws aws,
      TerraformRun run,
      SortedSet<String> before,
      Path recording,
      Progress progress) {
    this.aws = aws;
    this.run = run;
    this.before = before;
    this.recording = recording;
    this.progress = progress;
  }

  static AppliedInfrastructure apply(
      SimulatedAws aws,
      Terraform terraform,
      Path checkout,
      String environment,
      LabFolder folder,
      Progress progress) {
    Stopwatch taken = Stopwatch.start();
    var run =
        TerraformRun.prepare(
            terraform,
            checkout,
            environment,
            folder.resolve("terraform"),
            folder.logs(),
            aws.endpoint(),
            aws.account().region(),
            progress);
    SortedSet<String> before = aws.inventory();
    run.apply();
    var applied =
        new AppliedInfrastructure(
            aws, run, before, RecordedInfrastructure.file(checkout, environment), progress);
    progress.say(
        "terraform/envs/%s applied in %d s: %d things in the account"
            .formatted(environment, taken.elapsed().toSeconds(), applied.made().size()));
    return applied;
  }

  private SortedSet<String> made() {
    var made = new TreeSet<>(aws.inventory());
    made.removeAll(before);
    return made;
  }

  /** The addresses that a second plan would change: none, if all is well. */
  public List<String> changesOfASecondRun() {
    progress.update("terraform plan: does anything differ from what was applied?");
    return run.changesOfASecondRun();
  }

  /**
   * Whether the recorded plan, from which other labs are seeded, is what Terraform makes now; to be
   * asked after {@link #changesOfASecondRun()}.
   */
  public boolean isAsRecorded() {
    return Files.exists(recording)
        && RecordedInfrastructure.read(recording)
            .equals(RecordedInfrastructure.of(run.secondPlan()));
  }

  /** Keeps what Terraform makes now as the recorded plan. */
  public void record() {
    try {
      Files.createDirectories(recording.getParent());
      Files.writeString(recording, RecordedInfrastructure.of(run.secondPlan()).text());
    } catch (IOException e) {
      throw new LabException(
          "the recorded plan can't be written to %s: %s".formatted(recording, e.getMessage()), e);
    }
  }

  public Path recording() {
    return recording;
  }

  List<String> destroy() {
    progress.say(aws.endMachines());
    Stopwatch taken = Stopwatch.start();
    run.destroy();
    List<String> remains = List.copyOf(made());
    progress.say(
        "terraform destroy took %d s and left %s"
            .formatted(taken.elapsed().toSeconds(), remains.isEmpty() ? "nothing" : "" + remains));
    return remains;
  }
}
