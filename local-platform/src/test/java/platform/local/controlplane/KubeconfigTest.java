package platform.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
  private static final URI ENDPOINT = URI.create("https://127.0.0.1:6443");

  @TempDir private Path folder;

  @Test
  void aClientProvesItselfByItsCertificateAndChecksTheServer() {
    Path file =
        Kubeconfig.forCertificate(
            folder.resolve("new/admin.kubeconfig"),
            ENDPOINT,
            "authority",
            new CertificateAuthority.Identity("certificate", "key"));

    Config config = Config.fromKubeconfig(file.toFile());
    assertThat(config.getMasterUrl()).startsWith(ENDPOINT.toString());
    assertThat(decoded(config.getCaCertData())).isEqualTo("authority");
    assertThat(decoded(config.getClientCertData())).isEqualTo("certificate");
    assertThat(decoded(config.getClientKeyData())).isEqualTo("key");
    assertThat(config.isTrustCerts()).as("accepts any certificate").isFalse();
  }

  @Test
  void aProgramReadsItsTokenFromAFile() throws IOException {
    Path token = Kubeconfig.writePrivate(folder.resolve("token"), "secret-token");
    Path file =
        Kubeconfig.forTokenFile(
            folder.resolve("kubeconfig"), ENDPOINT, "authority", "karpenter", token);

    assertThat(file).content().contains("tokenFile: " + token).doesNotContain("secret-token");
    Config config = Config.fromKubeconfig(file.toFile());
    assertThat(config.getNamespace()).isEqualTo("karpenter");
    assertThat(decoded(config.getCaCertData())).isEqualTo("authority");
  }

  @Test
  void aPrivateFileIsItsOwnersAloneWhateverItWasBefore() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "a longer text than the new one");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    Kubeconfig.writePrivate(file, "new");

    assertThat(file).hasContent("new");
    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
