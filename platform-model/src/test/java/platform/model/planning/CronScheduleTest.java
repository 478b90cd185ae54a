package platform.model.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 2026-11-23 is a Monday. */
class CronScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "0 6 * * mon-fri,   2026-11-23T06:00, true",
    "0 6 * * mon-fri,   2026-11-22T06:00, false",
    "@daily,            2026-11-23T00:00, true",
    "@weekly,           2026-11-22T00:00, true",
    "@hourly,           2026-11-23T05:00, true",
    "@monthly,          2026-12-01T00:00, true",
    "5/10 3 * * *,      2026-11-23T03:55, true",
    "5/10 3 * * *,      2026-11-23T03:00, false",
    "*/15 * * * *,      2026-11-23T03:45, true",
    "0 0 24 * mon,      2026-11-23T00:00, true",
    "0 0 24 * mon,      2026-11-24T00:00, true",
    "0 0 24 * mon,      2026-11-25T00:00, false",
    "0 0 */2 * mon,     2026-11-23T00:00, true",
    "0 0 */2 * tue,     2026-11-23T00:00, true",
    "0 0 ? NOV SUN,     2026-11-22T00:00, true",
    "0 0 * dec *,       2026-11-22T00:00, false",
  })
  void hitsAsKarpentersParserSays(String schedule, String minute, boolean hits) {
    assertThat(CronSchedule.parse(schedule).hits(LocalDateTime.parse(minute))).isEqualTo(hits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "0 0 * * sat-sun|the range 'sat-sun' begins after its end; list both parts, as in 'sat,sun'",
        "0 23 * * 7|'7' is not within 0 and 6",
        "0 24 * * *|'24' is not within 0 and 23",
        "0 0 * * * *|it has 6 fields, not 5",
        "@fortnightly|there is no nickname '@fortnightly'",
        "*/0 * * * *|the step of '*/0' is 0",
        "a * * * *|'a' is no number",
        "1-2-3 * * * *|'1-2-3' is no range",
      })
  void whatItCantReadIsSaid(String schedule, String message) {
    assertThatThrownBy(() -> CronSchedule.parse(schedule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
