package platform.model.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import platform.model.observed.Resources;

/**
 * Nodes as boxes, pods as smaller boxes in them. A node's width grows with its CPU and its height
 * with its memory; a pod's area is the mean of its shares of both, which always fits.
 */
final class PlacementPicture {
  // The widest node fits a phone.
  private static final double WIDEST = 272;
  private static final double HIGHEST = 200;
  private static final double SMALLEST = 48;
  private static final double HEIGHT_OF_TEXT = 13;
  private static final double WIDTH_OF_LETTER = 6.2;

  /** How many looks the style sheet knows for profiles; more profiles begin again. */
  private static final int LOOKS = 5;

  private static final String LOOK_OF_PLATFORM = "platform";
  private static final String LOOK_OF_DAEMON = "daemon";

  private final VerificationReport report;
  private final double widthOfRootOfCore;
  private final double heightOfRootOfByte;

  PlacementPicture(VerificationReport report) {
    this.report = report;
    widthOfRootOfCore = WIDEST / largest(node -> node.allocatable().cpu().doubleValue());
    heightOfRootOfByte = HIGHEST / largest(node -> node.allocatable().memoryBytes());
  }

  private double largest(ToDoubleFunction<VerificationReport.Node> size) {
    return Math.sqrt(Math.max(1, report.nodes().stream().mapToDouble(size).max().orElse(1)));
  }

  /** The patterns that tell profiles apart without colour; once a page. */
  static Markup patterns() {
    return new Markup(
        """
        <svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
        <pattern id="fill-1" class="look-1" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6"/></pattern>
        <pattern id="fill-2" class="look-2" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="3" cy="3" r="1"/></pattern>
        <pattern id="fill-3" class="look-3" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 3H6"/></pattern>
        <pattern id="fill-4" class="look-4" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 0L6 6M6 0L0 6"/></pattern>
        <pattern id="fill-daemon" class="look-daemon" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M2 0V4"/></pattern>
        </defs></svg>
        """);
  }

  /** What each look means. */
  Markup legend() {
    var entries = new ArrayList<Markup>();
    report
        .profiles()
        .forEach(
            profile -> entries.add(entry(lookOf(profile.name()), "workload on " + profile.name())));
    entries.add(entry(LOOK_OF_PLATFORM, "the platform's own pod"));
    entries.add(entry(LOOK_OF_DAEMON, "daemon of its node"));
    if (report.pods().stream().anyMatch(VerificationReport.Pod::isOver)) {
      entries.add(entry("over", "has ended, holds nothing"));
    }
    entries.add(entry("free", "free"));
    if (report.pods().stream().anyMatch(this::isMisplaced)) {
      entries.add(entry("misplaced", "✕ not on its profile"));
    }
    return Markup.of("<ul class=\"legend\">%s</ul>\n", Markup.each(entries, each -> each));
  }

  private static Markup entry(String look, String meaning) {
    return Markup.of("<li>%s%s</li>", swatch(look), meaning);
  }

  private static Markup swatch(String look) {
    return Markup.of(
        "<svg class=\"swatch\" width=\"22\" height=\"14\" aria-hidden=\"true\">%s</svg>",
        filled(look, new Treemap.Box(1, 1, 20, 12)));
  }

  /** Several nodes side by side. */
  Markup nodes(List<VerificationReport.Node> nodes) {
    return Markup.of("<div class=\"nodes\">\n%s</div>\n", Markup.each(nodes, this::node));
  }

  private Markup node(VerificationReport.Node node) {
    var pods = podsOn(node);
    return Markup.of(
        """
        <figure class="node%s"><figcaption><strong>%s</strong>
        <span>%s · %s · %s</span> <span>%s/h</span>%s</figcaption>
        %s<p class="use">%s</p>
        <ol>%s</ol></figure>
        """,
        node.ready() ? "" : " not-ready",
        node.name(),
        node.instanceType(),
        node.capacityType(),
        node.zone(),
        Amounts.usd(node.hourlyUsd()),
        node.ready() ? Markup.NOTHING : Markup.of(" <em class=\"bad\">✕ not ready</em>"),
        drawing(node, pods),
        use(node, pods),
        Markup.each(pods, this::line));
  }

