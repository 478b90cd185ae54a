package platform.model.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lines that are collected for a terminal, none wider than it is read well. */
final class Lines {
  private static final int WIDTH = 118;
  private static final int LABEL = 14;

  private final List<String> all = new ArrayList<>();

  Lines add(String line) {
    all.add(line);
    return this;
  }

  Lines addAll(List<String> lines) {
    all.addAll(lines);
    return this;
  }

  Lines blank() {
    return add("");
  }

  /** A word and what is to be said of it, broken into lines that stand below each other. */
  Lines fact(String label, String text) {
    return wrapped("  " + label + " ".repeat(Math.max(1, LABEL - label.length())), text);
  }

  /** One item of a list. */
  Lines item(String text) {
    return wrapped("  - ", text);
  }

  Lines paragraph(String text) {
    return wrapped("", text);
  }

  private Lines wrapped(String start, String text) {
    var line = new StringBuilder(start);
    var empty = true;
    for (var word : text.split(" ")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        all.add(line.toString());
        line = new StringBuilder(" ".repeat(start.length()));
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    return add(line.toString());
  }

  List<String> list() {
    return Collections.unmodifiableList(all);
  }
}
