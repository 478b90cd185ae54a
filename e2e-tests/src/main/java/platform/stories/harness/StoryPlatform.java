package platform.stories.harness;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import platform.local.aws.RecordedInfrastructure;
import platform.local.controlplane.ControlPlaneChoice;
import platform.local.lab.Lab;
import platform.local.lab.LabOptions;
import platform.local.lab.LabPrograms;
import platform.local.process.Progress;
import platform.local.toolchain.Toolchain;
import platform.local.verification.LabVerification;
import platform.model.capacity.Profile;
import platform.model.manifests.ChartValues;
import platform.model.manifests.Kustomize;
import platform.model.observed.ObservedPlatform;
import platform.model.platform.PlatformTree;
import platform.model.platform.Reading;
import platform.model.verification.Verification;
import platform.model.workloads.Workload;
import platform.stories.evidence.Evidence;
import platform.stories.evidence.LogOffsets;
import platform.stories.evidence.PlacementText;
import platform.stories.evidence.StoryFailure;
import platform.stories.expectations.Expectation;
import platform.stories.expectations.Patience;

/** The one running platform that all stories share, and what stories do with it. */
public final class StoryPlatform implements AutoCloseable {
  private static final String ENVIRONMENT = "dev";
  private static final String STORY_LABEL = "capacity.platform/story";
  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(90);

  private final Path workingTree;
  private final StoryFolder folder = StoryFolder.make();
  private final Kustomize kustomize;
  private final LabPrograms programs;
  private final Verification verification;
  private final StoryTree tree;
  private final Lab lab;
  private final Patience patience;
  private final Evidence evidence;
  private List<String> retriesOfTheStart = List.of();
  private Optional<ObservedPlatform> asStarted = Optional.empty();
  private boolean committed;

  private StoryPlatform(Path workingTree, Path logs, Path evidence, Progress progress) {
    this.workingTree = workingTree;
    Path cache = Toolchain.cacheFolder(System.getenv());
    programs =
        LabPrograms.of(
            Toolchain.prepare(
                workingTree.resolve("local-platform/toolchain"), cache, System.getenv(), progress));
    kustomize = new Kustomize(programs.kustomize());
    verification = new Verification(ChartValues.ofKarpenter(programs.karpenterModule()));
    // A run that is interrupted doesn't come to close what it has opened.
    Runtime.getRuntime().addShutdownHook(new Thread(folder::delete, "stories-stop"));
    tree = new StoryTree(folder, "tree", workingTree);
    var options =
        new LabOptions(
            workingTree,
            ENVIRONMENT,
            cache,
            LabOptions.DEFAULT_BOOT_DELAY,
            ControlPlaneChoice.embedded("as the stories want it"),
            Optional.of(logs));
    try {
      lab = Lab.start(programs, options, promised().platform().settings(), progress);
    } catch (RuntimeException e) {
      folder.delete();
      throw e;
    }
    patience = new Patience(lab.observation());
    this.evidence = new Evidence(lab, evidence);
  }

  /** Starts the lab from a working tree and waits until it is as promised. */
  static StoryPlatform start(Path workingTree, Path logs, Path evidence, Progress progress) {
    var platform = new StoryPlatform(workingTree, logs, evidence, progress);
    try (var retries = SyncRetries.watch(platform.client())) {
      platform.settle("the platform did not come up as promised");
      platform.retriesOfTheStart = retries.all();
      platform.asStarted = Optional.of(platform.observe());
      return platform;
    } catch (RuntimeException | AssertionError e) {
      platform.close();
      throw e;
    }
  }

  public Lab lab() {
    return lab;
  }

  /** The Applications that needed more than one try until the platform was there. */
  public List<String> retriesOfTheStart() {
    return retriesOfTheStart;
  }

  /** What ran where when the platform had come up, before any story. */
  public ObservedPlatform asStarted() {
    return asStarted.orElseThrow();
  }

  /** The tree that a story may change by {@link #commit}. */
  public Path treeFolder() {
    return tree.folder();
  }

  public KubernetesClient client() {
    return lab.client();
  }

  /** What the tree promises as it is now, a story's own changes included. */
  public Reading promised() {
    return PlatformTree.read(tree.folder(), ENVIRONMENT, kustomize);
  }

  /** What Terraform made, which the lab's account was seeded from. */
  public RecordedInfrastructure infrastructure() {
    return RecordedInfrastructure.read(RecordedInfrastructure.file(workingTree, ENVIRONMENT));
  }

  public Profile profile(String name) {
    return promised().platform().profiles().get(name);
  }

  public Workload workload(String name) {
    return promised().platform().workloads().get(name);
  }

  /** Changes the tree and hands it to Argo CD; returns the commit. Put back after the story. */
  public String commit(Consumer<StoryTree> change) {
    change.accept(tree);
    committed = true;
    return Steps.step("commit " + tree.changedFiles(), () -> lab.sync(tree.folder()));
  }

  /** As {@link #commit}, and waits until Argo CD has done all that it does of itself about it. */
  public void commitAndLetArgoCdAct(Consumer<StoryTree> change) {
    String commit = commit(change);
    Steps.step(
        "wait until Argo CD has acted",
        () -> ArgoCdDeeds.awaitAllAbout(client(), lab.git().url(), commit));
  }

  /**
   * As {@link #commit}, and waits until the root Application has ended its sync of it: each
   * Application is then as the commit says. In the middle of it the root would wait for a child
   * that a story makes ill, and take up no later commit
   * (docs/decisions/0007-no-sync-waves-inside-capacity.md).
   */
  public void commitAndLetRootApply(Consumer<StoryTree> change) {
    String commit = commit(change);
    Steps.step(
        "wait until the root has applied it", () -> ArgoCdDeeds.awaitRootsSyncOf(client(), commit));
  }

