package platform.local.lab;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import platform.local.argocd.ArgoCd;

/**
 * Where people can reach the parts of a lab that runs.
 *
 * @param argoCdPassword of Argo CD's user admin, empty until Argo CD has made it
 * @param karpenterMetrics one for each of Karpenter's programs
 * @param kubectl the pinned one, for machines without
 */
public record LabAddresses(
    Path kubeconfig,
    Path kubectl,
    String argoCd,
    Optional<String> argoCdPassword,
    List<String> karpenterMetrics,
    String aws,
    Path logs) {
  private static final int METRICS_PORT = 8080;

  /** As they are now: Karpenter's change when a pod of its is replaced. */
  public static LabAddresses of(Lab lab) {
    return new LabAddresses(
        lab.controlPlane().adminKubeconfig(),
        lab.programs().kubectl(),
        "http://" + lab.podPrograms().address("argocd-server"),
        argoCdPassword(lab),
        lab.podPrograms().running().stream()
            .filter(program -> program.pod().startsWith("karpenter-"))
            .map(program -> program.hostPorts().get(METRICS_PORT))
            .filter(Objects::nonNull)
            .map("http://127.0.0.1:%d/metrics"::formatted)
            .toList(),
        lab.aws().endpoint().toString(),
        lab.logs());
  }

  private static Optional<String> argoCdPassword(Lab lab) {
    Secret secret =
        lab.client()
            .secrets()
            .inNamespace(ArgoCd.NAMESPACE)
            .withName("argocd-initial-admin-secret")
            .get();
    return Optional.ofNullable(secret)
        .map(Secret::getData)
        .map((Map<String, String> data) -> data.get("password"))
        .map(encoded -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
  }
}
