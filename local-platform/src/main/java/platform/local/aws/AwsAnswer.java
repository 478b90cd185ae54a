package platform.local.aws;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP answer in one of AWS's protocols. */
record AwsAnswer(int status, Map<String, List<String>> headers, byte[] body) {
  private static final Pattern ERROR_CODE =
      Pattern.compile("<Code>([^<]+)</Code>|\"(?:__type|code)\"\\s*:\\s*\"(?:[^\"]*#)?([^\"]+)\"");

  static AwsAnswer xml(String document) {
    return text(200, "text/xml;charset=UTF-8", document);
  }

  static AwsAnswer json(String document) {
    return text(200, "application/x-amz-json-1.1", document);
  }

  static AwsAnswer jsonError(String code, String message) {
    return text(
        400, "application/x-amz-json-1.1", Json.write(Map.of("__type", code, "message", message)));
  }

  static AwsAnswer text(int status, String contentType, String document) {
    return new AwsAnswer(
        status,
        Map.of("Content-Type", List.of(contentType)),
        document.getBytes(StandardCharsets.UTF_8));
  }

  AwsAnswer withBody(String document) {
    return new AwsAnswer(status, headers, document.getBytes(StandardCharsets.UTF_8));
  }

  String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  boolean isSuccess() {
    return status < 400;
  }

  String errorCode() {
    if (isSuccess()) {
      return "";
    }
    Matcher matcher = ERROR_CODE.matcher(bodyText());
    if (!matcher.find()) {
      return "HTTP " + status;
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }
}
