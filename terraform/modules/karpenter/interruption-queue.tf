# Events of AWS that take a node away, brought to Karpenter by a queue.

locals {
  # Karpenter 1.15 acts on all but the rebalance recommendation, which it records: an interruption may never follow.
  events = {
    spot-interruption     = { source = "aws.ec2", detail_type = "EC2 Spot Instance Interruption Warning", description = "Spot instances that end in two minutes" }
    rebalance             = { source = "aws.ec2", detail_type = "EC2 Instance Rebalance Recommendation", description = "Spot instances that may end soon" }
    instance-state-change = { source = "aws.ec2", detail_type = "EC2 Instance State-change Notification", description = "Instances that stop or end" }
    health                = { source = "aws.health", detail_type = "AWS Health Event", description = "Instances that AWS will retire or repair" }
    capacity-reservation  = { source = "aws.ec2", detail_type = "EC2 Capacity Reservation Instance Interruption Warning", description = "Instances whose reserved capacity is taken back" }
  }
}

resource "aws_sqs_queue" "interruption" {
  name = local.queue_name
  # An older warning is about a machine that is gone; it must not meet the next controller that starts.
  message_retention_seconds = 300
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "interruption" {
  queue_url = aws_sqs_queue.interruption.id
  policy    = data.aws_iam_policy_document.interruption_queue.json
}

data "aws_iam_policy_document" "interruption_queue" {
  # Whoever can write here can have nodes drained: only the five rules below may.
  statement {
    sid       = "RulesOfThisCluster"
    actions   = ["sqs:SendMessage"]
    resources = [local.queue_arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [for event in keys(local.events) : "arn:${local.partition}:events:${local.region}:${local.account}:rule/${var.cluster_name}-${event}"]
    }
  }

  # Messages name machines, and nobody needs to read or write them in the clear.
  statement {
    sid       = "NothingWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [local.queue_arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_cloudwatch_event_rule" "interruption" {
  for_each = local.events

  name        = "${var.cluster_name}-${each.key}"
  description = each.value.description
  event_pattern = jsonencode({
    source      = [each.value.source]
    detail-type = [each.value.detail_type]
  })
}

resource "aws_cloudwatch_event_target" "interruption" {
  for_each = local.events

  rule      = aws_cloudwatch_event_rule.interruption[each.key].name
  target_id = "interruption-queue"
  arn       = aws_sqs_queue.interruption.arn
}
