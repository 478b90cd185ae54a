package platform.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileProblemTest {
  @Test
  void whatJavaLeavesToATypeIsSaidInWords() {
    assertThat(FileProblem.inWords(new NoSuchFileException("/a")))
        .isEqualTo("/a: no such file or folder");
    assertThat(FileProblem.inWords(new AccessDeniedException("/a"))).isEqualTo("/a: no permission");
    assertThat(FileProblem.reason(new FileAlreadyExistsException("/a")))
        .isEqualTo("there is a file of that name");
    assertThat(FileProblem.inWords(new FileSystemException("/a", null, "Not a directory")))
        .isEqualTo("/a: Not a directory");
    assertThat(FileProblem.inWords(new ConnectException())).isEqualTo("nobody listens there");
    assertThat(FileProblem.inWords(new IOException("broken"))).isEqualTo("broken");
  }

  @Test
  void aFullDiskIsFoundInWhatLedToAFailure() {
    var full = new FileSystemException("/a", null, "No space left on device");
    assertThat(FileProblem.isForLackOfSpace(new LabException("x", full))).isTrue();
    assertThat(FileProblem.isForLackOfSpace(new LabException("x", new IOException()))).isFalse();
    assertThat(FileProblem.isForLackOfSpace(new LabException("No space left on device"))).isFalse();
  }
}
