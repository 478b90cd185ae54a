package platform.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineImagesTest {
  private static final AwsAccount ACCOUNT =
      new AwsAccount(
          "us-east-1",
          "123456789012",
          "dev",
          "1.36",
          URI.create("https://127.0.0.1:6443"),
          "",
          "10.96.0.0/16",
          List.of("v20261101", "v20261001"),
          List.of("us-east-1a", "us-east-1b"),
          Path.of("karpenter"),
          Path.of("cache"));
  private static final String FOLDER =
      "/aws/service/eks/optimized-ami/%s/amazon-linux-2023/arm64/standard/%s/image_id";

  @Test
  void aPinnedImageIsTheSameInEveryRun() {
    String pinned =
        FOLDER.formatted("1.36", "amazon-eks-node-al2023-arm64-standard-1.36-v20261001");

    assertThat(MachineImages.parameter(ACCOUNT, pinned))
        .contains(MachineImages.id("amazon-eks-node-al2023-arm64-standard-1.36-v20261001"));
  }

  @Test
  void aWeekAfterEachImageThereIsAnotherToRollTo() {
    assertThat(MachineImages.published(ACCOUNT))
        .containsExactly("v20261101", "v20261108", "v20261001", "v20261008");
    String next = FOLDER.formatted("1.36", "amazon-eks-node-al2023-arm64-standard-1.36-v20261108");
    assertThat(MachineImages.parameter(ACCOUNT, next))
        .contains(MachineImages.id("amazon-eks-node-al2023-arm64-standard-1.36-v20261108"));
  }

  @Test
  void theRecommendedImageIsTheFirst() {
    assertThat(MachineImages.parameter(ACCOUNT, FOLDER.formatted("1.36", "recommended")))
        .contains(MachineImages.id("amazon-eks-node-al2023-arm64-standard-1.36-v20261101"));
  }

  @Test
  void anImageThatDoesNotExistHasNoParameter() {
    String unknown =
        FOLDER.formatted("1.36", "amazon-eks-node-al2023-arm64-standard-1.36-v20200101");

    assertThat(MachineImages.parameter(ACCOUNT, unknown)).isEmpty();
    assertThat(MachineImages.parameter(ACCOUNT, FOLDER.formatted("1.30", "recommended"))).isEmpty();
  }
}
