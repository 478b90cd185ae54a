package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import platform.local.process.LabException;

class LogsCommandTest {
  private static final SortedMap<String, Path> LOGS =
      new TreeMap<>(
          Stream.of(
                  "etcd",
                  "kwok",
                  "karpenter-6d65cffcbc-8qg52",
                  "karpenter-6d65cffcbc-t6lfl",
                  "argocd-server-546d89fd66-2xvcx")
              .collect(Collectors.toMap(Function.identity(), Path::of)));

  @Test
  void aProgramIsKnownByItsNameOrItsBeginning() {
    assertThat(LogsCommand.choose("etcd", LOGS)).isEqualTo("etcd");
    assertThat(LogsCommand.choose("argocd-server", LOGS))
        .isEqualTo("argocd-server-546d89fd66-2xvcx");
  }

  @Test
  void oneOfSeveralMustBeNamed() {
    assertThatThrownBy(() -> LogsCommand.choose("karpenter", LOGS))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "several programs begin with 'karpenter': karpenter-6d65cffcbc-8qg52, karpenter-6d65cffcbc-t6lfl; name one");
  }

  @Test
  void anUnknownNameIsToldThoseThatAreThere() {
    assertThatThrownBy(() -> LogsCommand.choose("karpentre", LOGS))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "no program 'karpentre' has a log; did you mean 'karpenter'? programs: argocd-server,"
                + " etcd, karpenter, kwok");
  }
}
