/** What a live cluster holds, compared field by field with what the tree would have applied. */
package platform.model.audit;
