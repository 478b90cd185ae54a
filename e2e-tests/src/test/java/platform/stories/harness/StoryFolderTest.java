package platform.stories.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The stories' temporary folder")
class StoryFolderTest {
  private final StoryFolder folder = StoryFolder.make();

  @AfterEach
  void delete() {
    folder.delete();
  }

  private void write(String file) {
    folder.change(
        () -> {
          Files.createDirectories(folder.path());
          Files.writeString(folder.path().resolve(file), "written by a story");
        });
  }

  @Test
  @DisplayName("what a story writes after the run was ended does not bring the folder back")
  void nothingAfterTheEnd() {
    write("before");
    folder.delete();
    assertThatThrownBy(() -> write("after"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(folder.path() + " is deleted already: the run of the stories ends");
    assertThat(folder.path()).doesNotExist();
  }

  @Test
  @DisplayName("what is being written at the end is written first, and goes with the folder")
  void waitsForTheWriter() throws Exception {
    var writes = new CountDownLatch(1);
    var endCame = new CountDownLatch(1);
    var story =
        CompletableFuture.runAsync(
            () ->
                folder.change(
                    () -> {
                      writes.countDown();
                      await(endCame);
                      Files.createDirectories(folder.path());
                      Files.writeString(folder.path().resolve("late"), "written by a story");
                    }));
    await(writes);
    var end = new Thread(folder::delete, "stories-stop");
    end.start();
    awaitHeldUp(end);
    endCame.countDown();
    story.get(10, TimeUnit.SECONDS);
    end.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(folder.path()).doesNotExist();
  }

  /** Until a thread has ended or waits for another. */
  private static void awaitHeldUp(Thread thread) {
    while (thread.isAlive() && thread.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
