package platform.local.aws;

import static platform.local.aws.AccountSeed.list;
import static platform.local.aws.AccountSeed.text;
import static platform.local.aws.AccountSeed.texts;

import com.fasterxml.jackson.databind.JsonNode;
import software.amazon.awssdk.services.eks.EksClient;

/** Makes the recorded cluster and what belongs to it. */
final class SeedCluster {
  private final EksClient eks;

  /**
   * @param eks of the gateway: moto has no place for some of this
   */
  SeedCluster(EksClient eks) {
    this.eks = eks;
  }

  void cluster(JsonNode values) {
    JsonNode network = values.path("vpc_config").path(0);
    eks.createCluster(
        request ->
            request
                .name(text(values, "name"))
                .version(text(values, "version"))
                .roleArn(text(values, "role_arn"))
                .tags(texts(values.path("tags_all")))
                .accessConfig(
                    access ->
                        access.authenticationMode(
                            text(values.path("access_config").path(0), "authentication_mode")))
                .kubernetesNetworkConfig(
                    addresses ->
                        addresses.serviceIpv4Cidr(
                            text(
                                values.path("kubernetes_network_config").path(0),
                                "service_ipv4_cidr")))
                .resourcesVpcConfig(
                    vpc ->
                        vpc.subnetIds(list(network.path("subnet_ids")))
                            .securityGroupIds(list(network.path("security_group_ids")))));
  }

  void nodeGroup(JsonNode values) {
    JsonNode scaling = values.path("scaling_config").path(0);
    JsonNode template = values.path("launch_template").path(0);
    eks.createNodegroup(
        request ->
            request
                .clusterName(text(values, "cluster_name"))
                .nodegroupName(text(values, "node_group_name"))
                .nodeRole(text(values, "node_role_arn"))
                .subnets(list(values.path("subnet_ids")))
                .instanceTypes(list(values.path("instance_types")))
                .amiType(text(values, "ami_type"))
                .capacityType(text(values, "capacity_type"))
                .labels(texts(values.path("labels")))
                .version(text(values, "version"))
                .releaseVersion(text(values, "release_version"))
                .launchTemplate(
                    of -> of.id(text(template, "id")).version(text(template, "version")))
                .scalingConfig(
                    size ->
                        size.desiredSize(scaling.path("desired_size").asInt())
                            .minSize(scaling.path("min_size").asInt())
                            .maxSize(scaling.path("max_size").asInt())));
  }

  void accessEntry(JsonNode values) {
    eks.createAccessEntry(
        request ->
            request
                .clusterName(text(values, "cluster_name"))
                .principalArn(text(values, "principal_arn"))
                .type(text(values, "type")));
  }

  void podIdentity(JsonNode values) {
    eks.createPodIdentityAssociation(
        request ->
            request
                .clusterName(text(values, "cluster_name"))
                .namespace(text(values, "namespace"))
                .serviceAccount(text(values, "service_account"))
                .roleArn(text(values, "role_arn")));
  }
}
