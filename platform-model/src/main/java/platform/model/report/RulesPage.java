package platform.model.report;

import java.util.Comparator;
import java.util.List;
import platform.model.verification.DocumentedRule;

/** The page that explains every rule of {@code platform validate}. */
public final class RulesPage {
  private static final int WIDTH = 140;

  private RulesPage() {}

  /** The page as Markdown, rules in alphabetical order. */
  public static String render(List<DocumentedRule> rules) {
    var text = new StringBuilder();
    text.append(
        "# Rules\n\nMade from the rules; rewrite it with\n`./mvnw -pl platform-model test -Dtest=RulesPageTest -Dgolden.rewrite=true`.\n\n");
    paragraph(
        text,
        "`scripts/platform validate` holds the working tree to these rules; it needs no cluster. Each finding names the"
            + " rule's id in `-o json`, `sarif` and `markdown`.");
    text.append("\n| rule | severity |\n| --- | --- |\n");
    var sorted = rules.stream().sorted(Comparator.comparing(DocumentedRule::id)).toList();
    sorted.forEach(
        rule ->
            text.append(
                "| [%s](#%s) | %s |\n"
                    .formatted(rule.sentence(), rule.id(), rule.explanation().severity().word())));
    for (var rule : sorted) {
      text.append("\n## ").append(rule.id()).append("\n\n");
      paragraph(text, rule.sentence() + ".");
      text.append('\n');
      paragraph(text, rule.explanation().problem());
      text.append('\n');
      paragraph(text, "**Remedy.** " + rule.explanation().remedy());
    }
    text.append("\n## Left to the API server\n\n");
    paragraph(
        text,
        "What follows is known to an API server alone. `scripts/platform verify` asks one, by a dry run of every object"
            + " that the tree renders to; what it refuses is a finding of `the-api-server-accepts-every-object`.");
    text.append('\n');
    ValidationReport.LEFT_TO_THE_API_SERVER.forEach(each -> paragraph(text, "- " + each));
    return text.toString();
  }

  private static void paragraph(StringBuilder text, String words) {
    var line = new StringBuilder();
    for (var word : words.split(" ")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line.setLength(0);
        // Within an item of a list.
        line.append(words.startsWith("- ") ? "  " : "");
      }
      line.append(line.length() == 0 || line.toString().isBlank() ? "" : " ").append(word);
    }
    text.append(line).append('\n');
  }
}
