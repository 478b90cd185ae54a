package platform.model.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import platform.model.operations.Rollout;

/** How far nodes have been replaced, for people and for programs. */
public final class RolloutReport {
  private static final JsonMapper MAPPER = new JsonMapper();

  private RolloutReport() {}

  /** A row for each NodePool, and under the table what each old node waits for. */
  public static String table(Rollout rollout) {
    List<List<String>> rows =
        rollout.pools().stream()
            .map(
                pool ->
                    List.of(
                        pool.name(),
                        "%d of %d".formatted(pool.present(), pool.total()),
                        String.valueOf(pool.drifted()),
                        pool.old().isEmpty()
                            ? "-"
                            : "%s, %s"
                                .formatted(
                                    pool.old().get(0).shownName(),
                                    age(pool.old().get(0).createdAt(), rollout.at())),
                        pool.stage().word()))
            .toList();
    var lines =
        new ArrayList<>(
            new Table(List.of("NODEPOOL", "PRESENT", "DRIFTED", "OLDEST LEFT", "ROLLOUT"), rows)
                .aligned());
    for (Rollout.Pool pool : rollout.pools()) {
      pool.old()
          .forEach(
              old ->
                  lines.add(
                      "%s: %s is old: %s%s"
                          .formatted(
                              pool.name(),
                              old.shownName(),
                              old.because(),
                              old.isLeaving() ? ", leaving" : "")));
      pool.heldBackBy().forEach(obstacle -> lines.add(pool.name() + ": held back: " + obstacle));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String age(Instant since, Instant now) {
    Duration age = Duration.between(since, now);
    if (age.toHours() >= 48) {
      return age.toDays() + "d";
    }
    return age.toMinutes() >= 120 ? age.toHours() + "h" : age.toMinutes() + "m";
  }

  /** The same with keys in a fixed order, and a line end. */
  public static String json(Rollout rollout) {
    var json = MAPPER.createObjectNode();
    json.put("done", rollout.isDone());
    json.put("observedAt", rollout.at().toString());
    var pools = json.putArray("nodePools");
    for (Rollout.Pool pool : rollout.pools()) {
      var each =
          pools
              .addObject()
              .put("name", pool.name())
              .put("stage", pool.stage().word())
              .put("total", pool.total())
              .put("present", pool.present())
              .put("drifted", pool.drifted());
      var old = each.putArray("old");
      for (Rollout.Old node : pool.old()) {
        var entry = old.addObject().put("nodeClaim", node.nodeClaim());
        node.node().ifPresent(name -> entry.put("node", name));
        entry
            .put("createdAt", node.createdAt().toString())
            .put("because", node.because())
            .put("leaving", node.isLeaving());
      }
      var held = each.putArray("heldBackBy");
      pool.heldBackBy().forEach(held::add);
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
