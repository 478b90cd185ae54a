# What Karpenter 1.15's controller may do. Read beside its own reference:
# https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/website/content/en/preview/getting-started/getting-started-with-karpenter/cloudformation.yaml
# (the newest published; its list of calls is that of 1.15.0, pkg/aws/sdk.go). Tighter here: images of Amazon only, subnets
# and security groups by the discovery tag, instance profiles below Karpenter's path, parameters of AL2023 only. Left out,
# since nothing in this tree uses it: snapshots, capacity reservations and placement groups for launches, zonal shift,
# RebootInstances (feature gate RebootForRepair).

locals {
  ec2          = "arn:${local.partition}:ec2:${local.region}:${local.account}"
  owned_tag    = "kubernetes.io/cluster/${var.cluster_name}"
  profile_path = "karpenter/${local.region}/${var.cluster_name}"

  # What a launch makes, each carrying the cluster's tags from its first moment.
  launched = [
    "${local.ec2}:fleet/*",
    "${local.ec2}:instance/*",
    "${local.ec2}:launch-template/*",
    "${local.ec2}:network-interface/*",
    "${local.ec2}:spot-instances-request/*",
    "${local.ec2}:volume/*",
  ]
}

resource "aws_iam_role_policy_attachment" "controller" {
  for_each = aws_iam_policy.controller

  role       = aws_iam_role.controller.name
  policy_arn = each.value.arn
}

# Four, since one would exceed the 6,144 characters that AWS allows.
resource "aws_iam_policy" "controller" {
  for_each = {
    discovery = data.aws_iam_policy_document.discovery.json
    launch    = data.aws_iam_policy_document.launch.json
    life      = data.aws_iam_policy_document.life.json
    profiles  = data.aws_iam_policy_document.profiles.json
  }

  name        = "${var.cluster_name}-karpenter-${each.key}"
  description = "Karpenter's controller in ${var.cluster_name}: ${each.key}"
  policy      = each.value
}

# Looking around: reads only.

data "aws_iam_policy_document" "discovery" {
  # EC2's lists know no resources, so the region is all that they can be held to.
  statement {
    sid = "ReadEc2OfThisRegion"
    actions = [
      "ec2:DescribeCapacityReservations",
      "ec2:DescribeImages",
      "ec2:DescribeInstances",
      "ec2:DescribeInstanceStatus",
      "ec2:DescribeInstanceTypeOfferings",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeLaunchTemplates",
      "ec2:DescribePlacementGroups",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSpotPriceHistory",
      "ec2:DescribeSubnets",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [local.region]
    }
  }

  # The price list of everybody. It knows no resources, and is asked in us-east-1, whichever region the cluster is in.
  statement {
    sid       = "ReadPublicPrices"
    actions   = ["pricing:GetProducts"]
    resources = ["*"]
  }

  # Which image an alias such as al2023@v20261101 means. Public parameters, and of these only that family's.
  statement {
    sid       = "ReadImageAliases"
    actions   = ["ssm:GetParameter"]
    resources = ["arn:${local.partition}:ssm:${local.region}::parameter/aws/service/eks/optimized-ami/*/amazon-linux-2023/*"]
  }

  # Endpoint and Service addresses, which user data needs; also the version.
  statement {
    sid       = "ReadThisCluster"
    actions   = ["eks:DescribeCluster"]
    resources = [local.cluster_arn]
  }

  # Warnings are taken and, once acted on, thrown away. Sending is for the rules alone.
  statement {
    sid = "TakeInterruptionMessages"
    actions = [
      "sqs:DeleteMessage",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
    ]
    resources = [local.queue_arn]
  }
}

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
