package platform.model.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.model.findings.Finding;
import platform.model.findings.Severity;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlTree;
import platform.model.platform.PinnedTools;
import platform.model.pricing.CatalogueFile;

class ContractTest {
  private static final String SETTINGS =
      """
      # Edited by a fork.
      kind: ConfigMap
      data:
        environment: dev

        # The cluster.
        clusterName: eks-dev # and its tag
        region: us-east-1
        nodeRole: eks-dev-node
        interruptionQueue: eks-dev
        amiAlias: al2023@v20261101
        bootstrapInstanceType: t4g.small
        bootstrapNodes: "2"
        bootstrapMaxPods: "32"
        bootstrapAllocatableCpu: 1930m
        bootstrapAllocatableMemory: 1437Mi
        vpcCidr: 10.0.0.0/16
        domain: dev.example.com
        hostedZoneId: Z1
        certificateArn: arn:aws:acm:us-east-1:111122223333:certificate/1
      """;
  private static final String OUTPUTS =
      """
      {"environment": {"value": "dev"}, "cluster_name": {"value": "eks-dev"},
       "region": {"value": "us-east-1"}, "node_role_name": {"value": "eks-dev-node"},
       "interruption_queue_name": {"value": "eks-dev"},
       "bootstrap_release_version": {"value": "1.36.1-20261101"},
       "bootstrap_instance_type": {"value": "t4g.small"}, "bootstrap_nodes": {"value": 2},
       "bootstrap_max_pods": {"value": 32},
       "bootstrap_kube_reserved":
         {"value": {"cpu": "70m", "memory": "376Mi", "ephemeral-storage": "1Gi"}},
       "vpc_cidr": {"value": "10.0.0.0/16"},
       "domain": {"value": "dev.example.com"}, "hosted_zone_id": {"value": "Z1"},
       "certificate_arn": {"value": "arn:aws:acm:us-east-1:111122223333:certificate/1"},
       "discovery_tag": {"value": {"karpenter.sh/discovery": "eks-dev"}},
       "bootstrap_labels": {"value": {"capacity.platform/profile": "managed-on-demand"}},
       "karpenter_service_account": {"value": {"namespace": "karpenter", "name": "karpenter"}},
       "external_dns_service_account": {"value": {"namespace": "external-dns", "name": "external-dns"}}}
      """;

  @TempDir private Path root;

