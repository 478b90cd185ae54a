package platform.local.toolchain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The go command, with an environment in which every user's build comes out the same. */
final class GoCommand {
  static final List<String> BUILD_FLAGS = List.of("-mod=readonly", "-trimpath", "-buildvcs=false");

  private static final List<String> VARIABLES =
      List.of(
          "GOPROXY",
          "GONOPROXY",
          "GOPRIVATE",
          "GOSUMDB",
          "GONOSUMDB",
          "GOINSECURE",
          "GOAUTH",
          "GOPATH",
          "GOCACHE",
          "GOMODCACHE",
          "GOMAXPROCS");
  private static final Pattern VERSION = Pattern.compile("go version go1\\.(\\d+)");
  // The first that fetches the Go which a go.mod names.
  private static final int FIRST_MINOR = 21;

  private final Path program;
  private final Map<String, String> environment;
  private final Path logFolder;

  GoCommand(
      Path program, HostPlatform platform, Map<String, String> userEnvironment, Path logFolder) {
    this.program = program;
    this.logFolder = logFolder;
    this.environment = UserEnvironment.environment(userEnvironment, VARIABLES);
    environment.put("GOFLAGS", "");
    environment.put("GOWORK", "off");
    environment.put("GO111MODULE", "on");
    environment.put("GOOS", platform.os());
    environment.put("GOARCH", platform.architecture());
    // No C compiler is needed, and the programs run whatever C library a machine has.
    environment.put("CGO_ENABLED", "0");
  }

  /** The go command on the PATH, where it is new enough to fetch the Go that a go.mod names. */
  static Optional<Path> onPath(Map<String, String> userEnvironment) {
    return UserEnvironment.find("go", userEnvironment)
        .filter(program -> isNewEnough(program, userEnvironment));
  }

  private static boolean isNewEnough(Path program, Map<String, String> userEnvironment) {
    var environment = UserEnvironment.environment(userEnvironment, List.of("GOPATH"));
    environment.put("GOTOOLCHAIN", "local");
    Matcher version =
        VERSION.matcher(ChildProgram.ask(List.of(program.toString(), "version"), environment));
    return version.find() && Integer.parseInt(version.group(1)) >= FIRST_MINOR;
  }

  ChildProgram.Ending run(String name, String goVersion, List<String> arguments, Runnable tick) {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    var all = new TreeMap<>(environment);
    all.put("GOTOOLCHAIN", "go" + goVersion);
    return ChildProgram.run(name, command, all, logFolder, tick);
  }
}
