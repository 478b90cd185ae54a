/** Brings a new workload into the tree: its own folders, its tenant and its owner. */
package platform.model.onboarding;
