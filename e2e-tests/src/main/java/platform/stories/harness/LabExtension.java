package platform.stories.harness;

import static org.junit.platform.commons.support.AnnotationSupport.findRepeatableAnnotations;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.opentest4j.TestAbortedException;
import platform.local.process.Progress;
import platform.stories.evidence.LogOffsets;
import platform.stories.evidence.StoryFailure;

/**
 * Starts one lab for all stories of a run, collects evidence at the moment one fails, and puts the
 * lab back after each.
 */
final class LabExtension
    implements ParameterResolver,
        BeforeEachCallback,
        TestExecutionExceptionHandler,
        AfterEachCallback {
  private static final Namespace STORIES = Namespace.create(LabExtension.class);
  private static final Pattern INVOCATION = Pattern.compile("test-template-invocation:#(\\d+)");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == StoryPlatform.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return platform(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    StoryPlatform platform = platform(context);
    new StderrProgress().say("story: " + context.getDisplayName());
    context
        .getStore(STORIES)
        .put(Beginning.class, new Beginning(Instant.now(), platform.logOffsets()));
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (failure instanceof TestAbortedException) {
      throw failure;
    }
    throw withEvidence(context, beginning(context).orElseThrow(), failure, "");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Optional<Beginning> beginning = beginning(context);
    if (beginning.isEmpty()) {
      // The lab did not come up, and has said why.
      return;
    }
    try {
      platform(context).cleanUp(onlyReads(context) && context.getExecutionException().isEmpty());
    } catch (RuntimeException | AssertionError e) {
      throw withEvidence(context, beginning.get(), e, "-afterwards");
    }
  }

  /** When a story began, and what the programs had logged until then. */
  private record Beginning(Instant at, LogOffsets logs) {}

  private static Optional<Beginning> beginning(ExtensionContext context) {
    return Optional.ofNullable(context.getStore(STORIES).get(Beginning.class, Beginning.class));
  }

  private static AssertionError withEvidence(
      ExtensionContext context, Beginning beginning, Throwable failure, String suffix) {
    String message =
        failure instanceof AssertionError && failure.getMessage() != null
            ? failure.getMessage()
            : failure.toString();
    var story =
        new StoryFailure(
            context.getRequiredTestClass().getSimpleName(),
            context.getRequiredTestMethod().getName() + invocation(context) + suffix,
            context.getDisplayName(),
            beginning.at(),
            message);
    var suppressed = new ArrayList<>(List.of(failure.getSuppressed()));
    String evidence;
    try {
      Path folder = platform(context).collectEvidence(story, beginning.logs());
      evidence = root().relativize(folder).toString();
    } catch (RuntimeException e) {
      evidence = "none, since " + e;
      suppressed.add(e);
    }
    var explained =
        new AssertionError(
            message + "\nEvidence: " + evidence,
            failure instanceof AssertionError ? failure.getCause() : failure);
    explained.setStackTrace(failure.getStackTrace());
    suppressed.forEach(explained::addSuppressed);
    return explained;
  }

  /** Tells the invocations of a parameterized story apart. */
  private static String invocation(ExtensionContext context) {
    Matcher matcher = INVOCATION.matcher(context.getUniqueId());
    return matcher.find() ? "-" + matcher.group(1) : "";
  }

  /** By its locks, on the method and on its class. */
  private static boolean onlyReads(ExtensionContext context) {
    return Stream.of(context.getRequiredTestClass(), context.getRequiredTestMethod())
        .flatMap(place -> findRepeatableAnnotations(place, ResourceLock.class).stream())
        .allMatch(lock -> lock.mode() == ResourceAccessMode.READ);
  }

  private static Path root() {
    return Path.of(System.getProperty("platform.root")).toAbsolutePath().normalize();
  }

  private static StoryPlatform platform(ExtensionContext context) {
    return ((SharedPlatform)
            context
                .getRoot()
                .getStore(STORIES)
                .computeIfAbsent(SharedPlatform.class, key -> new SharedPlatform()))
        .start()
        .get();
  }

  /** Closed by the store, at the end of the run. */
  private record SharedPlatform(StartedOnce<StoryPlatform> start) implements AutoCloseable {
    SharedPlatform() {
      this(new StartedOnce<>(LabExtension::startPlatform));
    }

    @Override
    public void close() {
      start.ifStarted().ifPresent(StoryPlatform::close);
    }
  }

  private static StoryPlatform startPlatform() {
    return StoryPlatform.start(
        root(),
        Path.of(System.getProperty("platform.logs")).toAbsolutePath(),
        Path.of(System.getProperty("platform.evidence")).toAbsolutePath(),
        new StderrProgress());
  }

  /** Plain lines beside the test runner's own. */
  private static final class StderrProgress implements Progress {
    @Override
    public void say(String line) {
      System.err.println("[lab] " + line);
    }

    @Override
    public void update(String line) {}
  }
}
