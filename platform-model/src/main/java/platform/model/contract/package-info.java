/** What Terraform makes and what GitOps uses: the values that both name have to agree. */
package platform.model.contract;
