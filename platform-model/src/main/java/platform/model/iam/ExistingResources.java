package platform.model.iam;

import java.util.List;
import java.util.Map;

/**
 * What is there already when a call is made, as far as policies ask about it.
 *
 * @param tags by ARN
 * @param imageOwners owner's alias by image id, e.g. {@code amazon}
 * @param templates the launch templates
 * @param profileRoles ARN of the role by instance profile's name
 */
public record ExistingResources(
    Map<String, Map<String, String>> tags,
    Map<String, String> imageOwners,
    List<LaunchTemplate> templates,
    Map<String, String> profileRoles) {
  public ExistingResources {
    tags = Map.copyOf(tags);
    imageOwners = Map.copyOf(imageOwners);
    templates = List.copyOf(templates);
    profileRoles = Map.copyOf(profileRoles);
  }

  /** For calls that touch nothing which policies ask about. */
  public static ExistingResources none() {
    return new ExistingResources(Map.of(), Map.of(), List.of(), Map.of());
  }

  Map<String, String> tagsOf(String arn) {
    return tags.getOrDefault(arn, Map.of());
  }
}
