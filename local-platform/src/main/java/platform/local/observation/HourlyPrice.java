package platform.local.observation;

import java.math.BigDecimal;

/** What a machine costs an hour. */
@FunctionalInterface
public interface HourlyPrice {

  /**
   * @param capacityType {@code on-demand} or {@code spot}
   * @return US dollars an hour, zero if no price is known
   */
  BigDecimal of(String instanceType, String capacityType, String zone);
}
