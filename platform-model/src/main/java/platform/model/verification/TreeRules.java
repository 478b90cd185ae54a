package platform.model.verification;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import platform.model.manifests.ChartValues;
import platform.model.pricing.Catalogue;
import platform.model.schemas.SchemaCatalogue;

/** Every rule that needs only the tree. */
final class TreeRules {
  private TreeRules() {}

  static List<TreeRule> of(
      Map<String, ChartValues> charts,
      SchemaCatalogue schemas,
      Function<String, Catalogue> catalogues) {
    return List.of(
        new SpotPoolsAreDiverse(catalogues),
        new ProfilesStayBelowTheirCeiling(catalogues),
        new ObjectsMatchTheirSchemas(schemas),
        new EveryWorkloadNamesAKnownProfile(),
        new EveryKarpenterProfileHasItsNodePool(),
        new HelmValuesAreKnownToTheirChart(charts),
        new GuardrailsKnowEveryProfile(),
        new GuardrailsExemptOnlyThePlatformsNamespaces(),
        new EveryPathHasOneOwner(),
        new TraefikReadsExactlyWhatItPublishes(),
        new EveryFileIsReferenced(),
        new EveryPodTemplateCarriesExactlyItsProfile(),
        new WorkloadsCarryNoInfrastructure(),
        new EveryContainerDeclaresItsRequests(),
        new EveryProfileHasItsPlacement(),
        new NodePoolsExcludeEachOther(),
        new NodePoolsAreBounded(),
        new NodePoolsBudgetEveryReason(),
        new NodePoolsMakeOnlyArm64Nodes(),
        new NodePoolsThatExpireHaveAGracePeriod(),
        new MachineImagesArePinned(),
        new ChartsArePinned(),
        new ImagesArePinned(),
        new PlatformPodsAreBoundToBootstrapNodes(),
        new ProjectsAreClosed(),
        new WorkloadsBringOnlyWhatTheirProjectAllows(),
        new EachObjectHasOneApplication(),
        new DeletionIsGuarded(),
        new ArgoCdUnderstandsItsAnnotations(),
        new SettingsAgreeWithTheirUses(),
        new ApplicationsStayInSync(),
        new ApplicationsRetryAtASteadyPace(),
        new ApplicationsAreAllowedByTheirProject(schemas),
        new EveryContainerIsProbedAndLimited(),
        new PodsReferToWhatIsThere(),
        new NodeClassesConfigureTheKubelet(),
        new KarpenterIsInstalledAsPromised(),
        new NodePoolsRenewTheirNodes(),
        new DisksGoWithTheirMachine(),
        new ReplicasOfThePlatformKeepApart(),
        new SpreadConstraintsSelectTheirOwnPods(),
        new PlatformRequestsFitOneBootstrapNode(),
        new PodsFitANodeOfTheirProfile(catalogues),
        new WorkloadsFitTheirQuota(catalogues),
        new TrafficLeadsToPods(),
        new WorkloadsPublishOnlyThroughTraefik());
  }
}
