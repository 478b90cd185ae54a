package platform.local.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import platform.local.lab.ControlServer.Answer;
import platform.local.process.LabException;
import platform.local.process.ProcessIdentity;

@Timeout(30)
class ControlServerTest {
  private final ControlServer server =
      ControlServer.start(
          Map.of(
              "GET /good", query -> new Answer(true, "größer: " + query),
              "POST /bad", query -> new Answer(false, ""),
              "GET /broken",
                  query -> {
                    throw new LabException("it is broken; mend it");
                  }));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anAnswerComesBackAsItWasGiven() {
    assertThat(client(server.token()).ask("GET /good", "output=json&x="))
        .isEqualTo(new Answer(true, "größer: {output=json, x=}"));
    assertThat(client(server.token()).ask("POST /bad", "")).isEqualTo(new Answer(false, ""));
  }

  @Test
  void aProblemComesBackAsASentence() {
    assertThatThrownBy(() -> client(server.token()).ask("GET /broken", ""))
        .isInstanceOf(LabException.class)
        .hasMessage("it is broken; mend it");
  }

  @Test
  void whoDoesNotKnowTheTokenIsToldNothing() {
    assertThatThrownBy(() -> client("guessed").ask("GET /good", ""))
        .isInstanceOf(LabException.class)
        .hasMessage("the bearer token is missing or another lab's");
  }

  @Test
  void onlyWhatWasAskedForIsDone() {
    assertThatThrownBy(() -> client(server.token()).ask("GET /bad", ""))
        .hasMessage("no such request: GET /bad");
  }

  @Test
  void aLabThatHasGoneDoesNotAnswer() {
    ControlClient client = client(server.token());
    server.close();

    assertThatThrownBy(() -> client.ask("GET /good", ""))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("lab 'blue' (process ");
  }

  private ControlClient client(String token) {
    return new ControlClient(
        new LabState(
            "blue",
            ProcessIdentity.current(),
            server.port(),
            token,
            Path.of("/checkout"),
            Instant.EPOCH,
            Optional.empty()));
  }
}
