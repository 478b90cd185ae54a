package platform.local.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.local.process.Progress;
import platform.local.toolchain.Toolchain;
import platform.local.toolchain.TreeTools;
import platform.local.verification.BrokenTree.Verdict;
import platform.model.manifests.Kustomize;
import platform.model.onboarding.Onboarding;
import platform.model.onboarding.TreeCopy;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;

/**
 * Breaks a copy of the repository's own tree: every field of a definition's schema and of a pod
 * spec that is set somewhere, in one way each; {@code -Dmutations=ways} in every way, {@code
 * -Dmutations=all} at every place where it is set. Who noticed what is written to {@code
 * target/mutations.txt}.
 */
@DisplayName("Who notices when a field of the tree is broken")
class MutationContract {
  private static final Path ROOT = Path.of(System.getProperty("platform.root"));

  @TempDir Path folder;

  @Test
  @DisplayName("at least 95 of 100 generated mutations are caught by validate or by the API server")
  void whatBreaksTheTreeIsCaught() {
    TreeTools tools =
        TreeTools.prepare(
            ROOT.resolve("local-platform/toolchain"),
            Toolchain.cacheFolder(System.getenv()),
            System.getenv(),
            Progress.silent());
    TreeCopy.within(ROOT, tree -> judgeAll(tree, new TreeRun(tools, ROOT, folder)));
  }

  private Void judgeAll(Path tree, TreeRun run) {
    Kustomize renderer = run.renderer();
    onboardWhatNoWorkloadUses(tree, renderer);
    Reading reading = PlatformTree.readWhole(tree, "dev", renderer);
    var verdicts = new LinkedHashMap<Mutation, Verdict>();
    try (var platform =
        PlatformWithoutNodes.start(
            folder, run.tools().karpenterModule().resolve("pkg/apis/crds"), reading.platform())) {
      var broken =
          new BrokenTree(tree, renderer, run.verification(), run.schemas(), platform.dryRun());
      assertThat(broken.findings()).as("before anything is broken").isEmpty();
      mutations(tree, reading).forEach(each -> verdicts.put(each, broken.judge(each)));
    }
    write(verdicts);
    assertThat(letThrough(verdicts))
        .as("let through, and let-through.txt does not say why")
        .allSatisfy(each -> assertThat(reason(each)).as(each.describe()).isPresent());
    long meant = count(verdicts, Verdict.values()) - count(verdicts, Verdict.NOTHING_CHANGED);
    long caught = count(verdicts, Verdict.FOUND, Verdict.REFUSED);
    assertThat(meant).as("mutations that change something").isGreaterThanOrEqualTo(150);
    assertThat(caught)
        .as("caught of %d, see target/mutations.txt", meant)
        .isGreaterThanOrEqualTo((long) Math.ceil(meant * 0.95));
    return null;
  }

  /** What a template says is seen only where it is used. */
  private static void onboardWhatNoWorkloadUses(Path tree, Kustomize renderer) {
    var platform = PlatformTree.read(tree, "dev", renderer).platform();
    new Onboarding(
            "newcomer", "batch-worker", "karpenter-spot", Optional.empty(), List.of("dev", "prod"))
        .plan(tree, platform)
        .applyTo(tree);
  }

  private static List<Mutation> mutations(Path tree, Reading reading) {
    var all = new ArrayList<Mutation>();
    for (var document : reading.platform().sources().documents()) {
      try {
        all.addAll(
            Mutation.of(
                document.file(), Files.readString(tree.resolve(document.file())), document.yaml()));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    var extent = System.getProperty("mutations", "fields");
    if (extent.equals("all")) {
      return all;
    }
    var ways = new TreeMap<String, Map<Mutation.Kind, Mutation>>();
    all.forEach(
        each ->
            ways.computeIfAbsent(each.field(), field -> new EnumMap<>(Mutation.Kind.class))
                .putIfAbsent(each.kind(), each));
    return ways.entrySet().stream()
        .flatMap(
            field -> {
              var ofField = List.copyOf(field.getValue().values());
              // By the field's name, so that a change elsewhere in the tree chooses no other ways.
              int chosen = Math.floorMod(field.getKey().hashCode(), ofField.size());
              return extent.equals("ways") ? ofField.stream() : Stream.of(ofField.get(chosen));
            })
        .toList();
  }

  private static List<Mutation> letThrough(Map<Mutation, Verdict> verdicts) {
    return verdicts.entrySet().stream()
        .filter(each -> each.getValue() == Verdict.LET_THROUGH)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Why nobody need notice, in words. */
  private static Optional<String> reason(Mutation mutation) {
    try (var stream = MutationContract.class.getResourceAsStream("let-through.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" \\| ", 2))
          .filter(parts -> mutation.field().matches(parts[0]))
          .map(parts -> parts[1])
          .findFirst();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static long count(Map<Mutation, Verdict> verdicts, Verdict... which) {
    return verdicts.values().stream().filter(List.of(which)::contains).count();
  }

  private static void write(Map<Mutation, Verdict> verdicts) {
    var text = new StringBuilder();
    for (var kind : Mutation.Kind.values()) {
      var counts = new EnumMap<Verdict, Integer>(Verdict.class);
      verdicts.forEach(
          (mutation, verdict) -> {
            if (mutation.kind() == kind) {
              counts.merge(verdict, 1, Integer::sum);
            }
          });
      text.append("%s: %s%n".formatted(kind.words(), counts));
      letThrough(verdicts).stream()
          .filter(mutation -> mutation.kind() == kind)
          .forEach(
              mutation ->
                  text.append(
                      "  %s (%s): %s%n"
                          .formatted(
                              mutation.field(),
                              mutation.describe(),
                              reason(mutation).orElse("nobody has said why"))));
    }
    try {
      Files.writeString(Files.createDirectories(Path.of("target")).resolve("mutations.txt"), text);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
