package platform.model.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import platform.model.manifests.Manifest;
import platform.model.manifests.Renderer;
import platform.model.manifests.YamlSequence;
import platform.model.manifests.YamlTree;

/** Gives the objects that a folder lists, as they are: enough where no patch matters. */
public final class PlainRenderer implements Renderer {
  @Override
  public List<Manifest> render(Request request) {
    return objects(request.root(), request.folder()).toList();
  }

  private static Stream<Manifest> objects(Path root, Path folder) {
    var kustomization = YamlTree.read(root, folder.resolve("kustomization.yaml")).onlyMapping();
    return kustomization
        .findSequence("resources")
        .map(YamlSequence::texts)
        .orElse(List.of())
        .stream()
        .map(resource -> folder.resolve(resource).normalize())
        .flatMap(
            path ->
                path.toFile().isDirectory()
                    ? objects(root, path)
                    : YamlTree.read(root, path).mappings().stream().map(Manifest::of));
  }
}
