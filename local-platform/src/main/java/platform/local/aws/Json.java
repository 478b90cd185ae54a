package platform.local.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import platform.local.process.LabException;

/** JSON as AWS's JSON protocols use it. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new LabException("no JSON can be made of " + value.getClass(), e);
    }
  }

  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new LabException("not JSON: " + text, e);
    }
  }

  /** The members of an object, strings as they are, everything else as JSON. */
  static Map<String, String> members(String text) {
    Map<String, String> members = new LinkedHashMap<>();
    read(text)
        .properties()
        .forEach(
            member ->
                members.put(
                    member.getKey(),
                    member.getValue().isTextual()
                        ? member.getValue().asText()
                        : member.getValue().toString()));
    return members;
  }
}
