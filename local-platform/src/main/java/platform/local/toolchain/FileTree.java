package platform.local.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/** A folder with all that is in it, which appears as a whole or not at all. */
final class FileTree {
  private static final String UNFINISHED = ".unfinished-";

  private FileTree() {}

  /**
   * A name beside the wanted one to work under. Each process has its own, since a killed one may
   * leave a child that still writes.
   */
  static Path unfinished(Path wanted) {
    return wanted.resolveSibling(wanted.getFileName() + UNFINISHED + ProcessHandle.current().pid());
  }

  /** Removes what earlier, interrupted attempts left beside the wanted file or folder. */
  static void deleteUnfinished(Path wanted) throws IOException {
    Files.createDirectories(wanted.getParent());
    List<Path> remains;
    try (Stream<Path> siblings = Files.list(wanted.getParent())) {
      String start = wanted.getFileName() + UNFINISHED;
      remains = siblings.filter(path -> path.getFileName().toString().startsWith(start)).toList();
    }
    for (Path path : remains) {
      delete(path);
    }
  }

  /** Gives finished work its name; nobody ever sees a part of it under that name. */
  static void finish(Path unfinished, Path wanted) throws IOException {
    delete(wanted);
    Files.move(unfinished, wanted, StandardCopyOption.ATOMIC_MOVE);
  }

  static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }

  static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    PathUtils.delete(path);
  }
}
