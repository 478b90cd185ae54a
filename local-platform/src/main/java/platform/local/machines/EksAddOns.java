package platform.local.machines;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import platform.local.process.LabException;

/** What EKS itself puts on every cluster: three daemons a node, and CoreDNS. */
public final class EksAddOns {
  private static final String MANIFEST = "eks-add-ons.yaml";
  private static final PatchContext SERVER_SIDE =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager("eks")
          .withForce(true)
          .build();

  private final String serviceCidr;

  /**
   * @param serviceCidr range of Service addresses; its tenth address is the cluster's DNS
   */
  public EksAddOns(String serviceCidr) {
    this.serviceCidr = serviceCidr;
  }

  public void apply(KubernetesClient client) {
    for (HasMetadata object : objects(client)) {
      client.resource(object).patch(SERVER_SIDE);
    }
  }

  List<HasMetadata> objects(KubernetesClient client) {
    try (InputStream manifest = EksAddOns.class.getResourceAsStream(MANIFEST)) {
      if (manifest == null) {
        throw new LabException("the program lacks its resource " + MANIFEST);
      }
      List<HasMetadata> objects = client.load(manifest).items();
      for (HasMetadata object : objects) {
        if (object instanceof Service service) {
          service.getSpec().setClusterIP(dnsAddress());
        }
      }
      return objects;
    } catch (IOException e) {
      throw new LabException("the resource %s can't be read".formatted(MANIFEST), e);
    }
  }

  String dnsAddress() {
    String base = serviceCidr.substring(0, serviceCidr.indexOf('/'));
    return base.substring(0, base.lastIndexOf('.')) + ".10";
  }
}
