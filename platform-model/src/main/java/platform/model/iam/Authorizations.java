package platform.model.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What IAM is asked for one API call: a request for each resource that the call touches, with the
 * context keys that the service gives. Resources and keys of each action are those of the Service
 * Authorization Reference; only calls that Karpenter makes, and attacks on these, are known.
 */
public final class Authorizations {
  private static final Map<String, String> TYPES_BY_ID =
      Map.of(
          "i", "instance",
          "lt", "launch-template",
          "vol", "volume",
          "eni", "network-interface",
          "subnet", "subnet",
          "sg", "security-group",
          "vpc", "vpc",
          "fleet", "fleet",
          "sir", "spot-instances-request");

  private final ApiCall call;
  private final ExistingResources existing;
  private final List<IamRequest> requests = new ArrayList<>();

  private Authorizations(ApiCall call, ExistingResources existing) {
    this.call = call;
    this.existing = existing;
  }

  /**
   * The requests, all of which have to be allowed.
   *
   * @throws IllegalArgumentException for a call that nobody has described yet
   */
  public static List<IamRequest> of(ApiCall call, ExistingResources existing) {
    var authorizations = new Authorizations(call, existing);
    switch (call.service()) {
      case "ec2" -> authorizations.ec2();
      case "iam" -> authorizations.iam();
      case "ssm" -> authorizations.add("ssm:" + call.action(), authorizations.parameterArn());
      case "pricing" -> authorizations.add("pricing:" + call.action(), "*");
      case "sqs" -> authorizations.add("sqs:" + call.action(), authorizations.queueArn());
      case "eks" ->
          authorizations.add(
              "eks:" + call.action(),
              authorizations.arn("eks", "cluster/" + call.parameter("name")));
      default -> throw unknown(call);
    }
    return List.copyOf(authorizations.requests);
  }

  private static IllegalArgumentException unknown(ApiCall call) {
    return new IllegalArgumentException(
        "%s:%s: nothing says what IAM is asked for it; describe it in %s"
            .formatted(call.service(), call.action(), Authorizations.class.getSimpleName()));
  }

  private void ec2() {
    String action = call.action();
    if (action.startsWith("Describe")) {
      add("ec2:" + action, "*");
      return;
    }
    switch (action) {
      // An instant fleet runs its instances on behalf of its caller, who is asked for both.
      case "CreateFleet" -> {
        launch("CreateFleet");
        launch("RunInstances");
      }
      case "RunInstances" -> launch("RunInstances");
      case "CreateLaunchTemplate" -> made("CreateLaunchTemplate", "launch-template");
      case "CreateTags", "DeleteTags" ->
          call.all("ResourceId\\.\\d+")
              .forEach(id -> add("ec2:" + action, idArn(id), requestTags(call.tags("Tag"))));
      case "TerminateInstances", "RebootInstances", "StopInstances" ->
          call.all("InstanceId\\.\\d+").forEach(id -> add("ec2:" + action, idArn(id)));
      case "DeleteLaunchTemplate" ->
          templateArns().forEach(template -> add("ec2:" + action, template));
      default ->
          call.all("(?:GroupId|SubnetId|VpcId|InstanceId)(?:\\.\\d+)?")
              .forEach(id -> add("ec2:" + action, idArn(id)));
    }
    if (requests.isEmpty()) {
      throw unknown(call);
    }
  }

  private void launch(String action) {
    List<LaunchTemplate> templates = templates();
    Stream.concat(
            call.all(".*\\bImageId").stream(),
            templates.stream().map(LaunchTemplate::image).filter(image -> !image.isEmpty()))
        .distinct()
        .forEach(image -> image(action, image));
    Stream.of(
            call.all(".*\\bSubnetId").stream(),
            call.all(".*\\bSecurityGroupId\\.\\d+").stream(),
            templates.stream().flatMap(template -> template.securityGroups().stream()))
        .flatMap(ids -> ids)
        .distinct()
        .forEach(id -> add("ec2:" + action, idArn(id)));
    templateArns().forEach(template -> add("ec2:" + action, template));
    if (action.equals("CreateFleet")) {
      made(action, "fleet");
    }
    boolean isSpot =
        call.parameter("TargetCapacitySpecification.DefaultTargetCapacityType").equals("spot")
            || call.parameter("InstanceMarketOptions.MarketType").equals("spot");
    Stream.of("instance", "volume", "network-interface").forEach(type -> made(action, type));
    if (isSpot) {
      made(action, "spot-instances-request");
    }
    Stream.concat(
            call.all(".*\\bIamInstanceProfile\\.Name").stream(),
            templates.stream().map(LaunchTemplate::instanceProfile))
        .map(existing.profileRoles()::get)
        .filter(Objects::nonNull)
        .distinct()
        .forEach(this::passRole);
  }

  private void image(String action, String image) {
    var context = new TreeMap<String, List<String>>();
    context.put("ec2:Owner", List.of(existing.imageOwners().getOrDefault(image, "")));
    add("ec2:" + action, "arn:aws:ec2:%s::image/%s".formatted(call.region(), image), context);
  }

  /** The launch templates that the call names, as far as they are there. */
  private List<LaunchTemplate> templates() {
    List<String> ids = call.all(".*\\bLaunchTemplateId");
    List<String> names = call.all(".*\\bLaunchTemplateName");
    return existing.templates().stream()
        .filter(template -> ids.contains(template.id()) || names.contains(template.name()))
        .toList();
  }

