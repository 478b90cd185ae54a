# Instance profiles, by which machines get the node role.

data "aws_iam_policy_document" "profiles" {
  # This role and no other, and only to EC2: else whoever holds the controller could start machines as anyone.
  statement {
    sid       = "PassNodeRoleToEc2"
    actions   = ["iam:PassRole"]
    resources = [local.node_role_arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ec2.amazonaws.com"]
    }
  }

  # Made below Karpenter's path of this region and cluster, and tagged, since all later rights hang on it.
  statement {
    sid       = "MakeTaggedProfiles"
    actions   = ["iam:CreateInstanceProfile"]
    resources = ["arn:${local.partition}:iam::${local.account}:instance-profile/${local.profile_path}/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/${local.owned_tag}"
      values   = ["owned"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/eks:eks-cluster-name"
      values   = [var.cluster_name]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/topology.kubernetes.io/region"
      values   = [local.region]
    }

    condition {
      test     = "StringLike"
      variable = "aws:RequestTag/karpenter.k8s.aws/ec2nodeclass"
      values   = ["*"]
    }
  }

  # Karpenter 1.15 never calls it by itself; IAM may ask for it when a profile is made with its tags.
  statement {
    sid       = "TagOwnProfiles"
    actions   = ["iam:TagInstanceProfile"]
    resources = ["arn:${local.partition}:iam::${local.account}:instance-profile/${local.profile_path}/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/${local.owned_tag}"
      values   = ["owned"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/topology.kubernetes.io/region"
      values   = [local.region]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/karpenter.k8s.aws/ec2nodeclass"
      values   = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/${local.owned_tag}"
      values   = ["owned"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/eks:eks-cluster-name"
      values   = [var.cluster_name]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/topology.kubernetes.io/region"
      values   = [local.region]
    }

    condition {
      test     = "StringLike"
      variable = "aws:RequestTag/karpenter.k8s.aws/ec2nodeclass"
      values   = ["*"]
    }
  }

  # The role goes into a profile and out again, and profiles of node classes that are gone are deleted: own ones alone.
  statement {
    sid = "ChangeOwnProfiles"
    actions = [
      "iam:AddRoleToInstanceProfile",
      "iam:DeleteInstanceProfile",
      "iam:RemoveRoleFromInstanceProfile",
    ]
    resources = ["arn:${local.partition}:iam::${local.account}:instance-profile/${local.profile_path}/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/${local.owned_tag}"
      values   = ["owned"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/topology.kubernetes.io/region"
      values   = [local.region]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/karpenter.k8s.aws/ec2nodeclass"
      values   = ["*"]
    }
  }

  # Before one is made, Karpenter asks whether it is there. Of one that isn't, IAM knows no path: so by name as well.
  statement {
    sid     = "ReadOwnProfiles"
    actions = ["iam:GetInstanceProfile"]
    resources = [
      "arn:${local.partition}:iam::${local.account}:instance-profile/${local.profile_path}/*",
      "arn:${local.partition}:iam::${local.account}:instance-profile/${var.cluster_name}_*",
    ]
  }

  # To find profiles of node classes that are gone. A read, and without a resource in Karpenter's own reference too.
  statement {
    sid       = "ListProfiles"
    actions   = ["iam:ListInstanceProfiles"]
    resources = ["*"]
  }
}
