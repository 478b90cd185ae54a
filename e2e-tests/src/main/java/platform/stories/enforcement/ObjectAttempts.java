package platform.stories.enforcement;

import static platform.stories.enforcement.Attempt.policy;

import java.util.ArrayList;
import java.util.List;

/** The ways past enforcement of a tenant's objects that bring no pods, as dry runs. */
record ObjectAttempts(Caller administrator) {
  private static final String CLUSTER_IP = "\"type\": \"ClusterIP\"";

  /** Budgets that allow no eviction, or with which the API server allows none. */
  List<Attempt> withDisruptionBudgets() {
    String budgets = "/apis/policy/v1/namespaces/" + ApiAttempts.TENANT + "/poddisruptionbudgets";
    String policy = policy("workload-disruption-budgets");
    Request fine = Request.patch(budgets + "/profile", "{\"spec\": {\"maxUnavailable\": 1}}");
    var all = new ArrayList<Attempt>();
    for (String nothing :
        List.of(
            "\"maxUnavailable\": 0",
            "\"maxUnavailable\": \"0%\"",
            "\"maxUnavailable\": null, \"minAvailable\": \"100%\"",
            "\"maxUnavailable\": null, \"minAvailable\": 2")) {
      all.add(
          new Attempt(
              "a disruption budget with " + nothing,
              administrator,
              Request.patch(budgets + "/profile", "{\"spec\": {%s}}".formatted(nothing)),
              policy,
              fine));
    }
    all.add(
        new Attempt(
            "a second disruption budget, with which nothing can be evicted",
            administrator,
            Request.create(
                budgets,
                """
                {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "attempt"},
                 "spec": {"selector": {"matchLabels": {"app": "attempt"}}, "maxUnavailable": 1}}"""),
            policy,
            fine));
    return all;
  }

  /** Ways to the outside that do not lead through Traefik. */
  List<Attempt> toBePublished() {
    String policy = policy("workload-publishing");
    var all = new ArrayList<Attempt>();
    for (String open :
        List.of(
            "\"type\": \"LoadBalancer\"",
            "\"type\": \"NodePort\"",
            "\"externalIPs\": [\"203.0.113.9\"]")) {
      all.add(
          new Attempt(
              "a Service with " + open, administrator, service(open), policy, service(CLUSTER_IP)));
    }
    for (String key :
        List.of("external-dns.kubernetes.io/target", "external-dns.alpha.kubernetes.io/hostname")) {
      all.add(
          new Attempt(
              "an Ingress with " + key,
              administrator,
              ingress(key),
              policy,
              ingress("example.com/team")));
    }
    return all;
  }

  private static Request service(String more) {
    return Request.create(
        "/api/v1/namespaces/" + ApiAttempts.TENANT + "/services",
        """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "attempt"},
         "spec": {"selector": {"app": "attempt"}, "ports": [{"port": 80}], %s}}"""
            .formatted(more));
  }

  private static Request ingress(String annotation) {
    return Request.create(
        "/apis/networking.k8s.io/v1/namespaces/" + ApiAttempts.TENANT + "/ingresses",
        """
        {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
         "metadata": {"name": "attempt", "annotations": {"%s": "login.example.com"}},
         "spec": {"ingressClassName": "traefik",
          "defaultBackend": {"service": {"name": "attempt", "port": {"number": 80}}}}}"""
            .formatted(annotation));
  }
}
