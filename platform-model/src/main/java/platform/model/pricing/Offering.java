package platform.model.pricing;

import java.math.BigDecimal;

/**
 * A type that can be bought in a zone, and how.
 *
 * @param capacityType {@code on-demand} or {@code spot}
 * @param price USD an hour
 */
public record Offering(InstanceType type, String zone, String capacityType, BigDecimal price) {}
