package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import platform.local.process.LabException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Makes what Terraform made when its plan was recorded, as far as the lab's programs ask for it: a
 * second instead of minutes, and nothing described twice.
 */
final class AccountSeed {
  /** What is made, in the order of its dependencies. */
  private static final List<String> ORDER =
      List.of(
          "aws_vpc",
          "aws_subnet",
          "aws_security_group",
          "aws_iam_role",
          "aws_iam_policy",
          "aws_iam_role_policy",
          "aws_iam_role_policy_attachment",
          "aws_sqs_queue",
          "aws_sqs_queue_policy",
          "aws_cloudwatch_event_rule",
          "aws_cloudwatch_event_target",
          "aws_launch_template",
          "aws_eks_cluster",
          "aws_eks_node_group",
          "aws_eks_access_entry",
          "aws_eks_pod_identity_association");

  /** What no program of the lab ever asks for. A type in neither list is an error. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "aws_cloudwatch_log_group",
          "aws_default_security_group",
          "aws_eip",
          "aws_eks_access_policy_association",
          "aws_eks_addon",
          "aws_flow_log",
          "aws_iam_service_linked_role",
          "aws_internet_gateway",
          "aws_kms_alias",
          "aws_kms_key",
          "aws_nat_gateway",
          "aws_route",
          "aws_route_table",
          "aws_route_table_association",
          "aws_vpc_endpoint",
          "aws_vpc_security_group_egress_rule",
          "aws_vpc_security_group_ingress_rule");

  private final SeedNetwork network;
  private final SeedCluster cluster;
  private final IamClient iam;
  private final SqsClient sqs;
  private final CloudEvents events;

  /** Ids of the recording and of this account. */
  private final Map<String, String> ids = new LinkedHashMap<>();

  AccountSeed(Ec2Client ec2, IamClient iam, SqsClient sqs, EksClient eks, CloudEvents events) {
    this.network = new SeedNetwork(ec2);
    this.cluster = new SeedCluster(eks);
    this.iam = iam;
    this.sqs = sqs;
    this.events = events;
  }

  void plant(RecordedInfrastructure recorded) {
    var byType = new TreeMap<String, List<JsonNode>>();
    for (JsonNode resource : recorded.resources()) {
      byType
          .computeIfAbsent(resource.path("type").asText(), type -> new ArrayList<>())
          .add(resource.path("values"));
    }
    for (String type : byType.keySet()) {
      if (!ORDER.contains(type) && !LEFT_OUT.contains(type)) {
        throw new LabException(
            "the recorded plan makes a %s, and the lab knows neither how to make one nor that none is needed; add it to one of the lists of %s"
                .formatted(type, AccountSeed.class.getSimpleName()));
      }
    }
    for (String type : ORDER) {
      for (JsonNode values : byType.getOrDefault(type, List.of())) {
        make(type, inThisAccount(values));
      }
    }
  }

  private JsonNode inThisAccount(JsonNode values) {
    String text = values.toString();
    for (Map.Entry<String, String> id : ids.entrySet()) {
      text = text.replace('"' + id.getKey() + '"', '"' + id.getValue() + '"');
    }
    return Json.read(text);
  }

  private void make(String type, JsonNode values) {
    String id = values.path("id").asText();
    switch (type) {
      case "aws_vpc" -> ids.put(id, network.vpc(values));
      case "aws_subnet" -> ids.put(id, network.subnet(values));
      case "aws_security_group" -> ids.put(id, network.securityGroup(values));
      case "aws_launch_template" -> ids.put(id, network.launchTemplate(values));
      case "aws_iam_role" -> role(values);
      case "aws_iam_policy" ->
          iam.createPolicy(
              request ->
                  request.policyName(text(values, "name")).policyDocument(text(values, "policy")));
      case "aws_iam_role_policy" ->
          iam.putRolePolicy(
              request ->
                  request
                      .roleName(text(values, "role"))
                      .policyName(text(values, "name"))
                      .policyDocument(text(values, "policy")));
      case "aws_iam_role_policy_attachment" ->
          iam.attachRolePolicy(
              request ->
                  request.roleName(text(values, "role")).policyArn(text(values, "policy_arn")));
      case "aws_sqs_queue" -> queue(values);
      case "aws_sqs_queue_policy" ->
          sqs.setQueueAttributes(
              request ->
                  request
                      .queueUrl(text(values, "queue_url"))
                      .attributes(Map.of(QueueAttributeName.POLICY, text(values, "policy"))));
      case "aws_cloudwatch_event_rule" ->
          events.putRule(text(values, "name"), text(values, "event_pattern"));
      case "aws_cloudwatch_event_target" ->
          events.putTarget(text(values, "rule"), text(values, "target_id"), text(values, "arn"));
      case "aws_eks_cluster" -> cluster.cluster(values);
      case "aws_eks_node_group" -> cluster.nodeGroup(values);
      case "aws_eks_access_entry" -> cluster.accessEntry(values);
      case "aws_eks_pod_identity_association" -> cluster.podIdentity(values);
      default -> throw new LabException("nothing makes a " + type);
    }
  }

  private void role(JsonNode values) {
    iam.createRole(
        request ->
            request
                .roleName(text(values, "name"))
                .path(text(values, "path"))
                .assumeRolePolicyDocument(text(values, "assume_role_policy")));
  }

  private void queue(JsonNode values) {
    String url =
        sqs.createQueue(
                request ->
                    request
                        .queueName(text(values, "name"))
                        .attributes(
                            Map.of(
                                QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                                text(values, "message_retention_seconds"),
                                QueueAttributeName.SQS_MANAGED_SSE_ENABLED,
                                text(values, "sqs_managed_sse_enabled"))))
            .queueUrl();
    ids.put(text(values, "url"), url);
  }

  static String text(JsonNode values, String name) {
    if (!values.hasNonNull(name)) {
      throw new LabException(
          "the recorded plan's %s has no '%s'; record it again"
              .formatted(values.path("id").asText(), name));
    }
    return values.path(name).asText();
  }

  static Map<String, String> texts(JsonNode values) {
    var texts = new TreeMap<String, String>();
    values.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  static List<String> list(JsonNode values) {
    var list = new ArrayList<String>();
    values.forEach(each -> list.add(each.asText()));
    return list;
  }
}
