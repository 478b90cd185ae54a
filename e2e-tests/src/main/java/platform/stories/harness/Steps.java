package platform.stories.harness;

import io.qameta.allure.Allure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The steps of a story and what belongs to them, as its report shows them. */
final class Steps {
  private Steps() {}

  static <T> T step(String sentence, Supplier<T> work) {
    return Allure.step(sentence, work::get);
  }

  static void step(String sentence, Runnable work) {
    Allure.step(sentence, work::run);
  }

  static void attach(String name, String text) {
    Allure.addAttachment(name, "text/plain", text, "txt");
  }

  /** Attaches a text file; one that is not there is left out. */
  static void attachFile(String name, Path file) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      attach(name, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
