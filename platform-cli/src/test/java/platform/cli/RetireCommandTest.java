package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RetireCommandTest {
  @ParameterizedTest
  @CsvSource({
    "workload web --context c -e prod, workload web --context c -e prod --yes",
    "nodepool spot --name other,       nodepool spot --name other -e dev --yes",
    "NODECLASS nodes,                  nodeclass nodes -e dev --yes"
  })
  void theCommandThatConfirmsIsOfTheSameClusterAndEnvironment(String arguments, String repeated) {
    var command = new RetireCommand();
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments.split(" "));

    assertThat(command.confirmation()).isEqualTo("scripts/platform retire " + repeated);
  }
}
