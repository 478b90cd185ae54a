package platform.local.lab;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.argocd.ArgoCd;
import platform.local.aws.SimulatedAws;
import platform.local.controlplane.ControlPlane;
import platform.local.git.GitRepository;
import platform.local.git.TreeDifferences;
import platform.local.machines.Machines;
import platform.local.observation.ClusterObservation;
import platform.local.process.LabException;
import platform.local.process.Progress;
import platform.local.programs.PodPrograms;
import platform.model.observed.ObservedChange;
import platform.model.platform.Settings;

/**
 * The local platform: a real control plane, scheduler, Argo CD and Karpenter on simulated machines
 * and a simulated AWS account, made from the working tree. Closing it leaves no process, port or
 * file behind.
 */
public final class Lab implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lab.class);

  private final LabPrograms programs;
  private final LabOptions options;
  private final Progress progress;
  private final Phases phases = new Phases();
  private final LabFolder folder;
  private final ShutdownOrder shutdown = new ShutdownOrder();
  private final Thread emergencyStop = new Thread(this::stopAtOnce, "lab-stop");
  private final LabRepositories repositories;
  private final LabParts parts;
  private CommitHandOver handOver;
  private boolean stopped;

  private Lab(LabPrograms programs, LabOptions options, Settings settings, Progress progress) {
    this.programs = programs;
    this.options = options;
    this.progress = progress;
    var dead = new DeadLabs(options.cacheFolder());
    dead.cleanUp().sentence().ifPresent(remains -> progress.say("cleaned up after " + remains));
    folder = LabFolder.create(options);
    Runtime.getRuntime().addShutdownHook(emergencyStop);
    repositories =
        new LabRepositories(
            folder.resolve(LabRepositories.FOLDER), settings, programs.argoCdManifest());
    parts = new LabParts(programs, options, settings, folder, shutdown, phases, progress);
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
      lab.phases.measure("Git", () -> lab.takeWorkingTree(settings));
      lab.parts.start(lab.git());
      lab.handOver = new CommitHandOver(lab.repositories, lab.argoCd(), lab.observation());
      return lab;
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private String takeWorkingTree(Settings settings) {
    progress.update("committing the working tree");
    var charts =
        new KarpenterCharts(programs.karpenterModule(), programs.versions().get("karpenter"));
    charts.requireVersionOf(settings);
    repositories.commitCharts(charts);
    String commit = repositories.commitTree(options.workingTree());
    boolean isDirty = GitRepository.isDirty(options.workingTree());
    progress.say(
        "working tree committed as %s%s"
            .formatted(commit.substring(0, 7), isDirty ? ", uncommitted changes included" : ""));
    return commit;
  }

  /**
   * Makes the tree what a checkout is now, uncommitted changes included, and returns when Argo CD
   * has compared every Application with it.
   *
   * @return the commit's id
   */
  public String sync(Path checkout) {
    return handOver.sync(checkout);
  }

  public ControlPlane controlPlane() {
    return parts.controlPlane();
  }

  public KubernetesClient client() {
    return controlPlane().client();
  }

  public SimulatedAws aws() {
    return parts.aws();
  }

  /** What Terraform made, if the lab was started with it. */
  public Optional<AppliedInfrastructure> infrastructure() {
    return parts.infrastructure();
  }

  /**
   * Takes down what Terraform made. The lab is of no use afterwards.
   *
   * @return what the account still holds of it: nothing, if all is well
   */
  public List<String> destroyInfrastructure() {
    AppliedInfrastructure made =
        parts
            .infrastructure()
            .orElseThrow(() -> new LabException("this lab's account was not made by Terraform"));
    parts.endPlatform();
    return made.destroy();
  }

  public Machines machines() {
    return parts.machines();
  }

  public PodPrograms podPrograms() {
    return parts.podPrograms();
  }

  public ClusterObservation observation() {
    return parts.observation();
  }

  /** What has happened since the first node was asked for, the oldest first. */
  public List<ObservedChange> timeline() {
    return parts.timeline().all();
  }

  public ArgoCd argoCd() {
    return parts.argoCd();
  }

  public GitRepository git() {
    return repositories.platform();
  }

  /** Karpenter's charts, each of their versions a tag. */
  public GitRepository charts() {
    return repositories.charts();
  }

  /** The commit that Argo CD is to follow. */
  public String commit() {
    return repositories.commit();
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
    return folder.root();
  }

  public Path logs() {
    return folder.logs();
  }

  /** What differs from a cluster on AWS, and what is not proven. */
  public Differences differences() {
    return Differences.of(TreeDifferences.declared(), parts.table().differences());
  }

  /** Resident memory of all programs of the lab in MiB, its own process not counted. */
  public long residentMebibytes() {
    return parts.residentMebibytes();
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
    folder.remove();
  }

  private void stop() {
    // Not the lock of the hand-over: it may be held for as long as the API server is silent.
    synchronized (shutdown) {
      if (stopped) {
        return;
      }
      stopped = true;
      shutdown.close();
    }
    folder.ledger().delete();
  }

  /** The process is ending, and another thread may be in the middle of starting a program. */
  private void stopAtOnce() {
    stop();
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    folder.remove();
  }
}
