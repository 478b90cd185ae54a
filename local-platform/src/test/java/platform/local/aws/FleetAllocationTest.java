package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetAllocationTest {
  private static final Prices PRICES =
      new Prices(
          Map.of("c7g.large", new BigDecimal("0.10"), "m7g.large", new BigDecimal("0.08")),
          List.of("us-east-1a", "us-east-1b", "us-east-1c"));

  @Test
  void onDemandTakesTheCheapestTypeInTheOrderOfTheOverrides() {
    var fleet = fleet("on-demand", "lowest-price", "0", "0");

    assertThat(chosen(fleet, Set.of())).isEqualTo("m7g.large us-east-1b");
  }

  @Test
  void spotTakesTheCheapestPoolByItsZonesPrice() {
    var fleet = fleet("spot", "price-capacity-optimized", "0", "0");

    assertThat(chosen(fleet, Set.of())).isEqualTo("m7g.large us-east-1a");
  }

  @Test
  void prioritizedStrategiesFollowPrioritiesBeforePrices() {
    var fleet = fleet("on-demand", "prioritized", "1", "2");

    assertThat(chosen(fleet, Set.of())).isEqualTo("c7g.large us-east-1b");
  }

  @Test
  void aRefusedPoolIsNamedAndTheNextCheapestTaken() {
    var fleet = fleet("spot", "price-capacity-optimized", "0", "0");
    var refusals = Set.of(new InstancePool("m7g.large", "us-east-1a", InstancePool.ANY));

    FleetAllocation allocation = FleetAllocation.of(fleet, PRICES, refusals);

    assertThat(allocation.chosen()).map(FleetRequest.Pool::zone).contains("us-east-1b");
    assertThat(allocation.refused())
        .extracting(FleetRequest.Pool::zone)
        .containsExactly("us-east-1a");
  }

  @Test
  void refusalOfOneCapacityTypeLeavesTheOther() {
    var refusals = Set.of(InstancePool.ofCapacityType(CapacityType.SPOT));

    assertThat(chosen(fleet("spot", "lowest-price", "0", "0"), refusals)).isEqualTo("none");
    assertThat(chosen(fleet("on-demand", "lowest-price", "0", "0"), refusals)).isNotEqualTo("none");
  }

  @Test
  void aTypeWithoutPriceComesLast() {
    var fields = parameters("on-demand", "lowest-price", "0", "0");
    fields.put("LaunchTemplateConfigs.1.Overrides.1.InstanceType", "x99g.large");
    fields.put("LaunchTemplateConfigs.1.Overrides.2.InstanceType", "x99g.large");

    assertThat(chosen(FleetRequest.of(fields), Set.of())).startsWith("m7g.large");
  }

  @Test
  void aRequestIsReadWithTemplateTagsAndCapacity() {
    FleetRequest fleet = fleet("spot", "price-capacity-optimized", "0.5", "0.25");

    assertThat(fleet.targetCapacity()).isEqualTo(2);
    assertThat(fleet.tags())
        .containsOnly(
            Map.entry("instance", Map.of("Name", "node", "team", "platform")),
            Map.entry("volume", Map.of("Name", "disk")));
    assertThat(fleet.pools()).hasSize(4);
    assertThat(fleet.pools().get(0))
        .isEqualTo(
            new FleetRequest.Pool(
                "template", "", "$Latest", "c7g.large", "us-east-1b", "subnet-b", "ami-1", 0.5));
  }

  private static String chosen(FleetRequest fleet, Set<InstancePool> refusals) {
    return FleetAllocation.of(fleet, PRICES, refusals)
        .chosen()
        .map(pool -> pool.instanceType() + " " + pool.zone())
        .orElse("none");
  }

  private static FleetRequest fleet(
      String capacityType, String strategy, String firstPriority, String secondPriority) {
    return FleetRequest.of(parameters(capacityType, strategy, firstPriority, secondPriority));
  }

  private static Map<String, String> parameters(
      String capacityType, String strategy, String firstPriority, String secondPriority) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Type", "instant");
    fields.put("TargetCapacitySpecification.DefaultTargetCapacityType", capacityType);
    fields.put("TargetCapacitySpecification.TotalTargetCapacity", "2");
    fields.put("OnDemandOptions.AllocationStrategy", strategy);
    fields.put("SpotOptions.AllocationStrategy", strategy);
    String config = "LaunchTemplateConfigs.1.";
    fields.put(config + "LaunchTemplateSpecification.LaunchTemplateName", "template");
    fields.put(config + "LaunchTemplateSpecification.Version", "$Latest");
    override(fields, config + "Overrides.1.", "c7g.large", "b", firstPriority);
    override(fields, config + "Overrides.2.", "c7g.large", "a", firstPriority);
    override(fields, config + "Overrides.3.", "m7g.large", "b", secondPriority);
    override(fields, config + "Overrides.4.", "m7g.large", "a", secondPriority);
    fields.put("TagSpecification.1.ResourceType", "instance");
    fields.put("TagSpecification.1.Tag.1.Key", "Name");
    fields.put("TagSpecification.1.Tag.1.Value", "node");
    fields.put("TagSpecification.1.Tag.2.Key", "team");
    fields.put("TagSpecification.1.Tag.2.Value", "platform");
    fields.put("TagSpecification.2.ResourceType", "volume");
    fields.put("TagSpecification.2.Tag.1.Key", "Name");
    fields.put("TagSpecification.2.Tag.1.Value", "disk");
    return fields;
  }

  private static void override(
      Map<String, String> fields, String prefix, String type, String zone, String priority) {
    fields.put(prefix + "InstanceType", type);
    fields.put(prefix + "AvailabilityZone", "us-east-1" + zone);
    fields.put(prefix + "SubnetId", "subnet-" + zone);
    fields.put(prefix + "ImageId", "ami-1");
    fields.put(prefix + "Priority", priority);
  }
}
