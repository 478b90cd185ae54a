package platform.local.aws;

/** A zone by the account's name for it and by the id that means the same place in every account. */
public record AvailabilityZone(String name, String id) {}
