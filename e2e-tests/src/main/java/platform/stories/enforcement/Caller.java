package platform.stories.enforcement;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who asks the API server for something with every right that RBAC can give, so that
 * whatever refuses is not RBAC.
 */
final class Caller implements AutoCloseable {
  private static final String ADMINISTRATORS = "system:masters";
  private static final int PATIENCE_SECONDS = 30;

  private final String name;
  private final KubernetesClient client;

  private Caller(String name, KubernetesClient client) {
    this.name = name;
    this.client = client;
  }

  /** A member of {@code system:masters}, and of further groups. */
  static Caller named(KubernetesClient administrator, String user, String... groups) {
    var all = new ArrayList<>(List.of(groups));
    all.add(ADMINISTRATORS);
    return new Caller(
        user,
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(administrator.getConfiguration())
                    .withImpersonateUsername(user)
                    .withImpersonateGroups(all.toArray(String[]::new))
                    .build())
            .build());
  }

  /** Why a request would be refused, in the API server's words; empty if it would be granted. */
  Optional<String> refusalOf(Request request) {
    return send(request, "?dryRun=All");
  }

  /** Asks in earnest. */
  void demand(Request request) {
    send(request, "")
        .ifPresent(
            refusal -> {
              throw new AssertionError("%s by %s: %s".formatted(request, name, refusal));
            });
  }

  private Optional<String> send(Request request, String query) {
    var http = client.getHttpClient();
    String server = client.getMasterUrl().toString().replaceFirst("/$", "");
    var sent =
        http.newHttpRequestBuilder()
            .uri(server + request.path() + query)
            .method(request.verb(), request.contentType(), request.body())
            .build();
    try {
      var answer = http.sendAsync(sent, String.class).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return answer.isSuccessful()
          ? Optional.empty()
          : Optional.of(Serialization.unmarshal(answer.body(), Status.class).getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the answer to " + request, e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no answer to " + request, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void close() {
    client.close();
  }
}
