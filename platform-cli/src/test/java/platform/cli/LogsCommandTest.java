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
          Stream.of("etcd", "kwok", "karpenter-7d-a", "karpenter-7d-b", "argocd-server-5f-x")
              .collect(Collectors.toMap(Function.identity(), Path::of)));

  @Test
  void aProgramIsKnownByItsNameOrItsBeginning() {
    assertThat(LogsCommand.choose("etcd", LOGS)).isEqualTo("etcd");
    assertThat(LogsCommand.choose("argocd-server", LOGS)).isEqualTo("argocd-server-5f-x");
  }

  @Test
  void oneOfSeveralMustBeNamed() {
    assertThatThrownBy(() -> LogsCommand.choose("karpenter", LOGS))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "several programs begin with 'karpenter': karpenter-7d-a, karpenter-7d-b; name one");
  }

  @Test
  void anUnknownNameIsToldThoseThatAreThere() {
    assertThatThrownBy(() -> LogsCommand.choose("kwko", LOGS))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "no program 'kwko' has a log; did you mean 'kwok'? programs: argocd-server-5f-x, etcd,"
                + " karpenter-7d-a, karpenter-7d-b, kwok");
  }
}
