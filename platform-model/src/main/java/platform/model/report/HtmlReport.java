package platform.model.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import platform.model.findings.Finding;
import platform.model.observed.ObservedChange;

/**
 * The report as one page that needs nothing else: no script, no font, no picture from elsewhere,
 * which its own security policy holds it to.
 */
public final class HtmlReport {
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private HtmlReport() {}

  /** The page. */
  public static String render(VerificationReport report) {
    return Markup.of(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="icon" href="data:,">
            <title>%s: platform verification of %s</title>
            <style>
            %s</style>
            </head>
            <body>
            %s<main>
            %s</main>
            </body>
            </html>
            """,
            report.verdict().word(),
            report.environment(),
            new Markup(styleSheet()),
            header(report),
            Markup.each(
                List.of(
                    findings(report.findings()),
                    placement(report),
                    applications(report.applications()),
                    phases(report.phases()),
                    timeline(report.timeline()),
                    list("Not proven by this run", report.notProven()),
                    list("Differs from production in Git", report.differences().inGit()),
                    atTheBorder(report.differences().atTheProcessBorder()),
                    versions(report)),
                each -> each))
        .html();
  }

  private static Markup header(VerificationReport report) {
    var passed = report.verdict() == VerificationReport.Verdict.PASS;
    var running = report.pods().stream().filter(pod -> pod.state().equals("Running")).count();
    return Markup.of(
        """
        <header>
        <p class="title">Platform verification</p>
        <h1 data-verdict="%s" class="%s"><span class="badge">%s</span> %s</h1>
        <dl>%s%s%s%s%s%s</dl>
        </header>
        """,
        report.verdict().word(),
        passed ? "good" : "bad",
        passed ? "✓ pass" : "✕ fail",
        report.summary().replaceFirst("^\\w+: ", ""),
        fact("environment", report.environment()),
        fact("cluster", report.cluster().kind() + ", Kubernetes " + report.cluster().kubernetes()),
        fact("seen at", DAY_AND_TIME.format(report.observedAt())),
        fact("nodes", String.valueOf(report.nodes().size())),
        fact("pods running", running + " of " + report.pods().size()),
        fact("all nodes cost", Amounts.usd(report.hourlyUsd()) + " an hour"));
  }

  private static Markup fact(String name, String value) {
    return Markup.of("<div><dt>%s</dt><dd>%s</dd></div>\n", name, value);
  }

  private static Markup findings(List<Finding> findings) {
    return section(
        "Findings",
        findings.isEmpty(),
        Markup.of(
            "<ol class=\"findings\">\n%s</ol>\n", Markup.each(findings, HtmlReport::finding)));
  }

  private static Markup finding(Finding finding) {
    return Markup.of(
        """
        <li class="%s"><p><strong>%s</strong> %s</p>
        <p>%s</p>
        <p><b>Remedy:</b> %s</p>
        <p class="quiet">rule %s</p></li>
        """,
        finding.severity().word(),
        finding.severity().word(),
        finding.location().map(place -> Markup.of("<code>%s</code>", place)).orElse(Markup.NOTHING),
        finding.problem(),
        finding.remedy(),
        finding.rule());
  }

  private static Markup placement(VerificationReport report) {
    var picture = new PlacementPicture(report);
    var others = report.otherNodes();
    return section(
        "Placement",
        false,
        Markup.of(
            """
            %s%s<p class="quiet">A node's width grows with its CPU and its height with its memory, both on a square-root \
            scale. A pod's area is the mean of its shares of the node's CPU and memory, by its requests. The numbers are those of the \
            list below each node.</p>
            <div class="profiles">
            %s%s%s</div>
            <p class="total">All %s nodes: <strong>%s</strong> an hour</p>
            """,
            PlacementPicture.patterns(),
            picture.legend(),
            Markup.each(report.profiles(), profile -> profile(profile, picture)),
            others.isEmpty()
                ? Markup.NOTHING
                : Markup.of(
                    "<section class=\"profile\"><h3>Nodes of no profile %s</h3>\n%s</section>\n",
                    price(others), picture.nodes(others)),
            picture.waiting(),
            report.nodes().size(),
            Amounts.usd(report.hourlyUsd())));
  }

  private static Markup profile(VerificationReport.Profile profile, PlacementPicture picture) {
    return Markup.of(
        """
        <section class="profile"><h3>%s %s</h3>
        %s%s</section>
        """,
        profile.name(),
        price(profile.nodes()),
        profile.workloads().isEmpty()
            ? Markup.of("<p class=\"quiet\">No workload chose it.</p>\n")
            : workloads(profile.workloads()),
        profile.nodes().isEmpty()
            ? Markup.of("<p class=\"quiet\">No node.</p>\n")
            : picture.nodes(profile.nodes()));
  }

  private static Markup price(List<VerificationReport.Node> nodes) {
    return Markup.of(
        "<span class=\"quiet\">%s node%s, %s/h</span>",
        nodes.size(),
        nodes.size() == 1 ? "" : "s",
        Amounts.usd(VerificationReport.hourlyUsd(nodes)));
  }

  private static Markup workloads(List<VerificationReport.Workload> workloads) {
    return Markup.of(
        """
        <table><thead><tr><th>workload</th><th>running</th><th>verdict</th></tr></thead>
        <tbody>%s</tbody></table>
        """,
        Markup.each(
            workloads,
            each ->
                Markup.of(
                    "<tr><td>%s/%s <span class=\"quiet\">%s</span></td><td class=\"number\">%s of %s%s</td>%s</tr>\n",
                    each.namespace(),
                    each.name(),
                    each.kind(),
                    each.running(),
                    each.pods(),
                    each.succeeded() > 0 ? ", " + each.succeeded() + " done" : "",
                    judged(each.verdict(), each.isAsPromised()))));
  }

  private static Markup applications(List<VerificationReport.Application> applications) {
    return section(
        "Applications",
        applications.isEmpty(),
        Markup.of(
            """
            <table><thead><tr><th>Application</th><th>sync</th><th>health</th></tr></thead>
            <tbody>%s</tbody></table>
            """,
            Markup.each(
                applications,
                each ->
                    Markup.of(
                        "<tr><td>%s</td>%s%s</tr>\n",
                        each.name(),
                        judged(each.sync(), each.sync().equals("Synced")),
                        judged(each.health(), each.health().equals("Healthy"))))));
  }

  private static Markup judged(String words, boolean isGood) {
    return Markup.of(
        "<td class=\"%s\">%s&nbsp;%s</td>", isGood ? "good" : "bad", isGood ? "✓" : "✕", words);
  }

  private static Markup timeline(List<ObservedChange> changes) {
    if (changes.isEmpty()) {
      return Markup.NOTHING;
    }
    var start = changes.get(0).at();
    var whole = Duration.between(start, changes.get(changes.size() - 1).at());
    var kinds =
        List.of(ObservedChange.Kind.values()).stream()
            .filter(kind -> changes.stream().anyMatch(change -> change.kind() == kind))
            .toList();
    return section(
        "What happened when",
        false,
        Markup.of(
            """
            <p class="quiet">%s things since %s, within %s s; pods of daemons come and go with their nodes and are left out.</p>
            <div class="lanes" aria-hidden="true">%s<span></span><span class="axis"><span>0 s</span><span>%s s</span></span></div>
            <table class="timeline"><thead><tr><th>after</th><th>what</th><th>happened</th></tr></thead>
            <tbody>%s</tbody></table>
            """,
            changes.size(),
            DAY_AND_TIME.format(start),
            whole.toSeconds(),
            Markup.each(kinds, kind -> lane(kind, changes, start, whole)),
            whole.toSeconds(),
            Markup.each(
                changes,
                change ->
                    Markup.of(
                        "<tr><td class=\"number\">%s</td><td>%s</td><td>%s</td></tr>\n",
                        Amounts.offset(Duration.between(start, change.at())),
                        change.kind().word(),
                        change.sentence()))));
  }

  /** One kind of things as strokes along the whole time. */
  private static Markup lane(
      ObservedChange.Kind kind, List<ObservedChange> changes, Instant start, Duration whole) {
    var strokes =
        changes.stream()
            .filter(change -> change.kind() == kind)
            .map(change -> Duration.between(start, change.at()).toMillis())
            .map(millis -> 3 + 994.0 * millis / Math.max(1, whole.toMillis()))
            .map(place -> String.format(Locale.ROOT, "M%.1f 0V20", place))
            .distinct()
            .collect(Collectors.joining());
    return Markup.of(
        """
        <span>%s</span><svg viewBox="0 0 1000 20" preserveAspectRatio="none"><path d="%s"/></svg>
        """,
        kind.word(), strokes);
  }

  private static Markup phases(List<VerificationReport.Phase> phases) {
    var longest =
        phases.stream().mapToDouble(phase -> phase.seconds().doubleValue()).max().orElse(1);
    return section(
        "Where the time went",
        phases.isEmpty(),
        Markup.of(
            """
            <p class="quiet">Phases of different parts overlap.</p>
            <div class="bars">%s</div>
            """,
            Markup.each(
                phases,
                phase ->
                    Markup.of(
                        "<span>%s</span><span class=\"track\"><span style=\"width:%s%%\"></span></span>"
                            + "<span class=\"number\">%s s</span>\n",
                        phase.name(),
                        String.format(
                            Locale.ROOT,
                            "%.1f",
                            100 * phase.seconds().doubleValue() / Math.max(0.1, longest)),
                        phase.seconds().toPlainString()))));
  }

  private static Markup list(String title, List<String> items) {
    return section(
        title,
        items.isEmpty(),
        Markup.of("<ul>%s</ul>\n", Markup.each(items, item -> Markup.of("<li>%s</li>\n", item))));
  }

  /** "program: A=1, B=2", a program a paragraph. */
  private static Markup atTheBorder(List<String> differences) {
    return section(
        "Differs from production at the process border",
        differences.isEmpty(),
        Markup.of(
            "<dl class=\"border\">%s</dl>\n",
            Markup.each(
                differences,
                difference -> {
                  var parts = difference.split(": ", 2);
                  return Markup.of(
                      "<dt>%s</dt><dd>%s</dd>\n", parts[0], parts.length < 2 ? "" : parts[1]);
                })));
  }

  private static Markup versions(VerificationReport report) {
    return section(
        "Versions",
        report.versions().isEmpty(),
        Markup.of(
            "<dl class=\"versions\">%s</dl>\n",
            Markup.each(
                report.versions().entrySet(), each -> fact(each.getKey(), each.getValue()))));
  }

  private static Markup section(String title, boolean isEmpty, Markup content) {
    return isEmpty
        ? Markup.NOTHING
        : Markup.of("<section>\n<h2>%s</h2>\n%s</section>\n", title, content);
  }

  private static String styleSheet() {
    try (var resource = HtmlReport.class.getResourceAsStream("report.css")) {
      if (resource == null) {
        throw new IllegalStateException("report.css is not beside the classes of the report");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
