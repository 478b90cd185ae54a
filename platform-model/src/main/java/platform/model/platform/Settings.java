package platform.model.platform;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;

/** What a fork sets for one environment, as its settings.yaml has it. */
public record Settings(
    String environment,
    SortedMap<String, String> values,
    SortedMap<String, Location> places,
    Location location) {
  /** The keys that a settings.yaml has, all of them. */
  public static final Set<String> KEYS =
      Set.of(
          "environment",
          "repositoryUrl",
          "revision",
          "clusterName",
          "region",
          "nodeRole",
          "interruptionQueue",
          "karpenterVersion",
          "amiAlias",
          "bootstrapInstanceType",
          "bootstrapNodes",
          "bootstrapMaxPods",
          "bootstrapAllocatableCpu",
          "bootstrapAllocatableMemory",
          "vpcCidr",
          "domain",
          "hostedZoneId",
          "certificateArn");

  public Settings {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
  }

  /** Where a setting stands, or where it should. */
  public Location placeOf(String key) {
    return places.getOrDefault(key, location);
  }

  public Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** A setting's value, or an error that says where to add it. */
  public String value(String key) {
    return find(key)
        .orElseThrow(
            () ->
                new ManifestException(
                    location, "'data." + key + "' is missing", "add the setting"));
  }
}
