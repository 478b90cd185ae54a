/**
 * Ways past the guardrails, each with the rule that must refuse it and its innocent counterpart.
 */
package platform.stories.enforcement;
