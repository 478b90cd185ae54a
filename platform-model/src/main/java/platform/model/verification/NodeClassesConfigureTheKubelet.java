package platform.model.verification;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import platform.model.capacity.Quantity;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.manifests.Manifest;
import platform.model.manifests.YamlMapping;
import platform.model.platform.Platform;

/** Each EC2NodeClass says how many pods a machine takes and what is kept from them. */
public final class NodeClassesConfigureTheKubelet implements TreeRule {
  private static final Set<String> KEYS =
      Set.of(
          "maxPods",
          "podsPerCore",
          "kubeReserved",
          "systemReserved",
          "evictionHard",
          "evictionSoft",
          "evictionSoftGracePeriod",
          "evictionMaxPodGracePeriod",
          "imageGCHighThresholdPercent",
          "imageGCLowThresholdPercent",
          "cpuCFSQuota",
          "clusterDNS");
  private static final Set<String> RESERVED = Set.of("cpu", "memory", "ephemeral-storage", "pid");
  private static final int MOST_PODS = 250;
  private static final int MOST_CORES = 1;
  private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1 << 20);

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "The definition takes any key and any value here. What Karpenter does not know makes the class unready, or a machine"
            + " that holds fewer pods than Karpenter bought it for.",
        "Write kubelet.maxPods, and kubelet.kubeReserved for cpu, memory and ephemeral-storage.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    var smallest =
        Rendered.objects(promised, "ConfigMap").stream()
            .filter(each -> each.name().equals("guardrails"))
            .flatMap(
                each -> Rendered.written(each.yaml(), "data", "minimumInstanceMemory").stream())
            .filter(text -> text.matches("[0-9]+"))
            .map(text -> new BigDecimal(text).multiply(MEBIBYTE))
            .findFirst();
    for (var nodeClass : Rendered.objects(promised, "EC2NodeClass")) {
      var kubelet = nodeClass.yaml().findMapping("spec", "kubelet");
      if (kubelet.isEmpty()) {
        add(nodeClass, nodeClass.yaml(), "says nothing of the kubelet", findings, "spec");
        continue;
      }
      checkKeys(kubelet.get(), KEYS, findings);
      checkPods(nodeClass, kubelet.get(), findings);
      for (var resource : List.of("cpu", "memory", "ephemeral-storage")) {
        var reserved = kubelet.get().findAt("kubeReserved", resource);
        var amount = reserved.map(Quantity::from).map(Quantity::amount);
        if (amount.filter(each -> each.signum() > 0).isEmpty()) {
          add(
              nodeClass,
              kubelet.get(),
              "keeps no %s for the kubelet".formatted(resource),
              findings,
              "kubeReserved",
              resource);
        } else if (resource.equals("cpu")
            && amount.get().compareTo(BigDecimal.valueOf(MOST_CORES)) > 0) {
          add(
              nodeClass,
              kubelet.get(),
              "keeps more than a core for the kubelet",
              findings,
              "kubeReserved",
              resource);
        } else if (resource.equals("memory")
            && smallest.filter(most -> amount.get().compareTo(most) >= 0).isPresent()) {
          add(
              nodeClass,
              kubelet.get(),
              "keeps more memory for the kubelet than the smallest machine has",
              findings,
              "kubeReserved",
              resource);
        }
      }
      kubelet
          .get()
          .findMapping("kubeReserved")
          .ifPresent(reserved -> checkKeys(reserved, RESERVED, findings));
    }
    return findings;
  }

  private void checkKeys(YamlMapping yaml, Set<String> known, List<Finding> findings) {
    findings.addAll(yaml.unknownKeys(id(), known));
  }

  private void checkPods(Manifest nodeClass, YamlMapping kubelet, List<Finding> findings) {
    var pods = kubelet.findInteger("maxPods").orElse(0);
    if (pods < 1 || pods > MOST_PODS) {
      add(
          nodeClass,
          kubelet,
          "takes %d pods a machine, expected 1 to %d".formatted(pods, MOST_PODS),
          findings,
          "maxPods");
    }
  }

  private void add(
      Manifest nodeClass,
      YamlMapping yaml,
      String problem,
      List<Finding> findings,
      String... keys) {
    findings.add(
        Finding.error(
            id(),
            yaml.locationOf(keys),
            "EC2NodeClass '%s' %s".formatted(nodeClass.name(), problem),
            new Choices(KEYS).remedyFor("", "known keys of kubelet")));
  }
}
