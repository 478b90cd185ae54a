package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.platform.Ownership;
import platform.model.platform.Platform;

/**
 * Each path of the platform and of the workloads has one line in CODEOWNERS with one owner: the
 * platform team, or the team whose workload it is.
 */
public final class EveryPathHasOneOwner implements TreeRule {
  private static final String PLATFORM = "gitops/apps/platform/";
  private static final String WORKLOADS = "gitops/apps/workloads/";

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "What nobody owns nobody reviews, and what two teams own each leaves to the other.",
        "Give each path one line with one team in .github/CODEOWNERS.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var ownership = promised.ownership();
    if (ownership.file().isEmpty()) {
      return List.of(
          Finding.error(
              id(),
              "there is no " + Ownership.FILE,
              "add it, with a line for each folder of gitops/ and sample-workloads/"));
    }
    var findings = new ArrayList<Finding>();
    ownership.lines().forEach(line -> check(line).ifPresent(findings::add));
    findings.addAll(checkMatches(ownership, ownership.file().get()));
    findings.addAll(checkBoundary(ownership));
    return findings;
  }

  private Optional<Finding> check(Ownership.Line line) {
    if (!line.isRootedPath()) {
      return Optional.of(
          error(
              line.location(),
              "the pattern '%s' is not a path from the root".formatted(line.pattern()),
              "name a folder as /folder/ or a file as /folder/file, without wildcards"));
    }
    if (line.owners().size() != 1) {
      return Optional.of(
          error(
              line.location(),
              "'%s' has %d owners".formatted(line.pattern(), line.owners().size()),
              "name exactly one team"));
    }
    return Optional.empty();
  }

  private List<Finding> checkMatches(Ownership ownership, Location file) {
    var unowned = new TreeSet<String>();
    var overlapping = new TreeMap<Location, Finding>();
    for (var path : ownership.paths()) {
      var lines = ownership.lines().stream().filter(line -> line.matches(path)).toList();
      if (lines.isEmpty()) {
        unowned.add(folderOf(path));
      } else if (lines.size() > 1) {
        var second = lines.get(1);
        overlapping.put(
            second.location(),
            error(
                second.location(),
                "'%s' and '%s' both match %s"
                    .formatted(lines.get(0).pattern(), second.pattern(), path),
                "keep one of the two, or name the folders below instead"));
      }
    }
    var findings = new ArrayList<>(overlapping.values());
    if (!unowned.isEmpty()) {
      findings.add(
          error(
              file,
              "nobody owns " + String.join(", ", unowned),
              "add a line with the team that owns it"));
    }
    return findings;
  }

  /** The platform's paths are the platform team's, and a workload's are not. */
  private List<Finding> checkBoundary(Ownership ownership) {
    var platformTeam =
        ownership.lines().stream()
            .filter(line -> line.matches(PLATFORM + "capacity/any"))
            .flatMap(line -> line.owners().stream())
            .findFirst();
    var wrong = new TreeMap<Location, Finding>();
    for (var path : ownership.paths()) {
      for (var line : ownership.lines()) {
        boolean isThePlatforms = line.owners().stream().findFirst().equals(platformTeam);
        if (line.matches(path) && isThePlatforms == path.startsWith(WORKLOADS)) {
          wrong.put(
              line.location(),
              isThePlatforms
                  ? error(
                      line.location(),
                      "%s is a workload's, but owned by the platform team"
                          .formatted(folderOf(path)),
                      "name the team that runs it")
                  : error(
                      line.location(),
                      "%s is the platform's, but owned by %s"
                          .formatted(folderOf(path), String.join(" ", line.owners())),
                      "name the owner of /" + PLATFORM));
        }
      }
    }
    return List.copyOf(wrong.values());
  }

  private Finding error(Location location, String problem, String remedy) {
    return Finding.error(id(), location, problem, remedy);
  }

  /** The folder that people think in: a workload's own, or the one that holds the file. */
  private static String folderOf(String path) {
    int end =
        path.startsWith(WORKLOADS) ? path.indexOf('/', WORKLOADS.length()) : path.lastIndexOf('/');
    return end < 0 ? path : path.substring(0, end + 1);
  }
}
