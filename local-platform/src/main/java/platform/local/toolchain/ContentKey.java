package platform.local.toolchain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import platform.local.process.FileProblem;
import platform.local.process.LabException;

/** Makes the name of a cache folder out of everything that its content depends on. */
final class ContentKey {
  private static final int LENGTH = 16;

  private final MessageDigest digest = sha256();

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  ContentKey text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  ContentKey file(Path file) {
    try {
      return text(file.getFileName().toString()).bytes(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new LabException("%s can't be read: %s".formatted(file, FileProblem.reason(e)), e);
    }
  }

  // The length goes first, so that no two lists of parts read as the same bytes.
  private ContentKey bytes(byte[] bytes) {
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
    return this;
  }

  String key() {
    return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
  }
}
