package platform.local.lab;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import platform.local.argocd.ArgoCd;
import platform.local.argocd.Kubectl;
import platform.local.aws.AwsAccount;
import platform.local.aws.CapacityType;
import platform.local.aws.ManagedNodeGroup;
import platform.local.aws.RecordedInfrastructure;
import platform.local.aws.SimulatedAws;
import platform.local.controlplane.ControlPlane;
import platform.local.controlplane.ControlPlaneChoice;
import platform.local.git.GitRepository;
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
import platform.local.process.Progress;
import platform.local.programs.Border;
import platform.local.programs.PodPrograms;
import platform.local.programs.ProgramTable;
import platform.local.programs.RunningProgram;
import platform.model.observed.ObservedChange;
import platform.model.platform.Settings;

/** The running parts of a lab, and how each is started out of those before it. */
final class LabParts {
  /** Shorter than an Auto Scaling group takes, longer than anybody needs to see the gap. */
  private static final Duration REPLACEMENT_DELAY = Duration.ofSeconds(15);

  /** From the end of a control plane to the word of it. */
  private static final Duration NEWS = Duration.ofSeconds(1);

  private static final List<String> ZONE_LETTERS = List.of("a", "b", "c");

  private final LabPrograms programs;
  private final LabOptions options;
  private final Settings settings;
  private final LabFolder folder;
  private final ShutdownOrder shutdown;
  private final Phases phases;
  private final Progress progress;
  private final FreePorts ports = new FreePorts();
  private final ProgramTable table;
  private ControlPlane controlPlane;
  private SimulatedAws aws;
  private Optional<AppliedInfrastructure> infrastructure = Optional.empty();
  private HostProcess kwok;
  private Machines machines;
  private PodPrograms podPrograms;
  private ClusterObservation observation;
  private Timeline timeline;
  private ArgoCd argoCd;

  LabParts(
      LabPrograms programs,
      LabOptions options,
      Settings settings,
      LabFolder folder,
      ShutdownOrder shutdown,
      Phases phases,
      Progress progress) {
    this.programs = programs;
    this.options = options;
    this.settings = settings;
    this.folder = folder;
    this.shutdown = shutdown;
    this.phases = phases;
    this.progress = progress;
    this.table =
        ProgramTable.of(
            new ProgramTable.Executables(programs.argocd(), programs.redis(), programs.karpenter()),
            settings.value("region"));
  }

  /** Starts all parts; the last of them is given the tree by its repository. */
  void start(GitRepository tree) {
    startFoundations();
    try {
      phases.measure("nodes", this::startNodes);
      phases.measure("Argo CD applied", () -> startArgoCd(tree));
    } catch (RuntimeException e) {
      throw controlPlaneEnded().<RuntimeException>map(why -> new LabException(why, e)).orElse(e);
    }
  }

