output "cluster_name" {
  description = "Name of the cluster; what takes it from here waits for the cluster."
  value       = aws_eks_cluster.this.name
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_eks_cluster.this.arn
}

output "cluster_endpoint" {
  description = "URL of the API server."
  value       = aws_eks_cluster.this.endpoint
}

output "cluster_certificate_authority" {
  description = "Base64 of the PEM that signed the API server's certificate."
  value       = one(aws_eks_cluster.this.certificate_authority[*].data)
}

output "kubernetes_version" {
  description = "Minor version of Kubernetes."
  value       = aws_eks_cluster.this.version
}

output "node_security_group_id" {
  description = "Id of the security group that every node carries, and the only one."
  value       = aws_security_group.node.id
}

output "bootstrap_labels" {
  description = "Labels of the bootstrap nodes."
  value       = aws_eks_node_group.bootstrap.labels
}

output "bootstrap_nodes" {
  description = "How many bootstrap nodes there are."
  value       = var.bootstrap_nodes
}

output "bootstrap_instance_type" {
  description = "Instance type of the bootstrap nodes."
  value       = var.bootstrap_instance_type
}

output "bootstrap_release_version" {
  description = "Release of the image that the bootstrap nodes start."
  value       = var.bootstrap_release_version
}

output "bootstrap_max_pods" {
  description = "Pods a bootstrap node."
  value       = var.bootstrap_max_pods
}

output "bootstrap_kube_reserved" {
  description = "What kubelet and container runtime keep of a bootstrap node, by resource as Kubernetes names it."
  value = {
    "cpu"               = var.bootstrap_kube_reserved.cpu
    "memory"            = var.bootstrap_kube_reserved.memory
    "ephemeral-storage" = var.bootstrap_kube_reserved.ephemeral_storage
  }
}
