package platform.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import platform.local.catalogue.AccountCatalogue;
import platform.local.catalogue.PinnedCatalogue;
import platform.local.toolchain.PinnedModules;
import platform.local.toolchain.Toolchain;
import platform.model.pricing.Catalogue;
import platform.model.pricing.CatalogueFile;

/** {@code platform prices}: makes the catalogue of instance types and prices. */
@Command(
    name = "prices",
    description = "Makes the catalogue of instance types and prices, catalogue/<region>.json.",
    subcommands = {PricesCommand.Refresh.class, PricesCommand.Pinned.class},
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = PlatformVersion.class)
final class PricesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "No command given; commands: " + String.join(", ", spec.subcommands().keySet()));
  }

  /** {@code platform prices refresh}. */
  @Command(
      name = "refresh",
      description = {
        "Takes instance types, on-demand and spot prices of a region from an AWS account, read-only.",
        "Spot prices are then measured, and called so. It takes ec2:DescribeInstanceTypes,"
            + " ec2:DescribeInstanceTypeOfferings, ec2:DescribeSpotPriceHistory and pricing:GetProducts."
      },
      mixinStandardHelpOptions = true,
      versionProvider = PlatformVersion.class)
  static final class Refresh implements Runnable {
    @Option(
        names = "--region",
        paramLabel = "REGION",
        defaultValue = PinnedCatalogue.REGION,
        description = "Whose prices (default: ${DEFAULT-VALUE}).")
    private String region;

    @Option(
        names = "--profile",
        paramLabel = "NAME",
        description = "Profile of the AWS configuration (default: the environment's credentials).")
    private Optional<String> profile = Optional.empty();

    @Option(
        names = "--endpoint",
        paramLabel = "URL",
        description = "One address for all services, for an account that is simulated.")
    private Optional<String> endpoint = Optional.empty();

    @Override
    public void run() {
      Checkout checkout = Checkout.current();
      var account = new AccountCatalogue(region, profile, endpoint);
      write(
          checkout,
          account.take(known(checkout, region), LocalDate.now(ZoneOffset.UTC)),
          System.err);
    }

    private static Optional<Catalogue> known(Checkout checkout, String region) {
      return Stream.of(region, PinnedCatalogue.REGION)
          .filter(each -> Files.exists(CatalogueFile.of(checkout.root(), each)))
          .findFirst()
          .map(each -> CatalogueFile.read(checkout.root(), each));
    }
  }

  /** {@code platform prices pinned}. */
  @Command(
      name = "pinned",
      description = {
        "Writes the catalogue that needs no account: instance types of the pinned moto, on-demand"
            + " prices of the pinned Karpenter.",
        "Both know us-east-1 only; spot prices are then assumed, and called so."
      },
      mixinStandardHelpOptions = true,
      versionProvider = PlatformVersion.class)
  static final class Pinned implements Runnable {
    @Override
    public void run() {
      Checkout checkout = Checkout.current();
      var modules =
          PinnedModules.find(
              checkout.toolchain(), Toolchain.cacheFolder(System.getenv()), System.getenv());
      write(checkout, PinnedCatalogue.make(modules), System.err);
    }
  }

  static void write(Checkout checkout, Catalogue catalogue, PrintStream progress) {
    Path file = CatalogueFile.of(checkout.root(), catalogue.region());
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, CatalogueFile.write(catalogue));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    progress.printf(
        "%s: %d instance types in %d zones; on-demand prices: %s; %s%n",
        CatalogueFile.nameOf(catalogue.region()),
        catalogue.types().size(),
        catalogue.zones().size(),
        catalogue.onDemandSource().words(),
        catalogue.spotPrices().words());
  }
}
