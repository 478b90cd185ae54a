package platform.local.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import platform.local.aws.PlannedInfrastructure;
import platform.local.aws.RecordedInfrastructure;
import platform.local.process.LabException;

/** The recorded plan of an environment, from which its labs are seeded. */
public record RecordedPlan(Path checkout, String environment) {
  public Path file() {
    return RecordedInfrastructure.file(checkout, environment);
  }

  /**
   * A sentence for each thing that Terraform now plans otherwise.
   *
   * @param test what {@code terraform test -json -verbose} printed
   */
  public List<String> differencesFrom(Path test) {
    try (Stream<String> lines = Files.lines(test)) {
      return PlannedInfrastructure.ofTest(lines).differencesOf(RecordedInfrastructure.read(file()));
    } catch (IOException e) {
      throw new LabException("%s can't be read: %s".formatted(test, e.getMessage()), e);
    }
  }
}
