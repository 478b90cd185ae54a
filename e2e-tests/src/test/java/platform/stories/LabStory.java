package platform.stories;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;
import static platform.stories.expectations.Expectations.isSyncedAndHealthy;
import static platform.stories.promises.Promise.Level.PROVEN;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import platform.local.programs.RunningProgram;
import platform.stories.harness.KarpenterReplicas;
import platform.stories.harness.OnTheLab;
import platform.stories.harness.ProgramBorder;
import platform.stories.harness.Programs;
import platform.stories.harness.StoryPlatform;
import platform.stories.harness.Touches;
import platform.stories.promises.Promise;

@OnTheLab
@Promise(PROVEN)
@DisplayName("The lab itself")
class LabStory {
  @Test
  @DisplayName(
      "Karpenter's leader crashes: its pod starts it again and counts it, and a replica leads")
  @ResourceLock(Touches.KARPENTER)
  void crashedProgramIsStartedAgain(StoryPlatform platform) {
    RunningProgram crashed = KarpenterReplicas.leader(platform);
    Programs.crash(platform, crashed);
    assertThat(KarpenterReplicas.all(platform))
        .as("Karpenter's programs")
        .filteredOn(program -> program.pod().equals(crashed.pod()))
        .singleElement()
        .extracting(RunningProgram::processId)
        .isNotEqualTo(crashed.processId());
    assertThat(KarpenterReplicas.leader(platform).processId()).isNotEqualTo(crashed.processId());
  }

  @Test
  @DisplayName("Argo CD's application controller crashes: its pod starts it again, and it syncs on")
  @ResourceLock(Touches.GIT)
  @ResourceLock(Touches.MANAGED_ON_DEMAND)
  void crashedControllerSyncsOn(StoryPlatform platform) {
    RunningProgram crashed = Programs.only(platform, "argocd-application-controller");
    Programs.crash(platform, crashed);
    assertThat(Programs.only(platform, crashed.name()).processId())
        .isNotEqualTo(crashed.processId());
    String commit =
        platform.commit(
            tree ->
                tree.replace(
                    "gitops/apps/workloads/stateless-api/overlays/dev/kustomization.yaml",
                    "count: 2",
                    "count: 1"));
    platform.eventually(isSyncedAndHealthy("workload-stateless-api", commit));
  }

  @Test
  @DisplayName("the programs of the whole lab hold less than 4 GiB of memory")
  void holdsLittleMemory(StoryPlatform platform) {
    assertThat(platform.lab().residentMebibytes())
        .as("MiB resident of all programs")
        .isBetween(500L, 4095L);
  }

  @Test
  @DisplayName("programs differ from their pods only in what the lab declares")
  @ResourceLock(value = Touches.KARPENTER, mode = READ)
  void programsDifferOnlyAsDeclared(StoryPlatform platform) {
    List<String> declared = platform.lab().differences().atTheBorder();
    var undeclared = new ArrayList<String>();
    var seen = new TreeSet<String>();
    for (RunningProgram program : platform.lab().podPrograms().running()) {
      seen.add(program.name());
      Pod pod = Programs.podOf(platform, program);
      assertThat(pod.getSpec().getContainers()).as("containers of " + program.pod()).hasSize(1);
      var border =
          new ProgramBorder(
              declared.stream()
                  .filter(line -> line.startsWith(program.name() + ": "))
                  .collect(joining()));
      border
          .undeclared(
              pod.getSpec().getContainers().get(0), program.command(), program.environment())
          .forEach(sentence -> undeclared.add(program.name() + ": " + sentence));
    }
    assertThat(undeclared).isEmpty();
    assertThat(seen)
        .containsExactly(
            "argocd-application-controller",
            "argocd-applicationset-controller",
            "argocd-redis",
            "argocd-repo-server",
            "argocd-server",
            "karpenter");
  }

  @Test
  @DisplayName("the lab's commit differs from the tree only in what the lab declares")
  @ResourceLock(value = Touches.GIT, mode = READ)
  void commitDiffersOnlyAsDeclared(StoryPlatform platform) throws IOException {
    assertThat(platform.lab().differences().inGit()).hasSize(4);
    var tree = texts(platform.treeFolder());
    var commit = texts(platform.lab().git().folder());
    var added = new TreeSet<>(commit.keySet());
    added.removeAll(tree.keySet());
    assertThat(added).containsExactly("gitops/bootstrap/argocd/install.yaml");
    var changed = new TreeMap<String, List<String>>();
    tree.forEach(
        (file, lines) -> {
          var gone = new ArrayList<>(lines);
          commit.getOrDefault(file, List.of()).forEach(gone::remove);
          if (!gone.isEmpty()) {
            changed.put(file, gone);
          }
        });
    assertThat(changed.keySet())
        .containsExactly(
            "gitops/argo/applications/karpenter-crds.yaml",
            "gitops/argo/applications/karpenter.yaml",
            "gitops/argo/projects/platform.yaml",
            "gitops/bootstrap/argocd/kustomization.yaml",
            "gitops/environments/dev/settings.yaml");
    assertThat(changed.values().stream().flatMap(List::stream))
        .as("lines of the tree that the lab's commit does not hold")
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsAnyOf(
                        "repositoryUrl: ", "public.ecr.aws/karpenter", "chart: ", "/install.yaml"));
  }

  private static TreeMap<String, List<String>> texts(Path folder) throws IOException {
    var texts = new TreeMap<String, List<String>>();
    try (Stream<Path> files = Files.walk(folder.resolve("gitops"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(folder.relativize(file).toString(), Files.readAllLines(file));
      }
    }
    return texts;
  }
}
