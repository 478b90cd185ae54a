package platform.local.operations;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import platform.local.argocd.ArgoCd;
import platform.local.process.LabException;

/** What a server-side apply would change, by the API server's own dry run. */
public final class Differences {
  /** Written by the API server or by controllers, at any time. */
  private static final List<String> NOT_OURS =
      List.of("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp");

  /** Not what anybody wants, but what is; an operation is Argo CD's note to itself. */
  private static final List<String> NOT_WANTED = List.of("status", "operation");

  /**
   * Argo CD's own mark on what it manages: not in the files, and put back when it is taken away.
   */
  private static final String TRACKING = "argocd.argoproj.io/tracking-id";

  private final Cluster cluster;

  Differences(Cluster cluster) {
    this.cluster = cluster;
  }

  /** What becomes of an object. */
  public enum Kind {
    NEW,
    CHANGED,
    SAME
  }

  /**
   * One object.
   *
   * @param fields the top of what differs, such as {@code spec}
   */
  public record Difference(Kind kind, String object, List<String> fields) {
    public Difference {
      fields = List.copyOf(fields);
    }

    public boolean isOne() {
      return kind != Kind.SAME;
    }
  }

  static List<HasMetadata> load(Cluster cluster, Path rendered) {
    try (InputStream file = Files.newInputStream(rendered)) {
      return cluster.client().load(file).items();
    } catch (IOException e) {
      throw new LabException("%s can't be read: %s".formatted(rendered, e.getMessage()), e);
    }
  }

  List<Difference> of(Path rendered) {
    return load(cluster, rendered).stream().map(this::of).toList();
  }

  private Difference of(HasMetadata wanted) {
    String name =
        Stream.of(
                wanted.getKind(),
                wanted.getMetadata().getNamespace(),
                wanted.getMetadata().getName())
            .filter(Objects::nonNull)
            .reduce("%s %s"::formatted)
            .map(text -> text.replaceFirst("^(\\S+ \\S+) (\\S+)$", "$1/$2"))
            .orElseThrow();
    HasMetadata live = cluster.ask(() -> live(wanted));
    if (live == null) {
      return new Difference(Kind.NEW, name, List.of());
    }
    HasMetadata applied =
        cluster.ask(
            () ->
                cluster
                    .client()
                    .resource(wanted)
                    .dryRun()
                    .fieldManager(ArgoCd.FIELD_MANAGER)
                    .forceConflicts()
                    .serverSideApply());
    List<String> fields = fields(content(live), content(applied));
    return new Difference(fields.isEmpty() ? Kind.SAME : Kind.CHANGED, name, fields);
  }

  /** The live object; none if its kind is not defined yet either. */
  private HasMetadata live(HasMetadata wanted) {
    try {
      return cluster.client().resource(wanted).get();
    } catch (KubernetesClientException e) {
      // The client asks which kinds there are, and has no code for "not this one".
      boolean isUndefined =
          String.valueOf(e.getMessage()).startsWith("Could not find a registered handler");
      if (isUndefined || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  private static Map<?, ?> content(HasMetadata object) {
    Map<?, ?> content = Serialization.unmarshal(Serialization.asJson(object), Map.class);
    NOT_WANTED.forEach(content::remove);
    // Argo CD writes its objects back without what is false or empty, which means the same there.
    if (object.getApiVersion().startsWith("argoproj.io/")) {
      removeEmpty(content);
    }
    if (content.get("metadata") instanceof Map<?, ?> metadata) {
      NOT_OURS.forEach(metadata::remove);
      if (metadata.get("annotations") instanceof Map<?, ?> annotations) {
        annotations.remove(TRACKING);
        if (annotations.isEmpty()) {
          metadata.remove("annotations");
        }
      }
    }
    return content;
  }

  private static boolean removeEmpty(Object value) {
    if (value instanceof Map<?, ?> map) {
      map.values().removeIf(Differences::removeEmpty);
      return map.isEmpty();
    }
    if (value instanceof List<?> list) {
      list.forEach(Differences::removeEmpty);
      return list.isEmpty();
    }
    return value == null || value.equals(false) || value.equals("");
  }

  private static List<String> fields(Map<?, ?> before, Map<?, ?> after) {
    return Stream.of(before, after)
        .flatMap(content -> content.keySet().stream())
        .distinct()
        .filter(key -> !Objects.equals(before.get(key), after.get(key)))
        .map(String::valueOf)
        .sorted()
        .toList();
  }
}
