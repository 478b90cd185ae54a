package platform.stories;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import platform.stories.harness.HttpSurface;
import platform.stories.harness.OnTheLab;

@DisplayName("Structure of the stories")
class ArchitectureTest {
  private static final JavaClasses STORIES =
      new ClassFileImporter().importPackages("platform.stories");

  @Test
  @DisplayName("expectations are pure: they know neither the harness nor a client")
  void expectationsKnowNoCluster() {
    noClasses()
        .that()
        .resideInAPackage("platform.stories.expectations")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("platform.stories.harness..", "io.fabric8..", "platform.local.lab..")
        .check(STORIES);
  }

  @Test
  @DisplayName("every story runs on the shared lab")
  void storiesRunOnTheLab() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Story")
        .should()
        .beAnnotatedWith(OnTheLab.class)
        .check(STORIES);
  }

  @Test
  @DisplayName("no story sleeps")
  void nobodySleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .check(STORIES);
  }

  @Test
  @DisplayName("one library, one owner: Allure behind the steps, REST-assured behind HTTP surfaces")
  void librariesHaveOneOwner() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Steps")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.qameta..")
        .check(STORIES);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(HttpSurface.class.getName())
        .and()
        .doNotHaveFullyQualifiedName(HttpSurface.Answer.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.restassured..")
        .check(STORIES);
  }
}
