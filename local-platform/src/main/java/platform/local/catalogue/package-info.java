/** Makes the catalogue of instance types and prices, from pinned modules or from an account. */
package platform.local.catalogue;
