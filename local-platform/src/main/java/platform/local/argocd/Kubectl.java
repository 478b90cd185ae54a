package platform.local.argocd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import platform.local.process.LabException;

/**
 * The pinned kubectl and kustomize.
 *
 * @param connection which cluster, and who asks
 * @param folder where rendered objects are put
 */
public record Kubectl(Path program, Path kustomize, Connection connection, Path folder) {

  /**
   * Which cluster, and who asks.
   *
   * @param home in place of the user's, with no kubeconfig but the one named
   */
  public record Connection(String option, Optional<Path> home) {
    /** One kubeconfig and nothing of the user's. */
    public static Connection ofKubeconfig(Path kubeconfig) {
      return new Connection(
          "--kubeconfig=" + kubeconfig, Optional.of(kubeconfig.toAbsolutePath().getParent()));
    }

    /** A context of the user's kubeconfig, whose credentials may come from a program of theirs. */
    public static Connection ofContext(String context) {
      return new Connection("--context=" + context, Optional.empty());
    }
  }

  /** With the lab's administrator rights. */
  public Kubectl(Path program, Path kustomize, Path kubeconfig, Path home) {
    this(program, kustomize, new Connection("--kubeconfig=" + kubeconfig, Optional.of(home)), home);
  }

  /** Applies what a kustomization renders to, by the field manager that Argo CD itself uses. */
  void applyServerSide(Path kustomization) {
    Path rendered = render(kustomization);
    run(
        List.of(
            program.toString(),
            connection.option(),
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager=" + ArgoCd.FIELD_MANAGER,
            "--filename=" + rendered));
  }

  /** The file with what a kustomization renders to. */
  Path render(Path kustomization) {
    Path rendered = folder.resolve("rendered-" + kustomization.getFileName() + ".yaml");
    run(
        List.of(
            kustomize.toString(),
            "build",
            kustomization.toString(),
            "--output",
            rendered.toString()));
    return rendered;
  }

  private void run(List<String> command) {
    var builder = new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true);
    connection
        .home()
        .ifPresent(
            home -> {
              builder.environment().put("HOME", home.toString());
              builder.environment().remove("KUBECONFIG");
            });
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
