package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * All that is in an account and costs, grants or stands in the way: one line each, kind and name.
 */
final class Inventory {
  private static final String KARPENTERS_PROFILES = "/karpenter/";

  private final Moto moto;
  private final String region;

  Inventory(Moto moto, String region) {
    this.moto = moto;
    this.region = region;
  }

  SortedSet<String> list() {
    var sdk = new AwsSdk(moto.endpoint(), region);
    var found = new TreeSet<String>();
    try (var ec2 = sdk.client(Ec2Client.builder());
        var iam = sdk.client(IamClient.builder());
        var sqs = sdk.client(SqsClient.builder());
        var eks = sdk.client(EksClient.builder())) {
      network(ec2, found);
      ec2.describeLaunchTemplates()
          .launchTemplates()
          .forEach(each -> found.add("launch template " + each.launchTemplateName()));
      instances(ec2).forEach(id -> found.add("instance " + id));
      iam.listRoles().roles().forEach(each -> found.add("role " + each.roleName()));
      iam.listPolicies(request -> request.scope(PolicyScopeType.LOCAL))
          .policies()
          .forEach(each -> found.add("policy " + each.policyName()));
      iam.listInstanceProfiles()
          .instanceProfiles()
          .forEach(each -> found.add("instance profile " + each.instanceProfileName()));
      sqs.listQueues().queueUrls().forEach(url -> found.add("queue " + lastOf(url)));
      eks.listClusters().clusters().forEach(name -> found.add("cluster " + name));
    }
    listed("events", "AWSEvents.ListRules", "Rules", "Name")
        .forEach(name -> found.add("event rule " + name));
    listed("logs", "Logs_20140328.DescribeLogGroups", "logGroups", "logGroupName")
        .forEach(name -> found.add("log group " + name));
    listed("kms", "TrentService.ListAliases", "Aliases", "AliasName")
        .filter(name -> !name.startsWith("alias/aws/"))
        .forEach(name -> found.add("key alias " + name));
    listed("kms", "TrentService.ListKeys", "Keys", "KeyId")
        .filter(id -> !isToBeDeleted(id))
        .forEach(id -> found.add("key " + id));
    return found;
  }

  private static void network(Ec2Client ec2, SortedSet<String> found) {
    ec2.describeVpcs().vpcs().forEach(each -> found.add("VPC " + each.vpcId()));
    ec2.describeSubnets().subnets().forEach(each -> found.add("subnet " + each.subnetId()));
    ec2.describeSecurityGroups()
        .securityGroups()
        .forEach(each -> found.add("security group " + each.groupName() + " " + each.groupId()));
    ec2.describeRouteTables()
        .routeTables()
        .forEach(each -> found.add("route table " + each.routeTableId()));
    ec2.describeInternetGateways()
        .internetGateways()
        .forEach(each -> found.add("internet gateway " + each.internetGatewayId()));
    ec2.describeNatGateways().natGateways().stream()
        .filter(each -> !each.stateAsString().equals("deleted"))
        .forEach(each -> found.add("NAT gateway " + each.natGatewayId()));
    ec2.describeAddresses().addresses().forEach(each -> found.add("address " + each.publicIp()));
    ec2.describeVpcEndpoints().vpcEndpoints().stream()
        .filter(each -> !each.stateAsString().equals("deleted"))
        .forEach(each -> found.add("VPC endpoint " + each.vpcEndpointId()));
    ec2.describeFlowLogs().flowLogs().forEach(each -> found.add("flow log " + each.flowLogId()));
  }

  private static List<String> instances(Ec2Client ec2) {
    return ec2
        .describeInstances(
            request ->
                request.filters(
                    Filter.builder()
                        .name("instance-state-name")
                        .values("pending", "running", "stopping", "stopped")
                        .build()))
        .reservations()
        .stream()
        .flatMap(reservation -> reservation.instances().stream())
        .map(instance -> instance.instanceId())
        .toList();
  }

  private Stream<String> listed(String service, String target, String list, String name) {
    JsonNode answer =
        Json.read(moto.callJson(service, target, region, Map.of()).bodyText()).path(list);
    return answer.findValuesAsText(name).stream();
  }

  private boolean isToBeDeleted(String key) {
    return Json.read(
            moto.callJson("kms", "TrentService.DescribeKey", region, Map.of("KeyId", key))
                .bodyText())
        .path("KeyMetadata")
        .path("KeyState")
        .asText()
        .equals("PendingDeletion");
  }

  private static String lastOf(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /**
   * Ends all machines and removes what Karpenter made beside them, in a sentence. In a cluster
   * Karpenter does that itself when its NodePools and node classes are deleted.
   */
  String endMachines() {
    var sdk = new AwsSdk(moto.endpoint(), region);
    try (var ec2 = sdk.client(Ec2Client.builder());
        var iam = sdk.client(IamClient.builder())) {
      List<String> instances = instances(ec2);
      if (!instances.isEmpty()) {
        ec2.terminateInstances(request -> request.instanceIds(instances));
      }
      List<String> templates =
          ec2.describeLaunchTemplates().launchTemplates().stream()
              .filter(
                  each -> each.tags().stream().anyMatch(tag -> tag.key().startsWith("karpenter.")))
              .map(each -> each.launchTemplateId())
              .toList();
      templates.forEach(id -> ec2.deleteLaunchTemplate(request -> request.launchTemplateId(id)));
      List<InstanceProfile> profiles =
          iam.listInstanceProfiles().instanceProfiles().stream()
              .filter(each -> each.path().startsWith(KARPENTERS_PROFILES))
              .toList();
      profiles.forEach(profile -> delete(iam, profile));
      return "%d machines ended, %d launch templates and %d instance profiles of Karpenter's removed"
          .formatted(instances.size(), templates.size(), profiles.size());
    }
  }

  private static void delete(IamClient iam, InstanceProfile profile) {
    String name = profile.instanceProfileName();
    profile
        .roles()
        .forEach(
            role ->
                iam.removeRoleFromInstanceProfile(
                    request -> request.instanceProfileName(name).roleName(role.roleName())));
    iam.deleteInstanceProfile(request -> request.instanceProfileName(name));
  }
}
