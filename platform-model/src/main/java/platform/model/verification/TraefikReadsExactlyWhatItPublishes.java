package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import platform.model.findings.Finding;
import platform.model.platform.Platform;

/**
 * The namespaces that Traefik is told to publish are those that it may read: one too many in its
 * list and it loads no Ingress at all, one too many RoleBinding and it reads Secrets for nothing.
 */
public final class TraefikReadsExactlyWhatItPublishes implements TreeRule {
  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "A namespace too many in its list and Traefik serves nothing after its next start; a RoleBinding too many and it reads Secrets for nothing.",
        "Keep --providers.kubernetesingress.namespaces and the files in publishers/ the same.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var surface = promised.surface();
    var findings = new ArrayList<Finding>();
    surface
        .published()
        .forEach(
            (namespace, location) -> {
              if (!surface.readable().containsKey(namespace)) {
                findings.add(
                    Finding.error(
                        id(),
                        location,
                        "Traefik is told to publish namespace '%s' and no RoleBinding lets it read there, so after its next start it serves nothing"
                            .formatted(namespace),
                        "add gitops/apps/platform/traefik/publishers/%s.yaml, or take the name from the list"
                            .formatted(namespace)));
              }
            });
    surface
        .readable()
        .forEach(
            (namespace, location) -> {
              if (!surface.published().containsKey(namespace)) {
                findings.add(
                    Finding.error(
                        id(),
                        location,
                        "Traefik may read namespace '%s', its Secrets included, and does not publish it"
                            .formatted(namespace),
                        "remove the RoleBinding, or add the name to --providers.kubernetesingress.namespaces"));
              }
            });
    return findings;
  }
}
