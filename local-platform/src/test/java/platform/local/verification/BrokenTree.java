package platform.local.verification;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.Renderer;
import platform.model.platform.Delivery;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;
import platform.model.schemas.SchemaCatalogue;
import platform.model.verification.ObjectsMatchTheirSchemas;
import platform.model.verification.TreeRule;
import platform.model.verification.Verification;
import platform.model.workloads.PodBearer;

/** A tree that is broken in one place at a time, and who notices. */
final class BrokenTree {
  private static final int ATTEMPTS = 5;

  private final Path root;
  private final Renderer renderer;
  private final Verification verification;
  private final TreeRule ofFiles;
  private final DryRun dryRun;
  private final Map<String, Map<Key, Brought>> whole = new TreeMap<>();

  /** Who notices. */
  enum Verdict {
    /** {@code validate}, before anything is applied. */
    FOUND,
    /** The API server, of an object or of the pods that it would bring. */
    REFUSED,
    /** Nothing else is rendered, or the API server would store the same. */
    NOTHING_CHANGED,
    /** Nobody: what is stored is another valid tree. */
    LET_THROUGH
  }

  private record Key(String application, String apiVersion, String kind, String name) {}

  private record Brought(Delivery delivery, Manifest object) {
    Object plain() {
      return object.yaml().plain();
    }
  }

  BrokenTree(
      Path root,
      Renderer renderer,
      Verification verification,
      SchemaCatalogue schemas,
      DryRun dryRun) {
    this.root = root;
    this.renderer = renderer;
    this.verification = verification;
    this.ofFiles = new ObjectsMatchTheirSchemas(schemas);
    this.dryRun = dryRun;
  }

  /** What is wrong with the tree while nothing is broken, by the rules and the API server. */
  List<String> findings() {
    var findings = new ArrayList<Finding>();
    var refusedPods = new ArrayList<String>();
    for (var environment : PlatformTree.environments(root)) {
      findings.addAll(findingsOfFiles(environment));
      Reading reading = PlatformTree.readWhole(root, environment, renderer);
      findings.addAll(verification.checkTree(reading));
      findings.addAll(dryRun.check(reading.platform().deliveries()));
      whole.put(environment, brought(reading));
      // Else each break of their template would count as refused.
      whole.get(environment).values().stream()
          .filter(each -> !podsAreAdmitted(each))
          .map(
              each -> "%s: the pods of %s are refused".formatted(environment, each.object().name()))
          .forEach(refusedPods::add);
    }
    return Stream.concat(findings.stream().map(Finding::sentence), refusedPods.stream()).toList();
  }

  /** Breaks it, asks, and mends it. */
  Verdict judge(Mutation mutation) {
    Path file = root.resolve(mutation.file());
    try {
      String before = Files.readString(file);
      Files.writeString(file, mutation.after());
      try {
        return judge(mutation.file().contains("/prod/") ? "prod" : "dev");
      } finally {
        Files.writeString(file, before);
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /** Those findings of {@code validate} that need nothing rendered, and so a tenth of the time. */
  private List<Finding> findingsOfFiles(String environment) {
    Reading reading = PlatformTree.readWhole(root, environment, request -> List.of());
    return Stream.concat(reading.findings().stream(), ofFiles.check(reading.platform()).stream())
        .toList();
  }

  private Verdict judge(String environment) {
    if (!findingsOfFiles(environment).isEmpty()) {
      return Verdict.FOUND;
    }
    Reading reading = PlatformTree.readWhole(root, environment, renderer);
    if (!verification.checkTree(reading).isEmpty()) {
      return Verdict.FOUND;
    }
    Map<Key, Brought> before = whole.get(environment);
    Map<Key, Brought> after = brought(reading);
    var changed =
        after.entrySet().stream()
            .filter(each -> !same(before.get(each.getKey()), each.getValue()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    boolean isComplete = after.keySet().containsAll(before.keySet());
    var stored = true;
    for (var entry : changed.entrySet()) {
      if (!(ask(entry.getValue()) instanceof DryRun.Accepted accepted)
          || !podsAreAdmitted(entry.getValue())) {
        return Verdict.REFUSED;
      }
      stored = stored && isStoredAs(accepted, before.get(entry.getKey()));
    }
    return isComplete && stored ? Verdict.NOTHING_CHANGED : Verdict.LET_THROUGH;
  }

  private static boolean same(Brought before, Brought after) {
    return before != null && before.plain().equals(after.plain());
  }

  private DryRun.Answer ask(Brought brought) {
    return ask(brought.plain(), brought);
  }

  private DryRun.Answer ask(Object object, Brought brought) {
    var namespace = brought.delivery().namespaceOf(brought.object()).orElse("default");
    var answer = dryRun.ask(object, namespace);
    for (var attempt = 1; answer instanceof DryRun.Unanswered && attempt < ATTEMPTS; attempt++) {
      answer = dryRun.ask(object, namespace);
    }
    if (answer instanceof DryRun.Unanswered silent) {
      throw new AssertionError("the API server is silent: " + silent.reason());
    }
    return answer;
  }

  /** A controller would make the pods later, and nobody would be told that it can't. */
  private boolean podsAreAdmitted(Brought brought) {
    var template = PodBearer.podTemplateOf(brought.object());
    if (template.isEmpty()) {
      return true;
    }
    @SuppressWarnings("unchecked")
    var pod = new HashMap<>((Map<String, Object>) template.get().plain());
    @SuppressWarnings("unchecked")
    var metadata = new HashMap<>((Map<String, Object>) pod.getOrDefault("metadata", Map.of()));
    metadata.put("name", brought.object().name() + "-dry-run");
    pod.put("metadata", metadata);
    pod.put("apiVersion", "v1");
    pod.put("kind", "Pod");
    return ask(pod, brought) instanceof DryRun.Accepted;
  }

  private boolean isStoredAs(DryRun.Accepted accepted, Brought before) {
    // Asked anew, since controllers annotate what they have seen meanwhile.
    return before != null
        && ask(before) instanceof DryRun.Accepted unbroken
        && Objects.equals(content(accepted.object()), content(unbroken.object()));
  }

  private static List<Object> content(GenericKubernetesResource object) {
    return List.of(
        Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of()),
        Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of()),
        object.getAdditionalProperties().entrySet().stream()
            .filter(each -> !each.getKey().equals("status"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static Map<Key, Brought> brought(Reading reading) {
    var all = new HashMap<Key, Brought>();
    for (Delivery delivery : reading.platform().deliveries()) {
      for (Manifest object : delivery.objects()) {
        all.put(
            new Key(
                delivery.application(),
                object.apiVersion(),
                object.kind(),
                delivery.namespaceOf(object).orElse("") + "/" + object.name()),
            new Brought(delivery, object));
      }
    }
    return all;
  }
}
