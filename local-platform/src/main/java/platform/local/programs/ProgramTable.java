package platform.local.programs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import platform.local.programs.PodProgram.Port;
import platform.local.programs.PodProgram.Stage;

/**
 * The containers whose real programs the lab runs, and all that differs for them at the process
 * border. The one list of its kind: nothing else about a program is changed.
 */
public final class ProgramTable {
  private static final String ARGOCD = "quay.io/argoproj/argocd";
  private static final String REDIS = "public.ecr.aws/docker/library/redis";
  private static final String KARPENTER = "public.ecr.aws/karpenter/controller";

  private final List<PodProgram> programs;

  /** Where the programs lie on the host. */
  public record Executables(Path argocd, Path redis, Path karpenter) {}

  private ProgramTable(List<PodProgram> programs) {
    this.programs = List.copyOf(programs);
  }

  /**
   * @param region AWS region that Karpenter's SDK is told, since no instance metadata answers here
   */
  public static ProgramTable of(Executables executables, String region) {
    var programs = new ArrayList<PodProgram>();
    Path argocd = executables.argocd();
    programs.add(
        new PodProgram(
            "argocd-redis-secret-init",
            ARGOCD,
            "secret-init",
            argocd,
            Stage.INIT,
            List.of(),
            environment("HOME", "{folder}"),
            List.of()));
    programs.add(
        new PodProgram(
            "argocd-redis",
            REDIS,
            "redis",
            executables.redis(),
            Stage.MAIN,
            List.of(argumentPort(6379, "argocd-redis", "--port", "%d")),
            environment("HOME", "{folder}"),
            List.of("--bind", "127.0.0.1", "--dir", "{folder}")));
    programs.add(
        argocd(
            argocd,
            "argocd-repo-server",
            List.of(
                argumentPort(8081, "argocd-repo-server", "--port=%d"),
                argumentPort(8084, "", "--metrics-port=%d")),
            environment(
                "ARGOCD_SSH_DATA_PATH", "{mount:/app/config/ssh}",
                "ARGOCD_TLS_DATA_PATH", "{mount:/app/config/tls}",
                "ARGOCD_REPO_SERVER_LISTEN_ADDRESS", "127.0.0.1",
                "ARGOCD_REPO_SERVER_LISTEN_METRICS_ADDRESS", "127.0.0.1",
                "ARGOCD_PLUGINSOCKFILEPATH", "{mount:/home/argocd/cmp-server/plugins}",
                "ARGOCD_GNUPGHOME", "{mount:/app/config/gpg/keys}",
                "HELM_CACHE_HOME", "{mount:/helm-working-dir}",
                "HELM_CONFIG_HOME", "{mount:/helm-working-dir}",
                "HELM_DATA_HOME", "{mount:/helm-working-dir}",
                "TMPDIR", "{mount:/tmp}"),
            List.of()));
    programs.add(
        argocd(
            argocd,
            "argocd-application-controller",
            List.of(argumentPort(8082, "", "--metrics-port=%d")),
            environment(
                "ARGOCD_APPLICATION_CONTROLLER_REPO_SERVER", "{peer:argocd-repo-server}",
                "KUBECACHEDIR", "{mount:/tmp}/kubecache",
                "TMPDIR", "{mount:/tmp}"),
            List.of()));
    programs.add(
        argocd(
            argocd,
            "argocd-applicationset-controller",
            List.of(
                argumentPort(7000, "", "--webhook-addr=127.0.0.1:%d"),
                argumentPort(8080, "", "--metrics-addr=127.0.0.1:%d"),
                argumentPort(8081, "", "--probe-addr=127.0.0.1:%d")),
            environment(
                "ARGOCD_SSH_DATA_PATH", "{mount:/app/config/ssh}",
                "ARGOCD_TLS_DATA_PATH", "{mount:/app/config/tls}",
                "ARGOCD_APPLICATIONSET_CONTROLLER_REPO_SERVER", "{peer:argocd-repo-server}",
                "TMPDIR", "{mount:/tmp}"),
            List.of()));
    programs.add(
        argocd(
            argocd,
            "argocd-server",
            List.of(
                argumentPort(8080, "argocd-server", "--port=%d"),
                argumentPort(8083, "", "--metrics-port=%d")),
            environment(
                "ARGOCD_SSH_DATA_PATH", "{mount:/app/config/ssh}",
                "ARGOCD_TLS_DATA_PATH", "{mount:/app/config/tls}",
                "ARGOCD_SERVER_REPO_SERVER", "{peer:argocd-repo-server}",
                "ARGOCD_SERVER_LISTEN_ADDRESS", "127.0.0.1",
                "ARGOCD_SERVER_METRICS_LISTEN_ADDRESS", "127.0.0.1",
                "TMPDIR", "{mount:/tmp}"),
            // Dex is not installed; the default address would be looked up in a DNS that isn't
            // there.
            List.of("--insecure", "--dex-server=127.0.0.1:1")));
    programs.add(
        new PodProgram(
            "karpenter",
            KARPENTER,
            "controller",
            executables.karpenter(),
            Stage.MAIN,
            List.of(
                environmentPort(8080, "METRICS_PORT"), environmentPort(8081, "HEALTH_PROBE_PORT")),
            environment(
                "AWS_ACCESS_KEY_ID", "karpenter",
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_ENDPOINT_URL", "{gateway}",
                "AWS_REGION", region,
                "AWS_SECRET_ACCESS_KEY", "simulated",
                "HOME", "{folder}",
                "LEADER_ELECTION_NAMESPACE", "{namespace}"),
            List.of()));
    return new ProgramTable(programs);
  }

