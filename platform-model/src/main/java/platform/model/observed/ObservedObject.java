package platform.model.observed;

import java.util.Optional;

/**
 * A NodePool, EC2NodeClass or NodeClaim as the API server showed it.
 *
 * @param message why it is not ready
 */
public record ObservedObject(String kind, String name, boolean ready, Optional<String> message) {}
