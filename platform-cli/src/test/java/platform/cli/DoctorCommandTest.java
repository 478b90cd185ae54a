package platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import platform.local.toolchain.Prerequisites.Prerequisite;

class DoctorCommandTest {
  @Test
  void whatIsMissingStandsOut() {
    assertThat(
            DoctorCommand.render(
                List.of(
                    new Prerequisite("git", true, "/usr/bin/git"),
                    new Prerequisite("python", false, "not here; install it: apt-get"))))
        .isEqualTo(
            """
            ok       git        /usr/bin/git
            MISSING  python     not here; install it: apt-get
            """);
  }

  @Test
  void programsReadItAsJson() {
    assertThat(
            DoctorCommand.json(
                List.of(new Prerequisite("git", false, "git is not on the PATH; install \"it\""))))
        .isEqualTo(
            """
            {
              "isReady" : false,
              "prerequisites" : [
                {
                  "isMet" : false,
                  "name" : "git",
                  "words" : "git is not on the PATH; install \\"it\\""
                }
              ]
            }
            """);
  }
}
