package platform.local.aws;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The account's EC2 instances: who wants to know is told when some have come or gone. */
final class Instances implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

  private static final Set<String> CHANGES =
      Set.of(
          "RunInstances",
          "CreateFleet",
          "TerminateInstances",
          "StopInstances",
          "StartInstances",
          "RebootInstances");

  private final Ec2Client ec2;
  private final CloudEvents events;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean closing;

  Instances(Ec2Client ec2, CloudEvents events) {
    this.ec2 = ec2;
    this.events = events;
  }

  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** What a program of the lab was answered may have started or ended instances. */
  void answered(AwsRequest request, AwsAnswer answer) {
    if (!answer.isSuccess() || !CHANGES.contains(request.action())) {
      return;
    }
    changed();
    switch (request.action()) {
      case "TerminateInstances" ->
          request.numbered("InstanceId").forEach(id -> tellState(id, "terminated"));
      case "StopInstances" ->
          request.numbered("InstanceId").forEach(id -> tellState(id, "stopped"));
      default -> {}
    }
  }

  private void changed() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.error("a listener failed on changed instances", e);
      }
    }
  }

  private void tellState(String instanceId, String state) {
    try {
      events.put(CloudEvent.stateChange(instanceId, state));
    } catch (RuntimeException e) {
      if (!closing) {
        LOG.error("no event tells that {} is {}", instanceId, state, e);
      }
    }
  }

  List<RunningInstance> running(List<AvailabilityZone> zones) {
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
  Optional<String> userData(String instanceId) {
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

  /** Runs one on-demand instance; returns its id. */
  String launch(InstanceLaunch launch, String image) {
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
                        .subnetId(launch.subnet())
                        .securityGroupIds(launch.securityGroups())
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
    changed();
    return id;
  }

  /** Ends an instance without anybody having asked, as a failing host does; EC2 then tells it. */
  void terminate(String instanceId) {
    ec2.terminateInstances(request -> request.instanceIds(instanceId));
    changed();
    tellState(instanceId, "terminated");
  }

  /** The account stops: an event that nobody takes any more is no defect. */
  @Override
  public void close() {
    closing = true;
  }
}
