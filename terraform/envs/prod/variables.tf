# Described here, and held to what is possible in the modules that use them; validated here only what no module sees.

# Where

variable "environment" {
  description = "Name of the environment, as in gitops/environments."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,19}$", var.environment))
    error_message = "environment '${var.environment}': expected the name of a folder of gitops/environments, such as dev."
  }
}

variable "account_id" {
  description = "The one AWS account that this environment may be applied to."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id '${var.account_id}': expected twelve digits, in quotes, else a leading zero is lost."
  }
}

variable "region" {
  description = "Region of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region '${var.region}': expected a name such as us-east-1, without a zone's letter."
  }
}

# Network

variable "vpc_cidr" {
  description = "Addresses of the VPC, from /16 to /18."
  type        = string
}

variable "zones" {
  description = "Availability zones of the region, two or more."
  type        = list(string)

  validation {
    condition     = alltrue([for zone in var.zones : startswith(zone, var.region)])
    error_message = "zones ${jsonencode(var.zones)}: expected zones of region ${var.region}."
  }
}

variable "nat_zones" {
  description = "Zones that get a NAT gateway: all for an own way out of each, one for the price of one."
  type        = list(string)
}

variable "interface_endpoints" {
  description = "Services of AWS that get a private endpoint in every zone, by the last part of their name."
  type        = set(string)
}

# Cluster

variable "cluster_name" {
  description = "Name of the EKS cluster; names of roles, queue and rules are derived from it."
  type        = string
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, as EKS names it."
  type        = string
}

variable "service_cidr" {
  description = "Addresses of Services, apart from those of the VPC."
  type        = string
}

variable "addon_versions" {
  description = "Version of each add-on that EKS runs."
  type = object({
    vpc_cni                = string
    kube_proxy             = string
    coredns                = string
    eks_pod_identity_agent = string
  })
}

variable "api_access_cidrs" {
  description = "Public addresses from which the API server may be reached; none closes it to the Internet."
  type        = set(string)
}

variable "api_private_access_cidrs" {
  description = "Private networks from which the API server may be reached besides the VPC."
  type        = set(string)
}

variable "administrators" {
  description = "ARNs of the IAM roles or users that administer the cluster."
  type        = set(string)
}

variable "break_glass" {
  description = "ARNs of the IAM roles or users in the group platform:break-glass."
  type        = set(string)
}

variable "auditors" {
  description = "ARNs of the IAM roles or users in the group platform:auditors."
  type        = set(string)
}

# Bootstrap node group

variable "bootstrap_nodes" {
  description = "How many bootstrap nodes there are, two or more."
  type        = number
}

variable "bootstrap_instance_type" {
  description = "Instance type of the bootstrap nodes, ARM64."
  type        = string
}

variable "bootstrap_release_version" {
  description = "Release of the EKS AL2023 image that the bootstrap nodes start."
  type        = string
}

variable "bootstrap_max_pods" {
  description = "Pods a bootstrap node, daemons included."
  type        = number
}

variable "bootstrap_kube_reserved" {
  description = "What kubelet and container runtime keep of a bootstrap node."
  type = object({
    cpu               = string
    memory            = string
    ephemeral_storage = string
  })
}

# Karpenter

variable "create_spot_service_linked_role" {
  description = "Whether to make AWSServiceRoleForEC2Spot, which an account needs exactly once for spot instances."
  type        = bool
}

# Domain

variable "domain" {
  description = "Name of the public zone that ExternalDNS writes."
  type        = string
}

variable "hosted_zone_id" {
  description = "Id of that zone in Route 53, which is there before the platform."
  type        = string
}

variable "certificate_arn" {
  description = "Certificate of ACM for the names below the domain, which ends TLS at the load balancer. Terraform hands it on to the settings and touches it not."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]{36}$", var.certificate_arn))
    error_message = "certificate_arn '${var.certificate_arn}': expected an ARN such as arn:aws:acm:us-east-1:111122223333:certificate/<id>."
  }

  validation {
    condition     = try(split(":", var.certificate_arn)[3] == var.region, false)
    error_message = "certificate_arn '${var.certificate_arn}': expected a certificate of region ${var.region}; a load balancer takes none from elsewhere."
  }
}
