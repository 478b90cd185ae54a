# What Karpenter needs of the account: its own identity here, its rights in controller-policy.tf, its nodes' role in
# node-role.tf, the events it listens to in interruption-queue.tf.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account     = data.aws_caller_identity.current.account_id
  partition   = data.aws_partition.current.partition
  region      = data.aws_region.current.id
  cluster_arn = "arn:${local.partition}:eks:${local.region}:${local.account}:cluster/${var.cluster_name}"

  # Names decide ARNs, so that policies are known, and reviewed, before anything is there.
  node_role_name = "${var.cluster_name}-karpenter-node"
  node_role_arn  = "arn:${local.partition}:iam::${local.account}:role/${local.node_role_name}"
  queue_name     = var.cluster_name
  queue_arn      = "arn:${local.partition}:sqs:${local.region}:${local.account}:${local.queue_name}"
}

# Identity of the controller

resource "aws_eks_pod_identity_association" "controller" {
  cluster_name    = var.cluster_name
  namespace       = var.service_account.namespace
  service_account = var.service_account.name
  role_arn        = aws_iam_role.controller.arn

  depends_on = [aws_iam_role_policy_attachment.controller]
}

resource "aws_iam_role" "controller" {
  name               = "${var.cluster_name}-karpenter-controller"
  description        = "Karpenter's controller in ${var.cluster_name}"
  assume_role_policy = data.aws_iam_policy_document.controller_trust.json
}

data "aws_iam_policy_document" "controller_trust" {
  # EKS gives the role to this one ServiceAccount of this one cluster. It tags the session, hence TagSession.
  statement {
    sid     = "KarpenterOfThisCluster"
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
      values   = [var.service_account.namespace]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/kubernetes-service-account"
      values   = [var.service_account.name]
    }
  }
}

# Without this role EC2 refuses every spot request of an account. It belongs to the account, not to a cluster.
resource "aws_iam_service_linked_role" "spot" {
  for_each = toset(var.create_spot_service_linked_role ? ["spot.amazonaws.com"] : [])

  aws_service_name = each.key
  description      = "Lets EC2 start and end spot instances"
}
