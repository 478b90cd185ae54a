package platform.stories.harness;

import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
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
  public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
    throw withEvidence(context, failure, "");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    try {
      platform(context).cleanUp();
    } catch (RuntimeException | AssertionError e) {
      throw withEvidence(context, e, "-afterwards");
    }
  }

  private record Beginning(Instant at, LogOffsets logs) {}

  private static AssertionError withEvidence(
      ExtensionContext context, Throwable failure, String suffix) {
    var beginning = context.getStore(STORIES).get(Beginning.class, Beginning.class);
    String failureText =
        failure instanceof AssertionError && failure.getMessage() != null
            ? failure.getMessage()
            : failure.toString();
    var story =
        new StoryFailure(
            context.getRequiredTestClass().getSimpleName(),
            context.getRequiredTestMethod().getName() + invocation(context) + suffix,
            context.getDisplayName(),
            beginning.at(),
            failureText);
    Path folder = platform(context).collectEvidence(story, beginning.logs());
    var explained =
        new AssertionError(
            "%s%nEvidence: %s".formatted(failureText, root().relativize(folder)),
            failure instanceof AssertionError ? failure.getCause() : failure);
    explained.setStackTrace(failure.getStackTrace());
    return explained;
  }

  /** Tells the invocations of a parameterized story apart. */
  private static String invocation(ExtensionContext context) {
    Matcher matcher = INVOCATION.matcher(context.getUniqueId());
    return matcher.find() ? "-" + matcher.group(1) : "";
  }

  private static Path root() {
    return Path.of(System.getProperty("platform.root")).toAbsolutePath().normalize();
  }

  private static StoryPlatform platform(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORIES)
        .computeIfAbsent(
            StoryPlatform.class,
            key ->
                StoryPlatform.start(
                    root(),
                    Path.of(System.getProperty("platform.logs")).toAbsolutePath(),
                    Path.of(System.getProperty("platform.evidence")).toAbsolutePath(),
                    new StderrProgress()),
            StoryPlatform.class);
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
