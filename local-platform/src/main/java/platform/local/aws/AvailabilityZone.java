package platform.local.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import platform.local.process.LabException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A zone by the account's name for it and by the id that means the same place in every account. */
public record AvailabilityZone(String name, String id) {
  /** The zones of the region with their ids, in the order of the account. */
  static List<AvailabilityZone> of(AwsAccount account, Ec2Client ec2) {
    Map<String, String> ids = new TreeMap<>();
    ec2.describeAvailabilityZones()
        .availabilityZones()
        .forEach(zone -> ids.put(zone.zoneName(), zone.zoneId()));
    List<AvailabilityZone> zones = new ArrayList<>();
    for (String name : account.zones()) {
      if (!ids.containsKey(name)) {
        throw new LabException(
            "region %s has no zone '%s'; zones: %s"
                .formatted(account.region(), name, ids.keySet()));
      }
      zones.add(new AvailabilityZone(name, ids.get(name)));
    }
    return List.copyOf(zones);
  }
}
