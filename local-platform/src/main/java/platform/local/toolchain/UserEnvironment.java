package platform.local.toolchain;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import platform.local.process.SomethingMissingException;

/** The part of the user's environment that reaches the programs which build the toolchain. */
final class UserEnvironment {
  private static final List<String> PASSED_ON =
      List.of(
          "PATH",
          "HOME",
          "TMPDIR",
          "XDG_CACHE_HOME",
          "XDG_CONFIG_HOME",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy",
          "SSL_CERT_FILE",
          "SSL_CERT_DIR",
          "REQUESTS_CA_BUNDLE",
          "NETRC");

  private UserEnvironment() {}

  /**
   * @param further variables of the one program that is to run
   */
  static Map<String, String> environment(Map<String, String> user, List<String> further) {
    var environment = new TreeMap<String, String>();
    Stream.concat(PASSED_ON.stream(), further.stream())
        .filter(user::containsKey)
        .forEach(name -> environment.put(name, user.get(name)));
    // Go and pip look there for their caches, and Go refuses to go on without.
    environment.put("HOME", home(user).toString());
    return environment;
  }

  /** The user's folder, as the system's list of users has it where no variable says. */
  static Path home(Map<String, String> user) {
    String named = user.getOrDefault("HOME", "");
    String home = named.isBlank() ? System.getProperty("user.home", "") : named;
    if (!home.startsWith("/")) {
      throw new SomethingMissingException(
          "there is no HOME folder to keep the lab's programs in",
          "name one: HOME=DIR scripts/platform verify");
    }
    return Path.of(home);
  }

  static Optional<Path> find(String program, Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
