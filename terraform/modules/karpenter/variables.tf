variable "cluster_name" {
  description = "Name of the EKS cluster, which every machine, launch template and instance profile of Karpenter's is tagged with."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,36}[a-z0-9]$", var.cluster_name))
    error_message = "cluster_name '${var.cluster_name}': expected 3 to 38 lower-case letters, digits and hyphens, since names of roles and rules are derived from it and AWS allows them 64."
  }
}

variable "discovery_tag" {
  description = "Tag of the subnets and the security group that Karpenter may use; the network module's output."
  type        = map(string)

  validation {
    condition     = length(var.discovery_tag) == 1
    error_message = "discovery_tag ${jsonencode(var.discovery_tag)}: expected exactly one tag, else the policy would allow what carries any of them."
  }
}

variable "service_account" {
  description = "Namespace and name of the controller's ServiceAccount, which its chart makes."
  type = object({
    namespace = string
    name      = string
  })
  default = { namespace = "karpenter", name = "karpenter" }

  validation {
    condition     = alltrue([for name in values(var.service_account) : can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name))])
    error_message = "service_account ${jsonencode(var.service_account)}: expected names as Kubernetes allows them, without wildcards: the role is for one ServiceAccount."
  }
}

variable "create_spot_service_linked_role" {
  description = "Whether to make AWSServiceRoleForEC2Spot, which every account that starts spot instances needs exactly once. False if the account has it: aws iam get-role --role-name AWSServiceRoleForEC2Spot."
  type        = bool
}
