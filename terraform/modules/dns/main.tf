# ExternalDNS's rights: names of one zone, addresses only, and never a deletion.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account     = data.aws_caller_identity.current.account_id
  partition   = data.aws_partition.current.partition
  region      = data.aws_region.current.id
  cluster_arn = "arn:${local.partition}:eks:${local.region}:${local.account}:cluster/${var.cluster_name}"
  zone_arn    = "arn:${local.partition}:route53:::hostedzone/${var.hosted_zone_id}"
}

# Identity

resource "aws_eks_pod_identity_association" "external_dns" {
  cluster_name    = var.cluster_name
  namespace       = var.service_account.namespace
  service_account = var.service_account.name
  role_arn        = aws_iam_role.external_dns.arn

  depends_on = [aws_iam_role_policy.external_dns]
}

resource "aws_iam_role" "external_dns" {
  name               = "${var.cluster_name}-external-dns"
  description        = "ExternalDNS in ${var.cluster_name}: writes names of ${var.domain}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  # EKS gives the role to this one ServiceAccount of this one cluster. It tags the session, hence TagSession.
  statement {
    sid     = "ExternalDnsOfThisCluster"
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

# Rights

resource "aws_iam_role_policy" "external_dns" {
  name   = "write-zone"
  role   = aws_iam_role.external_dns.name
  policy = data.aws_iam_policy_document.external_dns.json
}

data "aws_iam_policy_document" "external_dns" {
  # ExternalDNS finds its zone in the list of all, even if it is told the id; the call knows no resources.
  statement {
    sid       = "FindTheZone"
    actions   = ["route53:ListHostedZones"]
    resources = ["*"]
  }

  # What is there already, and whose it is by the TXT record beside it.
  statement {
    sid       = "ReadTheZone"
    actions   = ["route53:ListResourceRecordSets"]
    resources = [local.zone_arn]
  }

  # `upsert-only` is ExternalDNS's own rule; this makes it AWS's too. Mail, delegations and names outside the domain stay
  # whatever happens in the cluster.
  statement {
    sid       = "WriteAddressesAndTheirOwners"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = [local.zone_arn]

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsActions"
      values   = ["CREATE", "UPSERT"]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsRecordTypes"
      values   = ["A", "AAAA", "CNAME", "TXT"]
    }

    condition {
      test     = "ForAllValues:StringLike"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = ["*.${var.domain}"]
    }
  }
}
