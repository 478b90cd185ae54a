package platform.local.aws;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import platform.local.process.LabException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;

/** Reads the account's managed node groups. */
final class ManagedNodeGroups {
  private final Ec2Client ec2;
  private final EksClient eks;

  ManagedNodeGroups(Ec2Client ec2, EksClient eks) {
    this.ec2 = ec2;
    this.eks = eks;
  }

  List<ManagedNodeGroup> of(String cluster) {
    return eks.listNodegroups(request -> request.clusterName(cluster)).nodegroups().stream()
        .map(
            name ->
                group(
                    eks.describeNodegroup(
                            request -> request.clusterName(cluster).nodegroupName(name))
                        .nodegroup()))
        .toList();
  }

  private ManagedNodeGroup group(Nodegroup group) {
    if (group.launchTemplate() == null || group.launchTemplate().id() == null) {
      throw new LabException(
          "node group '%s' has no launch template; the lab's machines need its user data"
              .formatted(group.nodegroupName()));
    }
    ResponseLaunchTemplateData template =
        ec2.describeLaunchTemplateVersions(
                request ->
                    request
                        .launchTemplateId(group.launchTemplate().id())
                        .versions(group.launchTemplate().version()))
            .launchTemplateVersions()
            .get(0)
            .launchTemplateData();
    var subnets = new TreeMap<String, String>();
    ec2.describeSubnets(request -> request.subnetIds(group.subnets()))
        .subnets()
        .forEach(subnet -> subnets.put(subnet.availabilityZone(), subnet.subnetId()));
    var tags = new TreeMap<String, String>();
    template.tagSpecifications().stream()
        .filter(specification -> specification.resourceTypeAsString().equals("instance"))
        .flatMap(specification -> specification.tags().stream())
        .forEach(tag -> tags.put(tag.key(), tag.value()));
    NodegroupScalingConfig scaling = group.scalingConfig();
    return new ManagedNodeGroup(
        group.nodegroupName(),
        group.instanceTypes().get(0),
        scaling.desiredSize(),
        new TreeMap<>(group.labels()),
        new String(
            Base64.getMimeDecoder().decode(template.userData() == null ? "" : template.userData()),
            StandardCharsets.UTF_8),
        subnets,
        template.securityGroupIds(),
        tags);
  }
}
