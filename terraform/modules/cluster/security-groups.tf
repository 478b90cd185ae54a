# Who may speak with whom: the control plane's interfaces and the nodes.

resource "aws_security_group" "control_plane" {
  name        = "${var.cluster_name}-control-plane"
  description = "Interfaces of the control plane of ${var.cluster_name}"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.cluster_name}-control-plane" }
}

resource "aws_vpc_security_group_ingress_rule" "control_plane_from_nodes" {
  security_group_id            = aws_security_group.control_plane.id
  description                  = "API server, from nodes and the pods on them"
  referenced_security_group_id = aws_security_group.node.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# The private endpoint is all that a cluster without public access has: people and deployments come this way.
resource "aws_vpc_security_group_ingress_rule" "control_plane_from_network" {
  for_each = setunion([var.vpc_cidr], var.api_private_access_cidrs)

  security_group_id = aws_security_group.control_plane.id
  description       = "API server, from the VPC and the private networks that were named"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "control_plane_to_kubelet" {
  security_group_id            = aws_security_group.control_plane.id
  description                  = "Kubelets, for logs, exec and port-forward"
  referenced_security_group_id = aws_security_group.node.id
  ip_protocol                  = "tcp"
  from_port                    = 10250
  to_port                      = 10250
}

# The one group of every node, bootstrap and Karpenter's alike. It is the only one on a node that carries the cluster's
# tag: the cloud controller opens node ports in it, and refuses to choose between two.
resource "aws_security_group" "node" {
  name        = "${var.cluster_name}-node"
  description = "Nodes of ${var.cluster_name}"
  vpc_id      = var.vpc_id

  tags = merge(var.discovery_tag, {
    Name                                        = "${var.cluster_name}-node"
    "kubernetes.io/cluster/${var.cluster_name}" = "owned"
  })
}

resource "aws_vpc_security_group_ingress_rule" "node_from_nodes" {
  security_group_id            = aws_security_group.node.id
  description                  = "Pods of other nodes; NetworkPolicies say which"
  referenced_security_group_id = aws_security_group.node.id
  ip_protocol                  = "-1"
}

# No webhook runs in this cluster, so the kubelet is all that the control plane calls.
resource "aws_vpc_security_group_ingress_rule" "node_from_control_plane" {
  security_group_id            = aws_security_group.node.id
  description                  = "Kubelet, from the control plane"
  referenced_security_group_id = aws_security_group.control_plane.id
  ip_protocol                  = "tcp"
  from_port                    = 10250
  to_port                      = 10250
}

resource "aws_vpc_security_group_egress_rule" "node_to_vpc" {
  security_group_id = aws_security_group.node.id
  description       = "Other nodes, the control plane, endpoints and whatever else is in the VPC"
  cidr_ipv4         = var.vpc_cidr
  ip_protocol       = "-1"
}

# Images, Git, APIs of AWS. Anything else outside the VPC is opened here, by name and review.
resource "aws_vpc_security_group_egress_rule" "node_to_https" {
  security_group_id = aws_security_group.node.id
  description       = "HTTPS to anywhere"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
