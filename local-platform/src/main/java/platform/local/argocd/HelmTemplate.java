package platform.local.argocd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import platform.local.process.LabException;

/**
 * Renders charts with the pinned Helm as Argo CD's repo-server does.
 *
 * @param program helm
 * @param kubernetesVersion that charts are rendered for
 */
public record HelmTemplate(Path program, String kubernetesVersion) {
  private static final int PATIENCE_SECONDS = 60;

  /**
   * What came of a chart.
   *
   * @param objects YAML documents
   * @param refusal why there are none, in Helm's words
   */
  public record Outcome(String objects, Optional<String> refusal) {}

  /**
   * Renders one.
   *
   * @param charts the folder of charts; what Helm reads and writes besides is put beside them
   * @param withDefinitions whether the folder {@code crds} is a part of it
   */
  public Outcome of(
      Path charts,
      String chart,
      String release,
      String namespace,
      String values,
      boolean withDefinitions)
      throws IOException {
    Path file = Files.writeString(charts.resolve("values.yaml"), values);
    Path output = charts.resolve("objects.yaml");
    Path errors = charts.resolve("errors");
    var command =
        new ArrayList<>(
            List.of(program.toString(), "template", release, charts.resolve(chart).toString()));
    command.addAll(List.of("--namespace", namespace));
    command.addAll(List.of("--kube-version", kubernetesVersion));
    command.addAll(List.of("--values", file.toString()));
    if (withDefinitions) {
      command.add("--include-crds");
    }
    var builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    // Nothing of the user's Helm: no plugins, no registries.
    builder.environment().clear();
    builder.environment().put("HOME", charts.toString());
    return run(builder.start(), chart)
        ? new Outcome(Files.readString(output), Optional.empty())
        : new Outcome("", Optional.of(reason(Files.readString(errors))));
  }

  private static boolean run(Process process, String chart) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new LabException(
            "Helm has not rendered %s within %d s".formatted(chart, PATIENCE_SECONDS));
      }
      return process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while Helm renders " + chart, e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String reason(String errors) {
    return errors
        .lines()
        .filter(line -> line.startsWith("Error: "))
        .findFirst()
        .orElse(errors.strip())
        .replaceFirst("^Error: ", "");
  }
}
