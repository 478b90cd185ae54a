/**
 * The simulated AWS account: moto holds the state, a gateway before it answers what moto lacks,
 * records every call and can refuse capacity.
 */
package platform.local.aws;
