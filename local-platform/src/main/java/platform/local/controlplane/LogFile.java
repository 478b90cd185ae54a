package platform.local.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.output.OutputFrame;

/** A container's output, as a file among the logs of the lab's programs. */
record LogFile(Path file) implements Consumer<OutputFrame> {

  @Override
  public void accept(OutputFrame frame) {
    if (frame.getBytes() == null) {
      return;
    }
    try {
      Files.write(file, frame.getBytes(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      // The lab's folder goes while a last line is on its way.
      LoggerFactory.getLogger(LogFile.class)
          .debug("{} is written no further: {}", file, e.toString());
    }
  }
}
