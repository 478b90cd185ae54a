package platform.model.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import platform.model.platform.Fixtures;
import platform.model.platform.PinnedTools;
import platform.model.platform.PlatformTree;
import platform.model.platform.SourceDocument;
import platform.model.platform.SourceDocument.Role;

/**
 * Breaks the repository's own tree, field by field, and asks the rules. What they let through is
 * written to {@code target/mutations.txt}, by kind.
 *
 * <p>{@code -Dmutations=N} takes N of them, {@code -Dmutations=0} all; a few minutes for 1,000.
 */
class MutationTest {
  private static final int SAMPLE = 150;
  private static final long SEED = 20261101;

  @TempDir Path folder;

  @Test
  void whatBreaksTheTreeIsFound() throws IOException {
    var tools = PinnedTools.orSkip();
    var tree = folder.resolve("tree");
    for (var part : List.of("gitops", "sample-workloads", ".github")) {
      Fixtures.copy(PinnedTools.repository().resolve(part), tree.resolve(part));
    }
    var renderer = tools.renderer(folder.resolve("rendered"));
    var verification = tools.verification(folder.resolve("schemas"));
    var whole = PlatformTree.readWhole(tree, "dev", renderer);
    assertThat(verification.checkTree(whole)).isEmpty();

    var escaped = new EnumMap<Mutation.Kind, List<String>>(Mutation.Kind.class);
    var counts = new TreeMap<Mutation.Kind, Integer>();
    for (var mutation : sample(all(tree, whole.platform().sources().documents()))) {
      var file = tree.resolve(mutation.file());
      var before = Files.readString(file);
      Files.writeString(file, mutation.after());
      try {
        var environment = mutation.file().contains("/prod/") ? "prod" : "dev";
        var reading = PlatformTree.readWhole(tree, environment, renderer);
        counts.merge(mutation.kind(), 1, Integer::sum);
        if (verification.checkTree(reading).isEmpty()) {
          escaped
              .computeIfAbsent(mutation.kind(), kind -> new ArrayList<>())
              .add(mutation.describe());
        }
      } finally {
        Files.writeString(file, before);
      }
    }
    write(counts, escaped);
    var total = counts.values().stream().mapToInt(Integer::intValue).sum();
    var kept =
        escaped.entrySet().stream()
            // A field that may be left out makes another valid tree when it is.
            .filter(entry -> entry.getKey() != Mutation.Kind.DROP)
            .mapToInt(entry -> entry.getValue().size())
            .sum();
    assertThat(total).isGreaterThanOrEqualTo(Math.min(150, total));
    assertThat(kept)
        .as("escaped, see target/mutations.txt: %s", escaped)
        .isLessThanOrEqualTo(total / 5);
  }

  private static List<Mutation> all(Path tree, List<SourceDocument> documents) throws IOException {
    var all = new ArrayList<Mutation>();
    for (var document : documents) {
      if (document.role() == Role.OBJECT
          || document.role() == Role.PATCH
          || document.role() == Role.OWN) {
        var text = Files.readString(tree.resolve(document.file()));
        all.addAll(Mutation.of(document.file(), text, document.yaml()));
      }
    }
    return all;
  }

  private static List<Mutation> sample(List<Mutation> all) {
    var shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(SEED));
    int size = Integer.getInteger("mutations", SAMPLE);
    return size == 0 ? all : shuffled.subList(0, Math.min(size, shuffled.size()));
  }

  private static void write(
      Map<Mutation.Kind, Integer> counts, Map<Mutation.Kind, List<String>> escaped)
      throws IOException {
    var text = new StringBuilder();
    counts.forEach(
        (kind, count) -> {
          var through = escaped.getOrDefault(kind, List.of());
          text.append("%s: %d of %d found%n".formatted(kind, count - through.size(), count));
          through.stream().sorted().forEach(each -> text.append("  ").append(each).append('\n'));
        });
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/mutations.txt"), text);
  }
}