  /** IAM knows a launch template by its id; one that isn't there has none, and so no tags. */
  private List<String> templateArns() {
    Stream<String> named =
        call.all(".*\\bLaunchTemplateName").stream()
            .map(
                name ->
                    existing.templates().stream()
                        .filter(template -> template.name().equals(name))
                        .map(LaunchTemplate::id)
                        .findFirst()
                        .orElse(name));
    return Stream.concat(call.all(".*\\bLaunchTemplateId").stream(), named)
        .distinct()
        .map(id -> arn("ec2", "launch-template/" + id))
        .toList();
  }

  /** Something new, and its tags, which are a call of their own to IAM. */
  private void made(String action, String type) {
    var tags = new TreeMap<String, String>();
    templates()
        .forEach(template -> tags.putAll(template.tags().getOrDefault(type, new TreeMap<>())));
    tags.putAll(call.tagSpecifications().getOrDefault(type, new TreeMap<>()));
    String arn = arn("ec2", type + "/*");
    add("ec2:" + action, arn, requestTags(tags));
    if (!tags.isEmpty()) {
      var context = requestTags(tags);
      context.put("ec2:CreateAction", List.of(action));
      add("ec2:CreateTags", arn, context);
    }
  }

  private void iam() {
    String action = call.action();
    switch (action) {
      case "ListInstanceProfiles" -> add("iam:" + action, "*");
      case "GetRole" -> add("iam:" + action, roleArn(call.parameter("RoleName")));
      case "CreateInstanceProfile", "TagInstanceProfile" ->
          add("iam:" + action, profileArn(), requestTags(call.tags("Tags.member")));
      case "AddRoleToInstanceProfile" -> {
        add("iam:" + action, profileArn());
        passRole(roleArn(call.parameter("RoleName")));
      }
      case "RemoveRoleFromInstanceProfile", "DeleteInstanceProfile", "GetInstanceProfile" ->
          add("iam:" + action, profileArn());
      case "AttachRolePolicy", "PutRolePolicy", "CreateRole" ->
          add("iam:" + action, roleArn(call.parameter("RoleName")));
      default -> throw unknown(call);
    }
  }

  private void passRole(String role) {
    var context = new TreeMap<String, List<String>>();
    context.put("iam:PassedToService", List.of("ec2.amazonaws.com"));
    add("iam:PassRole", role, context);
  }

  /** A call names a profile without its path: that is known of one that is there. */
  private String profileArn() {
    String name = call.parameter("InstanceProfileName");
    String path = call.parameter("Path").isEmpty() ? "/" : call.parameter("Path");
    String stated = globalArn("instance-profile" + path + name);
    return existing.tags().keySet().stream()
        .filter(arn -> arn.contains(":instance-profile/") && arn.endsWith("/" + name))
        .findFirst()
        .orElse(stated);
  }

  private String roleArn(String name) {
    return globalArn("role/" + name);
  }

  private String globalArn(String resource) {
    return "arn:aws:iam::%s:%s".formatted(call.account(), resource);
  }

  private String parameterArn() {
    String name = call.parameter("Name");
    // Public parameters belong to no account.
    String owner = name.startsWith("/aws/service/") ? "" : call.account();
    return "arn:aws:ssm:%s:%s:parameter%s".formatted(call.region(), owner, name);
  }

  private String queueArn() {
    String url = call.parameter("QueueUrl");
    String name =
        url.isEmpty() ? call.parameter("QueueName") : url.substring(url.lastIndexOf('/') + 1);
    return arn("sqs", name);
  }

  private String idArn(String id) {
    return ec2Arn(call.region(), call.account(), id);
  }

  /**
   * The ARN of a thing in EC2.
   *
   * @param id e.g. {@code subnet-0123456789abcdef0}
   */
  public static String ec2Arn(String region, String account, String id) {
    String type = TYPES_BY_ID.get(id.substring(0, Math.max(0, id.lastIndexOf('-'))));
    if (type == null) {
      throw new IllegalArgumentException("%s: no resource of EC2 has such an id".formatted(id));
    }
    return arn("ec2", region, account, type + "/" + id);
  }

  private String arn(String service, String resource) {
    return arn(service, call.region(), call.account(), resource);
  }

  private static String arn(String service, String region, String account, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, region, account, resource);
  }

  private static SortedMap<String, List<String>> requestTags(Map<String, String> tags) {
    var context = new TreeMap<String, List<String>>();
    tags.forEach((key, value) -> context.put("aws:RequestTag/" + key, List.of(value)));
    if (!tags.isEmpty()) {
      context.put("aws:TagKeys", List.copyOf(tags.keySet()));
    }
    return context;
  }

  private void add(String action, String resource) {
    add(action, resource, new TreeMap<>());
  }

  private void add(String action, String resource, SortedMap<String, List<String>> special) {
    var context = new TreeMap<>(special);
    context.put("aws:RequestedRegion", List.of(call.region()));
    existing
        .tagsOf(resource)
        .forEach((key, value) -> context.put("aws:ResourceTag/" + key, List.of(value)));
    requests.add(new IamRequest(action, resource, context));
  }
}
