# Connections that were refused: what a security group or a wrong route keeps from working, and who knocks.

resource "aws_cloudwatch_log_group" "flow" {
  #checkov:skip=CKV_AWS_158:2026-11-26 addresses and ports, no content; CloudWatch encrypts them by a key of its own, and a second one adds cost, no protection
  name              = "/aws/vpc/${var.cluster_name}/refused"
  retention_in_days = var.log_retention_days
}

resource "aws_flow_log" "refused" {
  vpc_id                   = aws_vpc.this.id
  traffic_type             = "REJECT"
  log_destination_type     = "cloud-watch-logs"
  log_destination          = aws_cloudwatch_log_group.flow.arn
  iam_role_arn             = aws_iam_role.flow_log.arn
  max_aggregation_interval = 600

  tags = { Name = "${var.cluster_name}-refused" }
}

resource "aws_iam_role" "flow_log" {
  name               = "${var.cluster_name}-flow-log"
  description        = "Writes refused connections of the VPC ${var.cluster_name} into their log group"
  assume_role_policy = data.aws_iam_policy_document.flow_log_trust.json
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "flow_log_trust" {
  # The service may take the role for this account's flow logs only, not for a stranger's.
  statement {
    sid     = "FlowLogsOfThisAccount"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role_policy" "flow_log" {
  name   = "write-log"
  role   = aws_iam_role.flow_log.name
  policy = data.aws_iam_policy_document.flow_log.json
}

data "aws_iam_policy_document" "flow_log" {
  # Streams and their events; the group itself is Terraform's, so it can't be made without retention.
  statement {
    sid = "WriteIntoOneLogGroup"
    actions = [
      "logs:CreateLogStream",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ]
    resources = ["${aws_cloudwatch_log_group.flow.arn}:*"]
  }
}
