package platform.model.planning;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A schedule in the cron dialect that Karpenter reads, which is robfig/cron's standard one.
 *
 * <p>The cron libraries for Java differ from it where it matters: they take 7 for Sunday and refuse
 * {@code ?} beside a star, read {@code 5/10} or a stepped star among the days in other ways, and
 * know other nicknames. So the five fields are read here, and a test compares with Karpenter's own
 * answers.
 */
public final class CronSchedule {
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Map<String, String> NICKNAMES =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final int YEARS_LOOKED_AHEAD = 5;

  private final Field minutes;
  private final Field hours;
  private final Field daysOfMonth;
  private final Field months;
  private final Field daysOfWeek;

  /**
   * One field.
   *
   * @param isStar whether a star without a step is in it, which leaves the choice of days to the
   *     other field of days
   */
  private record Field(BitSet values, boolean isStar) {
    boolean has(int value) {
      return values.get(value);
    }
  }

  private CronSchedule(List<String> fields) {
    minutes = field(fields.get(0), 0, 59, List.of());
    hours = field(fields.get(1), 0, 23, List.of());
    daysOfMonth = field(fields.get(2), 1, 31, List.of());
    months = field(fields.get(3), 1, 12, MONTHS);
    daysOfWeek = field(fields.get(4), 0, 6, DAYS);
  }

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException with the reason, if Karpenter could not read it
   */
  public static CronSchedule parse(String text) {
    var stripped = text.strip();
    if (stripped.startsWith("@") && !NICKNAMES.containsKey(stripped)) {
      throw new IllegalArgumentException("there is no nickname '" + stripped + "'");
    }
    var fields = List.of(NICKNAMES.getOrDefault(stripped, stripped).split("\\s+"));
    if (fields.size() != 5) {
      throw new IllegalArgumentException("it has %d fields, not 5".formatted(fields.size()));
    }
    return new CronSchedule(fields);
  }

  /** Whether it hits at this minute, UTC. */
  boolean hits(LocalDateTime minute) {
    return minutes.has(minute.getMinute())
        && hours.has(minute.getHour())
        && hitsOn(minute.toLocalDate());
  }

  /** Whether it hits within the five years that Karpenter looks ahead. */
  boolean everHitsFrom(LocalDate day) {
    var end = day.plusYears(YEARS_LOOKED_AHEAD);
    return day.datesUntil(end).anyMatch(this::hitsOn);
  }

  /** Whether all weeks are the same to it. */
  boolean isWeekly() {
    return daysOfMonth.values().cardinality() == 31 && months.values().cardinality() == 12;
  }

  private boolean hitsOn(LocalDate day) {
    if (!months.has(day.getMonthValue())) {
      return false;
    }
    var dayOfMonth = daysOfMonth.has(day.getDayOfMonth());
    var dayOfWeek = daysOfWeek.has(day.getDayOfWeek().getValue() % 7);
    return daysOfMonth.isStar() || daysOfWeek.isStar()
        ? dayOfMonth && dayOfWeek
        : dayOfMonth || dayOfWeek;
  }

  private static Field field(String text, int least, int greatest, List<String> names) {
    var values = new BitSet();
    var isStar = false;
    for (var range : text.split(",")) {
      if (!range.isEmpty()) {
        isStar |= addRange(range, least, greatest, names, values);
      }
    }
    return new Field(values, isStar);
  }

  /** Whether the range was a star without a step. */
  private static boolean addRange(
      String text, int least, int greatest, List<String> names, BitSet values) {
    var rangeAndStep = text.split("/", -1);
    var ends = rangeAndStep[0].split("-", -1);
    if (rangeAndStep.length > 2 || ends.length > 2) {
      throw new IllegalArgumentException("'" + text + "' is no range");
    }
    var step = rangeAndStep.length == 2 ? number(rangeAndStep[1]) : 1;
    var isStar = ends[0].equals("*") || ends[0].equals("?");
    var from = isStar ? least : numberOrName(ends[0], names);
    // A number with a step goes on to the end of the field.
    var toTheEnd = isStar || (ends.length == 1 && rangeAndStep.length == 2);
    var to = toTheEnd ? greatest : numberOrName(ends[ends.length - 1], names);
    if (from < least || to > greatest) {
      throw new IllegalArgumentException(
          "'%s' is not within %d and %d".formatted(text, least, greatest));
    }
    if (from > to) {
      throw new IllegalArgumentException(
          "the range '%s' begins after its end; list both parts, as in 'sat,sun'".formatted(text));
    }
    if (step == 0) {
      throw new IllegalArgumentException("the step of '" + text + "' is 0");
    }
    for (var value = from; value <= to; value += step) {
      values.set(value);
    }
    return isStar && step == 1;
  }

  private static int numberOrName(String word, List<String> names) {
    var index = names.indexOf(word.toLowerCase(Locale.ROOT));
    return index >= 0 && !word.isEmpty() ? index : number(word);
  }

  private static int number(String digits) {
    if (!digits.matches("[0-9]{1,4}")) {
      throw new IllegalArgumentException("'" + digits + "' is no number");
    }
    return Integer.parseInt(digits);
  }
}
