package platform.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import platform.local.catalogue.PinnedCatalogue;
import platform.local.toolchain.PinnedModules;
import platform.local.toolchain.Toolchain;
import platform.model.pricing.Catalogue;
import platform.model.pricing.CatalogueFile;

/** {@code platform prices}: makes the catalogue of instance types and prices. */
@Command(
    name = "prices",
    description = "Makes the catalogue of instance types and prices, catalogue/<region>.json.",
    subcommands = PricesCommand.Pinned.class,
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
