package platform.local.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.model.iam.Authorizations;
import platform.model.iam.ExistingResources;
import platform.model.iam.LaunchTemplate;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InstanceProfile;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/**
 * What IAM would know of the things that a call names, looked up before it is carried out:
 * afterwards they may be gone, or tagged otherwise.
 */
final class TouchedResources {
  private static final Logger LOG = LoggerFactory.getLogger(TouchedResources.class);

  /** Calls whose right hangs on what they touch. */
  private static final Set<String> ACTIONS =
      Set.of(
          "AddRoleToInstanceProfile",
          "CreateFleet",
          "CreateTags",
          "DeleteInstanceProfile",
          "DeleteLaunchTemplate",
          "GetInstanceProfile",
          "RemoveRoleFromInstanceProfile",
          "RunInstances",
          "TagInstanceProfile",
          "TerminateInstances");

  private static final Pattern ID = Pattern.compile("(?:i|lt|subnet|sg|vol|eni)-[0-9a-f]+");
  private static final Pattern IMAGE = Pattern.compile("ami-[0-9a-f]+");

  /** Karpenter names its templates; of those that are named by id only the tags are asked for. */
  private static final Pattern TEMPLATE = Pattern.compile(".*\\bLaunchTemplateName");

  private static final Pattern PROFILE =
      Pattern.compile("InstanceProfileName|.*\\bIamInstanceProfile\\.Name");

  private final Ec2Client ec2;
  private final IamClient iam;
  private final AwsAccount account;

  TouchedResources(Ec2Client ec2, IamClient iam, AwsAccount account) {
    this.ec2 = ec2;
    this.iam = iam;
    this.account = account;
  }

  ExistingResources of(AwsRequest request) {
    if (!ACTIONS.contains(request.action())) {
      return ExistingResources.none();
    }
    try {
      return lookUp(request);
    } catch (RuntimeException e) {
      // The call itself goes on; whoever judges it later finds nothing that would allow it.
      LOG.warn("what {} {} touches can't be told", request.service(), request.action(), e);
      return ExistingResources.none();
    }
  }

  private ExistingResources lookUp(AwsRequest request) {
    List<LaunchTemplate> templates =
        valuesOf(request, TEMPLATE).flatMap(name -> template(name).stream()).toList();
    Stream<String> ids =
        templates.stream()
            .flatMap(
                template ->
                    Stream.concat(Stream.of(template.id()), template.securityGroups().stream()));
    Map<String, Map<String, String>> tags =
        tags(Stream.concat(valuesThatAre(request, ID), ids).distinct().toList());
    Map<String, String> owners =
        owners(
            Stream.concat(
                    valuesThatAre(request, IMAGE),
                    templates.stream()
                        .map(LaunchTemplate::image)
                        .filter(Predicate.not(String::isEmpty)))
                .distinct()
                .toList());
    var profileRoles = new HashMap<String, String>();
    Stream.concat(
            valuesOf(request, PROFILE),
            templates.stream()
                .map(LaunchTemplate::instanceProfile)
                .filter(Predicate.not(String::isEmpty)))
        .distinct()
        .flatMap(name -> profile(name).stream())
        .forEach(
            profile -> {
              tags.put(profile.arn(), tagsOf(profile));
              profile
                  .roles()
                  .forEach(role -> profileRoles.put(profile.instanceProfileName(), role.arn()));
            });
    return new ExistingResources(tags, owners, templates, profileRoles);
  }

  private static Stream<String> valuesOf(AwsRequest request, Pattern name) {
    return request.parameters().entrySet().stream()
        .filter(each -> name.matcher(each.getKey()).matches())
        .map(Map.Entry::getValue)
        .distinct();
  }

  private static Stream<String> valuesThatAre(AwsRequest request, Pattern kind) {
    return request.parameters().values().stream().filter(kind.asMatchPredicate()).distinct();
  }

  private Optional<LaunchTemplate> template(String name) {
    try {
      return ec2
          .describeLaunchTemplateVersions(
              request -> request.launchTemplateName(name).versions("$Latest"))
          .launchTemplateVersions()
          .stream()
          .findFirst()
          .map(
              version ->
                  new LaunchTemplate(
                      version.launchTemplateId(),
                      name,
                      Optional.ofNullable(version.launchTemplateData().imageId()).orElse(""),
                      Fleets.securityGroups(version.launchTemplateData()),
                      Optional.ofNullable(version.launchTemplateData().iamInstanceProfile())
                          .map(profile -> profile.name())
                          .orElse(""),
                      startedTags(version.launchTemplateData())));
    } catch (Ec2Exception e) {
      if (e.awsErrorDetails().errorCode().startsWith("InvalidLaunchTemplate")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static SortedMap<String, SortedMap<String, String>> startedTags(
      ResponseLaunchTemplateData data) {
    var byType = new TreeMap<String, SortedMap<String, String>>();
    data.tagSpecifications()
        .forEach(
            specification ->
                byType.put(
                    specification.resourceTypeAsString(),
                    specification.tags().stream()
                        .collect(
                            Collectors.toMap(
                                Tag::key, Tag::value, (one, other) -> other, TreeMap::new))));
    return byType;
  }

  private Map<String, Map<String, String>> tags(List<String> ids) {
    var tags = new HashMap<String, Map<String, String>>();
    if (ids.isEmpty()) {
      return tags;
    }
    ec2.describeTagsPaginator(
            request -> request.filters(Filter.builder().name("resource-id").values(ids).build()))
        .tags()
        .forEach(
            tag ->
                tags.computeIfAbsent(
                        Authorizations.ec2Arn(
                            account.region(), account.accountId(), tag.resourceId()),
                        arn -> new HashMap<>())
                    .put(tag.key(), tag.value()));
    return tags;
  }

  private Map<String, String> owners(List<String> images) {
    if (images.isEmpty()) {
      return Map.of();
    }
    return ec2.describeImages(request -> request.imageIds(images)).images().stream()
        .collect(
            Collectors.toMap(
                Image::imageId,
                image -> Optional.ofNullable(image.imageOwnerAlias()).orElse(image.ownerId())));
  }

  private Optional<InstanceProfile> profile(String name) {
    try {
      return Optional.of(
          iam.getInstanceProfile(request -> request.instanceProfileName(name)).instanceProfile());
    } catch (NoSuchEntityException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> tagsOf(InstanceProfile profile) {
    return profile.tags().stream().collect(Collectors.toMap(tag -> tag.key(), tag -> tag.value()));
  }
}
