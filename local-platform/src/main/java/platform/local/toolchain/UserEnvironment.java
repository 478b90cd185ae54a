package platform.local.toolchain;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    return environment;
  }

  static Optional<Path> find(String program, Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(program))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
