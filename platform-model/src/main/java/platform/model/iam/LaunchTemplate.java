package platform.model.iam;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a launch template gives the machines that are started by it.
 *
 * @param image its id; empty if each launch names one
 * @param securityGroups ids
 * @param instanceProfile its name; empty if there is none
 * @param tags of what is started, by type of resource
 */
public record LaunchTemplate(
    String id,
    String name,
    String image,
    List<String> securityGroups,
    String instanceProfile,
    SortedMap<String, SortedMap<String, String>> tags) {
  public LaunchTemplate {
    securityGroups = List.copyOf(securityGroups);
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }
}
