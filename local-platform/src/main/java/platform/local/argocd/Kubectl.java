package platform.local.argocd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import platform.local.process.LabException;

/** The pinned kubectl with the lab's administrator rights. */
public record Kubectl(Path program, Path kustomize, Path kubeconfig, Path home) {

  /** Applies what a kustomization renders to, by the field manager that Argo CD itself uses. */
  void applyServerSide(Path kustomization) {
    Path rendered = home.resolve("rendered-" + kustomization.getFileName() + ".yaml");
    run(
        List.of(
            kustomize.toString(),
            "build",
            kustomization.toString(),
            "--output",
            rendered.toString()));
    run(
        List.of(
            program.toString(),
            "--kubeconfig=" + kubeconfig,
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager=argocd-controller",
            "--filename=" + rendered));
  }

  private void run(List<String> command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("KUBECONFIG");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new LabException(
            "%s failed: %s".formatted(String.join(" ", command), output.strip()));
      }
    } catch (IOException e) {
      throw new LabException(command.get(0) + " does not start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for " + command.get(0), e);
    }
  }
}
