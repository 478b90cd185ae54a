package platform.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  private final FreePorts ports = new FreePorts();

  @Test
  void noPortIsGivenTwice() {
    List<Integer> given = Stream.generate(ports::next).parallel().limit(300).toList();

    assertThat(given).doesNotHaveDuplicates();
  }

  @Test
  void aPortCanBeListenedOn() {
    int port = ports.next();

    assertThatCode(() -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close())
        .doesNotThrowAnyException();
  }
}
