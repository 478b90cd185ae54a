package platform.model.audit;

import java.util.Comparator;

/**
 * By what an object of the tree is found in a cluster. Its namespace is none of it: the audited
 * kinds either have none or live in one.
 */
record ObjectKey(AuditedKind kind, String name) implements Comparable<ObjectKey> {
  private static final Comparator<ObjectKey> ORDER =
      Comparator.comparing(ObjectKey::kind).thenComparing(ObjectKey::name);

  @Override
  public int compareTo(ObjectKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind.kind() + " '" + name + "'";
  }
}
