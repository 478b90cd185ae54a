/** What operators do on purpose, on any cluster that a kubeconfig names or on a lab that runs. */
package platform.local.operations;
