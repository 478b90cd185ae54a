package platform.stories.harness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What Karpenter says about pods, which proves that it has looked at them. */
public final class KarpenterEvents {
  private static final int PATIENCE_SECONDS = 60;

  private KarpenterEvents() {}

  /** The message of Karpenter's first event about a pod of a namespace. */
  public static String firstAbout(StoryPlatform platform, String namespace) {
    var message = new CompletableFuture<String>();
    var events = platform.client().v1().events().inNamespace(namespace);
    Watch watch =
        events.watch(
            new Watcher<Event>() {
              @Override
              public void eventReceived(Action action, Event event) {
                if (isKarpenters(event)) {
                  message.complete(event.getMessage());
                }
              }

              @Override
              public void onClose(WatcherException cause) {
                message.completeExceptionally(cause);
              }
            });
    try {
      events.list().getItems().stream()
          .filter(KarpenterEvents::isKarpenters)
          .findFirst()
          .ifPresent(event -> message.complete(event.getMessage()));
      return message.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "expected that Karpenter says something about a pod in namespace %s within %d s"
              .formatted(namespace, PATIENCE_SECONDS),
          e);
    } catch (ExecutionException e) {
      throw new AssertionError("the watch on events of " + namespace + " ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for Karpenter's events", e);
    } finally {
      watch.close();
    }
  }

  private static boolean isKarpenters(Event event) {
    String reporter =
        event.getReportingComponent() + (event.getSource() == null ? "" : event.getSource());
    return reporter.toLowerCase(Locale.ROOT).contains("karpenter")
        && "Pod".equals(event.getInvolvedObject().getKind());
  }
}
