package platform.local.toolchain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import platform.local.process.LabException;
import platform.local.process.Progress;

/** The right to write into the cache folder, held by one thread of one process at a time. */
final class CacheLock {
  // A file lock belongs to the whole process, and closing any channel on its file gives it up: the
  // threads of one process must take turns before they come near the file.
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final FileChannel channel;

  private CacheLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Does the work with the lock held. Waits for it as long as it takes, and says so; the operating
   * system frees a dead process's lock.
   */
  static void holding(Path cacheFolder, Progress progress, Runnable work) {
    CacheLock lock = acquire(cacheFolder, progress);
    try {
      work.run();
    } finally {
      lock.release();
    }
  }

  private static CacheLock acquire(Path cacheFolder, Progress progress) {
    try {
      boolean said = false;
      while (!THIS_PROCESS.tryLock(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        said = sayOnce(said, cacheFolder, progress);
      }
      try {
        return acquireFile(cacheFolder, progress, said);
      } catch (IOException | InterruptedException | RuntimeException e) {
        THIS_PROCESS.unlock();
        throw e;
      }
    } catch (IOException e) {
      throw new LabException(
          "the cache folder %s can't be written: %s; name another by %s"
              .formatted(cacheFolder, e.getMessage(), Toolchain.CACHE_VARIABLE),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting for the toolchain's cache", e);
    }
  }

  private static CacheLock acquireFile(Path cacheFolder, Progress progress, boolean alreadySaid)
      throws IOException, InterruptedException {
    Files.createDirectories(cacheFolder);
    var channel =
        FileChannel.open(
            cacheFolder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean said = alreadySaid;
    try {
      FileLock lock = channel.tryLock();
      while (lock == null) {
        said = sayOnce(said, cacheFolder, progress);
        Thread.sleep(PAUSE.toMillis());
        lock = channel.tryLock();
      }
      return new CacheLock(channel);
    } catch (IOException | InterruptedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean sayOnce(boolean said, Path cacheFolder, Progress progress) {
    if (!said) {
      progress.say("another process is building the toolchain in " + cacheFolder + "; waiting");
    }
    return true;
  }

  private void release() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new LabException("the toolchain's lock can't be given back: " + e.getMessage(), e);
    } finally {
      THIS_PROCESS.unlock();
    }
  }
}
