# What Karpenter 1.15's controller may do, in four policies: one would exceed the 6,144 characters that AWS allows. Read
# beside Karpenter's own reference:
# https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/website/content/en/preview/getting-started/getting-started-with-karpenter/cloudformation.yaml
# (the newest published; what 1.15.0 can call stands in its pkg/aws/sdk.go). Tighter here: images of Amazon only, subnets and
# security groups by the discovery tag, instance profiles below Karpenter's path, parameters of AL2023 only. Left out, since
# nothing in this tree uses it: snapshots, capacity reservations and placement groups for launches, zonal shift,
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
