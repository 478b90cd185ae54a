package platform.local.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTableTest {
  private final ProgramTable table =
      ProgramTable.of(
          new ProgramTable.Executables(
              Path.of("/bin/argocd"), Path.of("/bin/redis-server"), Path.of("/bin/karpenter")),
          "eu-west-1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public.ecr.aws/karpenter/controller",
        "public.ecr.aws/karpenter/controller:1.15.0",
        "public.ecr.aws/karpenter/controller@sha256:00ff",
        "public.ecr.aws/karpenter/controller:1.15.0@sha256:00ff"
      })
  void aProgramIsFoundByImageAndContainerWhateverTheVersion(String image) {
    assertThat(table.find(image, "controller"))
        .hasValueSatisfying(program -> assertThat(program.name()).isEqualTo("karpenter"));
  }

  @ParameterizedTest
  @CsvSource({
    "public.ecr.aws/karpenter/controller:1.15.0, other",
    "public.ecr.aws/karpenter/other:1.15.0, controller",
    "example.com/public.ecr.aws/karpenter/controller, controller",
    "controller, controller"
  })
  void nothingElseIsFound(String image, String container) {
    assertThat(table.find(image, container)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "redis, redis",
    "redis:8, redis",
    "localhost:5000/redis, localhost:5000/redis",
    "localhost:5000/redis:8, localhost:5000/redis",
    "localhost:5000/redis@sha256:00ff, localhost:5000/redis"
  })
  void anImagesTagAndDigestAreNotItsRepository(String image, String repository) {
    assertThat(ProgramTable.repositoryOf(image)).isEqualTo(repository);
  }

  @Test
  void oneImageCarriesAllOfArgoCdsProgramsEachByItsContainer() {
    assertThat(
            List.of(
                    "secret-init",
                    "argocd-repo-server",
                    "argocd-application-controller",
                    "argocd-applicationset-controller",
                    "argocd-server")
                .stream()
                .map(container -> table.find("quay.io/argoproj/argocd:v3.5.7", container))
                .map(program -> program.orElseThrow().name()))
        .containsExactly(
            "argocd-redis-secret-init",
            "argocd-repo-server",
            "argocd-application-controller",
            "argocd-applicationset-controller",
            "argocd-server");
  }

  @Test
  void theImagesOfMainContainersAreNamedOnce() {
    assertThat(table.mainImages())
        .containsExactly(
            "public.ecr.aws/docker/library/redis",
            "public.ecr.aws/karpenter/controller",
            "quay.io/argoproj/argocd");
  }

  @Test
  void differencesSayAllThatIsChangedForAProgram() {
    assertThat(table.differences())
        .hasSameSizeAs(table.programs())
        .contains(
            "argocd-redis: KUBECONFIG, PATH, HOME={folder}, --port, {port:6379}, --bind, 127.0.0.1,"
                + " --dir, {folder}",
            "karpenter: KUBECONFIG, PATH, AWS_ACCESS_KEY_ID=karpenter,"
                + " AWS_EC2_METADATA_DISABLED=true, AWS_ENDPOINT_URL={gateway},"
                + " AWS_REGION=eu-west-1, AWS_SECRET_ACCESS_KEY=simulated, HOME={folder},"
                + " LEADER_ELECTION_NAMESPACE={namespace}, METRICS_PORT={port:8080},"
                + " HEALTH_PROBE_PORT={port:8081}");
  }

  @Test
  void noOverrideIsMissingFromTheDifferences() {
    for (int i = 0; i < table.programs().size(); i++) {
      PodProgram program = table.programs().get(i);
      List<String> words = List.of(table.differences().get(i).split(": ", 2)[1].split(", "));
      var overrides = new ArrayList<String>(List.of("KUBECONFIG", "PATH"));
      program.environment().forEach((name, value) -> overrides.add(name + "=" + value));
      overrides.addAll(program.arguments());
      for (PodProgram.Port port : program.ports()) {
        String placeholder = "{port:" + port.containerPort() + "}";
        port.arguments().forEach(argument -> overrides.add(argument.replace("%d", placeholder)));
        port.environment()
            .forEach((name, value) -> overrides.add(name + "=" + value.replace("%d", placeholder)));
      }
      assertThat(words).as(program.name()).containsExactlyInAnyOrderElementsOf(overrides);
    }
  }

  @Test
  void everyPeerThatAProgramIsToldOfHasAPort() {
    List<String> told =
        table.programs().stream()
            .flatMap(program -> program.environment().values().stream())
            .flatMap(value -> Pattern.compile("\\{peer:([^}]+)}").matcher(value).results())
            .map((MatchResult match) -> match.group(1))
            .toList();

    assertThat(told).isNotEmpty();
    assertThat(table.peers()).containsAll(told);
  }

  @Test
  void noProgramListensWhereOthersReachIt() {
    List<String> listening =
        table.programs().stream()
            .flatMap(program -> program.environment().entrySet().stream())
            .filter(variable -> variable.getKey().endsWith("LISTEN_ADDRESS"))
            .map(java.util.Map.Entry::getValue)
            .toList();

    assertThat(listening).isNotEmpty().containsOnly("127.0.0.1");
  }
}
