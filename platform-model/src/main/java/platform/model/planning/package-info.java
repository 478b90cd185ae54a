/** What would happen, said before it does: what budgets allow over a week. */
package platform.model.planning;
