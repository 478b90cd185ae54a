package platform.model.verification;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import platform.model.platform.PlatformTree;

/** A rule as people read of it: its id, the same as a sentence, and what it is for. */
public record DocumentedRule(String id, Explanation explanation) {
  /** What reading itself finds, before any rule is asked. */
  static final List<DocumentedRule> OF_READING =
      List.of(
          new DocumentedRule(
              PlatformTree.READABLE,
              Explanation.ofError(
                  "A file is not YAML, is not what its place asks for, names something that does not exist, or does not"
                      + " build. Nothing else is known of what it holds.",
                  "Correct what the finding names.")),
          new DocumentedRule(
              PlatformTree.KNOWN_KEYS,
              Explanation.ofError(
                  "A file format of this repository has a key that nobody reads, or lacks one that is needed.",
                  "Write the key as the finding says.")),
          new DocumentedRule(
              PlatformTree.UNIQUE_NAMES,
              Explanation.ofError(
                  "Two files declare the same object, and the last one applied wins.",
                  "Keep one of the two.")));

  /** What an id can't say as it is written. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("argo cd", "Argo CD"),
          Map.entry("application", "Application"),
          Map.entry("applications", "Applications"),
          Map.entry("helm", "Helm"),
          Map.entry("karpenter", "Karpenter"),
          Map.entry("node classes", "EC2NodeClasses"),
          Map.entry("node pool", "NodePool"),
          Map.entry("node pools", "NodePools"),
          Map.entry("platforms namespaces", "platform's namespaces"),
          Map.entry("traefik", "Traefik"));

  static DocumentedRule of(TreeRule rule) {
    return new DocumentedRule(rule.id(), rule.explanation());
  }

  /** The id as a sentence: {@code Every file is referenced}. */
  public String sentence() {
    var words = id.replace('-', ' ');
    for (var name : NAMES.entrySet()) {
      words = words.replaceAll("\\b" + name.getKey() + "\\b", name.getValue());
    }
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }
}
