package platform.model.report;

import java.util.ArrayList;
import java.util.List;

/** The tables that the report for people and the one for pull requests share. */
final class ReportTables {
  private static final List<String> PLACEMENT =
      List.of("PROFILE", "WORKLOAD", "PODS", "NODE", "TYPE", "ZONE", "CAPACITY", "$/H", "VERDICT");

  private ReportTables() {}

  static Table placement(VerificationReport report) {
    var rows = new ArrayList<List<String>>();
    for (var profile : report.profiles()) {
      for (var workload : profile.workloads()) {
        rows.addAll(rows(profile, workload));
      }
      if (profile.workloads().isEmpty()) {
        rows.addAll(rows(profile.name(), "-", "-", profile.nodes(), "unused"));
      }
    }
    return new Table(PLACEMENT, rows);
  }

  static Table applications(VerificationReport report) {
    return new Table(
        List.of("APPLICATION", "SYNC", "HEALTH"),
        report.applications().stream()
            .map(each -> List.of(each.name(), each.sync(), each.health()))
            .toList());
  }

  static Table phases(VerificationReport report) {
    return new Table(
        List.of("PHASE", "SECONDS"),
        report.phases().stream()
            .map(each -> List.of(each.name(), each.seconds().toPlainString()))
            .toList());
  }

  static Table versions(VerificationReport report) {
    return new Table(
        List.of("PROGRAM", "VERSION"),
        report.versions().entrySet().stream()
            .map(each -> List.of(each.getKey(), each.getValue()))
            .toList());
  }

  private static List<List<String>> rows(
      VerificationReport.Profile profile, VerificationReport.Workload workload) {
    var pods =
        workload.running() == 0 && workload.succeeded() > 0
            ? workload.succeeded() + "/" + workload.pods() + " done"
            : workload.running() + "/" + workload.pods();
    return rows(
        profile.name(),
        workload.namespace() + "/" + workload.name() + " (" + workload.kind() + ")",
        pods,
        workload.on(),
        workload.verdict());
  }

  // A row a node; what is the same for all of them stands in the first only.
  private static List<List<String>> rows(
      String profile,
      String workload,
      String pods,
      List<VerificationReport.Node> nodes,
      String verdict) {
    if (nodes.isEmpty()) {
      return List.of(List.of(profile, workload, pods, "-", "-", "-", "-", "-", verdict));
    }
    var rows = new ArrayList<List<String>>();
    for (var node : nodes) {
      var first = rows.isEmpty();
      rows.add(
          List.of(
              first ? profile : "",
              first ? workload : "",
              first ? pods : "",
              node.name(),
              node.instanceType(),
              node.zone(),
              node.capacityType(),
              node.hourlyUsd().setScale(4, java.math.RoundingMode.HALF_UP).toPlainString(),
              first ? verdict : ""));
    }
    return rows;
  }
}
