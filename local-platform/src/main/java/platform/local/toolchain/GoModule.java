package platform.local.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import platform.local.process.LabException;

/**
 * What the lab reads of a go.mod file.
 *
 * @param file where it was read
 * @param goVersion its {@code go} line, such as {@code 1.27.0}
 * @param requirements module path to version without the leading v
 */
record GoModule(Path file, String goVersion, SortedMap<String, String> requirements) {
  private static final Pattern GO = Pattern.compile("(?m)^go (\\d+\\.\\d+\\.\\d+)$");
  private static final Pattern REQUIREMENT =
      Pattern.compile("(?m)^(?:require |\\t)(\\S+) v(\\S+)(?: // indirect)?$");

  GoModule {
    requirements = Collections.unmodifiableSortedMap(new TreeMap<>(requirements));
  }

  static GoModule read(Path file) {
    try {
      return parse(file, Files.readString(file));
    } catch (IOException e) {
      throw new LabException("%s can't be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  static GoModule parse(Path file, String text) {
    Matcher go = GO.matcher(text);
    if (!go.find()) {
      throw new LabException(
          "%s: no line 'go <major>.<minor>.<patch>', which says the Go that builds it"
              .formatted(file));
    }
    var requirements = new TreeMap<String, String>();
    Matcher requirement = REQUIREMENT.matcher(text);
    while (requirement.find()) {
      requirements.put(requirement.group(1), requirement.group(2));
    }
    return new GoModule(file, go.group(1), requirements);
  }

  /** The required module that holds a Go package. */
  String moduleOf(String goPackage) {
    return requirements.keySet().stream()
        .filter(module -> goPackage.equals(module) || goPackage.startsWith(module + "/"))
        .max(Comparator.comparingInt(String::length))
        .orElseThrow(
            () ->
                new LabException(
                    "%s: no required module holds the package %s".formatted(file, goPackage)));
  }

  /** The version of a required module, without the leading v. */
  String version(String module) {
    if (!requirements.containsKey(module)) {
      throw new LabException("%s: the module %s is not required".formatted(file, module));
    }
    return requirements.get(module);
  }
}
