package platform.model.onboarding;

import java.util.Set;
import java.util.regex.Pattern;

/** A name that a workload can have: it becomes a namespace, a project and a part of pods' names. */
record WorkloadName(String text) {
  // A StatefulSet's pods carry its name and a hash of ten in a label, a CronJob's jobs a timestamp.
  private static final int LONGEST = 52;
  private static final Pattern LABEL = Pattern.compile("[a-z]([a-z0-9-]*[a-z0-9])?");
  private static final Set<String> TAKEN = Set.of("default", "platform", "bootstrap");

  WorkloadName {
    if (!LABEL.matcher(text).matches()) {
      throw new OnboardingException(
          "'" + text + "' can't be a workload's name",
          "write lower-case letters, digits and hyphens, beginning with a letter and not ending with"
              + " a hyphen");
    }
    if (text.length() > LONGEST) {
      throw new OnboardingException(
          "the name '%s' has %d characters".formatted(text, text.length()),
          "use %d at most, since Kubernetes adds its own to those of jobs and pods"
              .formatted(LONGEST));
    }
    if (TAKEN.contains(text) || text.startsWith("kube-")) {
      throw new OnboardingException(
          "the name '" + text + "' is Kubernetes' or the platform's own", "choose another");
    }
  }
}
