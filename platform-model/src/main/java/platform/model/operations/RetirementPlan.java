package platform.model.operations;

import java.util.List;
import platform.model.operations.Retirement.Candidate;
import platform.model.operations.Retirement.Stage;

/**
 * Everything that has to go for one thing to be retired, in the order in which it goes.
 *
 * @param notes what else is worth knowing before one agrees
 */
public record RetirementPlan(List<Retirement> steps, List<String> notes) {
  public RetirementPlan {
    steps = List.copyOf(steps);
    notes = List.copyOf(notes);
  }

  public static RetirementPlan of(Candidate candidate) {
    return new RetirementPlan(List.of(Retirement.of(candidate)), List.of());
  }

  /** One refusal refuses the whole: nothing is left half-done by a plan that was never sound. */
  public Stage stage() {
    var stages = steps.stream().map(Retirement::stage).toList();
    for (Stage stage : List.of(Stage.REFUSED, Stage.READY, Stage.GOING)) {
      if (stages.contains(stage)) {
        return stage;
      }
    }
    return Stage.GONE;
  }
}
