package platform.model.iam;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is there already when a call is made, as far as policies ask about it.
 *
 * @param tags by ARN
 * @param imageOwners owner's alias by image id, e.g. {@code amazon}
 * @param templateTags by launch template's id: tags that it gives what it starts, by type
 */
public record ExistingResources(
    Map<String, Map<String, String>> tags,
    Map<String, String> imageOwners,
    Map<String, SortedMap<String, SortedMap<String, String>>> templateTags) {
  public ExistingResources {
    tags = Map.copyOf(tags);
    imageOwners = Map.copyOf(imageOwners);
    templateTags = Map.copyOf(templateTags);
  }

  Map<String, String> tagsOf(String arn) {
    return tags.getOrDefault(arn, Map.of());
  }

  SortedMap<String, SortedMap<String, String>> startedBy(String template) {
    return templateTags.getOrDefault(template, new TreeMap<>());
  }
}
