package platform.local.process;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What went wrong in reading and writing, in words: Java often gives only a path, and leaves the
 * rest to the exception's type.
 */
public final class FileProblem {
  private FileProblem() {}

  /** What is wrong, and with which file if that is known. */
  public static String inWords(IOException problem) {
    return problem instanceof FileSystemException specific && specific.getFile() != null
        ? specific.getFile() + ": " + reason(problem)
        : reason(problem);
  }

  /** What is wrong, for a sentence that names the file. */
  public static String reason(IOException problem) {
    if (problem instanceof FileAlreadyExistsException) {
      return "there is a file of that name";
    }
    if (problem instanceof AccessDeniedException) {
      return "no permission";
    }
    if (problem instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (problem instanceof FileSystemException specific && specific.getReason() != null) {
      return specific.getReason();
    }
    if (problem instanceof UnknownHostException) {
      return "the host %s is not known".formatted(problem.getMessage());
    }
    return Optional.ofNullable(problem.getMessage())
        .orElse(
            problem instanceof ConnectException
                ? "nobody listens there"
                : problem.getClass().getSimpleName().replace("Exception", ""));
  }

  /** Whether a disk is full, here or in what led here. */
  public static boolean isForLackOfSpace(Throwable problem) {
    return Stream.iterate(problem, each -> each != null, Throwable::getCause)
        .filter(IOException.class::isInstance)
        .map(each -> String.valueOf(each.getMessage()))
        .anyMatch(
            words -> words.contains("No space left on device") || words.contains("quota exceeded"));
  }
}
