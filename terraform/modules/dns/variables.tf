variable "cluster_name" {
  description = "Name of the EKS cluster that ExternalDNS runs in."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,36}[a-z0-9]$", var.cluster_name))
    error_message = "cluster_name '${var.cluster_name}': expected 3 to 38 lower-case letters, digits and hyphens, since names of roles and rules are derived from it and AWS allows them 64."
  }
}

variable "hosted_zone_id" {
  description = "Id of the public zone in Route 53, which is there before the platform and outlives it."
  type        = string

  validation {
    condition     = can(regex("^Z[A-Z0-9]{7,31}$", var.hosted_zone_id))
    error_message = "hosted_zone_id '${var.hosted_zone_id}': expected the bare id, such as Z0123456789ABCDEFGHIJ; not /hostedzone/…, not a name, and no wildcard."
  }
}

variable "domain" {
  description = "Name of that zone; names outside it can't be written."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain))
    error_message = "domain '${var.domain}': expected a name such as dev.example.com, in lower case, without a dot at its end or a wildcard."
  }
}

variable "service_account" {
  description = "Namespace and name of ExternalDNS's ServiceAccount."
  type = object({
    namespace = string
    name      = string
  })
  default = { namespace = "external-dns", name = "external-dns" }

  validation {
    condition     = alltrue([for name in values(var.service_account) : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "service_account ${jsonencode(var.service_account)}: expected names as Kubernetes allows them, without wildcards: the role is for one ServiceAccount."
  }
}
