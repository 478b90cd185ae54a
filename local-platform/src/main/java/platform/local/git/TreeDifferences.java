package platform.local.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import platform.local.process.LabException;

/**
 * All that the lab's commit of the tree differs in from the working tree: where the repository,
 * Karpenter's charts and Argo CD's base come from, since a laptop need not reach any of them, and
 * windows in which nothing is synced, since the lab runs at any hour. Each change must find what it
 * replaces, so that a tree that was rearranged fails loudly here.
 *
 * @param repositoryUrl address of the lab's repository
 * @param chartsUrl address of the repository that holds Karpenter's charts, tagged by their version
 * @param argoCdManifest the install manifest of the version that the tree pins
 */
public record TreeDifferences(String repositoryUrl, String chartsUrl, Path argoCdManifest) {
  private static final Path ARGOCD_BASE = Path.of("gitops/bootstrap/argocd/kustomization.yaml");
  private static final Pattern INSTALL_URL =
      Pattern.compile("https://raw\\.githubusercontent\\.com/argoproj/argo-cd/\\S+/install\\.yaml");
  private static final Pattern CHART_REGISTRY = Pattern.compile("public\\.ecr\\.aws/karpenter\\b");

  /** The operation of a JSON patch, from its dash to the next one's. */
  private static final Pattern SYNC_WINDOWS =
      Pattern.compile("(?ms)^- op: add\\n  path: /spec/syncWindows\\n.*?(?=^- |\\z)");

  private static final Pattern CHART_NAME = Pattern.compile("(?m)^(\\s+)chart: ");

  /** The declared list, a sentence each. */
  public static List<String> declared() {
    return List.of(
        "repository URL: the lab's own commit of the working tree, on a local path",
        "source of Karpenter's charts: those of the pinned module in a local Git repository, with the"
            + " version written into them and as its tag that a release writes",
        "Argo CD's base: the pinned release's install manifest from a local file",
        "sync windows of an environment: taken out, since the lab runs at any hour");
  }

  /** Applies the differences to a copy of the working tree. */
  public void applyTo(Path tree, String environment) {
    replace(
        tree.resolve("gitops/environments/" + environment + "/settings.yaml"),
        Pattern.compile("(?m)^(\\s+repositoryUrl:) .*$"),
        "$1 " + Matcher.quoteReplacement(repositoryUrl));
    removeSyncWindows(tree.resolve("gitops/environments/" + environment));
    int charts = 0;
    for (Path file : yamlBelow(tree.resolve("gitops/argo"))) {
      String text = read(file);
      if (CHART_REGISTRY.matcher(text).find()) {
        String local = CHART_REGISTRY.matcher(text).replaceAll(Matcher.quoteReplacement(chartsUrl));
        write(file, CHART_NAME.matcher(local).replaceAll("$1path: "));
        charts++;
      }
    }
    if (charts == 0) {
      throw new LabException(
          "no file below gitops/argo names Karpenter's chart registry; the lab can't find the"
              + " charts' source to replace");
    }
    replace(tree.resolve(ARGOCD_BASE), INSTALL_URL, "install.yaml");
    try {
      Files.copy(argoCdManifest, tree.resolve(ARGOCD_BASE).resolveSibling("install.yaml"));
    } catch (IOException e) {
      throw new LabException("Argo CD's manifest can't be copied: " + e.getMessage(), e);
    }
  }

  /** An environment need not have any; one that has them in another form than a patch fails. */
  private static void removeSyncWindows(Path environment) {
    for (Path file : yamlBelow(environment)) {
      if (read(file).contains("syncWindows")) {
        replace(file, SYNC_WINDOWS, "- op: test\n  path: /kind\n  value: AppProject\n");
      }
    }
  }

  private static void replace(Path file, Pattern pattern, String replacement) {
    String text = read(file);
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new LabException(
          "%s holds nothing like %s; the lab can't replace it".formatted(file, pattern));
    }
    write(file, matcher.replaceAll(replacement));
  }

  private static List<Path> yamlBelow(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new LabException("can't read %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new LabException("can't read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new LabException("can't write %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
