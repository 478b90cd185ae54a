package platform.local.lab;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import platform.local.lab.ControlServer.Answer;
import platform.local.process.LabException;

/** Asks a lab that stays up. */
public final class ControlClient {
  private final LabState state;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public ControlClient(LabState state) {
    this.state = state;
  }

  /**
   * Sends a request and waits for as long as the lab lives.
   *
   * @param route as the server knows it, such as {@code GET /status}
   * @param query such as {@code output=json}, may be empty
   */
  public Answer ask(String route, String query) {
    return get(send(route, query));
  }

  /** Waits for an answer. */
  public static Answer get(CompletableFuture<Answer> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LabException ours ? ours : new LabException(e.toString(), e);
    }
  }

  /** As {@link #ask}, without waiting; fails with a {@link LabException}. */
  public CompletableFuture<Answer> send(String route, String query) {
    String[] words = route.split(" ");
    URI address =
        URI.create(
            "http://127.0.0.1:%d%s%s"
                .formatted(state.port(), words[1], query.isEmpty() ? "" : "?" + query));
    var request =
        HttpRequest.newBuilder(address)
            .header("Authorization", "Bearer " + state.token())
            .method(words[0], HttpRequest.BodyPublishers.noBody())
            .build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .handle(
            (response, failure) -> {
              if (failure != null) {
                throw new LabException(
                    "lab '%s' (process %d) does not answer; see scripts/platform logs lab"
                        .formatted(state.name(), state.process().pid()),
                    failure);
              }
              if (response.statusCode() != 200) {
                throw new LabException(response.body());
              }
              return new Answer(
                  response
                      .headers()
                      .firstValue(ControlServer.AS_PROMISED)
                      .equals(java.util.Optional.of("true")),
                  response.body());
            });
  }
}
