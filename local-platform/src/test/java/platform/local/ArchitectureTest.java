package platform.local;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.Temporal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
  private static final JavaClasses LAB =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("platform.local");

  @Test
  void packagesFollowOneArrow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .ensureAllClassesAreContainedInArchitecture()
        .layer("process")
        .definedBy("platform.local.process..")
        .layer("toolchain")
        .definedBy("platform.local.toolchain..")
        .layer("controlplane")
        .definedBy("platform.local.controlplane..")
        .layer("git")
        .definedBy("platform.local.git..")
        .layer("aws")
        .definedBy("platform.local.aws..")
        .layer("catalogue")
        .definedBy("platform.local.catalogue..")
        .layer("machines")
        .definedBy("platform.local.machines..")
        .layer("programs")
        .definedBy("platform.local.programs..")
        .layer("argocd")
        .definedBy("platform.local.argocd..")
        .layer("observation")
        .definedBy("platform.local.observation..")
        .layer("operations")
        .definedBy("platform.local.operations..")
        .layer("verification")
        .definedBy("platform.local.verification..")
        .layer("terraform")
        .definedBy("platform.local.terraform..")
        .layer("lab")
        .definedBy("platform.local.lab..")
        .whereLayer("process")
        .mayNotAccessAnyLayer()
        .whereLayer("toolchain")
        .mayOnlyAccessLayers("process")
        .whereLayer("controlplane")
        .mayOnlyAccessLayers("process")
        .whereLayer("git")
        .mayOnlyAccessLayers("process")
        .whereLayer("aws")
        .mayOnlyAccessLayers("process")
        .whereLayer("terraform")
        .mayOnlyAccessLayers("process")
        .whereLayer("catalogue")
        .mayOnlyAccessLayers("process", "toolchain")
        .whereLayer("machines")
        .mayOnlyAccessLayers("process", "aws")
        .whereLayer("programs")
        .mayOnlyAccessLayers("process", "controlplane")
        .whereLayer("argocd")
        .mayOnlyAccessLayers("process")
        .whereLayer("observation")
        .mayOnlyAccessLayers("process")
        .whereLayer("operations")
        .mayOnlyAccessLayers("process", "argocd", "observation")
        .whereLayer("operations")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("verification")
        .mayOnlyAccessLayers("process", "toolchain", "argocd", "aws", "observation", "lab")
        .whereLayer("verification")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("lab")
        .mayOnlyBeAccessedByLayers("verification")
        .check(LAB);
  }

  @Test
  void noPackagesDependOnEachOther() {
    slices().matching("platform.local.(*)..").should().beFreeOfCycles().check(LAB);
  }

  /** Library, then the packages that own it. */
  @ParameterizedTest
  @CsvSource({
    "software.amazon..,         aws catalogue",
    "org.bouncycastle..,        controlplane",
    "org.testcontainers..,      controlplane",
    "com.github.dockerjava..,   controlplane",
    "com.sun.net.httpserver..,  aws lab",
    "com.fasterxml.jackson..,   aws catalogue lab machines observation programs",
    "io.fabric8..,              argocd controlplane lab machines observation operations programs verification"
  })
  void eachLibraryHasItsOwners(String library, String owners) {
    String[] packages =
        java.util.stream.Stream.of(owners.split(" "))
            .map(owner -> "platform.local." + owner + "..")
            .toArray(String[]::new);
    noClasses()
        .that(resideOutsideOfPackages(packages))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .check(LAB);
  }

  @Test
  void theLabKnowsNoCommandLineAndNoLoggingBackend() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "picocli..", "platform.cli..", "ch.qos.logback..", "org.eclipse.jgit..", "org.junit..")
        .check(LAB);
  }

  /** The wall's clock may be set while somebody waits; it says when something was, no more. */
  @Test
  void noWaitIsMeasuredByTheClockOnTheWall() {
    noClasses()
        .that(
            new DescribedPredicate<>("ask what time it is") {
              @Override
              public boolean test(JavaClass asked) {
                return calls(asked, Instant.class, "now")
                    || calls(asked, System.class, "currentTimeMillis")
                    || asked.getDirectDependenciesFromSelf().stream()
                        .anyMatch(
                            each -> each.getTargetClass().isAssignableTo(InstantSource.class));
              }
            })
        .should()
        .callMethodWhere(
            target(owner(assignableTo(Instant.class)))
                .and(target(nameMatching("isAfter|isBefore|compareTo|until"))))
        .orShould()
        .callMethod(Duration.class, "between", Temporal.class, Temporal.class)
        .because("waits are measured by Stopwatch, which no jump of the clock lengthens")
        .check(LAB);
  }

  private static boolean calls(JavaClass caller, Class<?> owner, String method) {
    return caller.getMethodCallsFromSelf().stream()
        .anyMatch(
            call ->
                call.getTargetOwner().isEquivalentTo(owner)
                    && call.getTarget().getName().equals(method));
  }

  @Test
  void fewPackagesStartPrograms() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "platform.local.process..",
            "platform.local.toolchain..",
            "platform.local.git..",
            "platform.local.argocd..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.(ProcessBuilder|Runtime\\$.*)")
        .check(LAB);
  }
}
