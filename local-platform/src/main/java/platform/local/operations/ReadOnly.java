package platform.local.operations;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.regex.Pattern;
import platform.local.process.LabException;

/**
 * Lets through what only looks, whatever the caller may do: an audit with an administrator's
 * credentials changes as little as one without. Reading a Secret and what a GET can start in a pod
 * are no looking.
 */
final class ReadOnly implements Interceptor {
  static final String NAME = "read-only";

  private static final Pattern REFUSED =
      Pattern.compile("/secrets(/|$)|/(exec|attach|portforward|proxy)(/|$)");

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    String path = request.uri().getPath();
    if (!"GET".equals(request.method()) || REFUSED.matcher(path).find()) {
      throw new LabException(
          "an audit only reads, so %s %s was not sent; this is a defect of the audit"
              .formatted(request.method(), path));
    }
  }
}
