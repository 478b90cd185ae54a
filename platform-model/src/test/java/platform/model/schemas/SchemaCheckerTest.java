package platform.model.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import platform.model.findings.Finding;
import platform.model.manifests.YamlTree;
import platform.model.schemas.SchemaChecker.Extent;

class SchemaCheckerTest {
  private static final String OPEN_API =
      """
      {"swagger": "2.0",
       "definitions": {
        "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": {"type": "object", "properties": {
          "name": {"type": "string"},
          "labels": {"type": "object", "additionalProperties": {"type": "string"}}}},
        "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": "string"},
        "thing.v1.Port": {"type": "object", "required": ["port"], "properties": {
          "port": {"type": "integer", "format": "int32", "minimum": 1},
          "target": {"type": "string", "format": "int-or-string"}}},
        "thing.v1.Thing": {
          "x-kubernetes-group-version-kind": [{"group": "", "kind": "Thing", "version": "v1"}],
          "type": "object",
          "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
            "spec": {"type": "object", "properties": {
              "memory": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity"},
              "paused": {"type": "boolean"},
              "ratio": {"type": "number"},
              "at": {"type": "string", "format": "date-time"},
              "free": {"type": "object"},
              "ports": {"type": "array", "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["port"],
                "items": {"$ref": "#/definitions/thing.v1.Port"}}}}}}},
       "paths": {}}
      """;
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: pools.example.com}
      spec:
        group: example.com
        names: {kind: Pool}
        versions:
          - name: v1
            schema:
              openAPIV3Schema:
                type: object
                description: left out
                required: [spec]
                properties:
                  apiVersion: {type: string}
                  kind: {type: string}
                  metadata: {type: object}
                  spec:
                    type: object
                    properties:
                      description: {type: string, maxLength: 3}
                      effect: {type: string, enum: [NoSchedule, NoExecute]}
                      nodes: {type: string, pattern: '^[0-9]+%?$'}
                      values: {type: array, maxItems: 2, items: {type: string}, x-kubernetes-list-type: set}
      """;

  @TempDir Path folder;
  private SchemaChecker checker;
  private SchemaFiles files;

  @BeforeEach
  void read() throws IOException {
    Files.writeString(folder.resolve("swagger.json"), OPEN_API);
    Files.createDirectory(folder.resolve("definitions"));
    Files.writeString(folder.resolve("definitions/pools.yaml"), DEFINITION);
    files =
        new SchemaFiles(
            folder.resolve("swagger.json"),
            List.of(folder.resolve("definitions")),
            folder.resolve("cache"));
    checker = new SchemaChecker(files.read(), "rule");
  }

  @Test
  void anObjectOfTheRightShapeHasNoFindings() {
    assertThat(
            thing(
                "memory: 1Gi, paused: true, ratio: 1, at: '2026-01-31T12:00:00Z', free: {a: [1]},"
                    + " ports: [{port: 1, target: http}, {port: 2, target: 8080}]"))
        .isEmpty();
    assertThat(pool("spec: {effect: NoExecute, nodes: '5%', values: [a, b]}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          memry: 1Gi                        | unknown field 'spec.memry'                                                | did you mean 'memory'? fields of spec: at, free, memory, paused, ports, ratio
          memory: 1 Gi                      | 'spec.memory' is '1 Gi', no quantity                                       | write a number with a unit such as m, Mi or Gi
          memory: [1Gi]                     | 'spec.memory' is a list                                                    | write a quantity
          paused: "yes"                     | 'spec.paused' is the text 'yes'                                            | write true or false, without quotes
          ratio: much                       | 'spec.ratio' is the text 'much'                                            | write a number
          at: tomorrow                      | 'spec.at' is 'tomorrow', no time                                           | write it as 2026-01-31T12:00:00Z
          ports: {port: 1}                  | 'spec.ports' is a map of keys                                              | write a list
          ports: [{port: "1"}]              | 'spec.ports[0].port' is the text '1'                                       | write a whole number
          ports: [{port: 1.5}]              | 'spec.ports[0].port' is the number 1.5                                     | write a whole number
          ports: [{port: 0}]                | 'spec.ports[0].port' is 0                                                  | write at least 1
          ports: [{port: 3000000000}]       | 'spec.ports[0].port' is 3000000000                                         | write a number of at most 2147483647
          ports: [{target: a}]              | 'spec.ports[0].port' is missing                                            | add it
          ports: [{port: 1, target: true}]  | 'spec.ports[0].target' is the boolean true                                 | write a whole number or text
          ports: [{port: 1}, {port: 1}]     | 'spec.ports' has two items with port 1, the first in line 4                | keep one of the two
          """)
  void whatIsWrongIsSaidWithTheField(String spec, String problem, String remedy) {
    assertThat(thing(spec))
        .extracting(Finding::problem, Finding::remedy)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(problem, remedy));
  }

  @Test
  void aDefinitionsOwnRulesHold() {
    assertThat(pool("spec: {effect: NoShedule}"))
        .extracting(Finding::sentence)
        .containsExactly(
            "a.yaml:4: 'spec.effect' is 'NoShedule'; did you mean 'NoSchedule'? allowed: NoExecute, NoSchedule");
    assertThat(pool("spec: {nodes: all}")).hasSize(1);
    assertThat(pool("spec: {description: long}")).hasSize(1);
    assertThat(pool("spec: {values: [a, b, c]}")).hasSize(1);
    assertThat(pool("spec: {values: [a, a]}")).hasSize(1);
    assertThat(pool("status: {}"))
        .extracting(Finding::problem)
        .containsExactly("unknown field 'status'", "'spec' is missing");
  }

  @Test
  void metadataThatADefinitionLeavesOpenIsHeldToTheApiServersOwn() {
    var object =
        "apiVersion: example.com/v1\nkind: Pool\nmetadata: {labels: {a: true}}\nspec: {}\n";
    assertThat(checker.check(YamlTree.parse("a.yaml", object).onlyMapping(), Extent.WHOLE))
        .extracting(Finding::problem)
        .containsExactly("'metadata.labels.a' is the boolean true");
  }

  @Test
  void aPatchNeedNotBeWholeAndMayDirectKustomize() {
    var patch = "apiVersion: example.com/v1\nkind: Pool\n$patch: delete\nmetadata: {name: a}\n";
    assertThat(checker.check(YamlTree.parse("a.yaml", patch).onlyMapping(), Extent.PART)).isEmpty();
  }

  @Test
  void aKindThatNobodyHasIsAFinding() {
    var object = "apiVersion: example.com/v1\nkind: Pol\nmetadata: {name: a}\n";
    assertThat(checker.check(YamlTree.parse("a.yaml", object).onlyMapping(), Extent.WHOLE))
        .extracting(Finding::sentence)
        .containsExactly(
            "a.yaml:2: example.com/v1 has no kind 'Pol'; did you mean 'Pool'? kinds: Pool");
    var version = "apiVersion: example.com/v1beta1\nkind: Pool\nmetadata: {name: a}\n";
    assertThat(checker.check(YamlTree.parse("a.yaml", version).onlyMapping(), Extent.WHOLE))
        .extracting(Finding::remedy)
        .containsExactly("did you mean 'example.com/v1'? Pool is in: example.com/v1");
  }

  @Test
  void whatWasKeptIsTheSame() {
    var again = new SchemaChecker(files.read(), "rule");
    var object = "apiVersion: example.com/v1\nkind: Pool\nspec: {description: long}\n";
    var document = YamlTree.parse("a.yaml", object).onlyMapping();
    assertThat(again.check(document, Extent.WHOLE))
        .isEqualTo(checker.check(document, Extent.WHOLE))
        .hasSize(1);
  }

  private List<Finding> thing(String spec) {
    return checker.check(
        YamlTree.parse(
                "a.yaml",
                "apiVersion: v1\nkind: Thing\nmetadata: {name: a}\nspec: {" + spec + "}\n")
            .onlyMapping(),
        Extent.WHOLE);
  }

  private List<Finding> pool(String spec) {
    return checker.check(
        YamlTree.parse(
                "a.yaml",
                "apiVersion: example.com/v1\nkind: Pool\nmetadata: {name: a}\n" + spec + "\n")
            .onlyMapping(),
        Extent.WHOLE);
  }
}