  /**
   * Changes only what the lab runs, so that it differs from what the tree promises. Put back after
   * the story.
   */
  public String commitInLabOnly(Consumer<StoryTree> change) {
    var other = new StoryTree(folder, "other", tree.folder());
    change.accept(other);
    committed = true;
    return Steps.step(
        "commit in the lab only " + other.changedFiles(), () -> lab.sync(other.folder()));
  }

  /** Compares promise and reality as {@code platform verify} does, as soon as all has settled. */
  public LabVerification.Outcome verify() {
    return verify(new LabVerification.Patience(Duration.ofMinutes(4), Duration.ofSeconds(20)));
  }

  private LabVerification.Outcome verify(LabVerification.Patience patience) {
    return Steps.step(
        "verify",
        () -> {
          var outcome =
              new LabVerification(lab, verification, Progress.silent()).run(promised(), patience);
          Steps.attach("findings", outcome.result().isAsPromised() ? "none" : sentences(outcome));
          return outcome;
        });
  }

  private static String sentences(LabVerification.Outcome outcome) {
    return outcome.result().findings().stream()
        .map(finding -> "  " + finding.sentence() + "\n")
        .collect(Collectors.joining());
  }

  private void settle(String otherwise) {
    // All is well in the end, so a busy machine may take its time.
    var outcome = verify(LabVerification.Patience.DEFAULT);
    if (!outcome.result().isAsPromised()) {
      throw new AssertionError(otherwise + ":\n" + sentences(outcome));
    }
  }

  public ObservedPlatform observe() {
    return lab.observation().snapshot();
  }

  public ObservedPlatform eventually(Expectation expectation) {
    return eventually(expectation, USUAL_PATIENCE);
  }

  public ObservedPlatform eventually(Expectation expectation, Duration within) {
    return Steps.step(
        "eventually " + expectation.sentence(),
        () -> {
          ObservedPlatform met = patience.eventually(expectation, within);
          Steps.attach("placement", PlacementText.of(met));
          return met;
        });
  }

  public void consistently(Expectation expectation, Duration during) {
    Steps.step(
        "for %d s %s".formatted(during.toSeconds(), expectation.sentence()),
        () -> patience.consistently(expectation, during));
  }

  /** A namespace of a story's own, gone after the story. */
  public String namespace(String name) {
    client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(STORY_LABEL, "true")
                // As of every namespace that isn't the platform's; admission refuses it without.
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    return name;
  }

  /**
   * Applies a sample workload with a profile's Component, as its Application would.
   *
   * @param overlay further lines of the kustomization, for example replicas
   */
  public List<HasMetadata> deploy(
      String sample, Profile profile, String namespace, String overlay) {
    List<HasMetadata> objects = renderSample(sample, profile, namespace, overlay);
    Steps.step(
        "deploy %s on %s in namespace %s".formatted(sample, profile.name(), namespace),
        () -> objects.forEach(object -> client().resource(object).inNamespace(namespace).create()));
    return objects;
  }

  /** The names of the sample workloads. */
  public List<String> samples() {
    try (Stream<Path> folders = Files.list(tree.folder().resolve("sample-workloads"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a profile's Component makes of a sample workload. */
  public List<HasMetadata> renderSample(
      String sample, Profile profile, String namespace, String overlay) {
    return render(
        profile,
        namespace,
        "resources: [../../sample-workloads/%s/base]".formatted(sample),
        overlay);
  }

  /** What a profile's Component makes of objects, as their Application would render them. */
  public List<HasMetadata> render(Profile profile, String namespace, String objects) {
    tree.write(".stories/" + namespace + "/objects.yaml", objects);
    return render(profile, namespace, "resources: [objects.yaml]", "");
  }

  private List<HasMetadata> render(
      Profile profile, String namespace, String resources, String overlay) {
    Path kustomization = tree.folder().resolve(".stories").resolve(namespace);
    tree.write(
        ".stories/" + namespace + "/kustomization.yaml",
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: %s
        %s
        components:
          - ../../gitops/profiles/%s
        %s
        """
            .formatted(namespace, resources, profile.name(), overlay));
    byte[] rendered = tree.render(programs.kustomize(), kustomization);
    return client().load(new ByteArrayInputStream(rendered)).items();
  }

  /** Where the logs of all programs stand now. */
  LogOffsets logOffsets() {
    return LogOffsets.now(lab.logs());
  }

  /** Collects what explains a failure; returns the folder. */
  Path collectEvidence(StoryFailure story, LogOffsets since) {
    Path collected = evidence.collect(story, since);
    Steps.attachFile("story.md", collected.resolve("story.md"));
    return collected;
  }

  /**
   * Puts everything back: the tree, and what stories have made.
   *
   * @param onlyRead whether the story says that it changed nothing which others look at: then there
   *     is nothing to wait for, unless it made a commit all the same
   */
  void cleanUp(boolean onlyRead) {
    Steps.step("put everything back", () -> putBack(!onlyRead || committed));
  }

  private void putBack(boolean settles) {
    var namespaces = client().namespaces().withLabel(STORY_LABEL);
    namespaces.delete();
    if (tree.isChanged()) {
      tree.restore();
    }
    if (committed) {
      lab.sync(tree.folder());
      committed = false;
    }
    namespaces.waitUntilCondition(java.util.Objects::isNull, 60, TimeUnit.SECONDS);
    if (settles) {
      ArgoCdSpread.rebalance(client());
      settle("the platform did not return to what it was before the story");
    }
  }

  @Override
  public void close() {
    lab.close();
    folder.delete();
  }
}
