package platform.local.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;
import platform.local.toolchain.PinnedModules;
import platform.model.pricing.Catalogue;
import platform.model.pricing.InstanceType;
import platform.model.pricing.Source;
import platform.model.pricing.SpotPrices;

/**
 * The catalogue without an account: the instance types that moto carries, which are those of the
 * lab's account, and the on-demand prices that Karpenter carries. Neither holds a spot price.
 */
public final class PinnedCatalogue {
  /** The region that Karpenter's table has prices of. */
  public static final String REGION = "us-east-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private PinnedCatalogue() {}

  /** Makes it from the modules on this machine. */
  public static Catalogue make(PinnedModules modules) {
    Path moto =
        modules
            .moto()
            .orElseThrow(() -> missing("moto " + modules.motoVersion(), "the toolchain's cache"));
    Path karpenter =
        modules
            .karpenter()
            .orElseThrow(
                () ->
                    missing(
                        PinnedModules.KARPENTER + " v" + modules.karpenterVersion(),
                        "Go's module cache"));
    return make(moto, karpenter, typesSource(modules), pricesSource(modules));
  }

  private static SomethingMissingException missing(String module, String where) {
    return new SomethingMissingException(
        module + " is not in " + where, "it comes with the first run: scripts/platform verify");
  }

  private static String typesSource(PinnedModules modules) {
    return "moto %s, ec2/resources; %s of %s v%s"
        .formatted(
            modules.motoVersion(),
            KarpenterTables.BANDWIDTH,
            PinnedModules.KARPENTER,
            modules.karpenterVersion());
  }

  private static String pricesSource(PinnedModules modules) {
    return "%s of %s v%s"
        .formatted(KarpenterTables.PRICES, PinnedModules.KARPENTER, modules.karpenterVersion());
  }

  private static Catalogue make(
      Path moto, Path karpenter, String typesSource, String pricesSource) {
    KarpenterTables tables = KarpenterTables.read(karpenter, REGION);
    Path resources = moto.resolve("ec2/resources");
    Map<String, SortedSet<String>> zones =
        zones(
            json(
                resources.resolve(
                    "instance_type_offerings/availability-zone/" + REGION + ".json.gz")));
    var types = new ArrayList<InstanceType>();
    for (JsonNode each : json(resources.resolve("instance_types.json.gz"))) {
      var description = new TypeDescription(each);
      SortedSet<String> offered = zones.getOrDefault(description.name(), new TreeSet<>());
      if (description.isUsable() && !offered.isEmpty()) {
        types.add(
            description.type(
                offered,
                Optional.ofNullable(tables.onDemand().get(description.name())),
                new TreeMap<>(),
                Optional.ofNullable(tables.networkBandwidth().get(description.name()))));
      }
    }
    return Catalogue.of(
        REGION,
        new Source(typesSource, Optional.empty()),
        new Source(pricesSource, Optional.of(tables.date())),
        new SpotPrices.Assumed(),
        types);
  }

  private static Map<String, SortedSet<String>> zones(JsonNode offerings) {
    var zones = new TreeMap<String, SortedSet<String>>();
    for (JsonNode each : offerings) {
      zones
          .computeIfAbsent(each.path("InstanceType").asText(), name -> new TreeSet<>())
          .add(each.path("Location").asText());
    }
    return zones;
  }

  private static JsonNode json(Path file) {
    try (var stream = new GZIPInputStream(Files.newInputStream(file))) {
      return JSON.readTree(stream);
    } catch (IOException e) {
      throw new LabException(
          file + ": moto's table can't be read (" + e.getMessage() + "); expected gzipped JSON", e);
    }
  }
}
