package platform.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import platform.model.manifests.ManifestException;
import platform.model.planning.CapacityPlan;
import platform.model.platform.PlatformTree;
import platform.model.report.CapacityDescriptions;
import platform.model.report.Description;
import platform.model.report.ProfileDescriptions;
import platform.model.report.ProfilesPage;

/** {@code platform describe}: what the tree promises, in words and figures. */
@Command(
    name = "describe",
    description = {
      "Says what the tree promises: profiles, workloads, what NodePools may start and cost, and what"
          + " budgets allow.",
      "Nothing is started, and no cluster is asked."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:described",
      "1:the tree can't be read",
      "2:wrong usage, or a defect",
      "3:something needed is missing"
    })
final class DescribeCommand implements Runnable {
  /** How it is told. */
  enum Output {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      defaultValue = "dev",
      scope = ScopeType.INHERIT,
      description = "Folder of gitops/environments (default: ${DEFAULT-VALUE}).")
  private String environment;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      scope = ScopeType.INHERIT,
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Output output;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "No command given; commands: " + String.join(", ", spec.subcommands().keySet()));
  }

  @Command(
      name = "profiles",
      mixinStandardHelpOptions = true,
      versionProvider = PlatformVersion.class,
      description = "All profiles: capacity, types, prices and workloads.")
  int profiles() {
    return show(tree -> new ProfileDescriptions(tree.capacity()).profiles());
  }

  @Command(
      name = "profile",
      mixinStandardHelpOptions = true,
      versionProvider = PlatformVersion.class,
      description = "One profile in full.")
  int profile(@Parameters(paramLabel = "NAME", description = "A profile.") String name) {
    return show(
        tree -> {
          CapacityPlan plan = tree.capacity();
          return new ProfileDescriptions(plan)
              .profile(tree.choose("profile", name, plan.profiles().keySet()), today());
        });
  }

  @Command(
      name = "workload",
      mixinStandardHelpOptions = true,
      versionProvider = PlatformVersion.class,
      description = "One workload: its pods and where they run.")
  int workload(@Parameters(paramLabel = "NAME", description = "A workload.") String name) {
    return show(
        tree -> {
          CapacityPlan plan = tree.capacity();
          return new ProfileDescriptions(plan)
              .workload(tree.choose("workload", name, plan.platform().workloads().keySet()));
        });
  }

  @Command(
      name = "nodepool",
      mixinStandardHelpOptions = true,
      versionProvider = PlatformVersion.class,
      description = "One NodePool: the types that its requirements match, prices, worst case.")
  int nodepool(@Parameters(paramLabel = "NAME", description = "A NodePool.") String name) {
    return show(
        tree -> {
          CapacityPlan plan = tree.capacity();
          return new CapacityDescriptions(plan)
              .nodePool(tree.choose("NodePool", name, plan.nodePools().keySet()));
        });
  }

  @Command(
      name = "budgets",
      mixinStandardHelpOptions = true,
      versionProvider = PlatformVersion.class,
      description = {
        "How many nodes may be on their way out at once, hour by hour over a week in UTC, by reason.",
        "Without a NodePool: of all."
      })
  int budgets(
      @Parameters(paramLabel = "NODEPOOL", arity = "0..1", description = "A NodePool.") String name,
      @Option(
              names = "--nodes",
              paramLabel = "N",
              defaultValue = "10",
              description = "How many nodes it has (default: ${DEFAULT-VALUE}).")
          int nodes,
      @Option(
              names = "--week",
              paramLabel = "DATE",
              description = "The week that holds this day, as 2026-12-01 (default: this week).")
          LocalDate day) {
    if (nodes < 0 || nodes > 100_000) {
      throw new ParameterException(
          spec.subcommands().get("budgets"), "--nodes is a number from 0 to 100000");
    }
    LocalDate of = day == null ? today() : day;
    TreeReading tree = TreeReading.of(environment);
    CapacityPlan plan = tree.capacity();
    var descriptions = new CapacityDescriptions(plan);
    if (name != null) {
      String chosen = tree.choose("NodePool", name, plan.nodePools().keySet());
      return print(() -> descriptions.budgets(chosen, nodes, of));
    }
    return print(() -> descriptions.allBudgets(nodes, of));
  }

  @Command(
      name = "page",
      mixinStandardHelpOptions = true,
      versionProvider = PlatformVersion.class,
      description = "Writes docs/profiles.md: the profiles of every environment, with figures.")
  int page() throws IOException {
    Checkout checkout = Checkout.current();
    List<CapacityPlan> plans =
        PlatformTree.environments(checkout.root()).stream()
            .map(each -> TreeReading.of(each).capacity())
            .toList();
    Files.writeString(checkout.root().resolve("docs/profiles.md"), ProfilesPage.render(plans));
    spec.commandLine().getErr().println("platform: docs/profiles.md is written");
    return ExitCode.PROMISE_KEPT;
  }

  private int show(Function<TreeReading, Description> describing) {
    TreeReading tree = TreeReading.of(environment);
    return print(() -> describing.apply(tree));
  }

  private int print(java.util.function.Supplier<Description> describing) {
    Description description;
    try {
      description = describing.get();
    } catch (ManifestException broken) {
      throw new BrokenTreeException(broken.getMessage());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(output == Output.JSON ? description.jsonText() : description.text());
    out.flush();
    return ExitCode.PROMISE_KEPT;
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }
}
