package platform.local.aws;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import platform.model.iam.ApiCall;
import platform.model.iam.Authorizations;
import platform.model.iam.Decision;
import platform.model.iam.ExistingResources;
import platform.model.iam.IdentityPolicies;
import platform.model.iam.LaunchTemplate;

/** The policy that Terraform gives Karpenter, and an account with own and foreign things in it. */
final class KarpenterPolicyExample {
  static final String CLUSTER = "eks-platform-dev";
  static final String OWNED = "kubernetes.io/cluster/" + CLUSTER;
  static final String REGION = "us-east-1";
  static final String ACCOUNT = "111122223333";

  private static final SortedMap<String, String> NODE_TAGS =
      new TreeMap<>(
          Map.of(
              OWNED,
              "owned",
              "karpenter.sh/nodepool",
              "karpenter-spot",
              "eks:eks-cluster-name",
              CLUSTER));
  private static final Map<String, String> PROFILE_TAGS =
      Map.of(
          OWNED,
          "owned",
          "eks:eks-cluster-name",
          CLUSTER,
          "topology.kubernetes.io/region",
          REGION,
          "karpenter.k8s.aws/ec2nodeclass",
          "default");
  private static final String PROFILES = "arn:aws:iam::" + ACCOUNT + ":instance-profile";

  private static final String ROLES = "arn:aws:iam::" + ACCOUNT + ":role/";

  static final String OWN_PATH = "/karpenter/%s/%s/uid/".formatted(REGION, CLUSTER);

  private static final ExistingResources EXISTING =
      new ExistingResources(
          Map.ofEntries(
              Map.entry(ec2("instance/i-own"), NODE_TAGS),
              Map.entry(ec2("instance/i-bootstrap"), Map.of(OWNED, "owned")),
              Map.entry(
                  ec2("instance/i-other"),
                  Map.of(
                      "kubernetes.io/cluster/other", "owned", "karpenter.sh/nodepool", "default")),
              Map.entry(
                  ec2("instance/i-shared"), Map.of(OWNED, "shared", "karpenter.sh/nodepool", "x")),
              Map.entry(ec2("launch-template/lt-own"), NODE_TAGS),
              Map.entry(ec2("launch-template/lt-bootstrap"), Map.of("Name", "bootstrap")),
              Map.entry(
                  ec2("launch-template/lt-other"),
                  Map.of(
                      "kubernetes.io/cluster/other", "owned", "karpenter.sh/nodepool", "default")),
              Map.entry(ec2("subnet/subnet-own"), Map.of("karpenter.sh/discovery", CLUSTER)),
              Map.entry(ec2("subnet/subnet-other"), Map.of("karpenter.sh/discovery", "other")),
              Map.entry(ec2("security-group/sg-own"), Map.of("karpenter.sh/discovery", CLUSTER)),
              Map.entry(ec2("security-group/sg-other"), Map.of("karpenter.sh/discovery", "other")),
              Map.entry(PROFILES + OWN_PATH + CLUSTER + "_1", PROFILE_TAGS),
              Map.entry(
                  PROFILES + "/karpenter/us-east-1/other/uid/other_1",
                  Map.of("kubernetes.io/cluster/other", "owned")),
              Map.entry(PROFILES + "/administrators/admin", Map.of())),
          Map.of(
              "ami-amazon",
              "amazon",
              "ami-stranger",
              "999988887777",
              "ami-market",
              "aws-marketplace"),
          List.of(
              new LaunchTemplate(
                  "lt-own",
                  "karpenter.k8s.aws/own",
                  "ami-amazon",
                  List.of("sg-own"),
                  CLUSTER + "_1",
                  new TreeMap<>(
                      Map.of(
                          "network-interface", NODE_TAGS, "spot-instances-request", NODE_TAGS)))),
          Map.of(
              CLUSTER + "_1",
              ROLES + CLUSTER + "-karpenter-node",
              "admin",
              ROLES + "administrator",
              "controller",
              ROLES + CLUSTER + "-karpenter-controller"));

  private KarpenterPolicyExample() {}

  private static String ec2(String resource) {
    return "arn:aws:ec2:%s:%s:%s".formatted(REGION, ACCOUNT, resource);
  }

  static IdentityPolicies policies() {
    var recorded = RecordedInfrastructure.read(RecordedInfrastructure.file(Path.of(".."), "dev"));
    return RecordedRights.policies(recorded, recorded.output("karpenter_controller_role_name"));
  }

  /** What the policy says to each of the questions that a call comes to. */
  static List<Decision> decisions(IdentityPolicies policies, ApiCall call) {
    return Authorizations.of(call, EXISTING).stream().map(policies::decide).toList();
  }

  static ApiCall call(String service, String action, String... namesAndValues) {
    var parameters = new TreeMap<String, String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new ApiCall(service, action, REGION, ACCOUNT, parameters);
  }

