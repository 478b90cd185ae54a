package platform.local.machines;

import platform.local.aws.CapacityType;

/** A running instance that has joined the cluster. */
public record Machine(
    String instanceId,
    String nodeName,
    String instanceType,
    CapacityType capacityType,
    String zone) {}
