package platform.local.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instant CreateFleet: how many instances, bought how, out of which pools.
 *
 * @param strategy EC2's allocation strategy for the capacity type asked for
 * @param pools in the order sent
 * @param tags by resource type, e.g. {@code instance}
 */
record FleetRequest(
    CapacityType capacityType,
    int targetCapacity,
    String strategy,
    List<Pool> pools,
    Map<String, Map<String, String>> tags) {

  private static final Pattern CONFIG = Pattern.compile("LaunchTemplateConfigs\\.(\\d+)\\.(.+)");
  private static final Pattern OVERRIDE = Pattern.compile("Overrides\\.(\\d+)\\.(.+)");
  private static final Pattern TAG =
      Pattern.compile("TagSpecification\\.(\\d+)\\.(?:(ResourceType)|Tag\\.(\\d+)\\.(Key|Value))");

  /**
   * A launch template with one of its overrides. Texts are empty where the request has none.
   *
   * @param priority EC2's: lower goes first
   */
  record Pool(
      String launchTemplateName,
      String launchTemplateId,
      String launchTemplateVersion,
      String instanceType,
      String zone,
      String subnetId,
      String imageId,
      double priority) {

    Pool inZone(String name) {
      return new Pool(
          launchTemplateName,
          launchTemplateId,
          launchTemplateVersion,
          instanceType,
          name,
          subnetId,
          imageId,
          priority);
    }
  }

  FleetRequest {
    pools = List.copyOf(pools);
    tags = Map.copyOf(tags);
  }

  static FleetRequest of(Map<String, String> parameters) {
    CapacityType capacityType =
        CapacityType.of(
            parameters.getOrDefault(
                "TargetCapacitySpecification.DefaultTargetCapacityType", "on-demand"));
    String strategy =
        switch (capacityType) {
          case ON_DEMAND ->
              parameters.getOrDefault("OnDemandOptions.AllocationStrategy", "lowest-price");
          case SPOT -> parameters.getOrDefault("SpotOptions.AllocationStrategy", "lowest-price");
        };
    return new FleetRequest(
        capacityType,
        Integer.parseInt(
            parameters.getOrDefault("TargetCapacitySpecification.TotalTargetCapacity", "1")),
        strategy,
        pools(parameters),
        tags(parameters));
  }

  private static List<Pool> pools(Map<String, String> parameters) {
    List<Pool> pools = new ArrayList<>();
    for (Map<String, String> config : grouped(CONFIG, parameters).values()) {
      for (Map<String, String> override : grouped(OVERRIDE, config).values()) {
        pools.add(
            new Pool(
                config.getOrDefault("LaunchTemplateSpecification.LaunchTemplateName", ""),
                config.getOrDefault("LaunchTemplateSpecification.LaunchTemplateId", ""),
                config.getOrDefault("LaunchTemplateSpecification.Version", "$Default"),
                override.getOrDefault("InstanceType", ""),
                override.getOrDefault("AvailabilityZone", ""),
                override.getOrDefault("SubnetId", ""),
                override.getOrDefault("ImageId", ""),
                Double.parseDouble(override.getOrDefault("Priority", "0"))));
      }
    }
    return pools;
  }

  private static TreeMap<Integer, Map<String, String>> grouped(
      Pattern pattern, Map<String, String> fields) {
    var groups = new TreeMap<Integer, Map<String, String>>();
    fields.forEach(
        (key, value) -> {
          Matcher matcher = pattern.matcher(key);
          if (matcher.matches()) {
            groups
                .computeIfAbsent(Integer.valueOf(matcher.group(1)), number -> new LinkedHashMap<>())
                .put(matcher.group(2), value);
          }
        });
    return groups;
  }

  private static Map<String, Map<String, String>> tags(Map<String, String> parameters) {
    Map<String, String> resourceTypes = new TreeMap<>();
    Map<String, Map<String, Map<String, String>>> entries = new TreeMap<>();
    parameters.forEach(
        (key, value) -> {
          Matcher matcher = TAG.matcher(key);
          if (!matcher.matches()) {
            return;
          }
          if (matcher.group(2) != null) {
            resourceTypes.put(matcher.group(1), value);
          } else {
            entries
                .computeIfAbsent(matcher.group(1), number -> new TreeMap<>())
                .computeIfAbsent(matcher.group(3), number -> new TreeMap<>())
                .put(matcher.group(4), value);
          }
        });
    Map<String, Map<String, String>> tags = new TreeMap<>();
    resourceTypes.forEach(
        (number, resourceType) ->
            entries
                .getOrDefault(number, Map.of())
                .values()
                .forEach(
                    tag ->
                        tags.computeIfAbsent(resourceType, type -> new TreeMap<>())
                            .put(tag.getOrDefault("Key", ""), tag.getOrDefault("Value", ""))));
    return tags;
  }
}
