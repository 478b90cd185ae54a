package platform.stories.evidence;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import platform.local.aws.AwsCall;
import platform.local.lab.Lab;
import platform.model.observed.ObservedPlatform;

/**
 * What a failed story leaves behind: a folder of its own with a page to read first, events,
 * placement, objects and logs. Secrets are never read.
 */
public final class Evidence {
  private static final List<CustomKind> CUSTOM_KINDS =
      List.of(
          new CustomKind("argoproj.io/v1alpha1", "Application"),
          new CustomKind("argoproj.io/v1alpha1", "ApplicationSet"),
          new CustomKind("karpenter.sh/v1", "NodePool"),
          new CustomKind("karpenter.sh/v1", "NodeClaim"),
          new CustomKind("karpenter.k8s.aws/v1", "EC2NodeClass"));

  private final Lab lab;
  private final Path root;

  private record CustomKind(String apiVersion, String kind) {}

  /** A story's folder while it is filled. */
  private record Folder(Path path, List<String> files, List<String> missing) {

    /** What cannot be had must not hide why the story failed: it is named in the page instead. */
    void attempt(String part, Part work) {
      try {
        work.write(this);
      } catch (IOException | UncheckedIOException | KubernetesClientException e) {
        missing.add("%s (%s)".formatted(part, e.getMessage()));
      }
    }

    void write(String name, String text) throws IOException {
      Path file = path.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      files.add(name);
    }

    void write(String kind, String name, HasMetadata object) throws IOException {
      object.getMetadata().setManagedFields(List.of());
      write("objects/" + kind + "/" + name + ".yaml", Serialization.asYaml(object));
    }
  }

  /** One kind of evidence. */
  @FunctionalInterface
  private interface Part {
    void write(Folder folder) throws IOException;
  }

  /**
   * @param root where each story gets its folder; what earlier runs left there is removed
   */
  public Evidence(Lab lab, Path root) {
    this.lab = lab;
    this.root = root;
    remove(root);
  }

  /** Collects everything as it is now; a part that can't be had is said to be missing. */
  public Path collect(StoryFailure story, LogOffsets logs) {
    ObservedPlatform observed = lab.observation().snapshot();
    var folder =
        new Folder(
            root.resolve(story.className()).resolve(story.methodName()),
            new ArrayList<>(),
            new ArrayList<>());
    folder.attempt("placement", into -> into.write("placement.txt", PlacementText.of(observed)));
    folder.attempt("events", into -> into.write("events.txt", events(story)));
    for (CustomKind kind : CUSTOM_KINDS) {
      folder.attempt(kind.kind(), into -> objects(into, kind));
    }
    folder.attempt("pods", this::pods);
    folder.attempt(
        "logs",
        into ->
            logs.copyTo(into.path().resolve("logs"))
                .forEach(name -> into.files().add("logs/" + name)));
    var page =
        new StoryPage(story, observed, refusedCalls(story), folder.files(), folder.missing());
    folder.attempt("story", into -> into.write("story.md", page.markdown()));
    return folder.path();
  }

  private List<AwsCall> refusedCalls(StoryFailure story) {
    return lab.aws().calls().stream()
        .filter(call -> !call.succeeded() && !call.at().isBefore(story.since()))
        // Karpenter asks this way whether it may; the refusal is the answer that it hopes for.
        .filter(call -> !call.errorCode().equals(Optional.of("DryRunOperation")))
        .toList();
  }

  private String events(StoryFailure story) {
    var events = lab.client().v1().events().inAnyNamespace().list().getItems();
    return EventsText.of(events, story.since());
  }

  private void objects(Folder folder, CustomKind kind) throws IOException {
    for (HasMetadata object :
        lab.client()
            .genericKubernetesResources(kind.apiVersion(), kind.kind())
            .inAnyNamespace()
            .list()
            .getItems()) {
      folder.write(kind.kind(), object.getMetadata().getName(), object);
    }
  }

  private void pods(Folder folder) throws IOException {
    for (Pod pod : lab.client().pods().inAnyNamespace().list().getItems()) {
      String phase = pod.getStatus().getPhase();
      boolean isReady =
          pod.getStatus().getConditions().stream()
              .anyMatch(
                  condition ->
                      condition.getType().equals("Ready") && condition.getStatus().equals("True"));
      if (!isReady && !"Succeeded".equals(phase)) {
        folder.write(
            "Pod", pod.getMetadata().getNamespace() + "_" + pod.getMetadata().getName(), pod);
      }
    }
  }

  private static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      FileUtils.deleteDirectory(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
