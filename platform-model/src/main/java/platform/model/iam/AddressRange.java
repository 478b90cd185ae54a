package platform.model.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Addresses in CIDR notation; a single address is a range of one. Parsed here, since the JDK's own
 * parser would ask a name server for what is no address.
 */
record AddressRange(String cidr) {
  boolean contains(String address) {
    int slash = cidr.indexOf('/');
    Optional<List<Integer>> network = bytes(slash < 0 ? cidr : cidr.substring(0, slash));
    Optional<List<Integer>> asked = bytes(address);
    if (network.isEmpty() || asked.isEmpty() || network.get().size() != asked.get().size()) {
      return false;
    }
    int bits = network.get().size() * 8;
    int prefix = slash < 0 ? bits : Integer.parseInt(cidr.substring(slash + 1));
    for (int bit = 0; bit < Math.min(prefix, bits); bit++) {
      int mask = 0x80 >> bit % 8;
      if ((network.get().get(bit / 8) & mask) != (asked.get().get(bit / 8) & mask)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<List<Integer>> bytes(String address) {
    try {
      return Optional.of(address.contains(":") ? six(address) : four(address));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  private static List<Integer> four(String address) {
    String[] parts = address.split("\\.", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException(address);
    }
    var bytes = new ArrayList<Integer>();
    for (String part : parts) {
      bytes.add(within(Integer.parseInt(part), 255));
    }
    return bytes;
  }

  private static List<Integer> six(String address) {
    int gap = address.indexOf("::");
    List<Integer> front = groups(gap < 0 ? address : address.substring(0, gap));
    List<Integer> back = gap < 0 ? List.of() : groups(address.substring(gap + 2));
    int missing = 16 - front.size() - back.size();
    if (gap < 0 ? missing != 0 : missing < 2) {
      throw new IllegalArgumentException(address);
    }
    var bytes = new ArrayList<>(front);
    for (int i = 0; i < missing; i++) {
      bytes.add(0);
    }
    bytes.addAll(back);
    return bytes;
  }

  private static List<Integer> groups(String text) {
    var bytes = new ArrayList<Integer>();
    for (String group : text.isEmpty() ? new String[0] : text.split(":", -1)) {
      int value = within(Integer.parseInt(group, 16), 0xffff);
      bytes.add(value >> 8);
      bytes.add(value & 0xff);
    }
    return bytes;
  }

  private static int within(int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException("not between 0 and " + most + ": " + value);
    }
    return value;
  }
}
