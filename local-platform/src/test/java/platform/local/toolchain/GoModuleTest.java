package platform.local.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import platform.local.process.LabException;

class GoModuleTest {
  private static final Path FILE = Path.of("toolchain/go.mod");
  private static final String TEXT =
      """
      module example/toolchain

      go 1.27.0

      // A comment v9.9.9
      replace k8s.io/api => k8s.io/api v0.36.1

      tool (
      \tk8s.io/kubernetes/cmd/kubectl
      )

      require example.com/alone v3.5.7

      require (
      \tgo.etcd.io/etcd v1.0.0 // indirect
      \tgo.etcd.io/etcd/server/v3 v3.6.8 // indirect
      \tk8s.io/kubernetes v1.36.1
      )
      """;

  @Test
  void readsTheGoVersionAndAllRequirements() {
    GoModule module = GoModule.parse(FILE, TEXT);
    assertThat(module.goVersion()).isEqualTo("1.27.0");
    assertThat(module.requirements())
        .containsExactly(
            entry("example.com/alone", "3.5.7"),
            entry("go.etcd.io/etcd", "1.0.0"),
            entry("go.etcd.io/etcd/server/v3", "3.6.8"),
            entry("k8s.io/kubernetes", "1.36.1"));
  }

  @Test
  void findsTheModuleThatHoldsAPackage() {
    GoModule module = GoModule.parse(FILE, TEXT);
    assertThat(module.moduleOf("k8s.io/kubernetes/cmd/kubectl")).isEqualTo("k8s.io/kubernetes");
    assertThat(module.moduleOf("go.etcd.io/etcd/server/v3")).isEqualTo("go.etcd.io/etcd/server/v3");
    assertThatThrownBy(() -> module.moduleOf("k8s.io/kubernetesque/cmd"))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "toolchain/go.mod: no required module holds the package k8s.io/kubernetesque/cmd");
  }

  @Test
  void saysWhichLineIsMissing() {
    assertThatThrownBy(() -> GoModule.parse(FILE, "module x\n"))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("toolchain/go.mod: no line 'go ");
  }
}
