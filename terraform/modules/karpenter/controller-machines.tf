# Starting machines. EC2 asks for each resource that a launch touches; a launch is allowed only if all of them are.

data "aws_iam_policy_document" "launch" {
  # No image but Amazon's: a foreign one would run with the node role.
  statement {
    sid       = "LaunchFromImagesOfAmazon"
    actions   = ["ec2:CreateFleet", "ec2:RunInstances"]
    resources = ["arn:${local.partition}:ec2:${local.region}::image/*"]

    condition {
      test     = "StringEquals"
      variable = "ec2:Owner"
      values   = ["amazon"]
    }
  }

  # Only where the platform wants nodes: neither in another cluster's subnets nor behind another's security group. The
  # controller may tag neither, so it can't widen this.
  statement {
    sid     = "LaunchIntoDiscoveredNetwork"
    actions = ["ec2:CreateFleet", "ec2:RunInstances"]
    resources = [
      "${local.ec2}:security-group/*",
      "${local.ec2}:subnet/*",
    ]

    dynamic "condition" {
      for_each = var.discovery_tag

      content {
        test     = "StringEquals"
        variable = "aws:ResourceTag/${condition.key}"
        values   = [condition.value]
      }
    }
  }

  # A launch template holds role, image and user data: only those that Karpenter itself made for this cluster.
  statement {
    sid       = "LaunchFromOwnTemplates"
    actions   = ["ec2:CreateFleet", "ec2:RunInstances"]
    resources = ["${local.ec2}:launch-template/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/${local.owned_tag}"
      values   = ["owned"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/karpenter.sh/nodepool"
      values   = ["*"]
    }
  }

  # Whatever is made carries the cluster's tags, since all later rights hang on them. The NodePool's name may be anything:
  # a node class's dry run leaves it empty.
  statement {
    sid       = "MakeOnlyWhatIsTagged"
    actions   = ["ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances"]
    resources = local.launched

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
      test     = "StringLike"
      variable = "aws:RequestTag/karpenter.sh/nodepool"
      values   = ["*"]
    }
  }

  # Tags on creation are a call of their own to IAM. Bound to the creating call, it can't tag what exists already.
  statement {
    sid       = "TagWhatIsBeingMade"
    actions   = ["ec2:CreateTags"]
    resources = local.launched

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
      test     = "StringLike"
      variable = "aws:RequestTag/karpenter.sh/nodepool"
      values   = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "ec2:CreateAction"
      values   = ["CreateFleet", "CreateLaunchTemplate", "RunInstances"]
    }
  }
}

# What is done to machines that exist: only to Karpenter's own of this cluster.

data "aws_iam_policy_document" "life" {
  # The names of node and NodeClaim are known only after the launch. No other tag, else ownership could be forged.
  statement {
    sid       = "NameOwnMachines"
    actions   = ["ec2:CreateTags"]
    resources = ["${local.ec2}:instance/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/${local.owned_tag}"
      values   = ["owned"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/karpenter.sh/nodepool"
      values   = ["*"]
    }

    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:RequestTag/eks:eks-cluster-name"
      values   = [var.cluster_name]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "aws:TagKeys"
      values   = ["Name", "eks:eks-cluster-name", "karpenter.sh/nodeclaim"]
    }
  }

  # Bootstrap nodes carry the cluster's tag but no NodePool's: they are out of reach.
  statement {
    sid     = "EndOwnMachinesAndTemplates"
    actions = ["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"]
    resources = [
      "${local.ec2}:instance/*",
      "${local.ec2}:launch-template/*",
    ]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/${local.owned_tag}"
      values   = ["owned"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/karpenter.sh/nodepool"
      values   = ["*"]
    }
  }
}
