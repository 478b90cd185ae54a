package platform.model.onboarding;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import platform.model.capacity.Profile;
import platform.model.findings.Choices;
import platform.model.platform.Ownership;
import platform.model.platform.Platform;
import platform.model.platform.PlatformTree;

/**
 * A workload to be brought in.
 *
 * @param owner the team, as CODEOWNERS writes it; empty for one named after the workload
 */
public record Onboarding(
    String name, String sample, String profile, Optional<String> owner, List<String> environments) {
  private static final String WORKLOADS = "gitops/apps/workloads/";
  private static final String TENANTS = "gitops/apps/platform/tenants/";
  private static final Pattern OWNER =
      Pattern.compile("@[A-Za-z0-9-]+(/[A-Za-z0-9._-]+)?|[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
  private static final List<String> TENANT_FILES =
      List.of("kustomization.yaml", "namespace.yaml", "project.yaml", "quota.yaml");
  private static final int REPLICAS = 2;
  private static final int PODS = 20;
  private static final int CORES = 8;
  private static final int GIBIBYTES = 16;
  private static final int PODS_ON_SHARED_NODES = 10;

  public Onboarding {
    environments = environments.stream().distinct().sorted().toList();
  }

  /**
   * The files that bring it in.
   *
   * @param platform the tree as it is
   * @throws OnboardingException if it can't be brought in, with what to do instead
   */
  public TreeChange plan(Path root, Platform platform) {
    new WorkloadName(name);
    choose("sample", sample, Sample.namesIn(root));
    choose("profile", profile, List.copyOf(platform.profiles().keySet()));
    environments.forEach(each -> choose("environment", each, PlatformTree.environments(root)));
    mustBeNew(root, platform);
    var template = Sample.read(root, sample);
    var created = new TreeMap<String, String>();
    template
        .renamed(name)
        .forEach((path, text) -> created.put(WORKLOADS + name + "/base/" + path, text));
    for (var environment : environments) {
      var overlay = WORKLOADS + name + "/overlays/" + environment + "/";
      created.put(overlay + "kustomization.yaml", overlay(environment, template));
      created.put(overlay + "workload.yaml", workload());
    }
    var quota = quota(platform.profiles().get(profile), template);
    for (var file : TENANT_FILES) {
      created.put(TENANTS + name + "/" + file, tenant(file, quota));
    }
    return new TreeChange(created, edited(root, platform));
  }

  private SortedMap<String, String> edited(Path root, Platform platform) {
    var edited = new TreeMap<String, String>();
    var list = TENANTS + "kustomization.yaml";
    edited.put(
        list,
        ListEdits.withResource(text(root, list), name)
            .orElseThrow(
                () ->
                    new OnboardingException(
                        list + ":1: there is no list 'resources:' to add the tenant to",
                        "add it, an item a line")));
    edited.put(
        Ownership.FILE,
        ListEdits.withOwner(
            text(root, Ownership.FILE),
            "/" + WORKLOADS,
            "/" + WORKLOADS + name + "/",
            owner(platform)));
    return edited;
  }

  private void mustBeNew(Path root, Platform platform) {
    for (var folder : List.of(WORKLOADS + name, TENANTS + name)) {
      if (Files.exists(root.resolve(folder))) {
        throw new OnboardingException(
            folder + " exists, and nothing is overwritten",
            "choose another name, or change what is there");
      }
    }
    if (platform.platformNamespaces().contains(name)) {
      throw new OnboardingException(
          "the namespace '" + name + "' is the platform's", "choose another name");
    }
  }

  private String owner(Platform platform) {
    var platformTeam =
        platform.ownership().lines().stream()
            .filter(line -> line.matches(TENANTS + "any"))
            .flatMap(line -> line.owners().stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new OnboardingException(
                        Ownership.FILE + ":1: nobody owns /" + TENANTS,
                        "add a line with the platform's team"));
    var chosen = owner.orElseGet(() -> platformTeam.replaceFirst("/.*", "") + "/" + name + "-team");
    if (!OWNER.matcher(chosen).matches()) {
      throw new OnboardingException(
          "'" + chosen + "' is no owner that CODEOWNERS knows",
          "write @organisation/team, @user or an e-mail address");
    }
    if (chosen.equals(platformTeam)) {
      throw new OnboardingException(
          "'" + chosen + "' is the platform's own team", "name the team that runs the workload");
    }
    return chosen;
  }

  private String overlay(String environment, Sample template) {
    var text =
        """
        # Size and names in %s. Where it runs is chosen in workload.yaml.
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: %s
        resources:
          - ../../base
        """
            .formatted(environment, name);
    return template.scalable().isEmpty()
        ? text
        : text + "replicas:\n  - name: %s\n    count: %d\n".formatted(name, replicas(template));
  }

  /** Two where a Service stands before them, so that one may go; a worker begins as one. */
  private static int replicas(Sample template) {
    return template.files().containsKey("service.yaml") ? REPLICAS : 1;
  }

  private String workload() {
    return """
    # What the platform reads of this workload. The profile is the team's choice; name and namespace are the folder's name.
    name: %1$s
    namespace: %1$s
    profile: %2$s
    """
        .formatted(name, profile);
  }

  private record Quota(int pods, int cores, int gibibytes) {}

  /**
   * The bootstrap nodes are shared with the platform: there room for what it needs and a rollout.
   */
  private static Quota quota(Profile profile, Sample template) {
    if (profile.isKarpenters()) {
      return new Quota(PODS, CORES, GIBIBYTES);
    }
    var pods = replicas(template) + 1;
    return new Quota(PODS_ON_SHARED_NODES, template.coresOf(pods), template.gibibytesOf(pods));
  }

  private String tenant(String file, Quota quota) {
    try (InputStream stream = Onboarding.class.getResourceAsStream(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .replace("NAME", name)
          .replace("PODS", Integer.toString(quota.pods()))
          .replace("CPU", Integer.toString(quota.cores()))
          .replace("MEMORY", quota.gibibytes() + "Gi");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void choose(String what, String word, List<String> choices) {
    if (!choices.contains(word)) {
      throw new OnboardingException(
          "there is no " + what + " '" + word + "'",
          new Choices(choices).remedyFor(word, what + "s"));
    }
  }

  private static String text(Path root, String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
