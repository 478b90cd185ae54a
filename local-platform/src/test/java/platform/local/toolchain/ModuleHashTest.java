package platform.local.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleHashTest {
  @TempDir private Path folder;

  /** The expected sum: {@code sha256sum <files, sorted> | sha256sum}, in base 64. */
  @Test
  void isTheSumOfTheSortedListOfSums() throws IOException {
    Path zip = folder.resolve("module.zip");
    try (var output = new ZipOutputStream(Files.newOutputStream(zip))) {
      write(output, "m@v1.0.0/sub/b.txt", "beta\n");
      output.putNextEntry(new ZipEntry("m@v1.0.0/empty/"));
      write(output, "m@v1.0.0/a.txt", "alpha\n");
      write(output, "m@v1.0.0/Z.txt", "Z\n");
    }
    assertThat(ModuleHash.ofZip(zip)).isEqualTo("h1:35otB+tSeHy+hT+kvyTJcofK6db3pXthofnRnOWcqto=");
  }

  private static void write(ZipOutputStream output, String name, String content)
      throws IOException {
    output.putNextEntry(new ZipEntry(name));
    output.write(content.getBytes(StandardCharsets.UTF_8));
  }
}
