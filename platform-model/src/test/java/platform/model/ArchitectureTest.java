package platform.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses MODEL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("platform.model");

  @Test
  void packagesFollowOneArrow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("findings")
        .definedBy("platform.model.findings..")
        .layer("manifests")
        .definedBy("platform.model.manifests..")
        .layer("schemas")
        .definedBy("platform.model.schemas..")
        .layer("capacity")
        .definedBy("platform.model.capacity..")
        .layer("workloads")
        .definedBy("platform.model.workloads..")
        .layer("pricing")
        .definedBy("platform.model.pricing..")
        .layer("platform")
        .definedBy("platform.model.platform..")
        .layer("onboarding")
        .definedBy("platform.model.onboarding..")
        .layer("planning")
        .definedBy("platform.model.planning..")
        .layer("observed")
        .definedBy("platform.model.observed..")
        .layer("verification")
        .definedBy("platform.model.verification..")
        .layer("operations")
        .definedBy("platform.model.operations..")
        .layer("contract")
        .definedBy("platform.model.contract..")
        .layer("iam")
        .definedBy("platform.model.iam..")
        .layer("audit")
        .definedBy("platform.model.audit..")
        .layer("report")
        .definedBy("platform.model.report..")
        .whereLayer("findings")
        .mayNotAccessAnyLayer()
        .whereLayer("observed")
        .mayNotAccessAnyLayer()
        .whereLayer("manifests")
        .mayOnlyAccessLayers("findings")
        .whereLayer("schemas")
        .mayOnlyAccessLayers("findings", "manifests")
        .whereLayer("capacity")
        .mayOnlyAccessLayers("findings", "manifests")
        .whereLayer("workloads")
        .mayOnlyAccessLayers("findings", "manifests")
        .whereLayer("pricing")
        .mayOnlyAccessLayers("findings", "manifests", "capacity")
        .whereLayer("platform")
        .mayOnlyAccessLayers("findings", "manifests", "capacity", "workloads")
        .whereLayer("verification")
        .mayOnlyAccessLayers(
            "findings",
            "manifests",
            "schemas",
            "capacity",
            "pricing",
            "workloads",
            "platform",
            "observed")
        .whereLayer("planning")
        .mayOnlyAccessLayers(
            "findings", "manifests", "capacity", "pricing", "workloads", "platform")
        .whereLayer("onboarding")
        .mayOnlyAccessLayers("findings", "manifests", "capacity", "workloads", "platform")
        .whereLayer("operations")
        .mayOnlyAccessLayers("findings", "manifests", "capacity")
        .whereLayer("contract")
        .mayOnlyAccessLayers("findings", "manifests", "capacity", "pricing")
        .whereLayer("iam")
        .mayOnlyAccessLayers("findings", "manifests")
        .whereLayer("audit")
        .mayOnlyAccessLayers("findings", "manifests", "workloads", "platform", "verification")
        .whereLayer("audit")
        .mayOnlyBeAccessedByLayers("report")
        .whereLayer("report")
        .mayNotBeAccessedByAnyLayer()
        .check(MODEL);
  }

  @Test
  void theModelNeverTouchesACluster() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.fabric8..", "software.amazon..", "platform.local..", "java.net..")
        .check(MODEL);
  }

  @Test
  void onlyKustomizeStartsAProgram() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("platform.model.manifests.KustomizeProcess")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.(ProcessBuilder|Runtime)")
        .check(MODEL);
  }

  @Test
  void eachLibraryHasOneOwner() {
    // Reading and reporting.
    classes()
        .that()
        .resideOutsideOfPackages(
            "platform.model.report..",
            "platform.model.pricing..",
            "platform.model.schemas..",
            "platform.model.manifests..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackage("com.fasterxml.jackson..")
        .check(MODEL);
    classes()
        .that()
        .resideOutsideOfPackage("platform.model.manifests..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackage("org.snakeyaml..")
        .check(MODEL);
  }
}
