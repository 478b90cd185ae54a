package platform.model.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import platform.model.capacity.Profile;
import platform.model.platform.PinnedTools;
import platform.model.platform.PlainRenderer;
import platform.model.platform.Platform;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;
import platform.model.workloads.PodBearer;

/** On copies of the repository's own tree. */
class OnboardingTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static Platform platform;

  @TempDir static Path cache;

  @BeforeAll
  static void readTheTree() {
    platform = PlatformTree.read(ROOT, "dev", new PlainRenderer()).platform();
  }

  @Test
  void aWorkloadGetsItsFoldersItsTenantAndItsOwner() {
    var change = onboarding("shop", "stateless-api", "karpenter-spot").plan(ROOT, platform);

    assertThat(change.created().keySet())
        .containsExactly(
            "gitops/apps/platform/tenants/shop/kustomization.yaml",
            "gitops/apps/platform/tenants/shop/namespace.yaml",
            "gitops/apps/platform/tenants/shop/project.yaml",
            "gitops/apps/platform/tenants/shop/quota.yaml",
            "gitops/apps/workloads/shop/base/deployment.yaml",
            "gitops/apps/workloads/shop/base/kustomization.yaml",
            "gitops/apps/workloads/shop/base/service.yaml",
            "gitops/apps/workloads/shop/overlays/dev/kustomization.yaml",
            "gitops/apps/workloads/shop/overlays/dev/workload.yaml");
    assertThat(change.created().values()).noneMatch(text -> text.contains("stateless-api"));
    assertThat(change.created().get("gitops/apps/workloads/shop/overlays/dev/workload.yaml"))
        .endsWith("name: shop\nnamespace: shop\nprofile: karpenter-spot\n");
    assertThat(change.edited().get(".github/CODEOWNERS"))
        .contains("/gitops/apps/workloads/shop/            @example/shop-team\n");
    assertThat(change.edited().get("gitops/apps/platform/tenants/kustomization.yaml"))
        .contains("  - nightly-report\n  - shop\n  - stateful-cache\n");
  }

  @Test
  void tenantsOfTheTreeAreAsTheTemplateWouldMakeThem() throws IOException {
    var change = onboarding("shop", "stateful-cache", "karpenter-spot").plan(ROOT, platform);
    for (var file : List.of("kustomization.yaml", "namespace.yaml", "project.yaml", "quota.yaml")) {
      var ofTheTree = ROOT.resolve("gitops/apps/platform/tenants/stateful-cache").resolve(file);
      assertThat(change.created().get("gitops/apps/platform/tenants/shop/" + file))
          .isEqualTo(Files.readString(ofTheTree).replace("stateful-cache", "shop"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Shop", "-shop", "shop-", "1shop", "shop_a", "sh.op", "", "kube-shop"})
  void namesThatKubernetesRefusesAreRefused(String name) {
    assertThatThrownBy(
            () -> onboarding(name, "stateless-api", "karpenter-spot").plan(ROOT, platform))
        .isInstanceOf(OnboardingException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shop|stateles-api|karpenter-spot|there is no sample 'stateles-api'; did you mean 'stateless-api'?",
        "shop|stateless-api|karpenter-spto|there is no profile 'karpenter-spto'; did you mean 'karpenter-spot'?",
        "stateless-api|batch-worker|karpenter-spot|gitops/apps/workloads/stateless-api exists, and nothing is overwritten",
        "traefik|batch-worker|karpenter-spot|the namespace 'traefik' is the platform's",
        "a23456789-123456789-123456789-123456789-123456789-123|batch-worker|karpenter-spot|has 53 characters",
      })
  void whatCantBeBroughtInIsSaidInOneSentence(
      String name, String sample, String profile, String message) {
    assertThatThrownBy(() -> onboarding(name, sample, profile).plan(ROOT, platform))
        .isInstanceOf(OnboardingException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "@example/platform-team, the platform's own team",
    "team, is no owner that CODEOWNERS knows"
  })
  void ownersAreChecked(String owner, String message) {
    var onboarding =
        new Onboarding(
            "shop", "batch-worker", "karpenter-spot", Optional.of(owner), List.of("dev"));
    assertThatThrownBy(() -> onboarding.plan(ROOT, platform)).hasMessageContaining(message);
  }

  static Stream<Arguments> allOfThem() {
    return Sample.namesIn(ROOT).stream()
        .flatMap(
            sample ->
                Stream.of("managed-on-demand", "karpenter-on-demand", "karpenter-spot")
                    .map(profile -> Arguments.of(sample, profile)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("allOfThem")
  void theTreeRendersWithoutFindingsAfterwards(String sample, String profile) {
    var tools = PinnedTools.orSkip();
    var verification = tools.verification(cache.resolve("schemas"));
    var onboarding =
        new Onboarding("newcomer", sample, profile, Optional.empty(), List.of("dev", "prod"));
    TreeCopy.within(
        ROOT,
        copy -> {
          onboarding.plan(copy, platform).applyTo(copy);
          for (var environment : List.of("dev", "prod")) {
            var reading =
                PlatformTree.readWhole(
                    copy, environment, tools.renderer(cache.resolve("rendered")));
            assertThat(verification.checkTree(reading)).as(environment).isEmpty();
            assertThat(podsOf("workload-newcomer", reading))
                .as("labels of its pods in %s", environment)
                .isNotEmpty()
                .allSatisfy(labels -> assertThat(labels).containsEntry(Profile.KEY, profile));
          }
          return null;
        });
  }

  private static List<SortedMap<String, String>> podsOf(String application, Reading reading) {
    return reading.platform().deliveries().stream()
        .filter(delivery -> delivery.application().equals(application))
        .flatMap(delivery -> delivery.objects().stream())
        .flatMap(object -> PodBearer.podTemplateOf(object).stream())
        .map(template -> template.mapping("metadata", "labels").texts())
        .toList();
  }

  private static Onboarding onboarding(String name, String sample, String profile) {
    return new Onboarding(name, sample, profile, Optional.empty(), List.of("dev"));
  }
}
