package platform.model.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import platform.model.findings.Location;

/**
 * Whether one object may be deleted on purpose. A file that is gone from Git deletes nothing by
 * itself: deleting is a second step, and this is what it asks for.
 *
 * @param checks all of them, also those that passed; none for an object that is gone or going
 */
public record Retirement(Candidate candidate, Stage stage, List<Check> checks) {
  /** The annotation by which a reviewed commit allows the deletion, with its reason as value. */
  public static final String APPROVAL = "capacity.platform/deletion-approved";

  public Retirement {
    checks = List.copyOf(checks);
  }

  /** Where the object stands. */
  public enum Stage {
    GONE,
    GOING,
    REFUSED,
    READY;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An object that is to go, and what is known of it.
   *
   * @param inTree where the checkout still declares it
   * @param presence whether it is on the cluster
   * @param unwanted how Argo CD shows that it has seen the commit without it
   * @param approval who asks for one, and what it says; empty if this kind needs none
   * @param uses what still needs it, a clause each
   */
  public record Candidate(
      String kind,
      String name,
      Optional<Location> inTree,
      Presence presence,
      Unwanted unwanted,
      Optional<Approval> approval,
      List<String> uses) {
    public Candidate {
      uses = List.copyOf(uses);
    }

    public String shownName() {
      return kind + " '" + name + "'";
    }
  }

  /** Whether an object is on the cluster. */
  public enum Presence {
    ABSENT,
    PRESENT,
    DELETING
  }

  /**
   * What Argo CD says of the object.
   *
   * @param sentence what was seen, whichever way
   */
  public record Unwanted(boolean isSeen, String sentence, String remedy) {}

  /** The live object's approval; its reason is empty if it carries none. */
  public record Approval(Optional<String> reason) {}

  /** One condition: a sentence that says how it is, and what to do if it is not met. */
  public record Check(boolean passed, String sentence, String remedy) {}

  /** Decides about one object. */
  public static Retirement of(Candidate candidate) {
    return switch (candidate.presence()) {
      case ABSENT -> new Retirement(candidate, Stage.GONE, List.of());
      case DELETING -> new Retirement(candidate, Stage.GOING, List.of());
      case PRESENT -> {
        List<Check> checks = checks(candidate);
        boolean passed = checks.stream().allMatch(Check::passed);
        yield new Retirement(candidate, passed ? Stage.READY : Stage.REFUSED, checks);
      }
    };
  }

  private static List<Check> checks(Candidate candidate) {
    var checks = new ArrayList<Check>();
    checks.add(
        candidate
            .inTree()
            .map(
                place ->
                    new Check(
                        false,
                        "%s: declares %s".formatted(place, candidate.shownName()),
                        "remove it by a reviewed commit first"))
            .orElseGet(
                () ->
                    new Check(
                        true, candidate.shownName() + " is gone from this checkout's tree", "")));
    Unwanted unwanted = candidate.unwanted();
    checks.add(new Check(unwanted.isSeen(), unwanted.sentence(), unwanted.remedy()));
    candidate.approval().map(approval -> check(candidate, approval)).ifPresent(checks::add);
    if (candidate.uses().isEmpty()) {
      checks.add(new Check(true, "nothing uses " + candidate.shownName(), ""));
    }
    candidate.uses().stream()
        .map(
            use ->
                new Check(
                    false,
                    use + " uses " + candidate.shownName(),
                    "move it to another profile, or wait until it has ended"))
        .forEach(checks::add);
    return checks;
  }

  private static Check check(Candidate candidate, Approval approval) {
    return approval
        .reason()
        .filter(reason -> !reason.isBlank())
        .map(
            reason ->
                new Check(true, "%s is approved: %s".formatted(candidate.shownName(), reason), ""))
        .orElseGet(
            () ->
                new Check(
                    false,
                    "%s carries no annotation %s".formatted(candidate.shownName(), APPROVAL),
                    "put its file back with the annotation and a reason, let Argo CD sync that commit, then remove the file"));
  }
}
