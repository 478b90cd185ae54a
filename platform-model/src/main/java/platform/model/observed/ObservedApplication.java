package platform.model.observed;

import java.util.Optional;

/**
 * An Argo CD Application as the API server showed it.
 *
 * @param message what its conditions or its last operation complain of
 */
public record ObservedApplication(
    String name, String sync, String health, Optional<String> message) {}
