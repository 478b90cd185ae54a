/** The real Terraform, applied to the simulated account. */
package platform.local.terraform;
