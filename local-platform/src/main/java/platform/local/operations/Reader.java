package platform.local.operations;

import java.util.List;
import java.util.Optional;

/**
 * Who only reads a cluster.
 *
 * @param user whom to impersonate, as {@code kubectl --as}
 * @param groups of which the impersonated is a member
 */
public record Reader(Optional<String> user, List<String> groups) {
  /** The kubeconfig's own user. */
  public static final Reader ONESELF = new Reader(Optional.empty(), List.of());

  public Reader {
    groups = List.copyOf(groups);
    if (user.isEmpty() && !groups.isEmpty()) {
      throw new IllegalArgumentException("groups are of a user: " + groups);
    }
  }
}
