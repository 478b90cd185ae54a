package platform.local.controlplane;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import platform.local.process.LabException;

/** Writes kubeconfig files; every one of them names the certificate authority to check against. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /** A kubeconfig by which a client proves itself with a certificate. */
  static Path forCertificate(
      Path file,
      URI endpoint,
      String certificateAuthority,
      CertificateAuthority.Identity identity) {
    return write(
        file,
        endpoint,
        certificateAuthority,
        "default",
        """
        client-certificate-data: %s
            client-key-data: %s"""
            .formatted(base64(identity.certificate()), base64(identity.privateKey())));
  }

  /**
   * A kubeconfig by which a program proves itself with a token that it reads from a file, so that
   * the token can be renewed under it.
   */
  public static Path forTokenFile(
      Path file, URI endpoint, String certificateAuthority, String namespace, Path tokenFile) {
    return write(file, endpoint, certificateAuthority, namespace, "tokenFile: " + tokenFile);
  }

  private static Path write(
      Path file, URI endpoint, String certificateAuthority, String namespace, String user) {
    String text =
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: lab
          cluster:
            server: %s
            certificate-authority-data: %s
        contexts:
        - name: lab
          context:
            cluster: lab
            user: user
            namespace: %s
        current-context: lab
        users:
        - name: user
          user:
            %s
        """
            .formatted(endpoint, base64(certificateAuthority), namespace, user);
    return writePrivate(file, text);
  }

  /** Writes a file that only its owner can read, from the first byte on. */
  public static Path writePrivate(Path file, String text) {
    return writePrivate(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file that only its owner can read, from the first byte on. */
  public static Path writePrivate(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.write(file, content);
    } catch (IOException e) {
      throw new LabException("can't write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
