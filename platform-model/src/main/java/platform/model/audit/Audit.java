package platform.model.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.model.audit.Promised.PromisedObject;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.verification.ProfilePlacement;
import platform.model.verification.VerificationResult;

/** What of a live cluster is not as the tree says: objects field by field, and where pods run. */
public final class Audit {
  private static final String AS_SAID = "live-objects-are-as-the-tree-says";
  private static final String DECLARED = "live-objects-are-declared-in-the-tree";

  private Audit() {}

  /**
   * What came out.
   *
   * @param counts one for each audited kind, in their order
   * @param skipped what was not compared, and why
   */
  public record Outcome(
      List<Finding> findings,
      List<Count> counts,
      List<ProfilePlacement> profiles,
      List<String> skipped) {
    public Outcome {
      findings = findings.stream().sorted().distinct().toList();
      counts = List.copyOf(counts);
      profiles = List.copyOf(profiles);
      skipped = List.copyOf(skipped);
    }

    /** Whether the cluster is as the tree says; warnings are none of its promises. */
    public boolean isAsSaid() {
      return new VerificationResult(findings, profiles).isAsPromised();
    }
  }

  /**
   * How many objects of a kind were compared.
   *
   * @param undeclared how many the cluster has that the tree does not have
   */
  public record Count(
      AuditedKind kind, int declared, int same, int different, int missing, int undeclared) {}

  /**
   * Compares.
   *
   * @param root of the repository that the promised objects were rendered from
   * @param placement what the rules about running pods and nodes have found
   */
  public static Outcome of(
      Path root, Promised promised, Collection<LiveObject> live, VerificationResult placement) {
    var findings = new ArrayList<>(placement.findings());
    findings.addAll(promised.findings());
    Map<ObjectKey, LiveObject> found =
        live.stream()
            .collect(
                Collectors.toMap(
                    LiveObject::key, each -> each, (first, second) -> first, TreeMap::new));
    var different = new HashSet<ObjectKey>();
    promised
        .objects()
        .forEach(
            (key, object) -> {
              List<Finding> differences =
                  Optional.ofNullable(found.get(key))
                      .map(each -> differences(root, key, object, each))
                      .orElseGet(() -> missing(key, object));
              if (!differences.isEmpty()) {
                different.add(key);
              }
              findings.addAll(differences);
            });
    found.keySet().stream()
        .filter(key -> !promised.objects().containsKey(key))
        .flatMap(key -> undeclared(key).stream())
        .forEach(findings::add);
    return new Outcome(
        findings,
        counts(promised, found.keySet(), different),
        placement.profiles(),
        promised.skipped());
  }

  private static List<Finding> differences(
      Path root, ObjectKey key, PromisedObject object, LiveObject live) {
    var owners = FieldOwners.of(live);
    var wanted = object.manifest().yaml();
    return Stream.concat(
            FieldComparison.of(wanted, live.content()).stream(),
            key.kind().isWrittenByItsApplierOnly()
                ? owners.beyond(wanted, live.content()).stream()
                : Stream.of())
        .map(
            difference ->
                Finding.error(
                    AS_SAID,
                    SourcePlace.of(root, object.manifest(), difference.path()),
                    "%s %s%s"
                        .formatted(
                            key,
                            difference.sentence(),
                            owners
                                .ownerOf(difference.path())
                                .map(owner -> " (set by '" + owner + "')")
                                .orElse("")),
                    remedy(key, object)))
        .toList();
  }

  private static String remedy(ObjectKey key, PromisedObject object) {
    return key.equals(new ObjectKey(AuditedKind.APPLICATION, PromisedObjects.ROOT))
        ? "bring the change into this file, or apply it again: scripts/platform bootstrap"
        : "bring the change into this file, or see why %s '%s' does not take it back"
            .formatted(
                key.kind() == AuditedKind.APPLICATION
                        && object.manifest().location().file().endsWith("/workload.yaml")
                    ? "ApplicationSet"
                    : "Application",
                object.application());
  }

  private static List<Finding> missing(ObjectKey key, PromisedObject object) {
    if (key.kind().hasARuleForItsAbsence()) {
      return List.of();
    }
    return List.of(
        Finding.error(
            AS_SAID,
            object.manifest().location(),
            "%s does not exist in the cluster".formatted(key),
            "look at the conditions of Application '%s', which applies it"
                .formatted(object.application())));
  }

  private static Optional<Finding> undeclared(ObjectKey key) {
    return key.kind()
        .severityOfAnUnknownOne()
        .map(
            severity ->
                new Finding(
                    DECLARED,
                    severity,
                    Optional.<Location>empty(),
                    "%s is in the cluster, and the tree declares none of that name: %s"
                        .formatted(key, key.kind().power()),
                    switch (key.kind()) {
                      case NODE_POOL ->
                          "declare it, or retire it: scripts/platform retire nodepool "
                              + key.name();
                      case NODE_CLASS ->
                          "declare it, or retire it: scripts/platform retire nodeclass "
                              + key.name();
                      case POLICY, BINDING, PARAMETERS, PROJECT, APPLICATION, APPLICATION_SET ->
                          "declare it, or ask who made it";
                    }));
  }

  private static List<Count> counts(
      Promised promised, Set<ObjectKey> found, Set<ObjectKey> different) {
    return Arrays.stream(AuditedKind.values())
        .map(
            kind -> {
              List<ObjectKey> declared =
                  promised.objects().keySet().stream().filter(key -> key.kind() == kind).toList();
              int missing = (int) declared.stream().filter(key -> !found.contains(key)).count();
              int changed =
                  (int)
                      declared.stream()
                          .filter(key -> found.contains(key) && different.contains(key))
                          .count();
              int undeclared =
                  (int)
                      found.stream()
                          .filter(key -> key.kind() == kind && !declared.contains(key))
                          .count();
              return new Count(
                  kind,
                  declared.size(),
                  declared.size() - missing - changed,
                  changed,
                  missing,
                  undeclared);
            })
        .toList();
  }
}
