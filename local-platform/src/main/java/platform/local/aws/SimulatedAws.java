package platform.local.aws;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.FreePorts;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.process.Progress;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A whole AWS account on loopback, seeded for one cluster: programs talk to {@link #endpoint()},
 * and whoever runs it can refuse capacity, interrupt instances and read back every call.
 */
public final class SimulatedAws implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedAws.class);

  private static final Set<String> CHANGE_INSTANCES =
      Set.of(
          "RunInstances",
          "CreateFleet",
          "TerminateInstances",
          "StopInstances",
          "StartInstances",
          "RebootInstances");

  private final AwsAccount account;
  private final ExecutorService threads;
  private final CallRecord calls = new CallRecord();
  private final Set<InstancePool> refusals = new CopyOnWriteArraySet<>();
  private final List<Runnable> instanceListeners = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Prices prices;
  private Moto moto;
  private Gateway gateway;
  private CloudEvents events;
  private Ec2Client ec2;
  private AccountSeed seed;
  private List<AvailabilityZone> zones = List.of();
  private CompletableFuture<InstanceTypes> instanceTypes;
  private volatile boolean closing;

  private SimulatedAws(AwsAccount account) {
    this.account = account;
    this.prices = Prices.read(account.karpenterModule(), account.region(), account.zones());
    var number = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              var thread = new Thread(work, "aws-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts moto and the gateway and seeds the account. Returns when the account can be used; moto's
   * slow answers may still be under way, and callers that need them wait.
   *
   * @param motoCommand the moto_server program of a Python environment
   * @param dataFolder for files that this account alone uses
   */
  public static SimulatedAws start(
      AwsAccount account,
      List<String> motoCommand,
      Path dataFolder,
      Path logFolder,
      FreePorts ports,
      Progress progress) {
    var aws = new SimulatedAws(account);
    try {
      aws.begin(motoCommand, dataFolder, logFolder, ports, progress);
      return aws;
    } catch (RuntimeException e) {
      aws.close();
      throw e;
    }
  }

  private void begin(
      List<String> motoCommand,
      Path dataFolder,
      Path logFolder,
      FreePorts ports,
      Progress progress) {
    progress.update("simulated AWS account: starting");
    try {
      Files.createDirectories(dataFolder);
    } catch (IOException e) {
      throw new LabException("the folder %s can't be made".formatted(dataFolder), e);
    }
    // The SDK's classes take a second to load, as long as moto takes to start.
    var clients =
        CompletableFuture.runAsync(
            () -> client(Ec2Client.builder(), URI.create("http://127.0.0.1")).close(), threads);
    moto = Moto.start(account, motoCommand, dataFolder, logFolder, ports, threads);
    parts.add(moto);
    join(clients);
    ec2 = client(Ec2Client.builder(), moto.endpoint());
    parts.add(ec2);
    events = new CloudEvents(moto, account);
    Optional<Path> answerFolder =
        Moto.version(motoCommand)
            .map(
                version ->
                    account.cacheFolder().resolve("moto-" + version).resolve(account.region()));
    var slowAnswers = new SlowAnswers(answerFolder);
    var answers = new AnswersMotoLacks(account, prices, new Fleets(ec2, prices, refusals));
    gateway =
        Gateway.start(ports, threads, moto, answers, slowAnswers, calls, this::instancesMayChange);
    parts.add(gateway);
    warm(slowAnswers);
    try (var iam = client(IamClient.builder(), moto.endpoint());
        var sqs = client(SqsClient.builder(), moto.endpoint());
        var eks = client(EksClient.builder(), moto.endpoint())) {
      seed = AccountSeed.plant(account, ec2, iam, sqs, eks, events);
    }
    zones = AccountSeed.zones(account, ec2);
  }

  private void warm(SlowAnswers slowAnswers) {
    AwsRequest types =
        SlowAnswers.query("DescribeInstanceTypes", account.region(), InstanceTypes.QUERY);
    AwsRequest offerings =
        SlowAnswers.query(
            "DescribeInstanceTypeOfferings",
            account.region(),
            Map.of("LocationType", "availability-zone"));
    instanceTypes =
        CompletableFuture.supplyAsync(
            () -> InstanceTypes.parse(slowAnswers.get(types, () -> moto.forward(types)).body()),
            threads);
    CompletableFuture.runAsync(
            () -> slowAnswers.get(offerings, () -> moto.forward(offerings)), threads)
        .exceptionally(
            failure -> {
              if (!closing) {
                LOG.error("moto lists no instance type offerings", failure);
              }
              return null;
            });
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LabException cause) {
        throw new LabException(cause.getMessage(), e);
      }
      throw new LabException("the simulated AWS account failed: " + e.getCause(), e);
    }
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder, URI endpoint) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(account.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("lab", "lab")))
        .build();
  }

  /** What programs of the lab use as their AWS endpoint for every service. */
  public URI endpoint() {
    return gateway.endpoint();
  }

  public AwsAccount account() {
    return account;
  }

  /** The program that holds the account's state, for reports on memory. */
  public HostProcess process() {
    return moto.process();
  }

  public List<AvailabilityZone> zones() {
    return zones;
  }

  public Prices prices() {
    return prices;
  }

  /** Waits for moto's list the first time. */
  public InstanceTypes instanceTypes() {
    return join(instanceTypes);
  }

  /** From now on no fleet gets an instance out of the pool. */
  public void refuse(InstancePool pool) {
    refusals.add(pool);
  }

  /** Takes back {@link #refuse} for exactly this pool. */
  public void allow(InstancePool pool) {
    refusals.remove(pool);
  }

  public List<AwsCall> calls() {
    return calls.all();
  }

  /** Has the listener told of each call, on the thread that answers it. */
  public void onCall(Consumer<AwsCall> listener) {
    calls.listen(listener);
  }

  /** Has the listener run after instances were started or ended, on a thread of the account. */
  public void onInstancesChanged(Runnable listener) {
    instanceListeners.add(listener);
  }

  private void instancesMayChange(AwsRequest request, AwsAnswer answer) {
    if (!answer.isSuccess() || !CHANGE_INSTANCES.contains(request.action())) {
      return;
    }
    instancesChanged();
    switch (request.action()) {
      case "TerminateInstances" ->
          request.numbered("InstanceId").forEach(id -> tellState(id, "terminated"));
      case "StopInstances" ->
          request.numbered("InstanceId").forEach(id -> tellState(id, "stopped"));
      default -> {}
    }
  }

  private void instancesChanged() {
    for (Runnable listener : instanceListeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.error("a listener failed on changed instances", e);
      }
    }
  }

  private void tellState(String instanceId, String state) {
    try {
      events.stateChange(instanceId, state);
    } catch (RuntimeException e) {
      if (!closing) {
        LOG.error("no event tells that {} is {}", instanceId, state, e);
      }
    }
  }

  public List<RunningInstance> runningInstances() {
    Map<String, AvailabilityZone> byName = new TreeMap<>();
    zones.forEach(zone -> byName.put(zone.name(), zone));
    return ec2
        .describeInstancesPaginator(
            request ->
                request.filters(
                    Filter.builder().name("instance-state-name").values("running").build()))
        .reservations()
        .stream()
        .flatMap(reservation -> reservation.instances().stream())
        .map(instance -> runningInstance(instance, byName))
        .toList();
  }

  private static RunningInstance runningInstance(
      Instance instance, Map<String, AvailabilityZone> zones) {
    String zone = instance.placement().availabilityZone();
    Map<String, String> tags = new TreeMap<>();
    instance.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
    return new RunningInstance(
        instance.instanceId(),
        instance.instanceTypeAsString(),
        instance.instanceLifecycle() == InstanceLifecycleType.SPOT
            ? CapacityType.SPOT
            : CapacityType.ON_DEMAND,
        zones.getOrDefault(zone, new AvailabilityZone(zone, "")),
        instance.privateDnsName(),
        instance.privateIpAddress(),
        instance.imageId(),
        tags);
  }

  /** The user data that an instance was launched with; empty when the instance is gone. */
  public Optional<String> userData(String instanceId) {
    try {
      String encoded =
          ec2.describeInstanceAttribute(
                  request ->
                      request.instanceId(instanceId).attribute(InstanceAttributeName.USER_DATA))
              .userData()
              .value();
      return Optional.of(
          encoded == null
              ? ""
              : new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8));
    } catch (Ec2Exception e) {
      if (e.awsErrorDetails().errorCode().startsWith("InvalidInstanceID")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Runs one on-demand instance with the newest image; returns its id. */
  public String launch(InstanceLaunch launch) {
    InstanceTypeShape shape =
        instanceTypes()
            .shape(launch.instanceType())
            .orElseThrow(
                () ->
                    new LabException(
                        "region %s has no instance type '%s'"
                            .formatted(account.region(), launch.instanceType())));
    String subnet = seed.subnets().get(launch.zone());
    if (subnet == null) {
      throw new LabException(
          "no subnet in zone '%s'; zones: %s".formatted(launch.zone(), account.zones()));
    }
    String image =
        MachineImages.id(
            MachineImages.name(
                account.kubernetesVersion(), shape.architecture(), account.amiVersions().get(0)));
    List<Tag> tags =
        launch.tags().entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    String id =
        ec2.runInstances(
                request ->
                    request
                        .imageId(image)
                        .instanceType(launch.instanceType())
                        .subnetId(subnet)
                        .securityGroupIds(seed.securityGroupId())
                        .minCount(1)
                        .maxCount(1)
                        .userData(
                            Base64.getEncoder()
                                .encodeToString(launch.userData().getBytes(StandardCharsets.UTF_8)))
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType(ResourceType.INSTANCE)
                                .tags(tags)
                                .build()))
            .instances()
            .get(0)
            .instanceId();
    instancesChanged();
    return id;
  }

  /** Ends an instance without anybody having asked, as a failing host does; EC2 then tells it. */
  public void terminate(String instanceId) {
    ec2.terminateInstances(request -> request.instanceIds(instanceId));
    instancesChanged();
    tellState(instanceId, "terminated");
  }

  /** Puts the two-minute warning through the real rule into the interruption queue. */
  public void announceSpotInterruption(String instanceId) {
    events.spotInterruption(instanceId);
  }

  /** Puts a rebalance recommendation through the real rule into the interruption queue. */
  public void recommendRebalance(String instanceId) {
    events.rebalanceRecommendation(instanceId);
  }

  @Override
  public void close() {
    closing = true;
    for (int i = parts.size() - 1; i >= 0; i--) {
      try {
        parts.get(i).close();
      } catch (Exception e) {
        LOG.error("a part of the simulated AWS account does not stop", e);
      }
    }
    parts.clear();
    threads.shutdownNow();
  }
}