  /** What takes most of the node first, what has ended last: the order of numbers. */
  private List<VerificationReport.Pod> podsOn(VerificationReport.Node node) {
    return report.pods().stream()
        .filter(pod -> pod.node().equals(Optional.of(node.name())))
        .sorted(
            Comparator.comparing(VerificationReport.Pod::isOver)
                .thenComparing(pod -> -share(pod, node))
                .thenComparing(VerificationReport.Pod::qualifiedName))
        .toList();
  }

  private Markup drawing(VerificationReport.Node node, List<VerificationReport.Pod> pods) {
    var whole =
        new Treemap.Box(
            1,
            1,
            Math.max(
                SMALLEST, widthOfRootOfCore * Math.sqrt(node.allocatable().cpu().doubleValue())),
            Math.max(SMALLEST, heightOfRootOfByte * Math.sqrt(node.allocatable().memoryBytes())));
    return Markup.of(
        """
        <svg width="%s" height="%s" viewBox="0 0 %s %s" role="img" aria-label="%s">
        <rect class="machine" x="1" y="1" width="%s" height="%s"/>
        %s</svg>
        """,
        pixels(whole.width() + 2),
        pixels(whole.height() + 2),
        pixels(whole.width() + 2),
        pixels(whole.height() + 2),
        "%s: %d pods".formatted(node.name(), pods.size()),
        pixels(whole.width()),
        pixels(whole.height()),
        Markup.each(drawn(whole, node, pods), this::pod));
  }

  /** A pod with its number and its place in the picture. */
  private record Drawn(int number, VerificationReport.Pod pod, Treemap.Box box) {}

  /** They fill the node from below, as a glass is filled; those that have ended lie on top. */
  private static List<Drawn> drawn(
      Treemap.Box whole, VerificationReport.Node node, List<VerificationReport.Pod> pods) {
    var drawn = new ArrayList<Drawn>();
    var free = whole.height();
    for (var isOver : List.of(false, true)) {
      var numbers =
          IntStream.range(0, pods.size())
              .filter(index -> pods.get(index).isOver() == isOver)
              .filter(index -> share(pods.get(index), node) > 0)
              .boxed()
              .toList();
      var shares = numbers.stream().map(index -> share(pods.get(index), node)).toList();
      var sum = shares.stream().mapToDouble(Double::doubleValue).sum();
      var height = Math.min(free, whole.height() * sum);
      free -= height;
      var layer = new Treemap.Box(whole.x(), whole.y() + free, whole.width(), height);
      var boxes =
          Treemap.fill(layer, shares.stream().map(each -> each / sum * layer.area()).toList());
      IntStream.range(0, boxes.size())
          .mapToObj(
              index ->
                  new Drawn(numbers.get(index) + 1, pods.get(numbers.get(index)), boxes.get(index)))
          .forEach(drawn::add);
    }
    return drawn;
  }

  private Markup pod(Drawn drawn) {
    var pod = drawn.pod();
    var box = drawn.box();
    var inner =
        new Treemap.Box(
            box.x() + 1,
            box.y() + 1,
            Math.max(0.5, box.width() - 2),
            Math.max(0.5, box.height() - 2));
    return Markup.of(
        "<g%s><title>%s: %s</title>%s%s%s</g>\n",
        pod.isOver() ? Markup.of(" class=\"over\"") : Markup.NOTHING,
        pod.qualifiedName(),
        Amounts.of(pod.requests()),
        filled(look(pod), inner),
        isMisplaced(pod) ? filled("misplaced", inner) : Markup.NOTHING,
        label(drawn.number(), pod, inner));
  }

  private static Markup filled(String look, Treemap.Box box) {
    var place =
        Markup.of(
            "x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"",
            pixels(box.x()), pixels(box.y()), pixels(box.width()), pixels(box.height()));
    return Markup.of(
        "<rect class=\"look-%s\" %s/><rect class=\"fill-%s\" %s/>", look, place, look, place);
  }

