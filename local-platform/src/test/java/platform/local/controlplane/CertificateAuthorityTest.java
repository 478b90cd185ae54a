package platform.local.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

  private final CertificateAuthority authority = new CertificateAuthority();

  @Test
  void aServerProvesItselfUnderItsNamesAndAddresses() throws GeneralSecurityException {
    var identity =
        authority.server(
            "kube-apiserver", List.of("localhost", "kubernetes"), List.of("127.0.0.1"));
    X509Certificate certificate = certificate(identity.certificate());

    assertThatCode(() -> validate(certificate, authority)).doesNotThrowAnyException();
    assertThat(certificate.getExtendedKeyUsage()).containsExactly(SERVER_USE);
    assertThat(
            certificate.getSubjectAlternativeNames().stream()
                .map(name -> name.get(1))
                .map(Object::toString))
        .containsExactly("localhost", "kubernetes", "127.0.0.1");
    assertThat(certificate.getBasicConstraints()).as("no authority itself").isEqualTo(-1);
    assertPair(privateKey(identity.privateKey()), certificate.getPublicKey());
  }

  @Test
  void aClientIsAUserWithGroups() throws GeneralSecurityException {
    var identity = authority.client("admin", List.of("system:masters"));
    X509Certificate certificate = certificate(identity.certificate());

    assertThatCode(() -> validate(certificate, authority)).doesNotThrowAnyException();
    assertThat(certificate.getExtendedKeyUsage()).containsExactly(CLIENT_USE);
    assertThat(Set.of(certificate.getSubjectX500Principal().getName().split(",")))
        .isEqualTo(Set.of("CN=admin", "O=system:masters"));
    assertPair(privateKey(identity.privateKey()), certificate.getPublicKey());
  }

  @Test
  void anotherAuthorityVouchesForNobodyOfThisOne() throws GeneralSecurityException {
    X509Certificate certificate = certificate(authority.client("admin", List.of()).certificate());

    assertThatThrownBy(() -> validate(certificate, new CertificateAuthority()))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void aClockThatIsSetBackALittleBreaksNoConnection() throws GeneralSecurityException {
    X509Certificate certificate = certificate(authority.client("admin", List.of()).certificate());
    X509Certificate issuer = certificate(authority.certificate());
    Date before = Date.from(Instant.now().minus(Duration.ofMinutes(4)));

    assertThatCode(() -> certificate.checkValidity(before)).doesNotThrowAnyException();
    assertThatCode(() -> issuer.checkValidity(before)).doesNotThrowAnyException();
  }

  @Test
  void theSigningKeyIsAPairInPem() throws GeneralSecurityException {
    var pair = CertificateAuthority.signingKey();

    assertThat(pair.certificate()).startsWith("-----BEGIN PUBLIC KEY-----\n");
    PublicKey publicKey =
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(bytes(pair.certificate())));
    assertPair(privateKey(pair.privateKey()), publicKey);
  }

  private static void validate(X509Certificate certificate, CertificateAuthority authority)
      throws GeneralSecurityException {
    var anchor = new TrustAnchor(certificate(authority.certificate()), null);
    var parameters = new PKIXParameters(Set.of(anchor));
    parameters.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
            parameters);
  }

  private static void assertPair(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    byte[] message = "message".getBytes(StandardCharsets.UTF_8);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(privateKey);
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(message);
    assertThat(signature.verify(signed)).as("the keys belong together").isTrue();
  }

  private static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\n");
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes(pem)));
  }

  private static byte[] bytes(String pem) {
    return Base64.getDecoder()
        .decode(pem.lines().filter(line -> !line.startsWith("-")).collect(Collectors.joining()));
  }
}
