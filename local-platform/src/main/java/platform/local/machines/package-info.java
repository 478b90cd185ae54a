/** The machines of the simulated account, as Nodes made from their own user data. */
package platform.local.machines;
