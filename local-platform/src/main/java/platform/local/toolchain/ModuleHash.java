package platform.local.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.zip.ZipFile;

/**
 * Go's hash "h1:" of a module's zip file, as it stands in go.sum: the SHA-256 of a list of the
 * files' SHA-256 sums in order of their names. See golang.org/x/mod/sumdb/dirhash.
 */
final class ModuleHash {
  private ModuleHash() {}

  static String ofZip(Path zip) throws IOException {
    var sums = new TreeMap<String, String>();
    try (var file = new ZipFile(zip.toFile())) {
      for (var entry : file.stream().filter(each -> !each.isDirectory()).toList()) {
        try (InputStream content = file.getInputStream(entry)) {
          sums.put(entry.getName(), HexFormat.of().formatHex(sha256(content)));
        }
      }
    }
    MessageDigest list = ContentKey.sha256();
    sums.forEach(
        (name, sum) -> list.update((sum + "  " + name + "\n").getBytes(StandardCharsets.UTF_8)));
    return "h1:" + Base64.getEncoder().encodeToString(list.digest());
  }

  private static byte[] sha256(InputStream content) throws IOException {
    MessageDigest digest = ContentKey.sha256();
    var buffer = new byte[65_536];
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return digest.digest();
  }
}
