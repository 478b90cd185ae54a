# What EKS runs on every node. All but CoreDNS are there before the first node is, so that no node starts without them.

locals {
  addons_before_nodes = {
    # Prefixes of 16 addresses each: a t4g.small has room for 11 pods with single ones. NetworkPolicies hold only if
    # the CNI enforces them.
    "vpc-cni" = {
      version = var.addon_versions.vpc_cni
      values = jsonencode({
        enableNetworkPolicy = "true"
        env = {
          ENABLE_PREFIX_DELEGATION = "true"
          WARM_PREFIX_TARGET       = "1"
        }
      })
    }
    "kube-proxy" = {
      version = var.addon_versions.kube_proxy
      values  = null
    }
    "eks-pod-identity-agent" = {
      version = var.addon_versions.eks_pod_identity_agent
      values  = null
    }
  }
}

resource "aws_eks_addon" "before_nodes" {
  for_each = local.addons_before_nodes

  cluster_name         = aws_eks_cluster.this.name
  addon_name           = each.key
  addon_version        = each.value.version
  configuration_values = each.value.values
  # What was changed in the cluster by hand gives way.
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [aws_eks_pod_identity_association.vpc_cni]
}

# Its pods need a node: without one the add-on never becomes active.
resource "aws_eks_addon" "coredns" {
  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = "coredns"
  addon_version               = var.addon_versions.coredns
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [aws_eks_node_group.bootstrap]
}

# The CNI's rights on network interfaces, given to its pods and not to every node.

resource "aws_eks_pod_identity_association" "vpc_cni" {
  cluster_name    = aws_eks_cluster.this.name
  namespace       = "kube-system"
  service_account = "aws-node"
  role_arn        = aws_iam_role.vpc_cni.arn

  depends_on = [aws_iam_role_policy_attachment.vpc_cni]
}

resource "aws_iam_role" "vpc_cni" {
  name               = "${var.cluster_name}-vpc-cni"
  description        = "VPC CNI of ${var.cluster_name}: gives pods their addresses"
  assume_role_policy = data.aws_iam_policy_document.vpc_cni_trust.json
}

data "aws_iam_policy_document" "vpc_cni_trust" {
  # EKS gives the role to this one ServiceAccount of this one cluster. It tags the session, hence TagSession.
  statement {
    sid     = "VpcCniOfThisCluster"
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [local.cluster_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/kubernetes-namespace"
      values   = ["kube-system"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/kubernetes-service-account"
      values   = ["aws-node"]
    }
  }
}

resource "aws_iam_role_policy_attachment" "vpc_cni" {
  role       = aws_iam_role.vpc_cni.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/AmazonEKS_CNI_Policy"
}
