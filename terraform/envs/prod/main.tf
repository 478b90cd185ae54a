# One environment: network, cluster, Karpenter's needs, the domain. Every environment has this same file; they differ in
# terraform.tfvars.

module "network" {
  source = "../../modules/network"

  cluster_name        = var.cluster_name
  vpc_cidr            = var.vpc_cidr
  zones               = var.zones
  nat_zones           = var.nat_zones
  interface_endpoints = var.interface_endpoints
}

module "cluster" {
  source = "../../modules/cluster"

  cluster_name       = var.cluster_name
  kubernetes_version = var.kubernetes_version
  service_cidr       = var.service_cidr
  addon_versions     = var.addon_versions

  vpc_id             = module.network.vpc_id
  vpc_cidr           = module.network.vpc_cidr
  private_subnet_ids = module.network.private_subnet_ids
  discovery_tag      = module.network.discovery_tag

  api_access_cidrs         = var.api_access_cidrs
  api_private_access_cidrs = var.api_private_access_cidrs
  administrators           = var.administrators
  break_glass              = var.break_glass
  auditors                 = var.auditors

  bootstrap_nodes           = var.bootstrap_nodes
  bootstrap_instance_type   = var.bootstrap_instance_type
  bootstrap_release_version = var.bootstrap_release_version
  bootstrap_max_pods        = var.bootstrap_max_pods
  bootstrap_kube_reserved   = var.bootstrap_kube_reserved
}

module "karpenter" {
  source = "../../modules/karpenter"

  cluster_name                    = module.cluster.cluster_name
  discovery_tag                   = module.network.discovery_tag
  create_spot_service_linked_role = var.create_spot_service_linked_role
}

module "dns" {
  source = "../../modules/dns"

  cluster_name   = module.cluster.cluster_name
  hosted_zone_id = var.hosted_zone_id
  domain         = var.domain
}
