package platform.local.programs;

import java.net.URI;

/**
 * What a program meets at its border with the lab instead of what a pod would meet in a cluster.
 *
 * @param apiServer address of the API server
 * @param certificateAuthority PEM by which the API server proves itself
 * @param awsGateway address of the simulated AWS account
 * @param searchPath {@code PATH} of the programs: where Argo CD finds git, helm and kustomize
 */
public record Border(
    URI apiServer, String certificateAuthority, URI awsGateway, String searchPath) {}
