package platform.model.platform;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.model.findings.Location;
import platform.model.manifests.ManifestException;

/**
 * The few words of an ApplicationSet's Go template that are needed to name things of one element.
 *
 * @param folder the folder of the element's file, as the generator's {@code path} has it
 * @param values the keys of the element's file
 */
record ElementTemplate(Location location, String folder, Map<String, String> values) {
  private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
  private static final Pattern FIELD = Pattern.compile("\\.([A-Za-z0-9_]+)");
  private static final Pattern GET = Pattern.compile("get \\. \"([^\"]+)\"");
  private static final Pattern SEGMENT = Pattern.compile("index \\.path\\.segments ([0-9]+)");
  private static final Pattern DEFAULT = Pattern.compile("default \"([^\"]*)\"");

  String fill(String text) {
    return ACTION
        .matcher(text)
        .replaceAll(action -> Matcher.quoteReplacement(evaluate(action.group(1))));
  }

  private String evaluate(String pipeline) {
    var steps = List.of(pipeline.split("\\s*\\|\\s*"));
    var value = source(steps.get(0)).orElseThrow(() -> unknown(pipeline));
    for (var step : steps.subList(1, steps.size())) {
      value = apply(step, value).orElseThrow(() -> unknown(pipeline));
    }
    return value;
  }

  private Optional<String> source(String step) {
    var segment = SEGMENT.matcher(step);
    if (segment.matches()) {
      var segments = Arrays.asList(folder.split("/"));
      var index = Integer.parseInt(segment.group(1));
      return index < segments.size() ? Optional.of(segments.get(index)) : Optional.empty();
    }
    var get = GET.matcher(step);
    if (get.matches()) {
      return Optional.of(values.getOrDefault(get.group(1), ""));
    }
    var field = FIELD.matcher(step);
    if (field.matches()) {
      return Optional.ofNullable(values.get(field.group(1)));
    }
    return switch (step) {
      case ".path.path" -> Optional.of(folder);
      case ".path.basename" -> Optional.of(lastElement(folder));
      default -> Optional.empty();
    };
  }

  private static Optional<String> apply(String step, String value) {
    var byDefault = DEFAULT.matcher(step);
    if (byDefault.matches()) {
      return Optional.of(value.isEmpty() ? byDefault.group(1) : value);
    }
    return step.equals("base") ? Optional.of(lastElement(value)) : Optional.empty();
  }

  private static String lastElement(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private ManifestException unknown(String pipeline) {
    return new ManifestException(
        location,
        "the model does not understand '{{ " + pipeline + " }}' in this ApplicationSet",
        "use .key, get . \"key\", .path.path, .path.basename, index .path.segments N, default \"…\", base");
  }
}
