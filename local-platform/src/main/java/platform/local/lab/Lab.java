package platform.local.lab;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.argocd.ArgoCd;
import platform.local.argocd.Kubectl;
import platform.local.aws.AwsAccount;
import platform.local.aws.CapacityType;
import platform.local.aws.SimulatedAws;
import platform.local.controlplane.ControlPlane;
import platform.local.controlplane.EmbeddedControlPlane;
import platform.local.git.GitRepository;
import platform.local.git.TreeDifferences;
import platform.local.machines.BootstrapGroup;
import platform.local.machines.CloudController;
import platform.local.machines.EksAddOns;
import platform.local.machines.Kwok;
import platform.local.machines.Machines;
import platform.local.observation.ClusterObservation;
import platform.local.observation.Timeline;
import platform.local.process.FreePorts;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.process.ProcessLedger;
import platform.local.process.Progress;
import platform.local.process.Stopwatch;
import platform.local.programs.Border;
import platform.local.programs.PodPrograms;
import platform.local.programs.ProgramTable;
import platform.local.programs.RunningProgram;
import platform.model.observed.ObservedChange;
import platform.model.platform.Settings;

/**
 * The local platform: a real control plane, scheduler, Argo CD and Karpenter on simulated machines
 * and a simulated AWS account, made from the working tree. Closing it leaves no process, port or
 * file behind.
 */
