package platform.local.aws;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import platform.local.process.FreePorts;
import platform.local.process.HostProcess;
import platform.local.process.LabException;
import platform.local.process.Progress;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A whole AWS account on loopback, made for one cluster: programs talk to {@link #endpoint()}, and
 * whoever runs it can refuse capacity, interrupt instances and read back every call.
 */
public final class SimulatedAws implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SimulatedAws.class);

  private final AwsAccount account;
  private final ExecutorService threads;
  private final CallRecord calls = new CallRecord();
  private final Set<InstancePool> refusals = new CopyOnWriteArraySet<>();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Prices prices;
  private Moto moto;
  private Gateway gateway;
  private CloudEvents events;
  private volatile Instances instances;
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
   * Starts moto and the gateway, with an empty account. Returns when it can be used; moto's slow
   * answers may still be under way, and callers that need them wait.
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
            () ->
                new AwsSdk(URI.create("http://127.0.0.1"), account.region())
                    .client(Ec2Client.builder())
                    .close(),
            threads);
    moto = Moto.start(account, motoCommand, dataFolder, logFolder, ports, threads);
    parts.add(moto);
    join(clients);
    var sdk = new AwsSdk(moto.endpoint(), account.region());
    Ec2Client ec2 = sdk.client(Ec2Client.builder());
    parts.add(ec2);
    IamClient iam = sdk.client(IamClient.builder());
    parts.add(iam);
    Optional<Path> answerFolder =
        Moto.version(motoCommand)
            .map(
                version ->
                    account.cacheFolder().resolve("moto-" + version).resolve(account.region()));
    var slowAnswers = new SlowAnswers(answerFolder);
    var eksAnswers = new EksAnswers(account);
    var answers =
        new AnswersMotoLacks(
            account,
            prices,
            new Fleets(ec2, prices, refusals),
            eksAnswers,
            new EksClusters(account, ec2, eksAnswers));
    // Nobody knows the endpoint, and so calls, before the next lines have run.
    gateway =
        Gateway.start(
            ports,
            threads,
            moto,
            answers,
            slowAnswers,
            new TouchedResources(ec2, iam, account),
            calls,
            (request, answer) -> instances.answered(request, answer));
    parts.add(gateway);
    events = new CloudEvents(gateway, account);
    instances = new Instances(ec2, events);
    parts.add(instances);
    warm(slowAnswers);
    zones = AvailabilityZone.of(account, ec2);
  }

  /** Makes what Terraform made when its plan was recorded, in a second rather than in minutes. */
  public void plant(RecordedInfrastructure recorded) {
    var direct = new AwsSdk(moto.endpoint(), account.region());
    var throughGateway = new AwsSdk(gateway.endpoint(), account.region());
    try (var ec2 = direct.client(Ec2Client.builder());
        var iam = direct.client(IamClient.builder());
        var sqs = direct.client(SqsClient.builder());
        var eks = throughGateway.client(EksClient.builder())) {
      new AccountSeed(ec2, iam, sqs, eks, events).plant(recorded);
    }
  }

  /** The managed node groups of the account's cluster. */
  public List<ManagedNodeGroup> nodeGroups() {
    var direct = new AwsSdk(moto.endpoint(), account.region());
    try (var ec2 = direct.client(Ec2Client.builder());
        var eks = direct.client(EksClient.builder())) {
      return new ManagedNodeGroups(ec2, eks).of(account.clusterName());
    }
  }

  /** All that is in the account: one line each, kind and name. */
  public SortedSet<String> inventory() {
    return new Inventory(moto, account.region()).list();
  }

  /**
   * Ends all machines and removes what Karpenter made beside them, as Karpenter does when its
   * NodePools are deleted.
   *
   * @return what was done, a sentence
   */
  public String endMachines() {
    return new Inventory(moto, account.region()).endMachines();
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

  /**
   * Waits until the record of calls is as wanted, asking anew after each call.
   *
   * @return whether it was so in time
   */
  public boolean awaitCalls(Predicate<List<AwsCall>> wanted, Duration patience) {
    return calls.await(wanted, patience);
  }

  /** Has the listener told of each call, on the thread that answers it. */
  public void onCall(Consumer<AwsCall> listener) {
    calls.listen(listener);
  }

  /** Has the listener run after instances were started or ended, on a thread of the account. */
  public void onInstancesChanged(Runnable listener) {
    instances.onChange(listener);
  }

  public List<RunningInstance> runningInstances() {
    return instances.running(zones);
  }

  /** The user data that an instance was launched with; empty when the instance is gone. */
  public Optional<String> userData(String instanceId) {
    return instances.userData(instanceId);
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
    String image =
        MachineImages.id(
            MachineImages.name(
                account.kubernetesVersion(), shape.architecture(), account.amiVersions().get(0)));
    return instances.launch(launch, image);
  }

  /** Ends an instance without anybody having asked, as a failing host does; EC2 then tells it. */
  public void terminate(String instanceId) {
    instances.terminate(instanceId);
  }

  /** Puts an event on the account's bus, as AWS itself does; a rule may bring it somewhere. */
  public void put(CloudEvent event) {
    events.put(event);
  }

  /**
   * Takes an EventBridge rule away, as a mistake in Terraform would.
   *
   * @return what puts it back
   */
  public Runnable removeRule(String name) {
    return events.removeRule(name);
  }

  /** A queue of the account, for who looks into it from outside. */
  public MessageQueue queue(String name) {
    return new MessageQueue(gateway, moto, account, name);
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