  private static PodProgram argocd(
      Path program,
      String name,
      List<Port> ports,
      TreeMap<String, String> environment,
      List<String> arguments) {
    environment.putAll(
        environment(
            "ARGOCD_BINARY_NAME", name,
            "ARGOCD_FAKE_IN_CLUSTER", "true",
            "ARGOCD_GPG_ENABLED", "false",
            "HOME", "{folder}",
            "REDIS_SERVER", "{peer:argocd-redis}"));
    return new PodProgram(name, ARGOCD, name, program, Stage.MAIN, ports, environment, arguments);
  }

  private static Port argumentPort(int containerPort, String peer, String... arguments) {
    return new Port(containerPort, List.of(arguments), new TreeMap<>(), peer);
  }

  private static Port environmentPort(int containerPort, String variable) {
    return new Port(containerPort, List.of(), environment(variable, "%d"), "");
  }

  private static TreeMap<String, String> environment(String... pairs) {
    var variables = new TreeMap<String, String>();
    for (int i = 0; i < pairs.length; i += 2) {
      variables.put(pairs[i], pairs[i + 1]);
    }
    return variables;
  }

  public List<PodProgram> programs() {
    return programs;
  }

  /** The program of a container, if its image and name are in the table. */
  Optional<PodProgram> find(String image, String container) {
    String repository = repositoryOf(image);
    return programs.stream()
        .filter(program -> program.image().equals(repository))
        .filter(program -> program.container().equals(container))
        .findFirst();
  }

  /** Images, without tag, of which a container's real program is run. */
  public SortedSet<String> mainImages() {
    var images = new TreeSet<String>();
    programs.stream()
        .filter(program -> program.stage() == Stage.MAIN)
        .forEach(program -> images.add(program.image()));
    return images;
  }

  /** Names under which programs reach each other. */
  SortedSet<String> peers() {
    var peers = new TreeSet<String>();
    for (PodProgram program : programs) {
      program.ports().stream().map(Port::peer).filter(peer -> !peer.isEmpty()).forEach(peers::add);
    }
    return peers;
  }

  /** Each program's declared differences, a line each, for people and for the report. */
  public List<String> differences() {
    var lines = new ArrayList<String>();
    for (PodProgram program : programs) {
      var changes = new ArrayList<String>();
      program.environment().forEach((name, value) -> changes.add(name + "=" + value));
      for (Port port : program.ports()) {
        for (Map.Entry<String, String> variable : port.environment().entrySet()) {
          changes.add(variable.getKey() + "=" + portPlaceholder(variable.getValue(), port));
        }
        port.arguments().forEach(argument -> changes.add(portPlaceholder(argument, port)));
      }
      changes.addAll(program.arguments());
      lines.add(program.name() + ": KUBECONFIG, PATH, " + String.join(", ", changes));
    }
    return lines;
  }

  private static String portPlaceholder(String template, Port port) {
    return template.replace("%d", "{port:" + port.containerPort() + "}");
  }

  static String repositoryOf(String image) {
    String withoutDigest = image.split("@", 2)[0];
    int colon = withoutDigest.lastIndexOf(':');
    return colon > withoutDigest.lastIndexOf('/')
        ? withoutDigest.substring(0, colon)
        : withoutDigest;
  }
}