public final class Lab implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lab.class);

  /** AWS's own example account. */
  private static final String ACCOUNT = "123456789012";

  private static final Duration COMPARISON_PATIENCE = Duration.ofMinutes(2);
  private static final Duration REQUEST_AGAIN = Duration.ofSeconds(4);
  private static final List<String> ZONE_LETTERS = List.of("a", "b", "c");

  private final LabPrograms programs;
  private final LabOptions options;
  private final Settings settings;
  private final Progress progress;
  private final Phases phases = new Phases();
  private final FreePorts ports = new FreePorts();
  private final Path folder;
  private final Path logs;
  private final ProcessLedger ledger;
  private final LabRegistration registration;
  private final Thread emergencyStop = new Thread(this::stopAtOnce, "lab-stop");

  /** What has been started, the newest first. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private boolean stopped;

  private final List<HostProcess> processes = new ArrayList<>();
  private final GitRepository git;
  private final GitRepository charts;
  private ControlPlane controlPlane;
  private SimulatedAws aws;
  private Machines machines;
  private PodPrograms podPrograms;
  private ClusterObservation observation;
  private Timeline timeline;
  private ArgoCd argoCd;
  private ProgramTable table;
  private volatile String commit = "";

  private Lab(LabPrograms programs, LabOptions options, Settings settings, Progress progress) {
    this.programs = programs;
    this.options = options;
    this.settings = settings;
    this.progress = progress;
    var dead = new DeadLabs(options.cacheFolder());
    dead.cleanUp().sentence().ifPresent(remains -> progress.say("cleaned up after " + remains));
    try {
      folder = Files.createTempDirectory(DeadLabs.FOLDER_PREFIX).toRealPath();
      logs = options.logs().map(Path::toAbsolutePath).orElse(folder.resolve("logs"));
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new LabException("the lab's folder can't be made: " + e.getMessage(), e);
    }
    ledger = ProcessLedger.open(logs);
    registration = LabRegistration.register(options.cacheFolder(), folder, ledger);
    Runtime.getRuntime().addShutdownHook(emergencyStop);
    git = GitRepository.create(folder.resolve("git/platform"));
    charts = GitRepository.create(folder.resolve("git/charts"));
  }

  /**
   * Starts everything and hands the working tree to Argo CD. Returns as soon as the root
   * Application is applied: what comes of it is to be observed.
   *
   * @param settings the environment's settings, as the model reads them
   */
  public static Lab start(
      LabPrograms programs, LabOptions options, Settings settings, Progress progress) {
    var lab = new Lab(programs, options, settings, progress);
    try {
      lab.startAll();
      return lab;
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private void startAll() {
    takeWorkingTree();
    startFoundations();
    phases.measure("nodes", this::startNodes);
    phases.measure("Argo CD applied", this::startArgoCd);
  }

  private void startFoundations() {
    progress.update("starting the control plane and the AWS account");
    // The account's cluster names the API server, whose port and authority are known beforehand.
    var plane =
        EmbeddedControlPlane.prepare(
            programs.kubernetes(), folder.resolve("control-plane"), logs, ports);
    keep(plane);
    controlPlane = plane;
    var account =
        CompletableFuture.runAsync(
            () -> phases.measure("AWS account", () -> aws = keep(startAccount())));
    try {
      phases.measure(
          "control plane",
          () -> {
            plane.start();
            return plane;
          });
    } catch (RuntimeException e) {
      // What is still being started can be stopped only when it has been.
      account.handle((started, failure) -> started).join();
      throw e;
    }
    join(account);
    progress.say(
        "control plane %s, AWS account %s in %s"
            .formatted(plane.version(), ACCOUNT, settings.value("region")));
  }

  private SimulatedAws startAccount() {
    String region = settings.value("region");
    String version = settings.find("kubernetesVersion").orElse(minorVersion());
    var account =
        new AwsAccount(
            region,
            ACCOUNT,
            settings.value("clusterName"),
            version,
            settings.value("interruptionQueue"),
            settings.value("nodeRole"),
            controlPlane.endpoint(),
            Base64.getEncoder()
                .encodeToString(
                    controlPlane.certificateAuthority().getBytes(StandardCharsets.UTF_8)),
            EmbeddedControlPlane.SERVICE_CIDR,
            List.of(settings.value("amiAlias").replaceFirst(".*@", "")),
            ZONE_LETTERS.stream().map(letter -> region + letter).toList(),
            programs.karpenterModule(),
            options.cacheFolder().resolve("aws"));
    return SimulatedAws.start(
        account, programs.motoCommand(), folder.resolve("aws"), logs, ports, Progress.silent());
  }

  private String minorVersion() {
    String[] parts = programs.versions().get("kube-apiserver").replace("v", "").split("\\.");
    return parts[0] + "." + parts[1];
  }

  private Void startNodes() {
    progress.update("starting nodes and add-ons");
    table =
        ProgramTable.of(
            new ProgramTable.Executables(programs.argocd(), programs.redis(), programs.karpenter()),
            settings.value("region"));
    HostProcess kwok =
        Kwok.start(
            programs.kwok(),
            controlPlane.adminKubeconfig(),
            table.mainImages(),
            folder.resolve("kwok"),
            logs,
            ports);
    keep(kwok);
    processes.add(kwok);
    KubernetesClient client = controlPlane.client();
    observation = keep(ClusterObservation.start(client, this::price));
    timeline = keep(Timeline.start(observation));
    aws.onCall(call -> AwsChange.of(call).ifPresent(timeline::add));
    machines = keep(Machines.start(client, aws, options.bootDelay()));
    keep(CloudController.start(client, settings.value("region")));
    var border =
        new Border(
            controlPlane.endpoint(),
            controlPlane.certificateAuthority(),
            aws.endpoint(),
            searchPath());
    podPrograms =
        keep(PodPrograms.start(client, table, border, ports, folder.resolve("pods"), logs));
    machines.launch(
        new BootstrapGroup(
            settings.value("bootstrapInstanceType"),
            Integer.parseInt(settings.value("bootstrapNodes")),
            Integer.parseInt(settings.value("bootstrapMaxPods"))));
    new EksAddOns(EmbeddedControlPlane.SERVICE_CIDR).apply(client);
    return null;
  }

  /** A folder of links in front, so that Argo CD finds the pinned programs and nobody else's. */
  private String searchPath() {
    try {
      Path links = Files.createDirectories(folder.resolve("bin"));
      Files.createSymbolicLink(links.resolve("helm"), programs.helm());
      Files.createSymbolicLink(links.resolve("kustomize"), programs.kustomize());
      return links + ":/usr/local/bin:/usr/bin:/bin";
    } catch (IOException e) {
      throw new LabException("can't link programs in " + folder + ": " + e.getMessage(), e);
    }
  }

  private Void startArgoCd() {
    progress.update("applying Argo CD");
    var kubectl =
        new Kubectl(
            programs.kubectl(), programs.kustomize(), controlPlane.adminKubeconfig(), folder);
    argoCd = new ArgoCd(controlPlane.client(), kubectl);
    argoCd.applyBase(git.folder());
    argoCd.applyRoot(git.folder(), options.environment());
    progress.say("Argo CD applied, root Application of " + options.environment() + " applied");
    return null;
  }

  private BigDecimal price(String instanceType, String capacityType, String zone) {
    CapacityType type = capacityType.equals("spot") ? CapacityType.SPOT : CapacityType.ON_DEMAND;
    return aws.prices().hourly(instanceType, type, zone).orElse(BigDecimal.ZERO);
  }

  private void takeWorkingTree() {
    phases.measure(
        "Git",
        () -> {
          progress.update("committing the working tree");
          copyCharts();
          git.takeOver(options.workingTree());
          treeDifferences().applyTo(git.folder(), options.environment());
          commit = git.commit("The working tree as it is");
          return commit;
        });
    progress.say(
        "working tree committed as %s%s"
            .formatted(
                commit.substring(0, 7),
                GitRepository.isDirty(options.workingTree())
                    ? ", uncommitted changes included"
                    : ""));
  }

  private TreeDifferences treeDifferences() {
    return new TreeDifferences(git.url(), charts.url(), programs.argoCdManifest());
  }

  /** The pinned module's charts, with the version written into them that a release writes. */
  private void copyCharts() {
    String version = programs.versions().get("karpenter");
    if (!settings.value("karpenterVersion").equals(version)) {
      throw new LabException(
          "%s pins Karpenter %s, but the lab's programs are of %s; set karpenterVersion to %s, or change local-platform/toolchain/simulation/go.mod"
              .formatted(
                  settings.location().file(),
                  settings.value("karpenterVersion"),
                  version,
                  version));
    }
    Path source = programs.karpenterModule().resolve("charts");
    for (String chart : List.of("karpenter", "karpenter-crd")) {
      try (Stream<Path> files = Files.walk(source.resolve(chart))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path target = charts.folder().resolve(source.relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.write(target, Files.readAllBytes(file));
        }
        Path description = charts.folder().resolve(chart).resolve("Chart.yaml");
        Files.writeString(
            description,
            Files.readString(description)
                .replaceAll("(?m)^(version|appVersion): .*$", "$1: " + version));
      } catch (IOException e) {
        throw new LabException(
            "Karpenter's chart %s can't be copied: %s".formatted(chart, e.getMessage()), e);
      }
    }
    charts.commit("Karpenter's charts");
    charts.tag(version);
  }

  /**
   * Makes the tree what a checkout is now, uncommitted changes included, and returns when Argo CD
   * has compared every Application with it.
   *
   * @return the commit's id
   */
  public synchronized String sync(Path checkout) {
    git.takeOver(checkout);
    treeDifferences().applyTo(git.folder(), options.environment());
    Instant committedAt = Instant.now();
    commit = git.commit("The working tree as it is");
    awaitComparison(committedAt);
    return commit;
  }

  private void awaitComparison(Instant committedAt) {
    Stopwatch waited = Stopwatch.start();
    SortedSet<String> behind = argoCd.behind(git.url(), commit, committedAt);
    while (!behind.isEmpty()) {
      if (waited.isOver(COMPARISON_PATIENCE)) {
        throw new LabException(
            "Argo CD has not compared %s with commit %s within %d s; see the logs of its programs"
                .formatted(behind, commit.substring(0, 7), COMPARISON_PATIENCE.toSeconds()));
      }
      // A request made while an older comparison is under way is lost with it: asked again.
      argoCd.refresh(behind);
      observation.await(
          observed ->
              argoCd.behind(git.url(), commit, committedAt).isEmpty()
                  ? Optional.of(observed)
                  : Optional.empty(),
          REQUEST_AGAIN);
      behind = argoCd.behind(git.url(), commit, committedAt);
    }
  }

  public ControlPlane controlPlane() {
    return controlPlane;
  }

  public KubernetesClient client() {
    return controlPlane.client();
  }

  public SimulatedAws aws() {
    return aws;
  }

  public Machines machines() {
    return machines;
  }

  public PodPrograms podPrograms() {
    return podPrograms;
  }

  public ClusterObservation observation() {
    return observation;
  }

  /** What has happened since the first node was asked for, the oldest first. */
  public List<ObservedChange> timeline() {
    return timeline.all();
  }

  public ArgoCd argoCd() {
    return argoCd;
  }

  public GitRepository git() {
    return git;
  }

  /** The commit that Argo CD is to follow. */
  public String commit() {
    return commit;
  }

  public Phases phases() {
    return phases;
  }

  public LabPrograms programs() {
    return programs;
  }

  public LabOptions options() {
    return options;
  }

  /** Where all its files lie; gone when it is. */
  public Path folder() {
    return folder;
  }

  public Path logs() {
    return logs;
  }

  /** What differs from a cluster on AWS, and what is not proven. */
  public Differences differences() {
    return Differences.of(TreeDifferences.declared(), table.differences());
  }

  /** Resident memory of all programs of the lab in MiB, its own process not counted. */
  public long residentMebibytes() {
    var all = new ArrayList<HostProcess>(processes);
    all.addAll(controlPlane.processes());
    all.add(aws.process());
    return all.stream().mapToLong(HostProcess::residentMebibytes).sum()
        + podPrograms.running().stream().mapToLong(RunningProgram::residentMebibytes).sum();
  }

  private <T extends AutoCloseable> T keep(T part) {
    synchronized (parts) {
      if (!stopped) {
        parts.addFirst(part);
        return part;
      }
    }
    close(part);
    throw new LabException("the lab was stopped while it started");
  }

  private static void join(CompletableFuture<Void> work) {
    try {
      work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(emergencyStop);
    } catch (IllegalStateException e) {
      LOG.debug("the process is ending: its hook stops the lab");
      return;
    }
    stop();
    removeFolder();
  }

  private void stop() {
    // Not the lab's own lock: whoever commits may hold it for as long as the API server is silent.
    synchronized (parts) {
      if (stopped) {
        return;
      }
      stopped = true;
      parts.forEach(Lab::close);
      parts.clear();
    }
    ledger.delete();
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.warn("{} did not stop cleanly", part, e);
    }
  }

  /** The process is ending, and another thread may be in the middle of starting a program. */
  private void stopAtOnce() {
    stop();
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    removeFolder();
  }

  /** What a thread still writes to stays noted: the next start, or {@code down}, removes it. */
  private void removeFolder() {
    deleteFolder();
    if (Files.notExists(folder)) {
      registration.remove();
    }
  }

  private void deleteFolder() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the lab's folder {} can't be removed: {}", folder, e.getMessage());
    }
  }
}
