package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import platform.model.capacity.Profile;
import platform.model.findings.Finding;
import platform.model.observed.ObservedPlatform;
import platform.model.observed.ObservedPod;
import platform.model.observed.Toleration;
import platform.model.platform.Platform;

/** Each pod of a workload carries its profile's selector, label and toleration, and no other. */
public final class WorkloadPodsCarryExactlyTheirProfile implements Rule {
  private static final String OWN_KEY = "profile.capacity.platform/";

  @Override
  public List<Finding> check(Platform promised, ObservedPlatform observed) {
    var findings = new ArrayList<Finding>();
    for (var pods : Placement.podsOf(promised, observed)) {
      promised
          .profileOf(pods.workload())
          .ifPresent(
              profile -> {
                for (var pod : pods.pods()) {
                  var differences = differences(profile, pod);
                  if (!differences.isEmpty()) {
                    findings.add(finding(profile, pod, differences));
                  }
                }
              });
    }
    return findings;
  }

  private Finding finding(Profile profile, ObservedPod pod, List<String> differences) {
    return Finding.error(
        id(),
        profile.location(),
        "pod %s does not carry exactly profile '%s': %s"
            .formatted(pod.qualifiedName(), profile.name(), String.join(", ", differences)),
        "restore the Component in gitops/profiles/%s and keep node selectors and tolerations out of workloads"
            .formatted(profile.name()));
  }

  private static List<String> differences(Profile profile, ObservedPod pod) {
    var differences = new ArrayList<String>();
    if (!pod.nodeSelector().equals(Map.of(Profile.KEY, profile.name()))) {
      differences.add(
          pod.nodeSelector().isEmpty()
              ? "no node selector"
              : "node selector " + pod.nodeSelector());
    }
    var label = Optional.ofNullable(pod.labels().get(Profile.KEY));
    if (!label.equals(Optional.of(profile.name()))) {
      differences.add(
          label
              .map(other -> "label " + Profile.KEY + "=" + other)
              .orElse("no label " + Profile.KEY));
    }
    // Each Component leaves a key of its own, since the values above show only the last of two.
    pod.labels().keySet().stream()
        .filter(key -> key.startsWith(OWN_KEY) && !key.equals(OWN_KEY + profile.name()))
        .map(key -> "label " + key)
        .forEach(differences::add);
    var own = pod.tolerations().stream().filter(each -> isOf(profile, each)).count();
    // Bootstrap nodes have no taint, so there a toleration is allowed but not needed.
    if (own == 0 && profile.isKarpenters()) {
      differences.add("no toleration for " + Profile.KEY + "=" + profile.name());
    }
    pod.tolerations().stream()
        .filter(each -> !isOf(profile, each) && !isGivenByKubernetes(each))
        .map(each -> "toleration for " + describe(each))
        .forEach(differences::add);
    return differences;
  }

  private static boolean isOf(Profile profile, Toleration toleration) {
    return toleration.key().equals(Profile.KEY)
        && !toleration.operator().equals("Exists")
        && toleration.value().equals(profile.name());
  }

  // Admission adds tolerations for lost nodes, the node lifecycle for pressure.
  private static boolean isGivenByKubernetes(Toleration toleration) {
    return toleration.key().startsWith("node.kubernetes.io/");
  }

  private static String describe(Toleration toleration) {
    var key = toleration.key().isEmpty() ? "every taint" : toleration.key();
    return toleration.value().isEmpty() ? key : key + "=" + toleration.value();
  }
}
