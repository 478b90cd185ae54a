package platform.stories.evidence;

import java.time.Instant;

/**
 * A story at the moment of its failure.
 *
 * @param methodName the method, and after a dash which of its invocations if there are several
 * @param promise the sentence that people read
 * @param message what the failure says
 */
public record StoryFailure(
    String className, String methodName, String promise, Instant since, String message) {}
