package platform.model.pricing;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;

/**
 * The file that holds the catalogue of a region: JSON with one instance type a line, so that a
 * change of prices is reviewed as any other.
 *
 * <p>Zones are written by what follows the region's name, {@code a} for {@code us-east-1a}.
 */
public final class CatalogueFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String FOLDER = "catalogue";
  private static final String ASSUMED = "assumed";

  private CatalogueFile() {}

  /** Its path below the repository's root. */
  public static String nameOf(String region) {
    return FOLDER + "/" + region + ".json";
  }

  /** Where it lies in a repository. */
  public static Path of(Path root, String region) {
    return root.resolve(FOLDER).resolve(region + ".json");
  }

  /**
   * Reads a region's catalogue.
   *
   * @throws ManifestException if there is none, or none that can be read
   */
  public static Catalogue read(Path root, String region) {
    var file = of(root, region);
    var place = new Location(nameOf(region), 1);
    if (!Files.isRegularFile(file)) {
      throw new ManifestException(
          place,
          "there is no catalogue of instance types and prices of region '" + region + "'",
          "make it: scripts/platform prices refresh --region " + region);
    }
    try {
      return parse(Files.readString(file), place);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Catalogue parse(String text, Location place) {
    try {
      var json = JSON.readTree(text);
      var region = text(json, "region");
      var types = new ArrayList<InstanceType>();
      for (var each : required(json, "instanceTypes")) {
        types.add(type(each, region));
      }
      return Catalogue.of(
          region,
          source(required(json, "instanceTypesSource")),
          source(required(json, "onDemandPrices")),
          spotPrices(required(json, "spotPrices")),
          types);
    } catch (JsonProcessingException broken) {
      var line = Optional.ofNullable(broken.getLocation()).map(at -> at.getLineNr()).orElse(1);
      throw unreadable(
          new Location(place.file(), Math.max(line, 1)), broken.getOriginalMessage(), broken);
    } catch (IllegalArgumentException | DateTimeParseException broken) {
      throw unreadable(place, broken.getMessage(), broken);
    }
  }

  private static ManifestException unreadable(Location place, String why, Exception cause) {
    return new ManifestException(
        place,
        "the catalogue can't be read: " + why,
        "take it from Git again, or make it anew: scripts/platform prices refresh",
        cause);
  }

  /** The file's text. */
  public static String write(Catalogue catalogue) {
    var types =
        catalogue.types().values().stream()
            .map(type -> "    " + line(typeNode(type, catalogue.region())))
            .collect(Collectors.joining(",\n"));
    return "{\n  \"region\": "
        + line(JSON.getNodeFactory().textNode(catalogue.region()))
        + ",\n  \"instanceTypesSource\": "
        + line(sourceNode(catalogue.typesSource()))
        + ",\n  \"onDemandPrices\": "
        + line(sourceNode(catalogue.onDemandSource()))
        + ",\n  \"spotPrices\": "
        + line(spotNode(catalogue.spotPrices()))
        + ",\n  \"instanceTypes\": [\n"
        + types
        + "\n  ]\n}\n";
  }

  private static InstanceType type(JsonNode json, String region) {
    var zones = new TreeSet<String>();
    words(json, "zones").forEach(suffix -> zones.add(region + suffix));
    var spot = new TreeMap<String, BigDecimal>();
    json.path("spot")
        .properties()
        .forEach(each -> spot.put(region + each.getKey(), each.getValue().decimalValue()));
    var features = new TreeMap<String, String>();
    json.path("features")
        .properties()
        .forEach(each -> features.put(each.getKey(), each.getValue().asText()));
    return new InstanceType(
        text(json, "name"),
        text(json, "architecture"),
        number(json, "cpus"),
        number(json, "memoryMebibytes"),
        zones,
        words(json, "capacityTypes"),
        number(json, "networkInterfaces"),
        number(json, "addressesPerInterface"),
        features,
        Optional.of(json.path("onDemand")).filter(JsonNode::isNumber).map(JsonNode::decimalValue),
        spot);
  }

  private static ObjectNode typeNode(InstanceType type, String region) {
    var json = JSON.createObjectNode();
    json.put("name", type.name());
    json.put("architecture", type.architecture());
    json.put("cpus", type.cpus());
    json.put("memoryMebibytes", type.memoryMebibytes());
    json.put("networkInterfaces", type.networkInterfaces());
    json.put("addressesPerInterface", type.addressesPerInterface());
    json.put("zones", suffixes(type.zones(), region));
    json.put("capacityTypes", String.join(" ", type.capacityTypes()));
    type.onDemandPrice().ifPresent(price -> json.put("onDemand", price));
    if (!type.measuredSpotPrices().isEmpty()) {
      prices(json.putObject("spot"), type.measuredSpotPrices(), region);
    }
    type.features().forEach(json.withObject("/features")::put);
    return json;
  }

  private static void prices(ObjectNode json, SortedMap<String, BigDecimal> prices, String region) {
    prices.forEach((zone, price) -> json.put(zone.substring(region.length()), price));
  }

  private static String suffixes(SortedSet<String> zones, String region) {
    return zones.stream()
        .map(zone -> zone.substring(region.length()))
        .collect(Collectors.joining(" "));
  }

  private static Source source(JsonNode json) {
    return new Source(
        text(json, "source"),
        Optional.of(json.path("date").asText())
            .filter(day -> !day.isEmpty())
            .map(LocalDate::parse));
  }

  private static ObjectNode sourceNode(Source source) {
    var json = JSON.createObjectNode().put("source", source.name());
    source.date().ifPresent(day -> json.put("date", day.toString()));
    return json;
  }

  private static SpotPrices spotPrices(JsonNode json) {
    return text(json, "source").equals(ASSUMED)
        ? new SpotPrices.Assumed()
        : new SpotPrices.Measured(source(json));
  }

  private static ObjectNode spotNode(SpotPrices prices) {
    return prices instanceof SpotPrices.Measured measured
        ? sourceNode(measured.source())
        : JSON.createObjectNode().put("source", ASSUMED);
  }

  private static String line(JsonNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JacksonException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static SortedSet<String> words(JsonNode json, String key) {
    return new TreeSet<>(
        List.of(text(json, key).split(" ")).stream().filter(word -> !word.isEmpty()).toList());
  }

  private static String text(JsonNode json, String key) {
    return required(json, key).asText();
  }

  private static int number(JsonNode json, String key) {
    return required(json, key).asInt();
  }

  private static JsonNode required(JsonNode json, String key) {
    var value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
    return value;
  }
}
