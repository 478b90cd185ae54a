package platform.local.aws;

import static platform.local.aws.AccountSeed.list;
import static platform.local.aws.AccountSeed.text;
import static platform.local.aws.AccountSeed.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Makes recorded parts of the network, and returns their ids. */
final class SeedNetwork {
  private final Ec2Client ec2;

  SeedNetwork(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  String vpc(JsonNode values) {
    return ec2.createVpc(
            request ->
                request
                    .cidrBlock(text(values, "cidr_block"))
                    .tagSpecifications(tags(values, ResourceType.VPC)))
        .vpc()
        .vpcId();
  }

  String subnet(JsonNode values) {
    return ec2.createSubnet(
            request ->
                request
                    .vpcId(text(values, "vpc_id"))
                    .cidrBlock(text(values, "cidr_block"))
                    .availabilityZone(text(values, "availability_zone"))
                    .tagSpecifications(tags(values, ResourceType.SUBNET)))
        .subnet()
        .subnetId();
  }

  String securityGroup(JsonNode values) {
    return ec2.createSecurityGroup(
            request ->
                request
                    .vpcId(text(values, "vpc_id"))
                    .groupName(text(values, "name"))
                    .description(text(values, "description"))
                    .tagSpecifications(tags(values, ResourceType.SECURITY_GROUP)))
        .groupId();
  }

  String launchTemplate(JsonNode values) {
    var machineTags = new ArrayList<LaunchTemplateTagSpecificationRequest>();
    for (JsonNode specification : values.path("tag_specifications")) {
      machineTags.add(
          LaunchTemplateTagSpecificationRequest.builder()
              .resourceType(text(specification, "resource_type"))
              .tags(tagList(specification.path("tags")))
              .build());
    }
    return ec2.createLaunchTemplate(
            request ->
                request
                    .launchTemplateName(text(values, "name"))
                    .launchTemplateData(
                        data ->
                            data.userData(text(values, "user_data"))
                                .securityGroupIds(list(values.path("vpc_security_group_ids")))
                                .tagSpecifications(machineTags)))
        .launchTemplate()
        .launchTemplateId();
  }

  private static TagSpecification tags(JsonNode values, ResourceType type) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(tagList(values.path("tags_all")))
        .build();
  }

  private static List<Tag> tagList(JsonNode tags) {
    var list = new ArrayList<Tag>();
    texts(tags).forEach((key, value) -> list.add(Tag.builder().key(key).value(value).build()));
    return list;
  }
}
