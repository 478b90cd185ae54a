package platform.model.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The fixtures' tree with many more workloads of five files each. */
final class GeneratedWorkloads {
  private GeneratedWorkloads() {}

  static void write(Path tree, int number) throws IOException {
    Fixtures.copy(Fixtures.validRepository(), tree);
    for (var index = 0; index < number; index++) {
      var name = "generated-%04d".formatted(index);
      var overlay = tree.resolve("gitops/apps/workloads/" + name + "/overlays/dev");
      Files.createDirectories(overlay);
      Files.writeString(
          overlay.resolve("workload.yaml"),
          "name: %s\nnamespace: %s\nprofile: karpenter-spot\n".formatted(name, name));
      Files.writeString(
          overlay.resolve("kustomization.yaml"),
          "resources:\n  - deployment.yaml\n  - service.yaml\n  - config.yaml\n");
      Files.writeString(
          overlay.resolve("deployment.yaml"),
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata:
            name: %1$s
            namespace: %1$s
            labels:
              app.kubernetes.io/name: %1$s
          spec:
            replicas: 2
            selector:
              matchLabels:
                app.kubernetes.io/name: %1$s
            template:
              metadata:
                labels:
                  app.kubernetes.io/name: %1$s
              spec:
                containers:
                  - name: api
                    image: registry.k8s.io/e2e-test-images/agnhost:2.53
                    ports:
                      - name: http
                        containerPort: 8080
                    readinessProbe:
                      httpGet:
                        path: /healthz
                        port: http
                    resources:
                      requests:
                        cpu: 50m
                        memory: 64Mi
          """
              .formatted(name));
      Files.writeString(
          overlay.resolve("service.yaml"),
          """
          apiVersion: v1
          kind: Service
          metadata:
            name: %1$s
            namespace: %1$s
          spec:
            selector:
              app.kubernetes.io/name: %1$s
            ports:
              - name: http
                port: 80
                targetPort: http
          """
              .formatted(name));
      Files.writeString(
          overlay.resolve("config.yaml"),
          """
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: %1$s
            namespace: %1$s
          data:
            answer: "42"
          """
              .formatted(name));
    }
  }
}
