/**
 * Kubernetes control planes without nodes: as host processes, or as k3s in a container, one by the
 * other's contract.
 */
package platform.local.controlplane;
