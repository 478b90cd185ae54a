package platform.local.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import platform.model.pricing.InstanceType;

/**
 * One element of DescribeInstanceTypes' answer in EC2's own JSON, read as Karpenter reads it into
 * the labels of a node ({@code computeRequirements} in its {@code instancetype/types.go}).
 */
record TypeDescription(JsonNode json) {
  private static final Map<String, String> ARCHITECTURES =
      Map.of("x86_64", "amd64", "arm64", "arm64");

  String name() {
    return json.path("InstanceType").asText();
  }

  /** Karpenter asks for these alone: machines that boot as EKS nodes do. */
  boolean isUsable() {
    return architecture().isPresent()
        && contains(json.path("SupportedVirtualizationTypes"), "hvm")
        && !capacityTypes().isEmpty();
  }

  /**
   * @param networkBandwidth what Karpenter's own table says in megabits, which no answer of EC2
   *     does
   */
  InstanceType type(
      SortedSet<String> zones,
      Optional<BigDecimal> onDemandPrice,
      SortedMap<String, BigDecimal> spotPrices,
      Optional<String> networkBandwidth) {
    var features = features();
    networkBandwidth.ifPresent(megabits -> features.put("network-bandwidth", megabits));
    var network = json.path("NetworkInfo");
    var card = network.path("NetworkCards").path(network.path("DefaultNetworkCardIndex").asInt());
    return new InstanceType(
        name(),
        architecture().orElseThrow(),
        json.path("VCpuInfo").path("DefaultVCpus").asInt(),
        json.path("MemoryInfo").path("SizeInMiB").asInt(),
        zones,
        capacityTypes(),
        card.path("MaximumNetworkInterfaces").asInt(),
        network.path("Ipv4AddressesPerInterface").asInt(),
        features,
        onDemandPrice,
        spotPrices);
  }

  private Optional<String> architecture() {
    for (JsonNode each : json.path("ProcessorInfo").path("SupportedArchitectures")) {
      if (ARCHITECTURES.containsKey(each.asText())) {
        return Optional.of(ARCHITECTURES.get(each.asText()));
      }
    }
    return Optional.empty();
  }

  private SortedSet<String> capacityTypes() {
    var types = new TreeSet<String>();
    for (JsonNode each : json.path("SupportedUsageClasses")) {
      if (each.asText().equals("on-demand") || each.asText().equals("spot")) {
        types.add(each.asText());
      }
    }
    return types;
  }

  private SortedMap<String, String> features() {
    var features = new TreeMap<String, String>();
    features.put("hypervisor", json.path("Hypervisor").asText());
    features.put(
        "encryption-in-transit-supported",
        Boolean.toString(
            json.path("NetworkInfo").path("EncryptionInTransitSupported").asBoolean()));
    var processor = json.path("ProcessorInfo");
    features.put("cpu-manufacturer", kebab(processor.path("Manufacturer")));
    features.put(
        "cpu-sustained-clock-speed-mhz",
        Long.toString(Math.round(processor.path("SustainedClockSpeedInGhz").asDouble() * 1000)));
    var ebs = json.path("EbsInfo");
    if (ebs.path("EbsOptimizedSupport").asText().equals("default")) {
      put(features, "ebs-bandwidth", ebs.path("EbsOptimizedInfo").path("MaximumBandwidthInMbps"));
    }
    var storage = json.path("InstanceStorageInfo");
    if (!storage.path("NvmeSupport").asText("unsupported").equals("unsupported")) {
      put(features, "local-nvme", storage.path("TotalSizeInGB"));
    }
    only(json.path("GpuInfo").path("Gpus")).ifPresent(gpu -> gpu(features, gpu));
    var neuron = json.path("NeuronInfo");
    if (neuron.isMissingNode()) {
      only(json.path("InferenceAcceleratorInfo").path("Accelerators"))
          .ifPresent(each -> accelerator(features, each, kebab(each.path("Manufacturer"))));
    }
    only(neuron.path("NeuronDevices")).ifPresent(each -> accelerator(features, each, "aws"));
    return features;
  }

  private static void gpu(SortedMap<String, String> features, JsonNode gpu) {
    features.put("gpu-name", kebab(gpu.path("Name")));
    features.put("gpu-manufacturer", kebab(gpu.path("Manufacturer")));
    put(features, "gpu-count", gpu.path("Count"));
    put(features, "gpu-memory", gpu.path("MemoryInfo").path("SizeInMiB"));
  }

  private static void accelerator(
      SortedMap<String, String> features, JsonNode device, String manufacturer) {
    features.put("accelerator-name", kebab(device.path("Name")));
    features.put("accelerator-manufacturer", manufacturer);
    put(features, "accelerator-count", device.path("Count"));
  }

  private static void put(SortedMap<String, String> features, String label, JsonNode number) {
    if (number.isNumber()) {
      features.put(label, number.asText());
    }
  }

  /** Karpenter labels a type with a device only if it has one sort of it. */
  private static Optional<JsonNode> only(JsonNode list) {
    return list.size() == 1 ? Optional.of(list.path(0)) : Optional.empty();
  }

  private static boolean contains(JsonNode list, String word) {
    for (JsonNode each : list) {
      if (each.asText().equals(word)) {
        return true;
      }
    }
    return false;
  }

  private static String kebab(JsonNode text) {
    return text.asText().toLowerCase(Locale.ROOT).replace(' ', '-');
  }
}
