package platform.model.observed;

import java.util.Optional;

/**
 * An Argo CD Application as the API server showed it.
 *
 * @param revision the commit that it was last compared with, empty before the first comparison
 * @param message what its conditions or its last operation complain of
 */
public record ObservedApplication(
    String name, String sync, String health, Optional<String> revision, Optional<String> message) {}
