package platform.local.aws;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import platform.model.iam.ExistingResources;

/**
 * One call to the account, as the gateway saw it.
 *
 * @param at when it was answered
 * @param service signing name, e.g. {@code ec2}
 * @param region where it was made, as signed; empty when nobody signed
 * @param action e.g. {@code CreateFleet}; for REST services the method and path unless known
 * @param parameters form fields, or the members of a JSON body
 * @param status HTTP status of the answer
 * @param failure AWS's error code, empty when there is none
 * @param accessKeyId who signed, empty when nobody did
 * @param touched what IAM would have known before of what the call names
 */
public record AwsCall(
    Instant at,
    String service,
    String region,
    String action,
    Map<String, String> parameters,
    int status,
    String failure,
    String accessKeyId,
    ExistingResources touched) {

  public AwsCall {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
  }

  public Optional<String> errorCode() {
    return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
  }

  public boolean succeeded() {
    return status < 400;
  }
}
