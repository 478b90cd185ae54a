package platform.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What EKS has and moto lacks: add-ons, access entries and their policies, Pod Identity
 * associations, and the updates of all of these, which are done at once. Held here, since moto has
 * no place for it; gone with the cluster.
 */
final class EksAnswers {
  private static final String TOKEN = "clientRequestToken";
  private static final String ADD_ONS = "addons";
  private static final String ACCESS_ENTRIES = "access-entries";
  private static final String ACCESS_POLICIES = "access-policies";
  private static final String ASSOCIATIONS = "pod-identity-associations";

  private final AwsAccount account;

  /** By path, e.g. {@code [clusters, c, addons, vpc-cni]}. */
  private final Map<List<String>, ObjectNode> items = new HashMap<>();

  /** What was made on which request. */
  private final Map<String, List<String>> tokens = new HashMap<>();

  EksAnswers(AwsAccount account) {
    this.account = account;
  }

  /** The answer to a request for something that moto lacks; empty when the request is moto's. */
  synchronized Optional<AwsAnswer> answer(AwsRequest request) {
    List<String> path = path(request);
    if (!request.service().equals("eks") || path.isEmpty()) {
      return Optional.empty();
    }
    if (path.get(0).equals("tags")) {
      return tagged(path.get(path.size() - 1)).map(item -> tags(request, item));
    }
    if (path.size() < 3 || !path.get(0).equals("clusters")) {
      return Optional.empty();
    }
    return switch (path.get(2)) {
      case ADD_ONS, ACCESS_ENTRIES, ASSOCIATIONS -> Optional.of(own(request, path));
      case "updates" ->
          path.size() == 4 ? Optional.of(update(path.get(3), "AddonUpdate")) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The cluster is gone, and so is what it had. */
  synchronized void forget(String cluster) {
    items.keySet().removeIf(path -> path.get(1).equals(cluster));
  }

  /** As EKS does for a managed node group; whoever makes the same entry again is refused. */
  synchronized void admitNodes(String cluster, String nodeRoleArn) {
    var entry = JsonNodeFactory.instance.objectNode();
    entry.put("principalArn", nodeRoleArn).put("type", "EC2_LINUX");
    List<String> path = List.of("clusters", cluster, ACCESS_ENTRIES, nodeRoleArn);
    items.computeIfAbsent(path, absent -> completed(path, entry));
  }

  private AwsAnswer own(AwsRequest request, List<String> path) {
    boolean isPolicy = path.size() > 4 && path.get(4).equals(ACCESS_POLICIES);
    if (isPolicy && !items.containsKey(path.subList(0, 4))) {
      return notFound(path.get(3));
    }
    return switch (request.method()) {
      case "GET" -> path.size() % 2 == 0 ? item(path) : list(path);
      case "DELETE" -> delete(path);
      case "POST" -> path.size() % 2 == 1 ? create(path, body(request)) : change(path, request);
      default -> error(405, "MethodNotAllowed", request.method());
    };
  }

  private AwsAnswer create(List<String> collection, ObjectNode body) {
    // EKS takes "update" for an operation and nothing is named so.
    if (collection.get(collection.size() - 1).equals("update")) {
      return change(collection.subList(0, collection.size() - 1), body);
    }
    var path = new ArrayList<>(collection);
    path.add(
        switch (collection.get(collection.size() - 1)) {
          case ADD_ONS -> body.path("addonName").asText();
          case ACCESS_ENTRIES -> body.path("principalArn").asText();
          case ACCESS_POLICIES -> body.path("policyArn").asText();
          default -> "a-" + UUID.randomUUID().toString().replace("-", "").substring(0, 17);
        });
    Optional<List<String>> earlier = madeBy(body);
    if (earlier.isPresent()) {
      return item(earlier.get());
    }
    boolean isPolicy = collection.size() > 3;
    if (!isPolicy && (items.containsKey(path) || isAssociated(collection, body))) {
      return error(
          409, "ResourceInUseException", "%s already exists".formatted(path.get(path.size() - 1)));
    }
    items.put(List.copyOf(path), completed(path, body));
    String token = body.path(TOKEN).asText("");
    if (!token.isEmpty()) {
      tokens.put(token, List.copyOf(path));
    }
    return item(path);
  }

  /** A client whose connection broke asks again with the same token, and is answered alike. */
  private Optional<List<String>> madeBy(ObjectNode body) {
    return Optional.ofNullable(tokens.get(body.path(TOKEN).asText(""))).filter(items::containsKey);
  }

  private boolean isAssociated(List<String> collection, ObjectNode body) {
    return collection.get(2).equals(ASSOCIATIONS)
        && below(collection)
            .anyMatch(
                other ->
                    other.path("namespace").equals(body.path("namespace"))
                        && other.path("serviceAccount").equals(body.path("serviceAccount")));
  }

  private AwsAnswer change(List<String> path, AwsRequest request) {
    return change(path, body(request));
  }

  private AwsAnswer change(List<String> path, ObjectNode body) {
    ObjectNode present = items.get(path);
    if (present == null) {
      return notFound(path.get(path.size() - 1));
    }
    body.remove(List.of(TOKEN, "resolveConflicts"));
    present.setAll(body);
    present.put("modifiedAt", now());
    return path.get(2).equals(ADD_ONS)
        ? update(UUID.randomUUID().toString(), "AddonUpdate")
        : item(path);
  }

  private AwsAnswer delete(List<String> path) {
    if (!items.containsKey(path)) {
      return notFound(path.get(path.size() - 1));
    }
    AwsAnswer last = item(path);
    items
        .keySet()
        .removeIf(each -> each.size() >= path.size() && each.subList(0, path.size()).equals(path));
    return last;
  }

  private AwsAnswer item(List<String> path) {
    ObjectNode item = items.get(path);
    if (item == null) {
      return notFound(path.get(path.size() - 1));
    }
    return switch (path.get(path.size() - 2)) {
      case ADD_ONS -> json(Map.of("addon", item));
      case ACCESS_ENTRIES -> json(Map.of("accessEntry", item));
      case ACCESS_POLICIES ->
          json(
              Map.of(
                  "clusterName",
                  path.get(1),
                  "principalArn",
                  path.get(3),
                  "associatedAccessPolicy",
                  item));
      default -> json(Map.of("association", item));
    };
  }

  private AwsAnswer list(List<String> collection) {
    List<ObjectNode> found = below(collection).toList();
    return switch (collection.get(collection.size() - 1)) {
      case ADD_ONS -> json(Map.of(ADD_ONS, texts(found, "addonName")));
      case ACCESS_ENTRIES -> json(Map.of("accessEntries", texts(found, "principalArn")));
      case ACCESS_POLICIES ->
          json(
              Map.of(
                  "clusterName",
                  collection.get(1),
                  "principalArn",
                  collection.get(3),
                  "associatedAccessPolicies",
                  found));
      default -> json(Map.of("associations", found));
    };
  }

  private Stream<ObjectNode> below(List<String> collection) {
    return items.entrySet().stream()
        .filter(item -> item.getKey().size() == collection.size() + 1)
        .filter(item -> item.getKey().subList(0, collection.size()).equals(collection))
        .sorted((one, other) -> one.getKey().toString().compareTo(other.getKey().toString()))
        .map(Map.Entry::getValue);
  }

  private static List<String> texts(List<ObjectNode> found, String field) {
    return found.stream().map(item -> item.path(field).asText()).toList();
  }

  /** What EKS adds to what it is asked to make. */
  private ObjectNode completed(List<String> path, ObjectNode asked) {
    ObjectNode item = asked.deepCopy();
    item.remove(List.of(TOKEN, "resolveConflicts"));
    String cluster = path.get(1);
    String id = path.get(path.size() - 1);
    String uuid = UUID.randomUUID().toString();
    item.put("clusterName", cluster);
    if (!item.has("tags")) {
      item.putObject("tags");
    }
    switch (path.get(path.size() - 2)) {
      case ADD_ONS -> {
        item.put("addonArn", arn("addon/%s/%s/%s".formatted(cluster, id, uuid)));
        item.put("status", "ACTIVE");
        item.putObject("health").putArray("issues");
        stamp(item, "createdAt");
      }
      case ACCESS_ENTRIES -> {
        boolean isNode = item.path("type").asText().equals("EC2_LINUX");
        item.put("accessEntryArn", arn("access-entry/%s/%s".formatted(cluster, uuid)));
        item.put("type", item.path("type").asText("STANDARD"));
        if (!item.has("username")) {
          item.put("username", isNode ? "system:node:{{EC2PrivateDNSName}}" : id);
        }
        ArrayNode groups =
            item.has("kubernetesGroups")
                ? (ArrayNode) item.path("kubernetesGroups")
                : item.putArray("kubernetesGroups");
        if (isNode && groups.isEmpty()) {
          groups.add("system:nodes");
        }
        stamp(item, "createdAt");
      }
      case ACCESS_POLICIES -> {
        item.remove(List.of("tags", "clusterName"));
        stamp(item, "associatedAt");
      }
      default -> {
        item.put("associationId", id);
        item.put("associationArn", arn("podidentityassociation/%s/%s".formatted(cluster, id)));
        stamp(item, "createdAt");
      }
    }
    return item;
  }

  private static void stamp(ObjectNode item, String created) {
    item.put(created, now());
    item.put("modifiedAt", now());
  }

  private String arn(String resource) {
    return "arn:aws:eks:%s:%s:%s".formatted(account.region(), account.accountId(), resource);
  }

  private Optional<ObjectNode> tagged(String arn) {
    return items.values().stream()
        .filter(
            item ->
                Stream.of("addonArn", "accessEntryArn", "associationArn")
                    .anyMatch(field -> item.path(field).asText().equals(arn)))
        .findFirst();
  }

  private static AwsAnswer tags(AwsRequest request, ObjectNode item) {
    var tags = (ObjectNode) item.path("tags");
    switch (request.method()) {
      case "POST" -> tags.setAll((ObjectNode) body(request).path("tags"));
      case "DELETE" -> tags.remove(queryValues(request, "tagKeys"));
      default -> {
        return json(Map.of("tags", tags));
      }
    }
    return json(Map.of());
  }

  private static List<String> queryValues(AwsRequest request, String name) {
    int query = request.target().indexOf('?');
    return query < 0
        ? List.of()
        : Stream.of(request.target().substring(query + 1).split("&"))
            .filter(pair -> pair.startsWith(name + "="))
            .map(pair -> decoded(pair.substring(name.length() + 1)))
            .toList();
  }

  private static AwsAnswer update(String id, String type) {
    return json(
        Map.of(
            "update",
            Map.of(
                "id",
                id,
                "status",
                "Successful",
                "type",
                type,
                "params",
                List.of(),
                "errors",
                List.of(),
                "createdAt",
                now())));
  }

  static List<String> path(AwsRequest request) {
    String target = request.target();
    int query = target.indexOf('?');
    return Stream.of((query < 0 ? target : target.substring(0, query)).split("/"))
        .filter(segment -> !segment.isEmpty())
        .map(EksAnswers::decoded)
        .toList();
  }

  /** A path has no plus that stands for a space. */
  private static String decoded(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  static ObjectNode body(AwsRequest request) {
    String text = new String(request.body(), StandardCharsets.UTF_8);
    JsonNode body = Json.read(text.isBlank() ? "{}" : text);
    return body.isObject() ? (ObjectNode) body : JsonNodeFactory.instance.objectNode();
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static AwsAnswer json(Map<String, ?> document) {
    return AwsAnswer.text(200, "application/json", Json.write(new TreeMap<>(document)));
  }

  private static AwsAnswer notFound(String name) {
    return error(404, "ResourceNotFoundException", "No resource found for: " + name);
  }

  private static AwsAnswer error(int status, String code, String message) {
    return AwsAnswer.text(
        status, "application/json", Json.write(Map.of("__type", code, "message", message)));
  }
}
