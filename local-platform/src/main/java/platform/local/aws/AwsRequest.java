package platform.local.aws;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.local.process.LabException;

/**
 * An HTTP request to the account, understood as far as the gateway needs.
 *
 * @param target path with query, as sent
 * @param headers as sent
 * @param service signing name out of the Authorization header, empty when unsigned
 * @param region out of the same
 * @param action the API's name for the operation
 * @param parameters form fields or JSON members, in the order sent
 */
record AwsRequest(
    String method,
    String target,
    Map<String, List<String>> headers,
    byte[] body,
    String service,
    String region,
    String accessKeyId,
    String action,
    Map<String, String> parameters) {

  private static final Pattern CREDENTIAL =
      Pattern.compile("Credential=([^/,\\s]+)/[^/]*/([^/]*)/([^/]+)/aws4_request");
  private static final Pattern CLUSTER = Pattern.compile("/clusters/([^/?]+)");

  AwsRequest {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  static AwsRequest of(
      String method, String target, Map<String, List<String>> headers, byte[] body) {
    Matcher credential = CREDENTIAL.matcher(header(headers, "authorization"));
    boolean signed = credential.find();
    String region = signed ? credential.group(2) : "";
    String service = signed ? credential.group(3) : "";
    String accessKeyId = signed ? credential.group(1) : "";
    String jsonTarget = header(headers, "x-amz-target");
    String text = new String(body, StandardCharsets.UTF_8);
    if (!jsonTarget.isEmpty()) {
      String action = jsonTarget.substring(jsonTarget.indexOf('.') + 1);
      return new AwsRequest(
          method, target, headers, body, service, region, accessKeyId, action, jsonMembers(text));
    }
    Map<String, String> form = new LinkedHashMap<>();
    if (header(headers, "content-type").startsWith("application/x-www-form-urlencoded")) {
      form.putAll(form(text));
    } else if (text.startsWith("{")) {
      form.putAll(jsonMembers(text));
    }
    int query = target.indexOf('?');
    if (query >= 0) {
      form(target.substring(query + 1)).forEach(form::putIfAbsent);
    }
    Matcher cluster = CLUSTER.matcher(target);
    if (service.equals("eks") && cluster.matches()) {
      form.put("name", decode(cluster.group(1)));
    }
    String action = form.getOrDefault("Action", restAction(service, method, target));
    return new AwsRequest(
        method, target, headers, body, service, region, accessKeyId, action, form);
  }

  /** A malformed body is the server's to refuse, so it is passed on without parameters. */
  private static Map<String, String> jsonMembers(String text) {
    try {
      return text.isBlank() ? Map.of() : Json.members(text);
    } catch (LabException e) {
      return Map.of();
    }
  }

  private static String restAction(String service, String method, String target) {
    if (service.equals("eks") && method.equals("GET") && CLUSTER.matcher(target).matches()) {
      return "DescribeCluster";
    }
    return method + " " + target;
  }

  static Map<String, String> form(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      fields.put(decode(key), decode(value));
    }
    return fields;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String header(Map<String, List<String>> headers, String lowerCaseName) {
    for (Map.Entry<String, List<String>> header : headers.entrySet()) {
      if (header.getKey().toLowerCase(Locale.ROOT).equals(lowerCaseName)
          && !header.getValue().isEmpty()) {
        return header.getValue().get(0);
      }
    }
    return "";
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  boolean isDryRun() {
    return parameter("DryRun").equals("true");
  }

  /** The values of a numbered list such as {@code InstanceId.1}, {@code InstanceId.2}. */
  List<String> numbered(String prefix) {
    var list = Pattern.compile(Pattern.quote(prefix) + "\\.\\d+");
    return parameters.entrySet().stream()
        .filter(entry -> list.matcher(entry.getKey()).matches())
        .map(Map.Entry::getValue)
        .toList();
  }
}
