package platform.local.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import platform.local.process.LabException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * What Terraform would have made: network, roles, queue with its rules, and the cluster.
 *
 * @param subnets private subnet by zone
 */
record AccountSeed(Map<String, String> subnets, String securityGroupId, String queueUrl) {

  AccountSeed {
    subnets = Map.copyOf(subnets);
  }

  static AccountSeed plant(
      AwsAccount account,
      Ec2Client ec2,
      IamClient iam,
      SqsClient sqs,
      EksClient eks,
      CloudEvents events) {
    Tag discovery = tag("karpenter.sh/discovery", account.clusterName());
    String vpc = ec2.createVpc(request -> request.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    Map<String, String> subnets = new TreeMap<>();
    for (int i = 0; i < account.zones().size(); i++) {
      String zone = account.zones().get(i);
      String block = "10.0.%d.0/20".formatted(i * 16);
      String subnet =
          ec2.createSubnet(request -> request.vpcId(vpc).cidrBlock(block).availabilityZone(zone))
              .subnet()
              .subnetId();
      ec2.createTags(
          request -> request.resources(subnet).tags(discovery, tag("Name", "private-" + zone)));
      subnets.put(zone, subnet);
    }
    String group =
        ec2.createSecurityGroup(
                request ->
                    request
                        .groupName(account.clusterName() + "-node")
                        .description("nodes")
                        .vpcId(vpc))
            .groupId();
    ec2.createTags(request -> request.resources(group).tags(discovery));

    createRole(iam, account.clusterRole(), "eks.amazonaws.com");
    createRole(iam, account.nodeRole(), "ec2.amazonaws.com");

    String queueUrl =
        sqs.createQueue(request -> request.queueName(account.interruptionQueue())).queueUrl();
    String queueArn =
        sqs.getQueueAttributes(
                request -> request.queueUrl(queueUrl).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN);
    events.routeToQueue(queueArn);

    String clusterRoleArn =
        "arn:aws:iam::%s:role/%s".formatted(account.accountId(), account.clusterRole());
    eks.createCluster(
        request ->
            request
                .name(account.clusterName())
                .version(account.kubernetesVersion())
                .roleArn(clusterRoleArn)
                .resourcesVpcConfig(
                    network -> network.subnetIds(subnets.values()).securityGroupIds(group))
                .kubernetesNetworkConfig(
                    network -> network.serviceIpv4Cidr(account.serviceCidr())));
    return new AccountSeed(subnets, group, queueUrl);
  }

  /** The zones of the region with their ids, in the order of the account. */
  static List<AvailabilityZone> zones(AwsAccount account, Ec2Client ec2) {
    Map<String, String> ids = new TreeMap<>();
    ec2.describeAvailabilityZones()
        .availabilityZones()
        .forEach(zone -> ids.put(zone.zoneName(), zone.zoneId()));
    List<AvailabilityZone> zones = new ArrayList<>();
    for (String name : account.zones()) {
      if (!ids.containsKey(name)) {
        throw new LabException(
            "region %s has no zone '%s'; zones: %s"
                .formatted(account.region(), name, ids.keySet()));
      }
      zones.add(new AvailabilityZone(name, ids.get(name)));
    }
    return List.copyOf(zones);
  }

  private static void createRole(IamClient iam, String name, String principal) {
    String trust =
        Json.write(
            Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(
                    Map.of(
                        "Effect",
                        "Allow",
                        "Principal",
                        Map.of("Service", principal),
                        "Action",
                        "sts:AssumeRole"))));
    iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(trust));
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
