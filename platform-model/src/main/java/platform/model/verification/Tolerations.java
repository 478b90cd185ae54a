package platform.model.verification;

import platform.model.capacity.Profile;
import platform.model.manifests.YamlMapping;

/** Tolerations as manifests write them. */
final class Tolerations {
  private Tolerations() {}

  /** Whether it tolerates the taint of exactly this profile. */
  static boolean isOf(String profile, YamlMapping toleration) {
    return toleration.findText("key").filter(Profile.KEY::equals).isPresent()
        && toleration.findText("operator").filter("Exists"::equals).isEmpty()
        && toleration.findText("value").filter(profile::equals).isPresent();
  }

  /** Whether it tolerates taints of profiles beside this one. */
  static boolean admitsOthers(String profile, YamlMapping toleration) {
    var key = toleration.findText("key");
    return key.isEmpty() || key.get().equals(Profile.KEY) && !isOf(profile, toleration);
  }

  static String describe(YamlMapping toleration) {
    var key = toleration.findText("key").orElse("every taint");
    return toleration.findText("value").map(value -> key + "=" + value).orElse(key);
  }
}
