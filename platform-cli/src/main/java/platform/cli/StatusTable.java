package platform.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import platform.model.report.VerificationReport;
import platform.model.report.VerificationReport.Node;
import platform.model.report.VerificationReport.Profile;
import platform.model.report.VerificationReport.Workload;

/** What {@code platform status} shows: Applications, and profiles with nodes and their price. */
final class StatusTable {
  private static final String RED = "\u001B[31m";
  private static final String GREEN = "\u001B[32m";
  private static final String BOLD = "\u001B[1m";
  private static final String PLAIN = "\u001B[0m";

  private StatusTable() {}

  static String render(VerificationReport report, boolean inColour) {
    var lines = new ArrayList<String>();
    var applications = new ArrayList<List<String>>();
    applications.add(List.of("APPLICATION", "SYNC", "HEALTH"));
    report
        .applications()
        .forEach(each -> applications.add(List.of(each.name(), each.sync(), each.health())));
    table(lines, applications, inColour);
    lines.add("");
    var profiles = new ArrayList<List<String>>();
    profiles.add(List.of("PROFILE", "RUNS", "NODE", "TYPE", "ZONE", "CAPACITY", "$/H"));
    report.profiles().forEach(profile -> profiles.addAll(rows(profile)));
    profiles.add(List.of("all", "", "", "", "", "", money(report.hourlyUsd())));
    table(lines, profiles, inColour);
    lines.add("");
    report
        .findings()
        .forEach(finding -> lines.add(finding.sentence().replaceAll("\\s*\\R\\s*", " ")));
    boolean isPass = report.verdict() == VerificationReport.Verdict.PASS;
    lines.add(coloured(report.summary(), isPass ? GREEN : RED, inColour));
    return String.join("\n", lines) + "\n";
  }

  /** Nodes and what runs side by side; a profile's name stands in its first row only. */
  private static List<List<String>> rows(Profile profile) {
    var rows = new ArrayList<List<String>>();
    int count = Math.max(1, Math.max(profile.nodes().size(), profile.workloads().size()));
    for (int index = 0; index < count; index++) {
      var row = new ArrayList<String>();
      row.add(index == 0 ? profile.name() : "");
      row.add(index < profile.workloads().size() ? runs(profile.workloads().get(index)) : "");
      if (index < profile.nodes().size()) {
        Node node = profile.nodes().get(index);
        row.addAll(
            List.of(
                node.name(),
                node.instanceType(),
                node.zone(),
                node.capacityType(),
                money(node.hourlyUsd())));
      } else {
        row.addAll(List.of(index == 0 ? "no nodes" : "", "", "", "", ""));
      }
      rows.add(row);
    }
    return rows;
  }

  private static String runs(Workload workload) {
    if (workload.kind().equals("CronJob") && workload.pods() == 0) {
      return workload.name() + " on schedule";
    }
    String text = "%s %d/%d".formatted(workload.name(), workload.running(), workload.pods());
    return workload.misplaced() == 0
        ? text
        : "%s, %d misplaced".formatted(text, workload.misplaced());
  }

  private static String money(BigDecimal usd) {
    return usd.setScale(4, RoundingMode.HALF_UP).toPlainString();
  }

  private static void table(List<String> lines, List<List<String>> rows, boolean inColour) {
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int index = column;
        int width = rows.stream().mapToInt(each -> each.get(index).length()).max().orElse(0);
        line.append(row.get(column)).append(" ".repeat(width - row.get(column).length() + 2));
      }
      String text = line.toString().stripTrailing();
      boolean isBad =
          row.size() == 3
              && row != rows.get(0)
              && !row.subList(1, 3).equals(List.of("Synced", "Healthy"));
      lines.add(
          row == rows.get(0)
              ? coloured(text, BOLD, inColour)
              : isBad ? coloured(text, RED, inColour) : text);
    }
  }

  private static String coloured(String words, String colour, boolean inColour) {
    return inColour ? colour + words + PLAIN : words;
  }
}
