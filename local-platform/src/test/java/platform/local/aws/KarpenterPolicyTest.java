package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static platform.local.aws.KarpenterPolicyExample.CLUSTER;
import static platform.local.aws.KarpenterPolicyExample.but;
import static platform.local.aws.KarpenterPolicyExample.call;
import static platform.local.aws.KarpenterPolicyExample.decisions;
import static platform.local.aws.KarpenterPolicyExample.fleet;
import static platform.local.aws.KarpenterPolicyExample.in;
import static platform.local.aws.KarpenterPolicyExample.parameter;
import static platform.local.aws.KarpenterPolicyExample.profile;
import static platform.local.aws.KarpenterPolicyExample.reads;
import static platform.local.aws.KarpenterPolicyExample.run;
import static platform.local.aws.KarpenterPolicyExample.tagProfile;
import static platform.local.aws.KarpenterPolicyExample.template;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import platform.model.iam.ApiCall;
import platform.model.iam.Decision;
import platform.model.iam.IdentityPolicies;
import platform.model.iam.Statement;

/** Karpenter may do what it does, and what an intruder in its pod would do it may not. */
class KarpenterPolicyTest {
  private static final IdentityPolicies POLICIES = KarpenterPolicyExample.policies();
  private static final ApiCall TERMINATE =
      call("ec2", "TerminateInstances", "InstanceId.1", "i-own");
  private static final ApiCall DELETE_TEMPLATE =
      call("ec2", "DeleteLaunchTemplate", "LaunchTemplateId", "lt-own");
  private static final ApiCall NAME =
      call(
          "ec2",
          "CreateTags",
          "ResourceId.1",
          "i-own",
          "Tag.1.Key",
          "Name",
          "Tag.1.Value",
          "node",
          "Tag.2.Key",
          "karpenter.sh/nodeclaim",
          "Tag.2.Value",
          "c",
          "Tag.3.Key",
          "eks:eks-cluster-name",
          "Tag.3.Value",
          CLUSTER);
  private static final ApiCall DELETE_PROFILE =
      call("iam", "DeleteInstanceProfile", "InstanceProfileName", CLUSTER + "_1");
  private static final ApiCall ADD_ROLE =
      call(
          "iam",
          "AddRoleToInstanceProfile",
          "InstanceProfileName",
          CLUSTER + "_1",
          "RoleName",
          CLUSTER + "-karpenter-node");
  private static final ApiCall REMOVE_ROLE =
      call(
          "iam",
          "RemoveRoleFromInstanceProfile",
          "InstanceProfileName",
          CLUSTER + "_1",
          "RoleName",
          CLUSTER + "-karpenter-node");
  private static final ApiCall TAKE_MESSAGE =
      call("sqs", "DeleteMessage", "QueueUrl", "https://sqs/1/" + CLUSTER);
  private static final ApiCall CLUSTERS = call("eks", "DescribeCluster", "name", CLUSTER);
  private static final ApiCall IMAGES = call("ec2", "DescribeImages");

  private static final String CONFIG = "LaunchTemplateConfigs.1.";

  /** Granted, though nobody has seen Karpenter do it, and why. */
  private static final Set<String> UNSEEN =
      // IAM asks for it when a profile is made with tags; Karpenter's own reference grants it.
      Set.of("iam:TagInstanceProfile");

  /** What an intruder would try, and the lawful call that differs in nothing else. */
  private record Attack(String name, ApiCall attempt, ApiCall twin) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Attack attack(String name, ApiCall twin, String... changes) {
    return new Attack(name, but(twin, changes), twin);
  }

  private static Attack elsewhere(String name, ApiCall twin) {
    return new Attack(name, in("eu-west-1", twin), twin);
  }

  /** Another operation on what the lawful one is about. */
  private static Attack other(String name, ApiCall attempt, ApiCall twin) {
    return new Attack(name, attempt, twin);
  }