  /** The same with other values; an empty one takes the parameter away. */
  static ApiCall but(ApiCall call, String... namesAndValues) {
    var parameters = new TreeMap<>(call.parameters());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1].isEmpty()) {
        parameters.remove(namesAndValues[i]);
      } else {
        parameters.put(namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return new ApiCall(call.service(), call.action(), call.region(), call.account(), parameters);
  }

  static ApiCall in(String region, ApiCall call) {
    return new ApiCall(call.service(), call.action(), region, call.account(), call.parameters());
  }

  // Calls as Karpenter 1.15 makes them.

  static ApiCall fleet() {
    var parameters = new TreeMap<String, String>();
    parameters.put("Type", "instant");
    parameters.put("TargetCapacitySpecification.DefaultTargetCapacityType", "spot");
    String config = "LaunchTemplateConfigs.1.";
    parameters.put(
        config + "LaunchTemplateSpecification.LaunchTemplateName", "karpenter.k8s.aws/own");
    parameters.put(config + "Overrides.1.SubnetId", "subnet-own");
    parameters.put(config + "Overrides.1.ImageId", "ami-amazon");
    tag(parameters, 1, "instance");
    tag(parameters, 2, "volume");
    tag(parameters, 3, "fleet");
    return new ApiCall("ec2", "CreateFleet", REGION, ACCOUNT, parameters);
  }

  static ApiCall run() {
    var parameters = new TreeMap<String, String>();
    parameters.put("ImageId", "ami-amazon");
    parameters.put("SubnetId", "subnet-own");
    parameters.put("SecurityGroupId.1", "sg-own");
    parameters.put("IamInstanceProfile.Name", CLUSTER + "_1");
    tag(parameters, 1, "instance");
    tag(parameters, 2, "volume");
    tag(parameters, 3, "network-interface");
    return new ApiCall("ec2", "RunInstances", REGION, ACCOUNT, parameters);
  }

  static ApiCall template() {
    var parameters = new TreeMap<String, String>();
    parameters.put("LaunchTemplateName", "karpenter.k8s.aws/1");
    tag(parameters, 1, "launch-template");
    return new ApiCall("ec2", "CreateLaunchTemplate", REGION, ACCOUNT, parameters);
  }

  private static void tag(SortedMap<String, String> parameters, int number, String type) {
    String prefix = "TagSpecification." + number + ".";
    parameters.put(prefix + "ResourceType", type);
    int tag = 0;
    for (Map.Entry<String, String> each : NODE_TAGS.entrySet()) {
      tag++;
      parameters.put(prefix + "Tag." + tag + ".Key", each.getKey());
      parameters.put(prefix + "Tag." + tag + ".Value", each.getValue());
    }
  }

  static ApiCall profile() {
    var parameters = new TreeMap<String, String>();
    parameters.put("InstanceProfileName", CLUSTER + "_2");
    parameters.put("Path", OWN_PATH);
    int tag = 0;
    for (Map.Entry<String, String> each : new TreeMap<>(PROFILE_TAGS).entrySet()) {
      tag++;
      parameters.put("Tags.member." + tag + ".Key", each.getKey());
      parameters.put("Tags.member." + tag + ".Value", each.getValue());
    }
    return new ApiCall("iam", "CreateInstanceProfile", REGION, ACCOUNT, parameters);
  }

  static ApiCall tagProfile() {
    ApiCall created = profile();
    return but(
        new ApiCall("iam", "TagInstanceProfile", REGION, ACCOUNT, created.parameters()),
        "InstanceProfileName",
        CLUSTER + "_1");
  }

  static Stream<ApiCall> reads() {
    return Stream.concat(
        Stream.of(
                "CapacityReservations",
                "Images",
                "Instances",
                "InstanceStatus",
                "InstanceTypeOfferings",
                "InstanceTypes",
                "LaunchTemplates",
                "PlacementGroups",
                "SecurityGroups",
                "SpotPriceHistory",
                "Subnets")
            .map(what -> call("ec2", "Describe" + what)),
        Stream.of(
            call("pricing", "GetProducts"),
            call("iam", "ListInstanceProfiles"),
            call("iam", "GetInstanceProfile", "InstanceProfileName", CLUSTER + "_1"),
            call("iam", "GetInstanceProfile", "InstanceProfileName", CLUSTER + "_none"),
            call("eks", "DescribeCluster", "name", CLUSTER),
            call("sqs", "GetQueueUrl", "QueueName", CLUSTER),
            call("sqs", "ReceiveMessage", "QueueUrl", "https://sqs/1/" + CLUSTER),
            parameter()));
  }

  static ApiCall parameter() {
    return call(
        "ssm",
        "GetParameter",
        "Name",
        "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/arm64/standard/recommended/image_id");
  }
}
