variable "cluster_name" {
  description = "Name of the EKS cluster that the network is made for, and value of the tag by which Karpenter finds its subnets."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,36}[a-z0-9]$", var.cluster_name))
    error_message = "cluster_name '${var.cluster_name}': expected 3 to 38 lower-case letters, digits and hyphens, since names of roles and rules are derived from it and AWS allows them 64."
  }
}

variable "vpc_cidr" {
  description = "Addresses of the VPC. A sixteenth of it becomes the private subnet of each zone, a 256th the public one."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr)) && try(cidrhost(var.vpc_cidr, 0) == split("/", var.vpc_cidr)[0], false)
    error_message = "vpc_cidr '${var.vpc_cidr}': expected an IPv4 block that begins at its first address, such as 10.0.0.0/16."
  }

  validation {
    condition     = try(tonumber(split("/", var.vpc_cidr)[1]) >= 16 && tonumber(split("/", var.vpc_cidr)[1]) <= 18, false)
    error_message = "vpc_cidr '${var.vpc_cidr}': expected a size from /16, the largest that AWS allows, to /18, below which a zone's subnet holds fewer than 64 prefixes of pod addresses."
  }
}

variable "zones" {
  description = "Availability zones, each of which gets a private and a public subnet. Add at the end only: a zone's place in the list decides its addresses."
  type        = list(string)

  validation {
    condition     = length(distinct(var.zones)) >= 2 && length(distinct(var.zones)) == length(var.zones)
    error_message = "zones ${jsonencode(var.zones)}: expected at least two different zones, since EKS needs two and the loss of one must not take the platform."
  }

  validation {
    condition     = length(var.zones) <= 6
    error_message = "zones ${jsonencode(var.zones)}: expected at most six, since the address plan has room for no more."
  }

  validation {
    condition     = alltrue([for zone in var.zones : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$", zone))])
    error_message = "zones ${jsonencode(var.zones)}: expected names such as us-east-1a; local zones and Outposts don't carry an EKS control plane."
  }
}

variable "nat_zones" {
  description = "Zones that get a NAT gateway. Private subnets of other zones use the first of them: cheaper, and without a way out if that zone is lost."
  type        = list(string)

  validation {
    condition     = length(var.nat_zones) > 0 && length(setsubtract(var.nat_zones, var.zones)) == 0
    error_message = "nat_zones ${jsonencode(var.nat_zones)}: expected at least one, each out of zones ${jsonencode(var.zones)}, since nodes have no other way out."
  }
}

variable "interface_endpoints" {
  description = "Services of AWS that get a private endpoint in every zone, by the last part of their name, such as ecr.api. What is left out is reached through NAT."
  type        = set(string)

  validation {
    condition     = alltrue([for service in var.interface_endpoints : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)*$", service)) && !startswith(service, "com.")])
    error_message = "interface_endpoints ${jsonencode(var.interface_endpoints)}: expected short names such as ecr.api or sts; com.amazonaws.<region> is put before them."
  }

  validation {
    condition     = !contains(var.interface_endpoints, "s3")
    error_message = "interface_endpoints ${jsonencode(var.interface_endpoints)}: s3 has a gateway endpoint already, which costs nothing; take it out."
  }
}

variable "log_retention_days" {
  description = "How long the log of refused connections is kept, in days."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "log_retention_days ${var.log_retention_days}: expected one of the spans that CloudWatch knows: 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731."
  }
}