  @BeforeEach
  void writeTree() throws IOException {
    write("gitops/environments/dev/settings.yaml", SETTINGS);
    write(
        "gitops/apps/platform/capacity/node-class.yaml",
        """
        kind: EC2NodeClass
        spec:
          subnetSelectorTerms:
            - tags:
                karpenter.sh/discovery: set-by-environment
          securityGroupSelectorTerms:
            - tags:
                karpenter.sh/discovery: set-by-environment
        """);
    write(
        "gitops/profiles/managed-on-demand/profile.yaml",
        """
        kind: Profile
        metadata:
          name: managed-on-demand
        spec:
          capacity: managed-node-group
        """);
    write(
        "gitops/argo/applications/karpenter.yaml",
        """
        kind: Application
        metadata:
          name: karpenter
        spec:
          source:
            helm:
              releaseName: karpenter
          destination:
            namespace: karpenter
        """);
    write(
        "gitops/apps/platform/external-dns/service-account.yaml",
        """
        kind: ServiceAccount
        metadata:
          name: external-dns
        """);
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Contract contract(String outputs) {
    return Contract.read(
        root,
        "dev",
        InfrastructureOutputs.of(YamlTree.parse("outputs.json", outputs)),
        region -> CatalogueFile.read(PinnedTools.repository(), "us-east-1"));
  }

  @Test
  void whatAgreesGivesNoFinding() {
    assertThat(contract(OUTPUTS).findings()).isEmpty();
    assertThat(contract(OUTPUTS).corrections()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "\"cluster_name\": {\"value\": \"eks-dev\"}, \"cluster_name\": {\"value\": \"other\"}, 7, clusterName is 'eks-dev'",
    "\"us-east-1\"}, \"eu-west-1\"}, 8, region",
    "\"eks-dev-node\", \"node\", 9, nodeRole",
    "\"interruption_queue_name\": {\"value\": \"eks-dev\"}, \"interruption_queue_name\": {\"value\": \"q\"}, 10, interruptionQueue",
    "t4g.small, t4g.medium, 12, bootstrapInstanceType",
    "\"bootstrap_nodes\": {\"value\": 2}, \"bootstrap_nodes\": {\"value\": 3}, 13, bootstrapNodes is '2'",
    "\"bootstrap_max_pods\": {\"value\": 32}, \"bootstrap_max_pods\": {\"value\": 11}, 14, bootstrapMaxPods",
    "70m, 80m, 15, bootstrapAllocatableCpu is '1930m'",
    "376Mi, 300Mi, 16, Terraform makes '1513Mi' (outputs bootstrap_instance_type",
    "t4g.small, t4g.medium, 16, Terraform makes '3350Mi'",
    "10.0.0.0/16, 10.1.0.0/16, 17, vpcCidr",
    "\"dev.example.com\", \"example.com\", 18, domain",
    "\"Z1\", \"Z2\", 19, hostedZoneId",
    "certificate/1\"}, certificate/2\"}, 20, certificateArn",
    "\"domain\", \"zone\", 18, has no output 'domain'"
  })
  void aSettingThatDiffersIsFoundWhereItStands(
      String before, String after, int line, String words) {
    assertThat(contract(OUTPUTS.replace(before, after)).findings())
        .anySatisfy(
            finding ->
                assertThat(finding.sentence())
                    .startsWith("gitops/environments/dev/settings.yaml:" + line + ": ")
                    .contains(words));
  }

  @ParameterizedTest
  @CsvSource({
    "{\"karpenter.sh/discovery\": \"eks-dev\"}, {\"discovery\": \"eks-dev\"}, gitops/apps/platform/capacity/node-class.yaml:3, subnetSelectorTerms",
    "{\"karpenter.sh/discovery\": \"eks-dev\"}, {\"karpenter.sh/discovery\": \"x\"}, outputs.json:1, select by the cluster's name",
    "\"managed-on-demand\", \"bootstrap\", gitops/profiles/managed-on-demand/profile.yaml:3, managed-on-demand",
    "\"namespace\": \"karpenter\", \"namespace\": \"kube-system\", gitops/argo/applications/karpenter.yaml:9, kube-system/karpenter",
    "\"name\": \"external-dns\", \"name\": \"dns\", gitops/apps/platform/external-dns/service-account.yaml:3, gives its rights to 'dns'"
  })
  void aPlaceOfUseThatDiffersIsFound(String before, String after, String place, String words) {
    assertThat(contract(OUTPUTS.replace(before, after)).findings())
        .anySatisfy(
            finding -> assertThat(finding.sentence()).startsWith(place + ": ").contains(words));
  }

  @ParameterizedTest
  @CsvSource({
    "bootstrap_kube_reserved, kube_reserved, outputs.json:1: output 'bootstrap_kube_reserved' is not in the file",
    "\"bootstrap_max_pods\": {\"value\": 32}, \"bootstrap_max_pods\": {\"value\": \"many\"}, outputs.json:6: 'bootstrap_max_pods.value' is 'many'",
    "70m, seventy, outputs.json:8: 'bootstrap_kube_reserved.value.cpu' is 'seventy'",
    "t4g.small, t4g.tiny, catalogue/us-east-1.json:1: what 't4g.tiny' leaves to pods is not known"
  })
  void whatANodeLeavesToPodsHasToBeKnownAndIsNotInvented(
      String before, String after, String words) {
    Contract contract = contract(OUTPUTS.replace(before, after));

    assertThat(contract.findings())
        .anySatisfy(finding -> assertThat(finding.sentence()).startsWith(words));
    assertThat(contract.corrections()).doesNotContainKey("bootstrapAllocatableCpu");
  }

  @Test
  void imagesOfTwoDaysAreOnlyWorthALook() {
    assertThat(contract(OUTPUTS.replace("1.36.1-20261101", "1.36.1-20261001")).findings())
        .extracting(Finding::severity)
        .containsExactly(Severity.WARNING);
  }

  @Test
  void correctionsKeepCommentsOrderAndQuotes() {
    Contract contract =
        contract(
            OUTPUTS
                .replace(
                    "\"cluster_name\": {\"value\": \"eks-dev\"}",
                    "\"cluster_name\": {\"value\": \"other\"}")
                .replace(
                    "\"bootstrap_nodes\": {\"value\": 2}", "\"bootstrap_nodes\": {\"value\": 3}"));

    assertThat(contract.corrections())
        .isEqualTo(Map.of("clusterName", "other", "bootstrapNodes", "3"));
    assertThat(new SettingsText(SETTINGS).with(contract.corrections()).text())
        .isEqualTo(
            SETTINGS
                .replace("clusterName: eks-dev #", "clusterName: other #")
                .replace("bootstrapNodes: \"2\"", "bootstrapNodes: \"3\""));
  }

  @Test
  void whatYamlWouldTakeForANumberIsQuoted() {
    assertThat(
            new SettingsText("data:\n  hostedZoneId: Z1\n")
                .with(Map.of("hostedZoneId", "12"))
                .text())
        .isEqualTo("data:\n  hostedZoneId: \"12\"\n");
    assertThat(
            new SettingsText("data:\n  bootstrapAllocatableMemory: 1Mi\n")
                .with(Map.of("bootstrapAllocatableMemory", "1437Mi"))
                .text())
        .isEqualTo("data:\n  bootstrapAllocatableMemory: 1437Mi\n");
  }

  @Test
  void aSettingWithoutALineIsNotInvented() {
    assertThatThrownBy(() -> new SettingsText("data:\n").with(Map.of("region", "x")))
        .hasMessageContaining("setting 'region' has no line");
  }

  @Test
  void plansStatesAndRecordingsAreRead() {
    for (String plan :
        List.of(
            "{\"planned_values\": {\"outputs\": {\"region\": {\"value\": \"r\"}, \"later\": {\"sensitive\": false}}}}",
            "{\"values\": {\"outputs\": {\"region\": {\"value\": \"r\"}}}}",
            "{\"outputs\": {\"region\": \"r\"}, \"resources\": []}")) {
      var outputs = InfrastructureOutputs.of(YamlTree.parse("file.json", plan));
      assertThat(outputs.text("region")).as(plan).contains("r");
      assertThat(outputs.values()).hasSize(1);
    }
    assertThatThrownBy(() -> InfrastructureOutputs.of(YamlTree.parse("file.json", "{}")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("no Terraform outputs");
  }
}
