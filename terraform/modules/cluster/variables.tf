# Cluster

variable "cluster_name" {
  description = "Name of the EKS cluster."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,36}[a-z0-9]$", var.cluster_name))
    error_message = "cluster_name '${var.cluster_name}': expected 3 to 38 lower-case letters, digits and hyphens, since names of roles and rules are derived from it and AWS allows them 64."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, as EKS names it."
  type        = string

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "kubernetes_version '${var.kubernetes_version}': expected a minor version such as 1.36; EKS chooses the patch."
  }
}

variable "service_cidr" {
  description = "Addresses of Services, apart from those of the VPC. It can't be changed later."
  type        = string

  validation {
    condition     = try(cidrhost(var.service_cidr, 0) == split("/", var.service_cidr)[0] && tonumber(split("/", var.service_cidr)[1]) >= 12 && tonumber(split("/", var.service_cidr)[1]) <= 24, false)
    error_message = "service_cidr '${var.service_cidr}': expected an IPv4 block from /12 to /24 that begins at its first address, such as 10.96.0.0/16."
  }

  validation {
    condition     = can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", var.service_cidr))
    error_message = "service_cidr '${var.service_cidr}': expected private addresses, in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, as EKS does."
  }

  # Two blocks overlap exactly if the larger one holds the first address of the other.
  validation {
    condition = try(
      cidrhost("${split("/", var.service_cidr)[0]}/${min(split("/", var.service_cidr)[1], split("/", var.vpc_cidr)[1])}", 0) !=
      cidrhost("${split("/", var.vpc_cidr)[0]}/${min(split("/", var.service_cidr)[1], split("/", var.vpc_cidr)[1])}", 0),
      true
    )
    error_message = "service_cidr '${var.service_cidr}' overlaps vpc_cidr '${var.vpc_cidr}': expected a block of its own, else Services and machines share addresses."
  }
}

variable "log_retention_days" {
  description = "How long the control plane's logs are kept, in days."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "log_retention_days ${var.log_retention_days}: expected one of the spans that CloudWatch knows: 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731."
  }
}

variable "addon_versions" {
  description = "Version of each add-on that EKS runs; those for a version of Kubernetes are listed by: aws eks describe-addon-versions --kubernetes-version 1.36."
  type = object({
    vpc_cni                = string
    kube_proxy             = string
    coredns                = string
    eks_pod_identity_agent = string
  })

  validation {
    condition     = alltrue([for version in values(var.addon_versions) : can(regex("^v[0-9]+\\.[0-9]+\\.[0-9]+-eksbuild\\.[0-9]+$", version))])
    error_message = "addon_versions ${jsonencode(var.addon_versions)}: expected full versions such as v1.20.4-eksbuild.1, else EKS chooses one and two applies differ."
  }
}

# Network

variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
}

variable "vpc_cidr" {
  description = "Addresses of the VPC, which nodes may reach on any port."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr))
    error_message = "vpc_cidr '${var.vpc_cidr}': expected an IPv4 block such as 10.0.0.0/16."
  }
}

variable "private_subnet_ids" {
  description = "Id of the private subnet of each zone, for the bootstrap nodes and the control plane's interfaces."
  type        = map(string)

  validation {
    condition     = length(var.private_subnet_ids) >= 2
    error_message = "private_subnet_ids has ${length(var.private_subnet_ids)} zones: expected at least two, since EKS needs two and the bootstrap nodes stand in different ones."
  }
}

variable "discovery_tag" {
  description = "Tag by which Karpenter's node classes select the node security group; the network module's output."
  type        = map(string)

  validation {
    condition     = length(var.discovery_tag) == 1
    error_message = "discovery_tag ${jsonencode(var.discovery_tag)}: expected exactly one tag."
  }
}

# Access

variable "api_access_cidrs" {
  description = "Public addresses from which the API server may be reached; the VPC reaches it inside. None closes the public endpoint."
  type        = set(string)

  validation {
    condition     = alltrue([for block in var.api_access_cidrs : can(cidrnetmask(block)) && try(tonumber(split("/", block)[1]) >= 16, false)])
    error_message = "api_access_cidrs ${jsonencode(var.api_access_cidrs)}: expected IPv4 blocks of /16 or smaller, such as an office's 198.51.100.0/24: the API server isn't for the world."
  }
}

