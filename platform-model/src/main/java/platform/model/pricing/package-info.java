/**
 * What instance types there are in a region, what they cost, and which of them a NodePool allows.
 */
package platform.model.pricing;
