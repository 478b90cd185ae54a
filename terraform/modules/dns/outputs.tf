output "role_name" {
  description = "Name of ExternalDNS's role."
  value       = aws_iam_role.external_dns.name
}

output "service_account" {
  description = "ServiceAccount that the role is for."
  value = {
    namespace = aws_eks_pod_identity_association.external_dns.namespace
    name      = aws_eks_pod_identity_association.external_dns.service_account
  }
}

output "domain" {
  description = "Name of the zone that ExternalDNS writes."
  value       = var.domain
}

output "hosted_zone_id" {
  description = "Id of the zone that ExternalDNS writes."
  value       = var.hosted_zone_id
}
