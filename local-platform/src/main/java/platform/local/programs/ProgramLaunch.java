package platform.local.programs;

import io.fabric8.kubernetes.api.model.Container;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.local.programs.PodProgram.Port;

/**
 * Argv and environment of a program: its container's own, with the differences that {@link
 * ProgramTable} declares and nothing else.
 */
record ProgramLaunch(List<String> command, SortedMap<String, String> environment) {

  /** Makes launches for the containers of one pod. */
  record Maker(PodFolder podFolder, Border border, Map<String, ServiceForwarder> services) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(peer|mount):([^}]+)}");

    /**
     * @param hostPorts port of the container to port on the host
     */
    ProgramLaunch of(
        PodProgram program,
        Container container,
        PodConfiguration configuration,
        Map<Integer, Integer> hostPorts)
        throws PodConfiguration.ConfigurationException {
      SortedMap<String, String> environment = configuration.environment(container);
      var command = new ArrayList<String>();
      command.add(program.program().toString());
      command.addAll(withoutProgram(configuration.commandLine(container, environment)));
      for (Port port : program.ports()) {
        String hostPort = Integer.toString(hostPorts.get(port.containerPort()));
        port.arguments().forEach(argument -> command.add(argument.replace("%d", hostPort)));
        port.environment()
            .forEach((key, value) -> environment.put(key, value.replace("%d", hostPort)));
      }
      program.arguments().forEach(argument -> command.add(fill(argument, container)));
      program.environment().forEach((key, value) -> environment.put(key, fill(value, container)));
      environment.put("KUBECONFIG", podFolder.kubeconfig().toString());
      environment.put("PATH", border.searchPath());
      return new ProgramLaunch(List.copyOf(command), environment);
    }

    /**
     * An image's program is named first on the command line of some manifests, by its path there.
     */
    private static List<String> withoutProgram(List<String> words) {
      boolean namesProgram =
          !words.isEmpty() && Path.of(words.get(0)).getFileName().toString().startsWith("argocd");
      return namesProgram ? words.subList(1, words.size()) : words;
    }

    private String fill(String template, Container container) {
      String text =
          template
              .replace("{folder}", podFolder.folder().toString())
              .replace("{namespace}", podFolder.pod().getMetadata().getNamespace())
              .replace("{gateway}", border.awsGateway().toString());
      Matcher matcher = PLACEHOLDER.matcher(text);
      return matcher.replaceAll(
          match ->
              Matcher.quoteReplacement(
                  match.group(1).equals("peer")
                      ? services.get(match.group(2)).address()
                      : podFolder.mount(container, match.group(2))));
    }
  }
}