  /** What a client says of an API server that is gone is not what happened. */
  private Optional<String> controlPlaneEnded() {
    return controlPlane
        .ended()
        .thenApply(Optional::of)
        .completeOnTimeout(Optional.empty(), NEWS.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void startFoundations() {
    progress.update("starting the control plane and the AWS account");
    var account = new AtomicReference<CompletableFuture<Void>>();
    try {
      phases.measure(
          "control plane",
          () -> {
            controlPlane = launch(options.controlPlane());
            // The account's cluster names the API server, whose address and authority are known.
            account.set(
                CompletableFuture.runAsync(
                    () -> phases.measure("AWS account", this::startAccountWithInfrastructure)));
            controlPlane.awaitReady();
            return controlPlane;
          });
    } catch (RuntimeException e) {
      // What is still being started can be stopped only when it has been.
      Optional.ofNullable(account.get())
          .ifPresent(started -> started.handle((nothing, failure) -> nothing).join());
      throw e;
    }
    join(account.get());
    progress.say(
        "control plane %s, AWS account %s in %s"
            .formatted(
                controlPlane.version(), aws.account().accountId(), settings.value("region")));
  }

  private ControlPlane launch(ControlPlaneChoice choice) {
    progress.say(choice.sentence());
    ControlPlane plane =
        shutdown.keep(
            choice.prepare(
                programs.kubernetes(), folder.resolve("control-plane"), folder.logs(), ports));
    try {
      plane.launch();
      return plane;
    } catch (LabException e) {
      plane.close();
      return launch(choice.fallBack(e.getMessage()).orElseThrow(() -> e));
    }
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

  private SimulatedAws startAccountWithInfrastructure() {
    Path checkout = options.workingTree();
    if (options.terraform().isEmpty()) {
      // Read first: without it nothing needs to start.
      var recorded =
          RecordedInfrastructure.read(RecordedInfrastructure.file(checkout, options.environment()));
      aws = shutdown.keep(startAccount(recorded.account()));
      aws.plant(recorded);
      return aws;
    }
    aws = shutdown.keep(startAccount(accountOfTheCertificate()));
    infrastructure =
        Optional.of(
            AppliedInfrastructure.apply(
                aws, options.terraform().get(), checkout, options.environment(), folder, progress));
    return aws;
  }

  /** A load balancer takes certificates of its own account only, so it is the environment's. */
  private String accountOfTheCertificate() {
    return settings.value("certificateArn").split(":")[4];
  }

  private SimulatedAws startAccount(String accountId) {
    String region = settings.value("region");
    String version = settings.find("kubernetesVersion").orElse(minorVersion());
    String authority = controlPlane.certificateAuthority();
    var account =
        new AwsAccount(
            region,
            accountId,
            settings.value("clusterName"),
            version,
            controlPlane.endpoint(),
            Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.UTF_8)),
            ControlPlane.SERVICE_CIDR,
            List.of(settings.value("amiAlias").replaceFirst(".*@", "")),
            ZONE_LETTERS.stream().map(letter -> region + letter).toList(),
            programs.karpenterModule(),
            options.cacheFolder().resolve("aws"));
    return SimulatedAws.start(
        account,
        programs.motoCommand(),
        folder.resolve("aws"),
        folder.logs(),
        ports,
        Progress.silent());
  }

  private String minorVersion() {
    String[] parts = programs.versions().get("kube-apiserver").replace("v", "").split("\\.");
    return parts[0] + "." + parts[1];
  }

  private Void startNodes() {
    progress.update("starting nodes and add-ons");
    var client = controlPlane.client();
    observation = shutdown.keep(ClusterObservation.start(client, this::price));
    controlPlane.ended().thenAccept(observation::giveUp);
    kwok =
        shutdown.keep(
            Kwok.start(
                programs.kwok(),
                controlPlane.adminKubeconfig(),
                table.mainImages(),
                folder.resolve("kwok"),
                folder.logs(),
                ports,
                observation::giveUp));
    timeline = shutdown.keep(Timeline.start(observation));
    aws.onCall(call -> AwsChange.of(call).ifPresent(timeline::add));
    machines = shutdown.keep(Machines.start(client, aws, options.bootDelay()));
    shutdown.keep(CloudController.start(client, settings.value("region")));
    var border =
        new Border(
            controlPlane.endpoint(),
            controlPlane.certificateAuthority(),
            aws.endpoint(),
            searchPath());
    podPrograms =
        shutdown.keep(
            PodPrograms.start(client, table, border, ports, folder.resolve("pods"), folder.logs()));
    machines.keep(
        new BootstrapGroup(bootstrapGroup(), REPLACEMENT_DELAY),
        sentence ->
            timeline.add(
                new ObservedChange(
                    Instant.now(), ObservedChange.Kind.NODE, "node group", sentence)));
    new EksAddOns(ControlPlane.SERVICE_CIDR).apply(client);
    return null;
  }

  private ManagedNodeGroup bootstrapGroup() {
    List<ManagedNodeGroup> groups = aws.nodeGroups();
    if (groups.size() != 1) {
      throw new LabException(
          "cluster '%s' of the account has the node groups %s; expected exactly one, for the platform's own pods; make settings.yaml and Terraform agree: scripts/platform contract"
              .formatted(
                  aws.account().clusterName(),
                  groups.stream().map(ManagedNodeGroup::name).toList()));
    }
    return groups.get(0);
  }

  private BigDecimal price(String instanceType, String capacityType, String zone) {
    CapacityType type = capacityType.equals("spot") ? CapacityType.SPOT : CapacityType.ON_DEMAND;
    return aws.prices().hourly(instanceType, type, zone).orElse(BigDecimal.ZERO);
  }

  /** A folder of links in front, so that Argo CD finds the pinned programs and nobody else's. */
  private String searchPath() {
    try {
      Path links = Files.createDirectories(folder.resolve("bin"));
      Files.createSymbolicLink(links.resolve("helm"), programs.helm());
      Files.createSymbolicLink(links.resolve("kustomize"), programs.kustomize());
      return links + ":/usr/local/bin:/usr/bin:/bin";
    } catch (IOException e) {
      throw new LabException("can't link programs in " + folder.root() + ": " + e.getMessage(), e);
    }
  }

  private Void startArgoCd(GitRepository tree) {
    progress.update("applying Argo CD");
    var kubectl =
        new Kubectl(
            programs.kubectl(),
            programs.kustomize(),
            controlPlane.adminKubeconfig(),
            folder.root());
    argoCd = new ArgoCd(controlPlane.client(), kubectl);
    argoCd.applyBase(tree.folder());
    argoCd.applyRoot(tree.folder(), options.environment());
    progress.say("Argo CD applied, root Application of " + options.environment() + " applied");
    return null;
  }

  ProgramTable table() {
    return table;
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  SimulatedAws aws() {
    return aws;
  }

  Machines machines() {
    return machines;
  }

  PodPrograms podPrograms() {
    return podPrograms;
  }

  ClusterObservation observation() {
    return observation;
  }

  Timeline timeline() {
    return timeline;
  }

  ArgoCd argoCd() {
    return argoCd;
  }

  /** What Terraform made, if it did. */
  Optional<AppliedInfrastructure> infrastructure() {
    return infrastructure;
  }

  /** Ends whatever acts on the account, so that it can be taken down. */
  void endPlatform() {
    podPrograms.close();
    machines.close();
  }

  /** Resident memory of all programs of the lab in MiB. */
  long residentMebibytes() {
    return Stream.of(kwok, aws.process()).mapToLong(HostProcess::residentMebibytes).sum()
        + controlPlane.residentMebibytes()
        + podPrograms.running().stream().mapToLong(RunningProgram::residentMebibytes).sum();
  }
}
