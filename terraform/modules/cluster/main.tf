# The EKS cluster: control plane, who may enter it, its log and its secrets' key.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account     = data.aws_caller_identity.current.account_id
  partition   = data.aws_partition.current.partition
  region      = data.aws_region.current.id
  cluster_arn = "arn:${local.partition}:eks:${local.region}:${local.account}:cluster/${var.cluster_name}"
  log_group   = "/aws/eks/${var.cluster_name}/cluster"
}

resource "aws_eks_cluster" "this" {
  #checkov:skip=CKV_AWS_339:2026-11-26 checkov 3.3.30's list of supported versions ends before 1.36
  #checkov:skip=CKV_AWS_38:2026-11-26 api_access_cidrs refuses blocks larger than /16, and none of them closes the endpoint; both are tested
  name     = var.cluster_name
  version  = var.kubernetes_version
  role_arn = aws_iam_role.cluster.arn

  # Add-ons are this module's, each at its version: EKS must not bring its own first.
  bootstrap_self_managed_addons = false
  enabled_cluster_log_types     = ["api", "audit", "authenticator", "controllerManager", "scheduler"]

  access_config {
    # Access entries alone: no aws-auth ConfigMap, which one wrong edit locks everybody out with.
    authentication_mode = "API"
    # Rights come from the list `administrators`, not from who happened to run Terraform.
    bootstrap_cluster_creator_admin_permissions = false
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.cluster.arn
    }
  }

  kubernetes_network_config {
    service_ipv4_cidr = var.service_cidr
  }

  upgrade_policy {
    # When support ends, EKS upgrades instead of asking six times the price.
    support_type = "STANDARD"
  }

  vpc_config {
    subnet_ids              = values(var.private_subnet_ids)
    security_group_ids      = [aws_security_group.control_plane.id]
    endpoint_private_access = true
    endpoint_public_access  = length(var.api_access_cidrs) > 0
    public_access_cidrs     = var.api_access_cidrs
  }

  depends_on = [
    aws_iam_role_policy_attachment.cluster,
    # Made by EKS instead, it would be kept for ever and outlive the cluster.
    aws_cloudwatch_log_group.control_plane,
  ]
}

resource "aws_cloudwatch_log_group" "control_plane" {
  name              = local.log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.cluster.arn
}

# Access

resource "aws_eks_access_entry" "administrator" {
  for_each = var.administrators

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.value
}

resource "aws_eks_access_policy_association" "administrator" {
  for_each = var.administrators

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.administrator[each.key].principal_arn
  policy_arn    = "arn:${local.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}

# The group carries no rights by RBAC: the policies of gitops/apps/platform/guardrails look at it. Hence the access policy.
resource "aws_eks_access_entry" "break_glass" {
  for_each = var.break_glass

  cluster_name      = aws_eks_cluster.this.name
  principal_arn     = each.value
  kubernetes_groups = ["platform:break-glass"]
}

resource "aws_eks_access_policy_association" "break_glass" {
  for_each = var.break_glass

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.break_glass[each.key].principal_arn
  policy_arn    = "arn:${local.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}

# Their rights are RBAC's alone: gitops/apps/platform/guardrails/auditors.
resource "aws_eks_access_entry" "auditor" {
  for_each = var.auditors

  cluster_name      = aws_eks_cluster.this.name
  principal_arn     = each.value
  kubernetes_groups = ["platform:auditors"]
}

# Role of the control plane

resource "aws_iam_role" "cluster" {
  name               = "${var.cluster_name}-cluster"
  description        = "Control plane of ${var.cluster_name}; its cloud controller makes the load balancer"
  assume_role_policy = data.aws_iam_policy_document.cluster_trust.json
}

data "aws_iam_policy_document" "cluster_trust" {
  # EKS may take the role for this one cluster, not for another one that somebody names it in.
  statement {
    sid     = "ControlPlaneOfThisCluster"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
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
  }
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/AmazonEKSClusterPolicy"
}

# Key of Secrets and of the control plane's log, in which Secrets' names are

resource "aws_kms_key" "cluster" {
  description             = "Secrets and control plane log of ${var.cluster_name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_alias" "cluster" {
  name          = "alias/${var.cluster_name}"
  target_key_id = aws_kms_key.cluster.key_id
}

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:2026-11-26 a key's own policy: "*" is this key, and without the account's root nobody could change it again
  #checkov:skip=CKV_AWS_111:2026-11-26 a key's own policy: "*" is this key, and IAM of the account decides who uses it
  #checkov:skip=CKV_AWS_356:2026-11-26 a key's own policy: "*" is this key, as AWS documents
  # Rights on the key are given by IAM, as AWS does by default; without this nobody could ever change it again.
  statement {
    sid       = "AccountDecidesByIam"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }

  # CloudWatch encrypts the control plane's log group with it, and no other group.
  statement {
    sid = "ControlPlaneLogGroup"
    actions = [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey*",
      "kms:ReEncrypt*",
    ]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${local.region}.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${local.log_group}"]
    }
  }
}
