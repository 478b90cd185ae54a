package platform.local.aws;

/**
 * A set of places to launch: instance type, zone and capacity type, each a value or {@link #ANY}.
 */
public record InstancePool(String instanceType, String zone, String capacityType) {
  public static final String ANY = "any";

  public static InstancePool everything() {
    return new InstancePool(ANY, ANY, ANY);
  }

  public static InstancePool ofInstanceType(String instanceType) {
    return new InstancePool(instanceType, ANY, ANY);
  }

  public static InstancePool ofZone(String zone) {
    return new InstancePool(ANY, zone, ANY);
  }

  public static InstancePool ofCapacityType(CapacityType capacityType) {
    return new InstancePool(ANY, ANY, capacityType.label());
  }

  boolean includes(String type, String place, CapacityType bought) {
    return matches(instanceType, type)
        && matches(zone, place)
        && matches(capacityType, bought.label());
  }

  private static boolean matches(String wanted, String actual) {
    return wanted.equals(ANY) || wanted.equals(actual);
  }
}
