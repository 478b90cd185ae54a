package platform.local.controlplane;

import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Why k3s does not start, in one sentence with its remedy, out of what Docker says about it. */
final class K3sProblem {
  private static final Pattern PORT_TAKEN =
      Pattern.compile("port is already allocated|address already in use");
  private static final Pattern NO_IMAGE = Pattern.compile("No such image|manifest .*unknown");
  private static final Pattern GONE =
      Pattern.compile(
          "exited with code|Container is dead|Container is removed|InspectContainerResponse");
  private static final Pattern NO_ENGINE =
      Pattern.compile("Connection refused|Broken pipe|No such file|Could not find a valid Docker");

  private K3sProblem() {}

  static String inWords(Throwable failure, String image, Path log) {
    String innermost =
        Stream.iterate(failure, each -> each != null, Throwable::getCause)
            .filter(each -> each.getMessage() != null)
            .reduce((outer, inner) -> inner)
            .map(DockerEngine::inOneLine)
            .map(K3sProblem::withoutDump)
            .orElseGet(failure::toString);
    if (says(failure, PORT_TAKEN)) {
      return "another program has taken the port that k3s was to be reached at (%s); start again, which chooses another"
          .formatted(innermost);
    }
    if (says(failure, NO_IMAGE)) {
      return "the Docker engine has lost image %s (%s); start again, which brings it back"
          .formatted(image, innermost);
    }
    if (says(failure, NO_ENGINE)) {
      return "the Docker engine went away while k3s started (%s); start it again, or do without: --cluster embedded"
          .formatted(innermost);
    }
    if (says(failure, GONE)) {
      return "the container of %s ended while it started (%s); why is in %s, and --cluster embedded does without"
          .formatted(image, innermost, log);
    }
    return "k3s does not start from image %s (%s); what it said is in %s, and --cluster embedded does without"
        .formatted(image, innermost, log);
  }

  /** Of a container that ends at once, Testcontainers prints all that Docker knows of it. */
  private static String withoutDump(String message) {
    return message.contains("InspectContainerResponse") ? "before its port was published" : message;
  }

  private static boolean says(Throwable failure, Pattern words) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause)
        .anyMatch(each -> words.matcher(String.valueOf(each.getMessage())).find());
  }
}
