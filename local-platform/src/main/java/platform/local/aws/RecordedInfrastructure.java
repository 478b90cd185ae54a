package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/**
 * What Terraform makes of an environment: the plan of a second run, which shows no change and so
 * knows every value. Whatever differs from run to run, ids above all, is numbered.
 */
public final class RecordedInfrastructure {
  private static final Pattern ID =
      Pattern.compile(
          "\\b(vpc|subnet|sgr|sg|igw|rtbassoc|rtb|eipalloc|eipassoc|eni|nat|vpce|lt|fl|acl|dopt|pl|a|i|r)-[0-9a-z]{8,17}\\b"
              + "|\\br-rtb-[0-9a-f]{17,}\\b"
              + "|\\b20\\d{16}[0-9a-f]{8}\\b"
              + "|(?<!certificate/)\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b"
              + "|\\b(?:AROA|AIDA|ANPA|AGPA)[A-Z0-9]{16,}\\b");
  private static final Pattern ENDPOINT = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
  private static final Pattern TIME =
      Pattern.compile(
          "\"\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|\\+00:00| \\+0000 UTC)\"");
  private static final String NO_TIME = "\"2026-01-01T00:00:00Z\"";

  /** Differ from run to run without being ids, or are the lab's own. */
  private static final List<String> VOLATILE =
      List.of(
          "certificate_authority",
          "endpoint",
          "identity",
          "policy_id",
          "dns_entry",
          "subnet_configuration",
          "private_ip",
          "public_ip",
          "private_dns",
          "public_dns",
          "association_id",
          "network_interface_id");

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final ObjectNode document;

  private RecordedInfrastructure(ObjectNode document) {
    this.document = document;
  }

  /** Where a checkout keeps the recording of an environment. */
  public static Path file(Path checkout, String environment) {
    return checkout.resolve("local-platform/infrastructure").resolve(environment + ".json");
  }

  public static RecordedInfrastructure read(Path file) {
    if (!Files.exists(file)) {
      throw new SomethingMissingException(
          "no recorded plan of the infrastructure at " + file,
          "record it with Terraform: scripts/platform verify --infrastructure terraform --record");
    }
    try {
      return new RecordedInfrastructure((ObjectNode) Json.read(Files.readString(file)));
    } catch (IOException | ClassCastException e) {
      throw new LabException(file + " is not a recorded plan; record it again", e);
    }
  }

  /**
   * Takes from a plan what is worth keeping.
   *
   * @param plan JSON as {@code terraform show} prints it for a plan without changes
   */
  public static RecordedInfrastructure of(String plan) {
    JsonNode values = Json.read(plan).path("prior_state").path("values");
    var resources = new ArrayList<ObjectNode>();
    collect(values.path("root_module"), resources);
    resources.sort(Comparator.comparing(resource -> resource.path("address").asText()));
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode outputs = document.putObject("outputs");
    values
        .path("outputs")
        .properties()
        .forEach(output -> outputs.set(output.getKey(), output.getValue().path("value")));
    outputs.remove(List.of("cluster_endpoint", "cluster_certificate_authority"));
    ArrayNode list = document.putArray("resources");
    resources.forEach(list::add);
    return new RecordedInfrastructure(numbered(document));
  }

  private static void collect(JsonNode module, List<ObjectNode> resources) {
    for (JsonNode resource : module.path("resources")) {
      if (resource.path("mode").asText().equals("managed")) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        kept.set("address", resource.path("address"));
        kept.set("type", resource.path("type"));
        kept.set("values", withoutEmpty((ObjectNode) resource.path("values")));
        resources.add(kept);
      }
    }
    module.path("child_modules").forEach(child -> collect(child, resources));
  }

  private static ObjectNode withoutEmpty(ObjectNode values) {
    var sorted = new TreeMap<String, JsonNode>();
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      JsonNode content = value.getValue();
      boolean isEmpty =
          content.isNull()
              || content.isContainerNode() && content.isEmpty()
              || content.isTextual() && content.asText().isEmpty();
      if (!isEmpty && !VOLATILE.contains(value.getKey())) {
        sorted.put(value.getKey(), content);
      }
    }
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    sorted.forEach(kept::set);
    return kept;
  }

  private static ObjectNode numbered(ObjectNode document) {
    var numbers = new LinkedHashMap<String, String>();
    // First what a thing is itself called, in the order of addresses: sets of ids have none.
    for (JsonNode resource : document.path("resources")) {
      numbered(resource.path("values").path("id").asText(), numbers);
    }
    String plain = TIME.matcher(document.toString()).replaceAll(NO_TIME);
    String text = ENDPOINT.matcher(plain).replaceAll("https://simulated");
    var numbered = (ObjectNode) Json.read(numbered(text, numbers));
    sortSetsOfIds(numbered);
    return numbered;
  }

  private static String numbered(String text, Map<String, String> numbers) {
    Matcher id = ID.matcher(text);
    var result = new StringBuilder();
    while (id.find()) {
      String kind = Optional.ofNullable(id.group(1)).orElse("id");
      String number =
          numbers.computeIfAbsent(
              id.group(), found -> "%s-%017d".formatted(kind, numbers.size() + 1));
      id.appendReplacement(result, number);
    }
    return id.appendTail(result).toString();
  }

  private static void sortSetsOfIds(JsonNode node) {
    if (node instanceof ArrayNode list) {
      var texts = new ArrayList<JsonNode>();
      list.forEach(texts::add);
      if (texts.stream().allMatch(each -> ID.matcher(each.asText()).matches())) {
        texts.sort(Comparator.comparing(JsonNode::asText));
        list.removeAll();
        list.addAll(texts);
      }
    }
    node.forEach(RecordedInfrastructure::sortSetsOfIds);
  }

  List<JsonNode> resources() {
    var resources = new ArrayList<JsonNode>();
    document.path("resources").forEach(resources::add);
    return resources;
  }

  /** The policies that a role is given, by name: written for it, not AWS's own. */
  public Map<String, String> policiesOf(String role) {
    var attached = new ArrayList<String>();
    var policies = new TreeMap<String, String>();
    for (JsonNode resource : resources()) {
      JsonNode values = resource.path("values");
      if (!values.path("role").asText().equals(role)) {
        continue;
      }
      if (resource.path("type").asText().equals("aws_iam_role_policy_attachment")) {
        attached.add(values.path("policy_arn").asText());
      } else if (resource.path("type").asText().equals("aws_iam_role_policy")) {
        policies.put(values.path("name").asText(), values.path("policy").asText());
      }
    }
    for (JsonNode resource : resources()) {
      JsonNode values = resource.path("values");
      if (resource.path("type").asText().equals("aws_iam_policy")
          && attached.contains(values.path("arn").asText())) {
        policies.put(values.path("name").asText(), values.path("policy").asText());
      }
    }
    return policies;
  }

  /** An output's text. */
  public String output(String name) {
    return AccountSeed.text(document.path("outputs"), name);
  }

  public String account() {
    return output("account_id");
  }

  /** As it is kept in the repository. */
  public String text() {
    try {
      return MAPPER.writeValueAsString(document) + System.lineSeparator();
    } catch (IOException e) {
      throw new LabException("the recorded plan can't be written", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordedInfrastructure that && document.equals(that.document);
  }

  @Override
  public int hashCode() {
    return document.hashCode();
  }
}
