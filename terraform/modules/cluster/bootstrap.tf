# The bootstrap node group: where Argo CD, Karpenter and the surface run, and the profile managed-on-demand.

locals {
  bootstrap_labels = { "capacity.platform/profile" = "managed-on-demand" }
  bootstrap_name   = "${var.cluster_name}-bootstrap"
}

resource "aws_eks_node_group" "bootstrap" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "bootstrap"
  node_role_arn   = aws_iam_role.bootstrap_node.arn
  subnet_ids      = values(var.private_subnet_ids)

  ami_type        = "AL2023_ARM_64_STANDARD"
  version         = var.kubernetes_version
  release_version = var.bootstrap_release_version
  capacity_type   = "ON_DEMAND"
  instance_types  = [var.bootstrap_instance_type]

  # A label and no taint: platform components live here beside small workloads.
  labels = local.bootstrap_labels

  launch_template {
    id      = aws_launch_template.bootstrap.id
    version = aws_launch_template.bootstrap.latest_version
  }

  # Fixed: nothing scales this group, and a machine that is lost is replaced.
  scaling_config {
    desired_size = var.bootstrap_nodes
    max_size     = var.bootstrap_nodes
    min_size     = var.bootstrap_nodes
  }

  # One at a time: the other holds the platform meanwhile.
  update_config {
    max_unavailable = 1
  }

  # EKS replaces a node that is not Ready for 30 minutes; to EC2 one whose kubelet hangs is a healthy machine.
  node_repair_config {
    enabled = true
  }

  depends_on = [
    aws_eks_addon.before_nodes,
    aws_iam_role_policy_attachment.bootstrap_node,
    aws_vpc_security_group_egress_rule.node_to_https,
    aws_vpc_security_group_egress_rule.node_to_vpc,
    aws_vpc_security_group_ingress_rule.control_plane_from_nodes,
    aws_vpc_security_group_ingress_rule.node_from_nodes,
  ]
}

resource "aws_launch_template" "bootstrap" {
  name                   = local.bootstrap_name
  description            = "Bootstrap nodes of ${var.cluster_name}"
  update_default_version = true
  vpc_security_group_ids = [aws_security_group.node.id]

  user_data = base64encode(templatefile("${path.module}/bootstrap-user-data.tftpl", {
    max_pods      = var.bootstrap_max_pods
    kube_reserved = var.bootstrap_kube_reserved
  }))

  # Tokens only, and one hop: a pod can't take the node's credentials.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = var.bootstrap_volume_gibibytes
      encrypted             = true
      delete_on_termination = true
    }
  }

  dynamic "tag_specifications" {
    for_each = toset(["instance", "network-interface", "volume"])

    content {
      resource_type = tag_specifications.value
      tags          = { Name = local.bootstrap_name }
    }
  }
}

# What a node itself may do: join the cluster and pull images. EKS makes its access entry with the group.

resource "aws_iam_role" "bootstrap_node" {
  name               = "${var.cluster_name}-bootstrap-node"
  description        = "Bootstrap nodes of ${var.cluster_name}"
  assume_role_policy = data.aws_iam_policy_document.bootstrap_node_trust.json
}

data "aws_iam_policy_document" "bootstrap_node_trust" {
  # EC2 hands it to the machines that carry its instance profile; EKS makes that with the group.
  statement {
    sid     = "MachinesOfEc2"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy_attachment" "bootstrap_node" {
  for_each = toset(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"])

  role       = aws_iam_role.bootstrap_node.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.key}"
}
