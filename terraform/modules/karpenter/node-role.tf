# Role of the machines that Karpenter starts. Karpenter makes the instance profiles that carry it, one for each node
# class; the node class names the role.

resource "aws_iam_role" "node" {
  name               = local.node_role_name
  description        = "Nodes that Karpenter starts for ${var.cluster_name}"
  assume_role_policy = data.aws_iam_policy_document.node_trust.json
}

data "aws_iam_policy_document" "node_trust" {
  # EC2 hands it to the machines that carry its instance profile; who may pass it there is the controller's policy.
  statement {
    sid     = "MachinesOfEc2"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

# To join the cluster and to pull images. The CNI has a role of its own, so no pod finds rights on network interfaces here,
# and no Session Manager: whoever must see a node uses the API server.
resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"])

  role       = aws_iam_role.node.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.key}"
}

# EKS makes such an entry for a node group by itself, but not for a role that no group uses: without it Karpenter's
# machines start and never become nodes.
resource "aws_eks_access_entry" "node" {
  cluster_name  = var.cluster_name
  principal_arn = aws_iam_role.node.arn
  type          = "EC2_LINUX"
}
