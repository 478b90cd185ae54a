package platform.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.Temporal;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses COMMANDS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("platform.cli");

  @Test
  void commandsAreThin() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.apache.commons.io..",
            "picocli..",
            "platform.cli..",
            "platform.local.catalogue..",
            "platform.local.controlplane..",
            "platform.local.lab..",
            "platform.local.observation..",
            "platform.local.operations..",
            "platform.local.process..",
            "platform.local.terraform..",
            "platform.local.toolchain..",
            "platform.local.verification..",
            "platform.model..")
        .check(COMMANDS);
  }

  @Test
  void noWaitIsMeasuredByTheClockOnTheWall() {
    noClasses()
        .should()
        .callMethod(Duration.class, "between", Temporal.class, Temporal.class)
        .orShould()
        .callMethod(Instant.class, "isAfter", Instant.class)
        .orShould()
        .callMethod(Instant.class, "isBefore", Instant.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .check(COMMANDS);
  }

  @Test
  void commandsStartNothingAndTalkToNobodyThemselves() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.lang\\.ProcessBuilder|java\\.net\\..*|java\\.util\\.concurrent\\.Exec.*")
        .check(COMMANDS);
  }
}
