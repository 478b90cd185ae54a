package platform.stories.harness;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import platform.local.process.Progress;

/** Starts one lab for all stories of a run, and puts it back after each. */
final class LabExtension implements ParameterResolver, BeforeEachCallback, AfterEachCallback {
  private static final Namespace STORIES = Namespace.create(LabExtension.class);

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
    new StderrProgress().say("story: " + context.getDisplayName());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    platform(context).cleanUp();
  }

  private static StoryPlatform platform(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(STORIES)
        .computeIfAbsent(
            StoryPlatform.class,
            key ->
                StoryPlatform.start(
                    Path.of(System.getProperty("platform.root")).toAbsolutePath().normalize(),
                    Path.of(System.getProperty("platform.logs")).toAbsolutePath(),
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
