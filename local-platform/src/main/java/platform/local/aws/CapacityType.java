package platform.local.aws;

/** How an instance is bought. */
public enum CapacityType {
  ON_DEMAND("on-demand"),
  SPOT("spot");

  private final String label;

  CapacityType(String label) {
    this.label = label;
  }

  /** The word that EC2 and Karpenter use. */
  public String label() {
    return label;
  }

  static CapacityType of(String label) {
    return label.equals(SPOT.label) ? SPOT : ON_DEMAND;
  }
}
