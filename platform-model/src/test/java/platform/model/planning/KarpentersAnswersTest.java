package platform.model.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import platform.model.capacity.DisruptionReason;
import platform.model.manifests.ManifestException;

/**
 * Compares with what Karpenter's own code allows; {@code budgets/answers.go.txt} makes the file,
 * run in a copy of {@code local-platform/toolchain/simulation}.
 */
class KarpentersAnswersTest {
  private static final Path FILE = Path.of("src/test/resources/budgets/answers.txt");
  private static final int HALF_HOURS = 7 * 48;

  record Answer(String budgets, List<String> reasons) {
    @Override
    public String toString() {
      return budgets;
    }
  }

  static Stream<Answer> answers() throws IOException {
    var answers = new ArrayList<Answer>();
    for (var line : Files.readAllLines(FILE)) {
      if (line.startsWith("  ")) {
        answers.get(answers.size() - 1).reasons().add(line.strip());
      } else {
        answers.add(new Answer(line, new ArrayList<>()));
      }
    }
    return answers.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void allowsWhatKarpenterAllows(Answer answer) {
    assertThat(ours(answer.budgets())).isEqualTo(answer.reasons());
  }

  private static List<String> ours(String line) {
    var nodesAndBudgets = line.split(";", 2);
    var budgets =
        Stream.of(nodesAndBudgets[1].split(";"))
            .map(String::strip)
            .map(KarpentersAnswersTest::yaml)
            .toArray(String[]::new);
    BudgetWeek week;
    try {
      week =
          BudgetWeek.of(
              BudgetPlanTest.nodePool(budgets),
              Integer.parseInt(nodesAndBudgets[0]),
              LocalDate.of(2026, 11, 23));
    } catch (ManifestException unreadable) {
      return Stream.of(DisruptionReason.values()).map(each -> each.word() + " unreadable").toList();
    }
    return Stream.of(DisruptionReason.values())
        .map(reason -> reason.word() + " " + runs(week, reason))
        .toList();
  }

  private static String runs(BudgetWeek week, DisruptionReason reason) {
    var runs = new ArrayList<String>();
    var from = 0;
    var allowed =
        IntStream.range(0, HALF_HOURS).map(index -> week.allowed(reason, index * 30)).toArray();
    for (var index = 1; index <= HALF_HOURS; index++) {
      if (index == HALF_HOURS || allowed[index] != allowed[from]) {
        runs.add(allowed[from] + "x" + (index - from));
        from = index;
      }
    }
    return String.join(" ", runs);
  }

  private static String yaml(String budget) {
    var fields = budget.split("\\|", -1);
    return "{nodes: '%s'%s%s}"
        .formatted(
            fields[0],
            fields[1].isEmpty() ? "" : ", reasons: [" + fields[1] + "]",
            fields[2].isEmpty()
                ? ""
                : ", schedule: '%s', duration: %s".formatted(fields[2], fields[3]));
  }
}
