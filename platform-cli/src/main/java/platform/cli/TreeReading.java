package platform.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import platform.local.toolchain.Toolchain;
import platform.local.toolchain.TreeTools;
import platform.local.verification.ChartRenderer;
import platform.local.verification.TreeRun;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.manifests.ManifestException;
import platform.model.planning.CapacityPlan;
import platform.model.platform.PlatformTree;
import platform.model.platform.PlatformTreeException;
import platform.model.platform.Reading;
import platform.model.pricing.CatalogueFile;

/** One environment of the working tree, read for a command that describes or changes it. */
record TreeReading(Checkout checkout, TreeRun run, String environment, Reading reading) {
  static TreeReading of(String environment) {
    var progress = ConsoleProgress.of(Terminal.current());
    Checkout checkout = Checkout.current();
    LabRun.requireEnvironment(checkout, environment);
    Path cache = Toolchain.cacheFolder(System.getenv());
    TreeRun run = checkout.treeRun(cache, progress);
    Reading reading = PlatformTree.readWhole(checkout.root(), environment, run.renderer());
    progress.finishLine();
    return new TreeReading(checkout, run, environment, reading);
  }

  /** Renders charts; Helm is made ready first. */
  ChartRenderer charts() {
    var progress = ConsoleProgress.of(Terminal.current());
    Path helm = TreeTools.helm(checkout.toolchain(), run.cache(), System.getenv(), progress);
    progress.finishLine();
    return run.charts(helm);
  }

  /** With the prices of the environment's region. */
  CapacityPlan capacity() {
    try {
      return CapacityPlan.of(
          reading.platform(),
          CatalogueFile.read(checkout.root(), reading.platform().settings().value("region")));
    } catch (ManifestException unreadable) {
      throw new BrokenTreeException(unreadable.getMessage());
    }
  }

  /** A name out of those that there are; else one sentence, with what is wrong in the tree. */
  String choose(String what, String name, Collection<String> names) {
    var choices = new Choices(names);
    if (!choices.words().contains(name)) {
      reading.findings().forEach(each -> System.err.println("in the tree: " + each.sentence()));
      throw new PlatformTreeException(
          "there is no %s '%s' in environment %s".formatted(what, name, environment),
          choices.remedyFor(name, what + "s"));
    }
    return name;
  }

  static String sentences(List<Finding> findings) {
    return findings.stream()
        .map(Finding::sentence)
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
