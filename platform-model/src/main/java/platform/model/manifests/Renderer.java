package platform.model.manifests;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a kustomize folder into the objects that would be applied. */
@FunctionalInterface
public interface Renderer {
  /**
   * What to render.
   *
   * @param files the repository's, read once for all requests that share them
   * @param folder the folder with the kustomization
   * @param components Components to inject, as an Application names them: relative to the folder
   */
  record Request(YamlFiles files, Path folder, List<String> components) {
    public Request {
      folder = folder.toAbsolutePath().normalize();
      components = List.copyOf(components);
      if (!folder.startsWith(files.root())) {
        throw new IllegalArgumentException(folder + " is outside the repository " + files.root());
      }
    }

    /** The repository's root. */
    public Path root() {
      return files.root();
    }
  }

  /**
   * Renders one folder.
   *
   * @throws ManifestException if it does not build, with the reason and the kustomization's place
   */
  List<Manifest> render(Request request);

  /** What came of a request. */
  sealed interface Outcome {
    /** The objects, or the exception that says why there are none. */
    List<Manifest> manifests();

    /** It was rendered. */
    record Rendered(List<Manifest> manifests) implements Outcome {
      public Rendered {
        manifests = List.copyOf(manifests);
      }
    }

    /** It does not build. */
    record Failed(ManifestException problem) implements Outcome {
      @Override
      public List<Manifest> manifests() {
        throw problem;
      }
    }
  }

  /** Renders many folders, which may cost less than one after the other. */
  default Map<Request, Outcome> renderAll(Collection<Request> requests) {
    var outcomes = new LinkedHashMap<Request, Outcome>();
    for (var request : requests) {
      try {
        outcomes.put(request, new Outcome.Rendered(render(request)));
      } catch (ManifestException unbuildable) {
        outcomes.put(request, new Outcome.Failed(unbuildable));
      }
    }
    return outcomes;
  }
}
