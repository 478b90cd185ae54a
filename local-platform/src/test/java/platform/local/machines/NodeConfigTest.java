package platform.local.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import platform.local.process.LabException;
import platform.model.capacity.Quantity;

class NodeConfigTest {
  private static final String TWO_PARTS =
      """
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="//"

      --//
      Content-Type: text/x-shellscript

      echo --node-labels=not=mine
      --//
      Content-Type: application/node.eks.aws

      apiVersion: node.eks.aws/v1alpha1
      kind: NodeConfig
      spec:
        kubelet:
          config: {maxPods: 20, kubeReserved: {cpu: 100m, memory: 300Mi}}
          flags: ["--node-labels=\\"a=1,b.c/d=e\\""]
      --//
      Content-Type: application/node.eks.aws

      # generated
      apiVersion: node.eks.aws/v1alpha1
      kind: NodeConfig
      spec:
        kubelet:
          config:
            maxPods: 110
            kubeReserved: {memory: 500Mi}
            registerWithTaints:
            - {key: capacity.platform/profile, value: karpenter-spot, effect: NoSchedule}
            - {key: karpenter.sh/unregistered, effect: NoExecute}
          flags: [--node-labels=f=g]
      --//--
      """;

  @Test
  void laterPartsWinAndTheRestIsMerged() {
    NodeConfig config = NodeConfig.parse(TWO_PARTS, "i-1");

    assertThat(config.kubelet().maxPods()).hasValue(110);
    assertThat(config.kubelet().kubeReserved())
        .isEqualTo(Map.of("cpu", Quantity.of("100m"), "memory", Quantity.of("500Mi")));
    assertThat(config.labels())
        .containsExactlyInAnyOrderEntriesOf(Map.of("a", "1", "b.c/d", "e", "f", "g"));
    assertThat(config.taints())
        .containsExactly(
            new TaintBuilder()
                .withKey("capacity.platform/profile")
                .withValue("karpenter-spot")
                .withEffect("NoSchedule")
                .build(),
            new TaintBuilder()
                .withKey("karpenter.sh/unregistered")
                .withEffect("NoExecute")
                .build());
  }

  @Test
  void aBareNodeConfigIsRead() {
    assertThat(
            NodeConfig.parse(
                    "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec: {kubelet: {config: {maxPods: 7}}}",
                    "i-1")
                .kubelet()
                .maxPods())
        .hasValue(7);
  }

  @Test
  void userDataWithoutNodeConfigJoinsNoCluster() {
    assertThatThrownBy(() -> NodeConfig.parse("#!/bin/bash\n/etc/eks/bootstrap.sh dev", "i-1"))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("i-1: its user data holds no NodeConfig");
  }

  @Test
  void brokenYamlNamesTheMachine() {
    assertThatThrownBy(() -> NodeConfig.parse("apiVersion: node.eks.aws/v1\n  spec: [", "i-1"))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("i-1: the NodeConfig in its user data is not YAML");
  }
}
