package platform.stories.harness;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The difference between a program as it runs on the host and its container as the pod specifies
 * it, held against the line that the lab declares for it.
 *
 * @param declared variables and arguments, as in {@code karpenter: PATH, HOME={folder}, --port=1}
 */
public record ProgramBorder(String declared) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z]+(:[^}]*)?}");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\(([^)]*)\\)");
  private static final Pattern VARIABLE = Pattern.compile("([A-Z][A-Z0-9_]*)(=.*)?");

  /**
   * What differs and isn't declared, a sentence each; values of variables are not told.
   *
   * @param command argv on the host
   * @param environment all of the environment on the host
   */
  public List<String> undeclared(
      Container container, List<String> command, Map<String, String> environment) {
    var found = new ArrayList<String>();
    found.addAll(words(container, command, environment));
    found.addAll(variables(container, environment));
    return found;
  }

  private List<String> items() {
    String list = declared.substring(declared.indexOf(": ") + 2);
    return List.of(list.split(", "));
  }

  private List<String> words(
      Container container, List<String> command, Map<String, String> environment) {
    var specified = new ArrayList<>(container.getCommand());
    specified.addAll(container.getArgs());
    // An image's program stands first in some manifests; the host has it elsewhere.
    if (!specified.isEmpty() && !specified.get(0).startsWith("-")) {
      String program = specified.get(0);
      if (program.substring(program.lastIndexOf('/') + 1).startsWith("argocd")) {
        specified.remove(0);
      }
    }
    List<String> run = new ArrayList<>(command.subList(1, command.size()));
    var found = new ArrayList<String>();
    for (String word : specified) {
      if (!run.remove(expand(word, environment))) {
        found.add("argument '%s' of the pod is left out".formatted(word));
      }
    }
    List<Pattern> allowed =
        items().stream()
            .filter(item -> !VARIABLE.matcher(item).matches())
            .map(ProgramBorder::pattern)
            .toList();
    for (String word : run) {
      if (allowed.stream().noneMatch(pattern -> pattern.matcher(word).matches())) {
        found.add("argument '%s' is added and not declared".formatted(word));
      }
    }
    return found;
  }

  private List<String> variables(Container container, Map<String, String> environment) {
    var declaredNames = new TreeMap<String, Pattern>();
    for (String item : items()) {
      Matcher matcher = VARIABLE.matcher(item);
      if (matcher.matches()) {
        String value = matcher.group(2);
        declaredNames.put(
            matcher.group(1), value == null ? Pattern.compile(".*") : pattern(value.substring(1)));
      }
    }
    Map<String, EnvVar> specified =
        container.getEnv().stream()
            .collect(
                Collectors.toMap(EnvVar::getName, variable -> variable, (one, other) -> other));
    var names = new TreeSet<>(specified.keySet());
    names.addAll(environment.keySet());
    var found = new ArrayList<String>();
    for (String name : names) {
      if (declaredNames.containsKey(name)) {
        String value = environment.getOrDefault(name, "");
        if (!declaredNames.get(name).matcher(value).matches()) {
          found.add("variable %s is declared with another value".formatted(name));
        }
      } else if (!specified.containsKey(name)) {
        found.add("variable %s is added and not declared".formatted(name));
      } else if (!isAsSpecified(specified.get(name), environment)) {
        found.add("variable %s is not what the pod says".formatted(name));
      }
    }
    return found;
  }

  /** Values out of ConfigMaps, Secrets and fields are the cluster's to know; here only that. */
  private static boolean isAsSpecified(EnvVar variable, Map<String, String> environment) {
    var from = variable.getValueFrom();
    if (from == null) {
      String value = variable.getValue() == null ? "" : variable.getValue();
      return expand(value, environment).equals(environment.get(variable.getName()));
    }
    boolean optional =
        (from.getConfigMapKeyRef() != null
                && Boolean.TRUE.equals(from.getConfigMapKeyRef().getOptional()))
            || (from.getSecretKeyRef() != null
                && Boolean.TRUE.equals(from.getSecretKeyRef().getOptional()));
    return optional || environment.containsKey(variable.getName());
  }

  private static String expand(String text, Map<String, String> environment) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(environment.getOrDefault(match.group(1), match.group())));
  }

  private static Pattern pattern(String template) {
    Matcher matcher = PLACEHOLDER.matcher(template);
    var expression = new StringBuilder();
    int end = 0;
    while (matcher.find()) {
      expression.append(Pattern.quote(template.substring(end, matcher.start()))).append(".+");
      end = matcher.end();
    }
    return Pattern.compile(expression + Pattern.quote(template.substring(end)));
  }
}
