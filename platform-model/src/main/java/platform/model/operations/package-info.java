/** What operators do on a cluster on purpose, decided by pure functions over what it shows. */
package platform.model.operations;