  private static Stream<Attack> attacks() {
    return Stream.of(
        attack("end an untagged machine", TERMINATE, "InstanceId.1", "i-untagged"),
        attack("end a bootstrap machine", TERMINATE, "InstanceId.1", "i-bootstrap"),
        attack("end another cluster's machine", TERMINATE, "InstanceId.1", "i-other"),
        attack("end a machine that is only shared", TERMINATE, "InstanceId.1", "i-shared"),
        attack("end a foreign machine beside an own", TERMINATE, "InstanceId.2", "i-other"),
        elsewhere("end machines of another region", TERMINATE),
        other(
            "reboot a machine", call("ec2", "RebootInstances", "InstanceId.1", "i-own"), TERMINATE),
        other("stop a machine", call("ec2", "StopInstances", "InstanceId.1", "i-own"), TERMINATE),
        attack(
            "delete the bootstrap template", DELETE_TEMPLATE, "LaunchTemplateId", "lt-bootstrap"),
        attack(
            "delete another cluster's template", DELETE_TEMPLATE, "LaunchTemplateId", "lt-other"),
        elsewhere("delete templates of another region", DELETE_TEMPLATE),
        attack("tag an untagged machine", NAME, "ResourceId.1", "i-untagged"),
        attack("tag a bootstrap machine", NAME, "ResourceId.1", "i-bootstrap"),
        attack("tag another cluster's machine", NAME, "ResourceId.1", "i-other"),
        attack("tag a foreign subnet", NAME, "ResourceId.1", "subnet-other"),
        attack("tag a foreign security group", NAME, "ResourceId.1", "sg-other"),
        attack("tag another cluster's template", NAME, "ResourceId.1", "lt-other"),
        attack("claim a machine for the cluster", NAME, "Tag.1.Key", KarpenterPolicyExample.OWNED),
        attack("move a machine to another NodePool", NAME, "Tag.1.Key", "karpenter.sh/nodepool"),
        attack("give a machine to another cluster", NAME, "Tag.3.Value", "other"),
        other(
            "take a machine's tags away",
            call("ec2", "DeleteTags", "ResourceId.1", "i-own", "Tag.1.Key", "Name"),
            NAME),
        attack("run without tags", run(), "TagSpecification.1.ResourceType", "dedicated-host"),
        attack(
            "run with untagged volumes",
            run(),
            "TagSpecification.2.ResourceType",
            "dedicated-host"),
        attack(
            "run with untagged interfaces",
            run(),
            "TagSpecification.3.ResourceType",
            "dedicated-host"),
        attack("run for another cluster", run(), "TagSpecification.1.Tag.1.Value", "other"),
        attack("run a stranger's image", run(), "ImageId", "ami-stranger"),
        attack("run an image of the marketplace", run(), "ImageId", "ami-market"),
        attack("run in a foreign subnet", run(), "SubnetId", "subnet-other"),
        attack("run in an untagged subnet", run(), "SubnetId", "subnet-none"),
        attack("run in a foreign security group", run(), "SecurityGroupId.1", "sg-other"),
        attack("run with a foreign group beside", run(), "SecurityGroupId.2", "sg-other"),
        attack("run as an administrator", run(), "IamInstanceProfile.Name", "admin"),
        attack("run as Karpenter itself", run(), "IamInstanceProfile.Name", "controller"),
        elsewhere("run in another region", run()),
        attack(
            "fleet in a foreign subnet", fleet(), CONFIG + "Overrides.1.SubnetId", "subnet-other"),
        attack(
            "fleet of a stranger's image", fleet(), CONFIG + "Overrides.1.ImageId", "ami-stranger"),
        attack(
            "fleet by another cluster's template",
            fleet(),
            CONFIG + "LaunchTemplateSpecification.LaunchTemplateName",
            "",
            CONFIG + "LaunchTemplateSpecification.LaunchTemplateId",
            "lt-other"),
        attack(
            "fleet by the bootstrap template",
            fleet(),
            CONFIG + "LaunchTemplateSpecification.LaunchTemplateName",
            "",
            CONFIG + "LaunchTemplateSpecification.LaunchTemplateId",
            "lt-bootstrap"),
        attack("fleet without tags", fleet(), "TagSpecification.1.ResourceType", "dedicated-host"),
        attack(
            "fleet without its own tags",
            fleet(),
            "TagSpecification.3.ResourceType",
            "dedicated-host"),
        elsewhere("fleet in another region", fleet()),
        attack(
            "template without tags",
            template(),
            "TagSpecification.1.ResourceType",
            "dedicated-host"),
        attack("template without NodePool", template(), "TagSpecification.1.Tag.2.Key", "other"),
        attack(
            "template for another cluster", template(), "TagSpecification.1.Tag.1.Value", "other"),
        elsewhere("template in another region", template()),
        attack("profile at another path", profile(), "Path", "/"),
        attack(
            "profile at another cluster's path",
            profile(),
            "Path",
            "/karpenter/us-east-1/other/uid/"),
        attack("profile without tags", profile(), "Tags.member.3.Key", "x"),
        attack("profile of another region", profile(), "Tags.member.4.Value", "eu-west-1"),
        attack("tag another cluster's profile", tagProfile(), "InstanceProfileName", "other_1"),
        attack("delete an administrators' profile", DELETE_PROFILE, "InstanceProfileName", "admin"),
        attack(
            "delete another cluster's profile", DELETE_PROFILE, "InstanceProfileName", "other_1"),
        attack("put an administrator into the own profile", ADD_ROLE, "RoleName", "administrator"),
        attack(
            "put the bootstrap role into the own profile",
            ADD_ROLE,
            "RoleName",
            CLUSTER + "-bootstrap-node"),
        attack("put the role into a foreign profile", ADD_ROLE, "InstanceProfileName", "admin"),
        attack("empty an administrators' profile", REMOVE_ROLE, "InstanceProfileName", "admin"),
        other(
            "give itself rights",
            call("iam", "PutRolePolicy", "RoleName", CLUSTER + "-karpenter-controller"),
            ADD_ROLE),
        other(
            "give the node role rights",
            call("iam", "AttachRolePolicy", "RoleName", CLUSTER + "-karpenter-node"),
            ADD_ROLE),
        other("make a role", call("iam", "CreateRole", "RoleName", "intruder"), profile()),
        attack(
            "look at a foreign profile",
            call("iam", "GetInstanceProfile", "InstanceProfileName", CLUSTER + "_1"),
            "InstanceProfileName",
            "admin"),
        attack(
            "read the account's own parameters",
            parameter(),
            "Name",
            "/platform/database-password"),
        attack(
            "read other public parameters",
            parameter(),
            "Name",
            "/aws/service/ecs/optimized-ami/recommended"),
        elsewhere("read parameters of another region", parameter()),
        attack("take another queue's messages", TAKE_MESSAGE, "QueueUrl", "https://sqs/1/orders"),
        other(
            "send itself a message",
            call("sqs", "SendMessage", "QueueUrl", "https://sqs/1/" + CLUSTER),
            TAKE_MESSAGE),
        other(
            "empty the queue",
            call("sqs", "PurgeQueue", "QueueUrl", "https://sqs/1/" + CLUSTER),
            TAKE_MESSAGE),
        attack("look at another cluster", CLUSTERS, "name", "other"),
        other("delete the cluster", call("eks", "DeleteCluster", "name", CLUSTER), CLUSTERS),
        elsewhere("look around in another region", IMAGES),
        other(
            "open a security group",
            call("ec2", "AuthorizeSecurityGroupIngress", "GroupId", "sg-own"),
            run()));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void anAttackIsDeniedAndItsLawfulTwinAllowed(Attack attack) {
    assertThat(decisions(POLICIES, attack.attempt()))
        .as("the attack")
        .anyMatch(decision -> !decision.isAllowed());
    assertThat(decisions(POLICIES, attack.twin()))
        .as("the lawful twin")
        .allMatch(Decision::isAllowed);
  }

  @Test
  void thereAreAtLeastFortyAttacks() {
    assertThat(attacks().map(Attack::name).distinct().count()).isGreaterThanOrEqualTo(40);
  }

  private static List<ApiCall> calls() {
    return Stream.concat(
            reads(),
            Stream.of(
                fleet(),
                run(),
                template(),
                NAME,
                TERMINATE,
                DELETE_TEMPLATE,
                profile(),
                ADD_ROLE,
                REMOVE_ROLE,
                DELETE_PROFILE,
                TAKE_MESSAGE))
        .toList();
  }

  @Test
  void everyCallOfKarpentersIsAllowed() {
    for (ApiCall call : calls()) {
      assertThat(decisions(POLICIES, call)).as("%s", call).allMatch(Decision::isAllowed);
    }
  }

  @Test
  void everyGrantedActionIsUsedOrNamedWithItsReason() {
    Set<String> used =
        calls().stream()
            .flatMap(call -> decisions(POLICIES, call).stream())
            .map(decision -> decision.request().action())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(POLICIES.grantedActions())
        .allSatisfy(
            granted ->
                assertThat(
                        UNSEEN.contains(granted)
                            || used.stream().anyMatch(each -> Statement.covers(granted, each)))
                    .as(granted)
                    .isTrue());
    assertThat(UNSEEN).as("is used after all").doesNotContainAnyElementsOf(used);
  }

  @Test
  void noMutatingActionIsGrantedOnEverythingWithoutACondition() {
    assertThat(POLICIES.statements())
        .filteredOn(statement -> statement.conditions().isEmpty())
        .filteredOn(
            statement ->
                statement.resources().listed().stream()
                    .anyMatch(resource -> resource.text().equals("*")))
        .flatExtracting(statement -> statement.actions().listed())
        .allMatch(action -> action.matches("\\w+:(Get|List|Describe).*"));
  }

  @Test
  void everyStatementHasAName() {
    assertThat(POLICIES.statements())
        .extracting(Statement::sid)
        .doesNotContain("")
        .doesNotHaveDuplicates();
  }
}
