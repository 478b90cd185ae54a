package platform.local.controlplane;

import java.util.Locale;

/** What people may ask of {@code --cluster}. */
public enum ClusterKind {
  /** k3s where a Docker engine answers and has or gets its image, else embedded. */
  AUTO,
  EMBEDDED,
  K3S;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
