package platform.local;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.*;
import java.time.*;
import java.util.*;
import platform.local.argocd.ArgoCd;
import platform.local.controlplane.*;
import platform.local.git.*;
import platform.local.machines.Kwok;
import platform.local.observation.ClusterObservation;
import platform.local.process.*;
import platform.local.programs.*;

class Trial {
  public static void main(String[] a) throws Exception {
    var t0 = Instant.now();
    Path f = Files.createTempDirectory("trial");
    System.out.println(f);
    Path bin = Path.of("/tmp/build/bin");
    var ports = new FreePorts();
    var logs = f.resolve("logs");
    var git = GitRepository.create(f.resolve("git/platform"));
    git.takeOver(Path.of("/work/main"));
    var charts = GitRepository.create(f.resolve("git/charts"));
    Path mod = Path.of("/root/go/pkg/mod/github.com/aws/karpenter-provider-aws@v1.15.0/charts");
    for (String c : List.of("karpenter", "karpenter-crd")) {
      try (var w = Files.walk(mod.resolve(c))) {
        for (Path p : w.toList()) {
          Path t = charts.folder().resolve(mod.relativize(p).toString());
          if (Files.isDirectory(p)) Files.createDirectories(t); else Files.write(t, Files.readAllBytes(p));
        }
      }
    }
    charts.commit("charts"); charts.tag("1.15.0");
    new TreeDifferences(git.url(), charts.url(), Path.of("/root/go/pkg/mod/github.com/argoproj/argo-cd/v3@v3.5.7/manifests/install.yaml")).applyTo(git.folder(), "dev");
    git.commit("tree");
    say(t0, "git");
    var cp = EmbeddedControlPlane.start(new KubernetesPrograms(bin.resolve("etcd"), bin.resolve("kube-apiserver"), bin.resolve("kube-controller-manager"), bin.resolve("kube-scheduler")), f.resolve("cp"), logs, ports);
    Runtime.getRuntime().addShutdownHook(new Thread(cp::close));
    say(t0, "control plane");
    var table = ProgramTable.of(new ProgramTable.Executables(bin.resolve("argocd"), Path.of(a[0]), bin.resolve("karpenter")), "us-east-1");
    var kwok = Kwok.start(bin.resolve("kwok"), cp.adminKubeconfig(), table.mainImages(), f.resolve("kwok"), logs, ports);
    Runtime.getRuntime().addShutdownHook(new Thread(kwok::close));
    for (int i = 0; i < 2; i++) {
      String n = """
apiVersion: v1
kind: Node
metadata: {name: boot-%d, annotations: {kwok.x-k8s.io/node: fake}, labels: {capacity.platform/profile: managed-on-demand, kubernetes.io/os: linux, kubernetes.io/arch: arm64, topology.kubernetes.io/zone: us-east-1%s, kubernetes.io/hostname: boot-%d}}
status: {capacity: {cpu: "2", memory: 2Gi, pods: "32"}, allocatable: {cpu: 1930m, memory: 1437Mi, pods: "32"}, addresses: [{type: InternalIP, address: 10.0.0.%d}], conditions: [{type: Ready, status: "True", lastHeartbeatTime: "%s", lastTransitionTime: "%s", reason: KubeletReady, message: ok}]}
""".formatted(i, i == 0 ? "a" : "b", i, i + 10, Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS), Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
      cp.client().resource(n).create();
    }
    String path = f.resolve("bin") + ":/usr/bin:/bin";
    Files.createDirectories(f.resolve("bin"));
    Files.createSymbolicLink(f.resolve("bin/kustomize"), bin.resolve("kustomize"));
    Files.createSymbolicLink(f.resolve("bin/helm"), Path.of("/tmp/wt-gitops-tools/helm"));
    var programs = PodPrograms.start(cp.client(), table, new Border(cp.endpoint(), cp.certificateAuthority(), URI.create("http://127.0.0.1:1"), path), ports, f.resolve("pods"), logs);
    Runtime.getRuntime().addShutdownHook(new Thread(programs::close));
    var observation = ClusterObservation.start(cp.client(), (x, y, z) -> BigDecimal.ZERO);
    var argo = new ArgoCd(cp.client(), new ArgoCd.Kubectl(bin.resolve("kubectl"), bin.resolve("kustomize"), cp.adminKubeconfig(), f));
    say(t0, "kwok, programs");
    argo.applyBase(git.folder());
    say(t0, "argocd base");
    argo.applyRoot(git.folder(), "dev");
    say(t0, "root applied");
    var last = new String[] {""};
    observation.await(p -> {
      var sb = new StringBuilder();
      p.applications().forEach(x -> sb.append("  ").append(x.name()).append(' ').append(x.sync()).append(' ').append(x.health()).append(' ').append(x.message().orElse("").lines().findFirst().orElse("")).append('\n'));
      p.pods().forEach(x -> sb.append("  pod ").append(x.qualifiedName()).append(' ').append(x.phase()).append(' ').append(x.ready()).append(' ').append(x.node().orElse("-")).append(' ').append(x.notRunningBecause().orElse("")).append('\n'));
      if (!sb.toString().equals(last[0])) { last[0] = sb.toString(); say(t0, "\n" + sb); }
      return Files.exists(Path.of("/tmp/trial/stop")) ? Optional.of(1) : Optional.empty();
    }, Duration.ofSeconds(Integer.parseInt(a[1])));
    programs.running().forEach(r -> System.out.println(r.name() + " " + r.pod() + " " + r.residentMebibytes() + " " + r.ready()));
    System.exit(0);
  }
  static void say(Instant t0, String s) { System.out.printf("%.1f %s%n", Duration.between(t0, Instant.now()).toMillis() / 1000.0, s); }
}
