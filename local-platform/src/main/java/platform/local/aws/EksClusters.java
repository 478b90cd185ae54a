package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * Moto's clusters and node groups as EKS would show them: with the fields that moto forgets, the
 * lab's API server for an endpoint, and the security group that EKS makes for each cluster.
 */
final class EksClusters {
  private static final String REMOTE_ACCESS = "remoteAccess";
  private static final List<String> FORGOTTEN_OF_CLUSTERS =
      List.of("accessConfig", "upgradePolicy", "zonalShiftConfig", "deletionProtection");
  private static final List<String> FORGOTTEN_OF_GROUPS =
      List.of("updateConfig", "nodeRepairConfig", REMOTE_ACCESS);

  private final AwsAccount account;
  private final Ec2Client ec2;
  private final EksAnswers others;

  /** What moto forgets, by the path of what was made. */
  private final ConcurrentMap<List<String>, ObjectNode> forgotten = new ConcurrentHashMap<>();

  EksClusters(AwsAccount account, Ec2Client ec2, EksAnswers others) {
    this.account = account;
    this.ec2 = ec2;
    this.others = others;
  }

  /** Moto's answer as EKS would give it. */
  AwsAnswer corrected(AwsRequest request, AwsAnswer answer) {
    List<String> path = EksAnswers.path(request);
    if (!answer.isSuccess() || path.isEmpty() || !path.get(0).equals("clusters")) {
      return answer;
    }
    return switch (path.size()) {
      case 1 -> request.method().equals("POST") ? created(request, answer) : answer;
      case 2 -> request.method().equals("DELETE") ? deleted(path, answer) : cluster(answer);
      case 3, 4 -> path.get(2).equals("node-groups") ? nodeGroup(request, path, answer) : answer;
      default -> answer;
    };
  }

  private AwsAnswer created(AwsRequest request, AwsAnswer answer) {
    ObjectNode asked = EksAnswers.body(request);
    String name = asked.path("name").asText();
    ObjectNode kept = selected(asked, FORGOTTEN_OF_CLUSTERS);
    if (!kept.has("upgradePolicy")) {
      kept.putObject("upgradePolicy").put("supportType", "EXTENDED");
    }
    if (!kept.has("accessConfig")) {
      kept.putObject("accessConfig").put("authenticationMode", "CONFIG_MAP");
    }
    JsonNode subnets = asked.path("resourcesVpcConfig").path("subnetIds");
    if (!subnets.isEmpty()) {
      String vpc =
          ec2.describeSubnets(each -> each.subnetIds(subnets.get(0).asText()))
              .subnets()
              .get(0)
              .vpcId();
      kept.putObject("resourcesVpcConfig")
          .put("clusterSecurityGroupId", securityGroup(name, vpc))
          .put("vpcId", vpc);
    }
    forgotten.put(List.of("clusters", name), kept);
    return cluster(answer);
  }

  private String securityGroup(String cluster, String vpc) {
    String name = "eks-cluster-sg-" + cluster;
    return ec2.createSecurityGroup(
            request ->
                request
                    .groupName(name)
                    .description("EKS created security group")
                    .vpcId(vpc)
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType(ResourceType.SECURITY_GROUP)
                            .tags(
                                Tag.builder().key("Name").value(name).build(),
                                Tag.builder()
                                    .key("kubernetes.io/cluster/" + cluster)
                                    .value("owned")
                                    .build())
                            .build()))
        .groupId();
  }

  private AwsAnswer deleted(List<String> path, AwsAnswer answer) {
    ObjectNode kept = forgotten.remove(path);
    others.forget(path.get(1));
    if (kept != null) {
      String group = kept.path("resourcesVpcConfig").path("clusterSecurityGroupId").asText("");
      if (!group.isEmpty()) {
        ec2.deleteSecurityGroup(request -> request.groupId(group));
      }
    }
    return answer;
  }

  private AwsAnswer cluster(AwsAnswer answer) {
    ObjectNode document = (ObjectNode) Json.read(answer.bodyText());
    if (!(document.path("cluster") instanceof ObjectNode cluster)) {
      return answer;
    }
    ObjectNode kept = forgotten.get(List.of("clusters", cluster.path("name").asText()));
    if (kept != null) {
      merge(cluster, kept);
    }
    if (cluster.path("name").asText().equals(account.clusterName())) {
      showLabsEndpoint(cluster);
    }
    return answer.withBody(Json.write(document));
  }

  private void showLabsEndpoint(ObjectNode cluster) {
    cluster.put("endpoint", account.clusterEndpoint().toString());
    cluster.put("version", account.kubernetesVersion());
    cluster.putObject("certificateAuthority").put("data", account.clusterCertificateAuthority());
    JsonNode network = cluster.path("kubernetesNetworkConfig");
    ObjectNode networkConfig =
        network.isObject() ? (ObjectNode) network : cluster.putObject("kubernetesNetworkConfig");
    networkConfig.put("serviceIpv4Cidr", account.serviceCidr());
    networkConfig.put("ipFamily", "ipv4");
  }

  private AwsAnswer nodeGroup(AwsRequest request, List<String> path, AwsAnswer answer) {
    ObjectNode document = (ObjectNode) Json.read(answer.bodyText());
    if (!(document.path("nodegroup") instanceof ObjectNode group)) {
      return answer;
    }
    List<String> key = List.of("clusters", path.get(1), group.path("nodegroupName").asText());
    if (path.size() == 3 && request.method().equals("POST")) {
      forgotten.put(key, selected(EksAnswers.body(request), FORGOTTEN_OF_GROUPS));
      others.admitNodes(path.get(1), group.path("nodeRole").asText());
    }
    ObjectNode kept = forgotten.get(key);
    if (kept != null) {
      merge(group, kept);
      if (!kept.has(REMOTE_ACCESS)) {
        // Moto gives each group an SSH key that nobody asked for.
        group.remove(REMOTE_ACCESS);
        group.withObject("/resources").remove("remoteAccessSecurityGroup");
      }
    }
    if (request.method().equals("DELETE")) {
      forgotten.remove(key);
    }
    return answer.withBody(Json.write(document));
  }

  private static ObjectNode selected(ObjectNode from, List<String> fields) {
    ObjectNode selected = JsonNodeFactory.instance.objectNode();
    for (String field : fields) {
      if (from.has(field)) {
        selected.set(field, from.get(field));
      }
    }
    return selected;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> member : from.properties()) {
      if (into.path(member.getKey()) instanceof ObjectNode present
          && member.getValue() instanceof ObjectNode more) {
        merge(present, more);
      } else {
        into.set(member.getKey(), member.getValue());
      }
    }
  }
}
