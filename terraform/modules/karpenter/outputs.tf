output "interruption_queue_name" {
  description = "Name of the queue that Karpenter listens to."
  value       = aws_sqs_queue.interruption.name
}

output "interruption_queue_arn" {
  description = "ARN of the queue that Karpenter listens to."
  value       = aws_sqs_queue.interruption.arn
}

output "event_rule_names" {
  description = "Name of the EventBridge rule by kind of event."
  value       = { for event, rule in aws_cloudwatch_event_rule.interruption : event => rule.name }
}

output "node_role_name" {
  description = "Name of the role of Karpenter's nodes, which node classes name."
  value       = aws_iam_role.node.name
}

output "controller_role_name" {
  description = "Name of the controller's role."
  value       = aws_iam_role.controller.name
}

output "service_account" {
  description = "ServiceAccount that the controller's role is for."
  value = {
    namespace = aws_eks_pod_identity_association.controller.namespace
    name      = aws_eks_pod_identity_association.controller.service_account
  }
}
