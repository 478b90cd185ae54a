package platform.local.toolchain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import platform.local.process.FileProblem;
import platform.local.process.LabException;
import platform.local.process.Progress;

/** The right to write into the cache folder, held by one thread of one process at a time. */
final class CacheLock {
  // A file lock belongs to the whole process, and closing any channel on its file gives it up: the
  // threads of one process must take turns before they come near the file.
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

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
    if (!THIS_PROCESS.tryLock()) {
      say(cacheFolder, progress);
      THIS_PROCESS.lock();
    }
    try {
      return new CacheLock(lockedFile(cacheFolder, progress));
    } catch (IOException e) {
      THIS_PROCESS.unlock();
      throw new LabException(
          "the cache folder %s can't be written: %s; name another by %s"
              .formatted(cacheFolder, FileProblem.inWords(e), Toolchain.CACHE_VARIABLE),
          e);
    }
  }

  private static FileChannel lockedFile(Path cacheFolder, Progress progress) throws IOException {
    Files.createDirectories(cacheFolder);
    var channel =
        FileChannel.open(
            cacheFolder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        say(cacheFolder, progress);
        channel.lock();
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void say(Path cacheFolder, Progress progress) {
    progress.say("another process is building the toolchain in " + cacheFolder + "; waiting");
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
