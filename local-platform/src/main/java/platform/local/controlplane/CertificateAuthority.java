package platform.local.controlplane;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import platform.local.process.LabException;

/** The lab's own certificate authority, made anew for every control plane and never reused. */
final class CertificateAuthority {
  /** A lab that lives longer than this has to be started again. */
  private static final Duration VALIDITY = Duration.ofDays(30);

  /**
   * Clocks of a laptop and its virtual machines differ; a certificate must not be from the future.
   */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final X500Name ISSUER = new X500Name("CN=lab-ca");

  private final KeyPair keys;
  private final X509Certificate certificate;
  private final SecureRandom random = new SecureRandom();

  /** A private key and the certificate that vouches for it, both PEM. */
  record Identity(String certificate, String privateKey) {}

  CertificateAuthority() {
    keys = newKeys();
    try {
      X509v3CertificateBuilder builder = builder(ISSUER, keys);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
      certificate = sign(builder);
    } catch (CertIOException e) {
      throw new LabException("the lab's certificate authority can't be made", e);
    }
  }

  String certificate() {
    return pem(certificate);
  }

  /** An identity by which a server proves itself under these names and addresses. */
  Identity server(String commonName, List<String> dnsNames, List<String> addresses) {
    var names = new java.util.ArrayList<GeneralName>();
    dnsNames.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
    addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
    return issue(
        new X500Name("CN=" + commonName),
        KeyPurposeId.id_kp_serverAuth,
        new GeneralNames(names.toArray(GeneralName[]::new)));
  }

  /** An identity of a Kubernetes user, with the group that carries its rights if it has one. */
  Identity client(String user, List<String> groups) {
    var subject = new StringBuilder("CN=" + user);
    groups.forEach(group -> subject.append(",O=").append(group));
    return issue(new X500Name(subject.toString()), KeyPurposeId.id_kp_clientAuth, null);
  }

  /**
   * A fresh key pair, private and public part as PEM: what service account tokens are signed with.
   */
  static Identity signingKey() {
    KeyPair pair = newKeys();
    return new Identity(pem(pair.getPublic()), privatePem(pair));
  }

  private Identity issue(X500Name subject, KeyPurposeId purpose, GeneralNames alternativeNames) {
    KeyPair pair = newKeys();
    try {
      X509v3CertificateBuilder builder = builder(subject, pair);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      if (alternativeNames != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames);
      }
      return new Identity(pem(sign(builder)), privatePem(pair));
    } catch (CertIOException e) {
      throw new LabException("no certificate can be made for " + subject, e);
    }
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair pair) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        ISSUER,
        new BigInteger(120, random),
        Date.from(now.minus(CLOCK_SKEW)),
        Date.from(now.plus(VALIDITY)),
        subject,
        pair.getPublic());
  }

  private X509Certificate sign(X509v3CertificateBuilder builder) {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new LabException("the lab's certificate authority can't sign", e);
    }
  }

  private static KeyPair newKeys() {
    try {
      // RSA, since the Kubernetes client reads no elliptic curve keys unless told which kind it
      // has.
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new LabException("this JDK offers no RSA keys of 2048 bits", e);
    }
  }

  private static String privatePem(KeyPair pair) {
    try {
      return pem(new JcaPKCS8Generator(pair.getPrivate(), null));
    } catch (IOException e) {
      throw new LabException("a private key can't be written", e);
    }
  }

  private static String pem(Object object) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new LabException("a certificate or key can't be written as PEM", e);
    }
    return text.toString();
  }
}
