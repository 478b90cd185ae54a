package platform.stories.enforcement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.manifests.Kustomize;
import platform.model.platform.PlatformTree;
import platform.model.verification.Verification;

/** The ways past enforcement that a review of the tree alone must notice. */
final class TreeAttempts {
  private static final List<String> FOLDERS = List.of("gitops", "sample-workloads", ".github");
  private static final String WORKLOAD =
      "gitops/apps/workloads/stateful-cache/overlays/dev/workload.yaml";
  private static final String GUARDRAILS = "gitops/apps/platform/guardrails/";

  private TreeAttempts() {}

  /**
   * A change of one passage of one kind of files.
   *
   * @param below the folder whose files hold the passage
   * @param rule the rule that must notice
   */
  record TreeAttempt(String words, String below, String passage, String replacement, String rule) {}

  static List<TreeAttempt> all() {
    String pool = "every-karpenter-profile-has-its-node-pool";
    String capacity = "gitops/apps/platform/capacity";
    return List.of(
        new TreeAttempt(
            "an unknown profile",
            WORKLOAD,
            "profile: karpenter-on-demand",
            "profile: gpu",
            "every-workload-names-a-known-profile"),
        new TreeAttempt("AMD64", capacity, "- arm64", "- amd64", pool),
        new TreeAttempt("spot turned on-demand", capacity, "- spot\n", "- on-demand\n", pool),
        new TreeAttempt(
            "a profile that the policies don't know",
            GUARDRAILS + "parameters",
            "    karpenter-spot\n",
            "",
            "guardrails-know-every-profile"),
        new TreeAttempt(
            "a workload that the policies don't look at",
            GUARDRAILS + "platform-namespaces.yaml",
            "    - argocd\n",
            "    - argocd\n    - stateless-api\n",
            "guardrails-exempt-only-the-platforms-namespaces"),
        new TreeAttempt(
            "a team that owns the policies",
            ".github",
            "/gitops/apps/platform/    @example/platform-team\n",
            "/gitops/apps/platform/    @example/stateless-api-team\n",
            "every-path-has-one-owner"));
  }

  /** The rules that a tree breaks, by their findings. */
  static List<Finding> findings(Path tree, Kustomize kustomize) {
    return new Verification(Map.of()).checkTree(PlatformTree.read(tree, "dev", kustomize));
  }

  /** A copy of the tree in which the attempt is made. */
  static void copy(Path tree, Path copy, TreeAttempt attempt) {
    boolean changed = false;
    for (String folder : FOLDERS) {
      try (Stream<Path> files = Files.walk(tree.resolve(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String name = tree.relativize(file).toString();
          String text = Files.readString(file);
          if (name.startsWith(attempt.below()) && text.contains(attempt.passage())) {
            text = text.replace(attempt.passage(), attempt.replacement());
            changed = true;
          }
          Path target = copy.resolve(name);
          Files.createDirectories(target.getParent());
          Files.writeString(target, text);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (!changed) {
      throw new AssertionError(
          "no file of %s holds '%s': bring the attempt in line with the tree"
              .formatted(attempt.below(), attempt.passage()));
    }
  }
}
