package platform.local.machines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import platform.local.process.LabException;
import platform.model.capacity.NodeResources;
import platform.model.capacity.Quantity;

/**
 * What nodeadm takes from an instance's user data: every part of type {@code
 * application/node.eks.aws}, merged in their order.
 */
final class NodeConfig {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String PART_TYPE = "application/node.eks.aws";
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=\"?([^\"\\s;]+)\"?", Pattern.CASE_INSENSITIVE);
  private static final Pattern NODE_LABELS = Pattern.compile("--node-labels=\"?([^\"\\s]*)\"?");

  private final ObjectNode kubelet;
  private final List<String> flags;

  private NodeConfig(ObjectNode kubelet, List<String> flags) {
    this.kubelet = kubelet;
    this.flags = List.copyOf(flags);
  }

  /**
   * @param source what to name in messages, e.g. the instance's id
   * @throws LabException when nodeadm could not start the kubelet with it
   */
  static NodeConfig parse(String userData, String source) {
    ObjectNode kubelet = YAML.createObjectNode();
    List<String> flags = new ArrayList<>();
    List<String> documents = documents(userData);
    for (String document : documents) {
      JsonNode settings = read(document, source).path("spec").path("kubelet");
      if (settings.path("config").isObject()) {
        merge(kubelet, (ObjectNode) settings.path("config"));
      }
      settings.path("flags").forEach(flag -> flags.add(flag.asText()));
    }
    if (documents.isEmpty()) {
      throw new LabException(
          "%s: its user data holds no NodeConfig; expected a MIME part of type %s, without which no AL2023 machine joins a cluster"
              .formatted(source, PART_TYPE));
    }
    return new NodeConfig(kubelet, flags);
  }

  private static JsonNode read(String document, String source) {
    try {
      return YAML.readTree(document);
    } catch (JsonProcessingException e) {
      throw new LabException(
          "%s: the NodeConfig in its user data is not YAML: %s"
              .formatted(source, e.getOriginalMessage()),
          e);
    }
  }

  private static List<String> documents(String userData) {
    String text = userData.replace("\r", "");
    if (!text.stripLeading().regionMatches(true, 0, "MIME-Version:", 0, 13)
        && !text.stripLeading().regionMatches(true, 0, "Content-Type:", 0, 13)) {
      return text.contains("node.eks.aws/") ? List.of(text) : List.of();
    }
    Matcher boundary = BOUNDARY.matcher(text);
    if (!boundary.find()) {
      return List.of();
    }
    List<String> documents = new ArrayList<>();
    for (String part : text.split("(?m)^--" + Pattern.quote(boundary.group(1)))) {
      int body = part.indexOf("\n\n");
      if (body >= 0 && part.substring(0, body).contains(PART_TYPE)) {
        documents.add(part.substring(body + 2));
      }
    }
    return documents;
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            member -> {
              JsonNode present = into.path(member.getKey());
              if (present.isObject() && member.getValue().isObject()) {
                merge((ObjectNode) present, (ObjectNode) member.getValue());
              } else {
                into.set(member.getKey(), member.getValue());
              }
            });
  }

  NodeResources.Kubelet kubelet() {
    JsonNode maxPods = kubelet.path("maxPods");
    return new NodeResources.Kubelet(
        maxPods.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(maxPods.asInt()),
        quantities("kubeReserved"),
        quantities("systemReserved"),
        texts("evictionHard"));
  }

  private Map<String, Quantity> quantities(String field) {
    return texts(field).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> Quantity.of(each.getValue())));
  }

  private Map<String, String> texts(String field) {
    return kubelet.path(field).properties().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().asText()));
  }

  List<Taint> taints() {
    List<Taint> taints = new ArrayList<>();
    for (JsonNode taint : kubelet.path("registerWithTaints")) {
      var builder =
          new TaintBuilder()
              .withKey(taint.path("key").asText())
              .withEffect(taint.path("effect").asText());
      if (taint.hasNonNull("value")) {
        builder.withValue(taint.path("value").asText());
      }
      taints.add(builder.build());
    }
    return List.copyOf(taints);
  }

  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    for (String flag : flags) {
      Matcher matcher = NODE_LABELS.matcher(flag);
      while (matcher.find()) {
        for (String label : matcher.group(1).split(",")) {
          int equals = label.indexOf('=');
          if (equals > 0) {
            labels.put(label.substring(0, equals), label.substring(equals + 1));
          }
        }
      }
    }
    return labels;
  }
}