  /** As much as fits: number and name, the number, nothing. */
  private Markup label(int number, VerificationReport.Pod pod, Treemap.Box box) {
    if (box.height() < HEIGHT_OF_TEXT || box.width() < 2 * WIDTH_OF_LETTER + 4) {
      return Markup.NOTHING;
    }
    var mark = (isMisplaced(pod) ? "✕" : "") + number;
    var room = (int) ((box.width() - 8) / WIDTH_OF_LETTER) - mark.length() - 1;
    var name = pod.ownerName();
    var text =
        room < 4
            ? mark
            : mark + " " + (name.length() <= room ? name : name.substring(0, room - 1) + "…");
    return Markup.of(
        "<text x=\"%s\" y=\"%s\">%s</text>", pixels(box.x() + 4), pixels(box.y() + 12), text);
  }

  private Markup line(VerificationReport.Pod pod) {
    var remark =
        pod.isOver()
            ? "ended (" + pod.state() + ")"
            : Amounts.of(pod.requests())
                + (pod.state().equals("Running") ? "" : ", " + pod.state());
    return Markup.of(
        "<li>%s <span class=\"name\">%s</span> <span class=\"quiet\">%s</span>%s</li>\n",
        swatch(look(pod)),
        pod.qualifiedName(),
        remark,
        isMisplaced(pod)
            ? Markup.of(" <em class=\"bad\">✕ promised to %s</em>", pod.profile().orElse(""))
            : Markup.NOTHING);
  }

  private static Markup use(VerificationReport.Node node, List<VerificationReport.Pod> pods) {
    var used =
        pods.stream()
            .filter(pod -> !pod.isOver())
            .map(VerificationReport.Pod::requests)
            .reduce(Resources.NONE, Resources::plus);
    return Markup.of(
        "requested: %s of %s CPU, %s of %s",
        Amounts.cores(used.cpu()),
        Amounts.cores(node.allocatable().cpu()),
        Amounts.memory(used.memoryBytes()),
        Amounts.memory(node.allocatable().memoryBytes()));
  }

  /** Pods that have no node yet, with the reason. */
  Markup waiting() {
    var waiting =
        report.pods().stream().filter(pod -> pod.node().isEmpty() && !pod.isOver()).toList();
    return waiting.isEmpty()
        ? Markup.NOTHING
        : Markup.of(
            "<section class=\"profile\"><h3>Without a node</h3>\n<ul class=\"waiting\">%s</ul></section>\n",
            Markup.each(
                waiting,
                pod ->
                    Markup.of(
                        "<li>%s <span class=\"name\">%s</span> <span class=\"quiet\">%s</span> %s</li>\n",
                        swatch(look(pod)),
                        pod.qualifiedName(),
                        Amounts.of(pod.requests()),
                        pod.because().orElse("nothing says why"))));
  }

  private static double share(VerificationReport.Pod pod, VerificationReport.Node node) {
    return (share(pod.requests().cpu(), node.allocatable().cpu())
            + share(
                BigDecimal.valueOf(pod.requests().memoryBytes()),
                BigDecimal.valueOf(node.allocatable().memoryBytes())))
        / 2;
  }

  private static double share(BigDecimal part, BigDecimal whole) {
    return whole.signum() == 0 ? 0 : part.doubleValue() / whole.doubleValue();
  }

  private boolean isMisplaced(VerificationReport.Pod pod) {
    return pod.node().isPresent()
        && pod.profile().isPresent()
        && report.profiles().stream()
            .filter(profile -> pod.profile().get().equals(profile.name()))
            .flatMap(profile -> profile.nodes().stream())
            .noneMatch(node -> pod.node().get().equals(node.name()));
  }

  private String look(VerificationReport.Pod pod) {
    return pod.profile()
        .map(this::lookOf)
        .orElse(pod.owner() == VerificationReport.Owner.DAEMON ? LOOK_OF_DAEMON : LOOK_OF_PLATFORM);
  }

  private String lookOf(String profile) {
    var names = report.profiles().stream().map(VerificationReport.Profile::name).toList();
    return String.valueOf(names.indexOf(profile) % LOOKS);
  }

  private static String pixels(double length) {
    return String.format(Locale.ROOT, "%.1f", length);
  }
}
