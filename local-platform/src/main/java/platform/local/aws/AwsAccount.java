package platform.local.aws;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What the simulated account is made for; it holds nothing but images at first.
 *
 * @param region the one region, e.g. {@code us-east-1}
 * @param accountId twelve digits
 * @param clusterName name of the EKS cluster, and value of the tag {@code karpenter.sh/discovery}
 * @param kubernetesVersion minor version as EKS names it, e.g. {@code 1.36}
 * @param clusterEndpoint URL of the lab's API server
 * @param clusterCertificateAuthority base64 of the PEM that signed the API server's certificate
 * @param serviceCidr range of Service addresses
 * @param amiVersions versions of the EKS AL2023 images there are, newest first, e.g. {@code
 *     v20261101}
 * @param zones the availability zones that have a private subnet
 * @param karpenterModule unpacked module of Karpenter's AWS provider, whose table of on-demand
 *     prices is read
 * @param cacheFolder where moto's slow answers are kept from run to run
 */
public record AwsAccount(
    String region,
    String accountId,
    String clusterName,
    String kubernetesVersion,
    URI clusterEndpoint,
    String clusterCertificateAuthority,
    String serviceCidr,
    List<String> amiVersions,
    List<String> zones,
    Path karpenterModule,
    Path cacheFolder) {

  public AwsAccount {
    amiVersions = List.copyOf(amiVersions);
    zones = List.copyOf(zones);
    if (!accountId.matches("\\d{12}")) {
      throw new IllegalArgumentException(
          "account id '%s': expected 12 digits".formatted(accountId));
    }
    if (amiVersions.isEmpty()) {
      throw new IllegalArgumentException("the account needs at least one AMI version");
    }
    if (zones.size() < 2) {
      throw new IllegalArgumentException(
          "zones %s: expected at least two, as EKS does".formatted(zones));
    }
    if (!kubernetesVersion.matches("\\d+\\.\\d+")) {
      throw new IllegalArgumentException(
          "Kubernetes version '%s': expected major.minor".formatted(kubernetesVersion));
    }
  }
}
