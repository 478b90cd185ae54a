package platform.model.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import platform.model.findings.Choices;
import platform.model.findings.Finding;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;
import platform.model.manifests.YamlMapping;
import platform.model.manifests.YamlNode;
import platform.model.manifests.YamlScalar;
import platform.model.manifests.YamlSequence;
import platform.model.manifests.YamlTree;

/** An identity policy: what its bearer may do. */
public record PolicyDocument(List<Statement> statements) {
  private static final String VERSION_WITH_VARIABLES = "2012-10-17";
  private static final Set<String> KEYS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_KEYS =
      Set.of("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition");

  public PolicyDocument {
    statements = List.copyOf(statements);
  }

  /**
   * Reads a policy's JSON.
   *
   * @param name what findings call it
   * @throws ManifestException what IAM would refuse, and elements that identity policies don't have
   */
  public static PolicyDocument parse(String name, String json) {
    YamlMapping document = YamlTree.parse(name, json).onlyMapping();
    refuseUnknown(document, KEYS);
    boolean hasVariables =
        document
            .findAt("Version")
            .map(PolicyDocument::text)
            .orElse("")
            .equals(VERSION_WITH_VARIABLES);
    var statements = new ArrayList<Statement>();
    for (YamlNode node : listed(element(document, "Statement"))) {
      statements.add(statement(node.asMapping(), hasVariables));
    }
    return new PolicyDocument(statements);
  }

  private static Statement statement(YamlMapping yaml, boolean hasVariables) {
    refuseUnknown(yaml, STATEMENT_KEYS);
    Effect effect =
        switch (text(element(yaml, "Effect"))) {
          case "Allow" -> Effect.ALLOW;
          case "Deny" -> Effect.DENY;
          default ->
              throw new ManifestException(
                  yaml.locationOf("Effect"), "an unknown Effect", "write Allow or Deny");
        };
    var conditions = new ArrayList<Condition>();
    yaml.findMapping("Condition")
        .ifPresent(
            operators ->
                operators
                    .entries()
                    .values()
                    .forEach(entry -> conditions.addAll(conditions(entry, hasVariables))));
    Statement.Scope<String> resources = scope(yaml, "Resource");
    return new Statement(
        yaml.findAt("Sid").map(PolicyDocument::text).orElse(""),
        effect,
        scope(yaml, "Action"),
        new Statement.Scope<>(
            resources.listed().stream().map(text -> new PolicyText(text, hasVariables)).toList(),
            resources.isComplement()),
        conditions);
  }

  private static Statement.Scope<String> scope(YamlMapping yaml, String name) {
    boolean isComplement = yaml.find("Not" + name).isPresent();
    if (isComplement && yaml.find(name).isPresent()) {
      throw new ManifestException(
          yaml.locationOf(name), "%s and Not%s in one statement".formatted(name, name), "keep one");
    }
    return new Statement.Scope<>(
        texts(element(yaml, isComplement ? "Not" + name : name)), isComplement);
  }

  private static List<Condition> conditions(YamlMapping.Entry entry, boolean hasVariables) {
    String word = entry.key();
    var quantifier = Condition.Quantifier.SINGLE;
    if (word.startsWith("ForAllValues:")) {
      quantifier = Condition.Quantifier.ALL;
    } else if (word.startsWith("ForAnyValue:")) {
      quantifier = Condition.Quantifier.ANY;
    }
    String name = word.substring(word.indexOf(':') + 1);
    boolean forAbsentKey = name.endsWith("IfExists");
    Optional<ConditionOperator> operator =
        ConditionOperator.named(forAbsentKey ? name.replaceFirst("IfExists$", "") : name);
    if (operator.isEmpty() || forAbsentKey && operator.get() == ConditionOperator.NULL) {
      throw new ManifestException(
          entry.location(),
          "unknown condition operator '" + word + "'",
          "operators: " + ConditionOperator.words());
    }
    var conditions = new ArrayList<Condition>();
    for (YamlMapping.Entry key : entry.value().asMapping().entries().values()) {
      conditions.add(
          new Condition(
              operator.get(),
              quantifier,
              forAbsentKey,
              key.key(),
              texts(key.value()).stream()
                  .map(text -> new PolicyText(text, hasVariables))
                  .toList()));
    }
    return conditions;
  }

  private static YamlNode element(YamlMapping yaml, String name) {
    return yaml.find(name)
        .orElseThrow(() -> new ManifestException(yaml.location(), "no " + name, "add the element"));
  }

  private static void refuseUnknown(YamlMapping yaml, Set<String> known) {
    List<Finding> unknown = yaml.unknownKeys("iam-policy", known);
    if (!unknown.isEmpty()) {
      Location place = unknown.get(0).location().orElse(yaml.location());
      throw new ManifestException(
          place,
          unknown.get(0).problem(),
          "an identity policy has " + new Choices(known).remedyFor("", "elements"));
    }
  }

  private static List<YamlNode> listed(YamlNode node) {
    return node instanceof YamlSequence sequence ? sequence.items() : List.of(node);
  }

  private static List<String> texts(YamlNode node) {
    return listed(node).stream().map(PolicyDocument::text).toList();
  }

  /** IAM takes numbers and booleans for their text. */
  private static String text(YamlNode node) {
    return node instanceof YamlScalar scalar ? scalar.text() : node.asText();
  }
}
