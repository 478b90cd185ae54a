# What the rest of the platform needs to know. Those that gitops/environments/<env>/settings.yaml repeats are known before
# the first apply, so that a plan can be compared with it.

# Where

output "environment" {
  description = "Name of the environment."
  value       = var.environment
}

output "account_id" {
  description = "Account that the environment is applied to."
  value       = var.account_id
}

output "region" {
  description = "Region of AWS."
  value       = var.region
}

# Network

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "vpc_cidr" {
  description = "Addresses of the VPC, from which the load balancer reaches the nodes."
  value       = module.network.vpc_cidr
}

output "private_subnet_ids" {
  description = "Id of the private subnet of each zone."
  value       = module.network.private_subnet_ids
}

output "discovery_tag" {
  description = "Tag by which node classes select subnets and the node security group."
  value       = module.network.discovery_tag
}

# Cluster

output "cluster_name" {
  description = "Name of the EKS cluster."
  value       = module.cluster.cluster_name
}

output "cluster_endpoint" {
  description = "URL of the API server."
  value       = module.cluster.cluster_endpoint
}

output "cluster_certificate_authority" {
  description = "Base64 of the PEM that signed the API server's certificate."
  value       = module.cluster.cluster_certificate_authority
}

output "kubernetes_version" {
  description = "Minor version of Kubernetes."
  value       = module.cluster.kubernetes_version
}

output "node_security_group_id" {
  description = "Id of the security group that every node carries."
  value       = module.cluster.node_security_group_id
}

# Bootstrap node group

output "bootstrap_labels" {
  description = "Labels of the bootstrap nodes."
  value       = module.cluster.bootstrap_labels
}

output "bootstrap_nodes" {
  description = "How many bootstrap nodes there are."
  value       = module.cluster.bootstrap_nodes
}

output "bootstrap_instance_type" {
  description = "Instance type of the bootstrap nodes."
  value       = module.cluster.bootstrap_instance_type
}

output "bootstrap_release_version" {
  description = "Release of the image that the bootstrap nodes start; its date goes with amiAlias."
  value       = module.cluster.bootstrap_release_version
}

output "bootstrap_max_pods" {
  description = "Pods a bootstrap node."
  value       = module.cluster.bootstrap_max_pods
}

output "bootstrap_kube_reserved" {
  description = "What kubelet and container runtime keep of a bootstrap node, by resource."
  value       = module.cluster.bootstrap_kube_reserved
}

# Karpenter

output "interruption_queue_name" {
  description = "Name of the queue that Karpenter listens to."
  value       = module.karpenter.interruption_queue_name
}

output "event_rule_names" {
  description = "Name of the EventBridge rule by kind of event."
  value       = module.karpenter.event_rule_names
}

output "node_role_name" {
  description = "Name of the role of Karpenter's nodes."
  value       = module.karpenter.node_role_name
}

output "karpenter_controller_role_name" {
  description = "Name of the controller's role."
  value       = module.karpenter.controller_role_name
}

output "karpenter_service_account" {
  description = "ServiceAccount that the controller's role is for."
  value       = module.karpenter.service_account
}

# Domain

output "domain" {
  description = "Name of the zone that ExternalDNS writes."
  value       = module.dns.domain
}

output "hosted_zone_id" {
  description = "Id of the zone that ExternalDNS writes."
  value       = module.dns.hosted_zone_id
}

output "certificate_arn" {
  description = "Certificate that ends TLS at the load balancer."
  value       = var.certificate_arn
}

output "external_dns_role_name" {
  description = "Name of ExternalDNS's role."
  value       = module.dns.role_name
}

output "external_dns_service_account" {
  description = "ServiceAccount that ExternalDNS's role is for."
  value       = module.dns.service_account
}
