package platform.model.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import platform.model.findings.Finding;
import platform.model.manifests.ChartValues;
import platform.model.platform.Platform;

/** Applications give their charts only values that the charts know. */
public final class HelmValuesAreKnownToTheirChart implements TreeRule {
  private final Map<String, ChartValues> charts;

  /**
   * @param charts what is known of charts, by chart name
   */
  public HelmValuesAreKnownToTheirChart(Map<String, ChartValues> charts) {
    this.charts = Map.copyOf(charts);
  }

  @Override
  public Explanation explanation() {
    return Explanation.ofError(
        "Helm ignores values that its chart does not know, so a slip silently leaves a default in place.",
        "Write the value as the chart does; the finding lists what it knows at that place.");
  }

  @Override
  public List<Finding> check(Platform promised) {
    var findings = new ArrayList<Finding>();
    for (var application : promised.applications()) {
      application
          .chart()
          .filter(chart -> chart.values().isPresent())
          .ifPresent(
              chart -> {
                if (charts.containsKey(chart.name())) {
                  findings.addAll(charts.get(chart.name()).problems(id(), chart.values().get()));
                } else {
                  findings.add(
                      Finding.warning(
                          id(),
                          chart.location(),
                          "skipped: the values of chart '" + chart.name() + "' are not at hand",
                          "pin the chart in the lab's toolchain"));
                }
              });
    }
    return findings;
  }
}
