package platform.local.aws;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/** How the lab's own calls reach an AWS account: every service at one endpoint. */
record AwsSdk(URI endpoint, String region) {
  private static final AwsBasicCredentials CREDENTIALS = AwsBasicCredentials.create("lab", "lab");

  <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.of(region))
        .credentialsProvider(StaticCredentialsProvider.create(CREDENTIALS))
        .build();
  }
}
