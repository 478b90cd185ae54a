package platform.local.aws;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.MarketType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * Carries out instant fleets: chooses the pool, has moto run the instances, answers as EC2 does.
 */
final class Fleets {
  private static final Logger LOG = LoggerFactory.getLogger(Fleets.class);

  private final Ec2Client moto;
  private final Prices prices;
  private final Collection<InstancePool> refusals;

  Fleets(Ec2Client moto, Prices prices, Collection<InstancePool> refusals) {
    this.moto = moto;
    this.prices = prices;
    this.refusals = refusals;
  }

  AwsAnswer create(AwsRequest request) {
    FleetRequest fleet = withZones(FleetRequest.of(request.parameters()));
    FleetAllocation allocation = FleetAllocation.of(fleet, prices, refusals);
    try {
      List<Launched> launched =
          allocation.chosen().map(pool -> launch(fleet, pool)).stream().toList();
      LOG.info(
          "fleet {} of {} pools: {}, refused {}",
          fleet.capacityType().label(),
          fleet.pools().size(),
          launched,
          allocation.refused().size());
      return AwsAnswer.xml(answer(fleet, allocation.refused(), launched));
    } catch (Ec2Exception e) {
      return AwsAnswer.text(
          e.statusCode(),
          "text/xml;charset=UTF-8",
          XmlAnswer.error(e.awsErrorDetails().errorCode(), e.awsErrorDetails().errorMessage()));
    }
  }

  /** Instances that came up, and the pool they came from. */
  record Launched(FleetRequest.Pool pool, String imageId, List<String> instanceIds) {}

  private FleetRequest withZones(FleetRequest fleet) {
    if (fleet.pools().stream().noneMatch(pool -> pool.zone().isEmpty())) {
      return fleet;
    }
    Map<String, String> zones = new HashMap<>();
    moto.describeSubnetsPaginator()
        .subnets()
        .forEach(subnet -> zones.put(subnet.subnetId(), subnet.availabilityZone()));
    List<FleetRequest.Pool> pools =
        fleet.pools().stream()
            .map(
                pool ->
                    pool.zone().isEmpty()
                        ? pool.inZone(zones.getOrDefault(pool.subnetId(), ""))
                        : pool)
            .toList();
    return new FleetRequest(
        fleet.capacityType(), fleet.targetCapacity(), fleet.strategy(), pools, fleet.tags());
  }

  private Launched launch(FleetRequest fleet, FleetRequest.Pool pool) {
    ResponseLaunchTemplateData template = template(pool);
    String imageId = pool.imageId().isEmpty() ? template.imageId() : pool.imageId();
    RunInstancesRequest.Builder run =
        RunInstancesRequest.builder()
            .imageId(imageId)
            .instanceType(pool.instanceType())
            .minCount(fleet.targetCapacity())
            .maxCount(fleet.targetCapacity())
            .userData(template.userData())
            .securityGroupIds(securityGroups(template))
            .tagSpecifications(tagSpecifications(fleet));
    if (pool.subnetId().isEmpty()) {
      run.placement(placement -> placement.availabilityZone(pool.zone()));
    } else {
      run.subnetId(pool.subnetId());
    }
    if (template.iamInstanceProfile() != null) {
      run.iamInstanceProfile(
          profile ->
              profile
                  .name(template.iamInstanceProfile().name())
                  .arn(template.iamInstanceProfile().arn()));
    }
    if (fleet.capacityType() == CapacityType.SPOT) {
      run.instanceMarketOptions(market -> market.marketType(MarketType.SPOT));
    }
    List<String> ids =
        moto.runInstances(run.build()).instances().stream().map(Instance::instanceId).toList();
    return new Launched(pool, imageId, ids);
  }

  private ResponseLaunchTemplateData template(FleetRequest.Pool pool) {
    var request =
        DescribeLaunchTemplateVersionsRequest.builder().versions(pool.launchTemplateVersion());
    if (pool.launchTemplateName().isEmpty()) {
      request.launchTemplateId(pool.launchTemplateId());
    } else {
      request.launchTemplateName(pool.launchTemplateName());
    }
    return moto.describeLaunchTemplateVersions(request.build())
        .launchTemplateVersions()
        .get(0)
        .launchTemplateData();
  }

  /** Left out, Karpenter rightly sees drift and replaces its nodes for ever. */
  static List<String> securityGroups(ResponseLaunchTemplateData template) {
    return Stream.concat(
            template.securityGroupIds().stream(),
            template.networkInterfaces().stream()
                .map(LaunchTemplateInstanceNetworkInterfaceSpecification::groups)
                .flatMap(List::stream))
        .distinct()
        .toList();
  }

  private static List<TagSpecification> tagSpecifications(FleetRequest fleet) {
    return fleet.tags().entrySet().stream()
        .filter(entry -> List.of("instance", "volume").contains(entry.getKey()))
        .map(
            entry ->
                TagSpecification.builder()
                    .resourceType(ResourceType.fromValue(entry.getKey()))
                    .tags(
                        entry.getValue().entrySet().stream()
                            .map(
                                tag ->
                                    Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                            .toList())
                    .build())
        .toList();
  }

  static String answer(
      FleetRequest fleet, List<FleetRequest.Pool> refused, List<Launched> launched) {
    String lifecycle = fleet.capacityType().label();
    return XmlAnswer.ofEc2(
        "CreateFleet",
        answer -> {
          answer.text("fleetId", "fleet-" + UUID.randomUUID());
          answer.element(
              "errorSet",
              errors -> {
                for (FleetRequest.Pool pool : refused) {
                  errors.element("item", item -> refusal(item, pool, lifecycle));
                }
              });
          answer.element(
              "fleetInstanceSet",
              instances -> {
                for (Launched launch : launched) {
                  instances.element("item", item -> instances(item, launch, lifecycle));
                }
              });
        });
  }

  private static void refusal(XmlAnswer item, FleetRequest.Pool pool, String lifecycle)
      throws XMLStreamException {
    item.text("errorCode", "InsufficientInstanceCapacity");
    item.text(
        "errorMessage",
        "No %s capacity for %s in %s at the moment."
            .formatted(lifecycle, pool.instanceType(), pool.zone()));
    templateAndOverrides(item, pool, pool.imageId());
    item.text("lifecycle", lifecycle);
  }

  private static void instances(XmlAnswer item, Launched launch, String lifecycle)
      throws XMLStreamException {
    item.element(
        "instanceIds",
        ids -> {
          for (String id : launch.instanceIds()) {
            ids.text("item", id);
          }
        });
    item.text("instanceType", launch.pool().instanceType());
    templateAndOverrides(item, launch.pool(), launch.imageId());
    item.text("lifecycle", lifecycle);
  }

  private static void templateAndOverrides(XmlAnswer item, FleetRequest.Pool pool, String imageId)
      throws XMLStreamException {
    item.element(
        "launchTemplateAndOverrides",
        both -> {
          both.element(
              "launchTemplateSpecification",
              template -> {
                template.optionalText("launchTemplateId", pool.launchTemplateId());
                template.optionalText("launchTemplateName", pool.launchTemplateName());
                template.text("version", pool.launchTemplateVersion());
              });
          both.element(
              "overrides",
              overrides -> {
                overrides.text("instanceType", pool.instanceType());
                overrides.optionalText("subnetId", pool.subnetId());
                overrides.optionalText("availabilityZone", pool.zone());
                // Without it Karpenter finds no AMI for the node's claim.
                overrides.optionalText("imageId", imageId);
                overrides.text("priority", Double.toString(pool.priority()));
              });
        });
  }
}