variable "api_private_access_cidrs" {
  description = "Private networks from which the API server may be reached besides the VPC, such as a VPN's or a peered one's."
  type        = set(string)
  default     = []

  # A block that begins and ends in private addresses holds no others.
  validation {
    condition = alltrue([for block in var.api_private_access_cidrs : try(
      cidrhost(block, 0) == split("/", block)[0] &&
      alltrue([for address in [cidrhost(block, 0), cidrhost(block, -1)] : can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.)", address))]),
      false
    )])
    error_message = "api_private_access_cidrs ${jsonencode(var.api_private_access_cidrs)}: expected IPv4 blocks in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16 that begin at their first address, such as a VPN's 10.8.0.0/16; public ones belong in api_access_cidrs."
  }
}

variable "administrators" {
  description = "ARNs of the IAM roles or users that administer the cluster. Whoever creates it gets no rights by that alone."
  type        = set(string)

  validation {
    condition     = length(var.administrators) > 0
    error_message = "administrators is empty: expected at least one, since the creator of the cluster gets no rights by that alone, and nobody could enter it."
  }

  validation {
    condition     = alltrue([for arn in var.administrators : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$", arn))])
    error_message = "administrators ${jsonencode(var.administrators)}: expected ARNs of IAM roles or users, not of sessions (assumed-role) or groups, which EKS can't know."
  }
}

variable "break_glass" {
  description = "ARNs of the IAM roles or users in the group platform:break-glass: administrators who may also approve deletions and debug workloads."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.break_glass : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$", arn))])
    error_message = "break_glass ${jsonencode(var.break_glass)}: expected ARNs of IAM roles or users, not of sessions (assumed-role) or groups, which EKS can't know."
  }

  validation {
    condition     = length(setintersection(var.break_glass, var.administrators)) == 0
    error_message = "break_glass ${jsonencode(var.break_glass)} shares an ARN with administrators ${jsonencode(var.administrators)}: expected each ARN in one list, since EKS knows one access entry for each."
  }
}

variable "auditors" {
  description = "ARNs of the IAM roles or users in the group platform:auditors, which may read what scripts/platform audit compares."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.auditors : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$", arn))])
    error_message = "auditors ${jsonencode(var.auditors)}: expected ARNs of IAM roles or users, not of sessions (assumed-role) or groups, which EKS can't know."
  }

  validation {
    condition     = length(setintersection(var.auditors, setunion(var.administrators, var.break_glass))) == 0
    error_message = "auditors ${jsonencode(var.auditors)} shares an ARN with administrators ${jsonencode(var.administrators)} or break_glass ${jsonencode(var.break_glass)}: expected each ARN in one list, since EKS knows one access entry for each."
  }
}

# Bootstrap node group

variable "bootstrap_nodes" {
  description = "How many bootstrap nodes there are."
  type        = number

  validation {
    condition     = var.bootstrap_nodes >= 2 && var.bootstrap_nodes <= 10 && floor(var.bootstrap_nodes) == var.bootstrap_nodes
    error_message = "bootstrap_nodes ${var.bootstrap_nodes}: expected 2 to 10; a cluster with one is not supported, since Karpenter's replicas and Traefik's keep apart, and more workloads belong on Karpenter's nodes."
  }
}

variable "bootstrap_instance_type" {
  description = "Instance type of the bootstrap nodes, ARM64."
  type        = string

  # Graviton's types carry a g after the generation; x86 ones with graphics, such as g5 and g4dn, carry it before.
  validation {
    condition     = can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)\\.[a-z0-9]+$", var.bootstrap_instance_type))
    error_message = "bootstrap_instance_type '${var.bootstrap_instance_type}': expected an ARM64 type such as t4g.small or m7g.large; images of the platform and its node group are ARM64."
  }
}

variable "bootstrap_release_version" {
  description = "Release of the EKS AL2023 image that the bootstrap nodes start, such as 1.36.1-20261101."
  type        = string

  validation {
    condition     = can(regex("^[0-9]+\\.[0-9]+\\.[0-9]+-[0-9]{8}$", var.bootstrap_release_version)) && startswith(var.bootstrap_release_version, "${var.kubernetes_version}.")
    error_message = "bootstrap_release_version '${var.bootstrap_release_version}': expected a release for Kubernetes ${var.kubernetes_version}, such as ${var.kubernetes_version}.1-20261101; a pinned image is replaced by a commit, not by a day."
  }
}

variable "bootstrap_max_pods" {
  description = "Pods a bootstrap node, daemons included."
  type        = number

  validation {
    condition     = var.bootstrap_max_pods >= 16 && var.bootstrap_max_pods <= 110 && floor(var.bootstrap_max_pods) == var.bootstrap_max_pods
    error_message = "bootstrap_max_pods ${var.bootstrap_max_pods}: expected 16, below which the platform itself doesn't fit one node, to 110, above which EKS doesn't go."
  }
}

variable "bootstrap_kube_reserved" {
  description = "What kubelet and container runtime keep of a bootstrap node. EKS reckons 255Mi and 11Mi for each pod with an address of its own, 11 on a t4g.small; left to itself with prefixes it reserves for 110."
  type = object({
    cpu               = string
    memory            = string
    ephemeral_storage = string
  })

  validation {
    condition     = can(regex("^[1-9][0-9]*m$", var.bootstrap_kube_reserved.cpu))
    error_message = "bootstrap_kube_reserved.cpu '${var.bootstrap_kube_reserved.cpu}': expected thousandths of a core such as 70m."
  }

  validation {
    condition     = can(regex("^[1-9][0-9]*Mi$", var.bootstrap_kube_reserved.memory)) && try(tonumber(trimsuffix(var.bootstrap_kube_reserved.memory, "Mi")) >= 255, false)
    error_message = "bootstrap_kube_reserved.memory '${var.bootstrap_kube_reserved.memory}': expected 255Mi or more; below it the kubelet is killed before the pods are."
  }

  validation {
    condition     = can(regex("^[1-9][0-9]*Gi$", var.bootstrap_kube_reserved.ephemeral_storage))
    error_message = "bootstrap_kube_reserved.ephemeral_storage '${var.bootstrap_kube_reserved.ephemeral_storage}': expected whole gibibytes such as 1Gi."
  }
}

variable "bootstrap_volume_gibibytes" {
  description = "Size of a bootstrap node's disk."
  type        = number
  default     = 20

  validation {
    condition     = var.bootstrap_volume_gibibytes >= 20 && var.bootstrap_volume_gibibytes <= 500
    error_message = "bootstrap_volume_gibibytes ${var.bootstrap_volume_gibibytes}: expected 20, the least that the image needs, to 500."
  }
}
