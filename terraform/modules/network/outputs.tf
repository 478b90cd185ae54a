output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "Addresses of the VPC, from which the load balancer reaches the nodes."
  value       = aws_vpc.this.cidr_block
}

output "private_subnet_ids" {
  description = "Id of the private subnet of each zone, where nodes and the control plane's interfaces are."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}

output "public_subnet_ids" {
  description = "Id of the public subnet of each zone, where load balancers and NAT gateways are."
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }
}

output "discovery_tag" {
  description = "Tag by which Karpenter's node classes select the private subnets and the node security group."
  value       = local.discovery_tag
}
