package platform.model.manifests;

import java.nio.file.Path;
import java.util.List;

/** Turns a kustomize folder into the objects that would be applied. */
@FunctionalInterface
public interface Renderer {
  /**
   * What to render.
   *
   * @param root the repository's root
   * @param folder the folder with the kustomization
   * @param components Components to inject, as an Application names them: relative to the folder
   */
  record Request(Path root, Path folder, List<String> components) {
    public Request {
      root = root.toAbsolutePath().normalize();
      folder = folder.toAbsolutePath().normalize();
      components = List.copyOf(components);
      if (!folder.startsWith(root)) {
        throw new IllegalArgumentException(folder + " is outside the repository " + root);
      }
    }
  }

  /**
   * Renders one folder.
   *
   * @throws ManifestException if it does not build, with the reason and the kustomization's place
   */
  List<Manifest> render(Request request);
}
