/**
 * Identity policies of AWS IAM, evaluated as AWS documents it: the simulated account checks no
 * condition, so whether a policy is the least that suffices is decided here.
 */
package platform.model.iam;
