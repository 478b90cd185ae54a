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
