# Plans alone: the real provider works out the policies, and nothing is asked of AWS.

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.current
  values = { account_id = "111122223333" }
}

variables {
  # As long as a name may be.
  cluster_name                    = "platform-of-thirty-eight-letters-abcde"
  discovery_tag                   = { "karpenter.sh/discovery" = "platform-of-thirty-eight-letters-abcde" }
  create_spot_service_linked_role = true
}

run "every_right_is_bounded" {
  command = plan

  assert {
    condition = alltrue([
      for statement in flatten([for policy in aws_iam_policy.controller : jsondecode(policy.policy).Statement]) :
      try(length(statement.Sid) > 0, false)
    ])
    error_message = "A statement of the controller's policies has no sid."
  }

  assert {
    condition = alltrue(flatten([
      for statement in flatten([for policy in aws_iam_policy.controller : jsondecode(policy.policy).Statement]) :
      [for action in flatten([statement.Action]) : !strcontains(action, "*")]
    ]))
    error_message = "A statement of the controller's policies names actions by a wildcard."
  }

  assert {
    condition = alltrue([
      for statement in flatten([for policy in aws_iam_policy.controller : jsondecode(policy.policy).Statement]) :
      alltrue([for action in flatten([statement.Action]) : can(regex("^[a-z0-9]+:(Describe|Get|List)", action))]) ||
      !contains(flatten([statement.Resource]), "*") && (can(statement.Condition) || !anytrue([for resource in flatten([statement.Resource]) : strcontains(resource, "*")]))
    ])
    error_message = "A statement of the controller's policies changes what a wildcard names, without a condition."
  }

  assert {
    condition     = alltrue([for policy in aws_iam_policy.controller : length(jsonencode(jsondecode(policy.policy))) <= 6144])
    error_message = "A policy is longer than the 6,144 characters that AWS allows."
  }

  assert {
    condition = alltrue([
      for name in concat(
        [aws_iam_role.controller.name, aws_iam_role.node.name],
        [for rule in aws_cloudwatch_event_rule.interruption : rule.name],
      ) : length(name) <= 64
    ])
    error_message = "With the longest name of a cluster, a role's or rule's exceeds the 64 characters that AWS allows."
  }
}

run "launches_only_what_is_tagged_from_amazon_into_discovered_network" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.launch.json).Statement : statement.Condition
      if contains(flatten([statement.Resource]), "arn:aws:ec2:eu-central-1::image/*")
    ] == [{ StringEquals = { "ec2:Owner" = "amazon" } }]
    error_message = "Images of others than Amazon can be launched."
  }

  assert {
    condition = alltrue([
      for type in ["subnet", "security-group"] : [
        for statement in jsondecode(data.aws_iam_policy_document.launch.json).Statement : statement.Condition
        if contains(flatten([statement.Resource]), "arn:aws:ec2:eu-central-1:111122223333:${type}/*")
      ] == [{ StringEquals = { "aws:ResourceTag/karpenter.sh/discovery" = var.cluster_name } }]
    ])
    error_message = "Launches reach subnets or security groups without the discovery tag."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(data.aws_iam_policy_document.launch.json).Statement :
      statement.Condition.StringEquals["aws:RequestTag/kubernetes.io/cluster/${var.cluster_name}"] == "owned" &&
      statement.Condition.StringEquals["aws:RequestTag/eks:eks-cluster-name"] == var.cluster_name
      if contains(flatten([statement.Resource]), "arn:aws:ec2:eu-central-1:111122223333:instance/*")
    ])
    error_message = "Instances can be made without the cluster's tags."
  }
}

run "touches_only_its_own" {
  command = plan

  assert {
    condition = alltrue([
      for statement in jsondecode(data.aws_iam_policy_document.life.json).Statement :
      statement.Condition.StringEquals["aws:ResourceTag/kubernetes.io/cluster/${var.cluster_name}"] == "owned" &&
      statement.Condition.StringLike["aws:ResourceTag/karpenter.sh/nodepool"] == "*"
    ])
    error_message = "Machines can be tagged or ended that aren't Karpenter's own of this cluster."
  }

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.profiles.json).Statement : [statement.Resource, statement.Condition]
      if contains(flatten([statement.Action]), "iam:PassRole")
    ] == [["arn:aws:iam::111122223333:role/${aws_iam_role.node.name}", { StringEquals = { "iam:PassedToService" = "ec2.amazonaws.com" } }]]
    error_message = "Another role than the nodes' can be passed, or to another service than EC2."
  }

  assert {
    condition = alltrue(flatten([
      for statement in jsondecode(data.aws_iam_policy_document.profiles.json).Statement : [
        for resource in flatten([statement.Resource]) :
        startswith(resource, "arn:aws:iam::111122223333:instance-profile/karpenter/eu-central-1/${var.cluster_name}/")
      ]
      if anytrue([for action in flatten([statement.Action]) : can(regex("InstanceProfile$", action)) && !can(regex(":(Get|List)", action))])
    ]))
    error_message = "Instance profiles outside Karpenter's path of this cluster can be changed."
  }
}

run "identity_is_for_one_service_account_of_this_cluster" {
  command = plan

  assert {
    condition     = toset(flatten([jsondecode(aws_iam_role.controller.assume_role_policy).Statement[0].Action])) == toset(["sts:AssumeRole", "sts:TagSession"])
    error_message = "Pod Identity needs sts:AssumeRole and sts:TagSession, and nothing else."
  }

  assert {
    condition = jsondecode(aws_iam_role.controller.assume_role_policy).Statement[0].Condition == {
      ArnEquals = { "aws:SourceArn" = "arn:aws:eks:eu-central-1:111122223333:cluster/${var.cluster_name}" }
      StringEquals = {
        "aws:RequestTag/kubernetes-namespace"       = "karpenter"
        "aws:RequestTag/kubernetes-service-account" = "karpenter"
        "aws:SourceAccount"                         = "111122223333"
      }
    }
    error_message = "The controller's role isn't bound to its ServiceAccount, cluster and account."
  }

  assert {
    condition     = aws_eks_pod_identity_association.controller.namespace == "karpenter" && aws_eks_pod_identity_association.controller.service_account == "karpenter"
    error_message = "The association is not for the ServiceAccount that the chart makes."
  }
}

run "nodes_may_join_and_pull_images" {
  command = plan

  assert {
    condition     = aws_eks_access_entry.node.type == "EC2_LINUX"
    error_message = "Without an access entry of type EC2_LINUX, Karpenter's machines never become nodes."
  }

  assert {
    condition     = toset([for attachment in aws_iam_role_policy_attachment.node : basename(attachment.policy_arn)]) == toset(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"])
    error_message = "Nodes have more or fewer rights than to join and to pull images."
  }

  assert {
    condition     = output.node_role_name == "${var.cluster_name}-karpenter-node"
    error_message = "Settings name the node role <cluster>-karpenter-node."
  }
}

run "five_events_and_nobody_else_reach_the_queue" {
  command = plan

  assert {
    condition = { for event, rule in aws_cloudwatch_event_rule.interruption : event => jsondecode(rule.event_pattern) } == {
      spot-interruption     = { source = ["aws.ec2"], detail-type = ["EC2 Spot Instance Interruption Warning"] }
      rebalance             = { source = ["aws.ec2"], detail-type = ["EC2 Instance Rebalance Recommendation"] }
      instance-state-change = { source = ["aws.ec2"], detail-type = ["EC2 Instance State-change Notification"] }
      health                = { source = ["aws.health"], detail-type = ["AWS Health Event"] }
      capacity-reservation  = { source = ["aws.ec2"], detail-type = ["EC2 Capacity Reservation Instance Interruption Warning"] }
    }
    error_message = "Karpenter doesn't get exactly the five kinds of event that it knows."
  }

  assert {
    condition     = keys(aws_cloudwatch_event_target.interruption) == keys(aws_cloudwatch_event_rule.interruption)
    error_message = "A rule has no target."
  }

  assert {
    condition     = aws_sqs_queue.interruption.message_retention_seconds == 300 && aws_sqs_queue.interruption.sqs_managed_sse_enabled
    error_message = "Messages outlive their machines, or lie there in the clear."
  }

  assert {
    condition     = output.interruption_queue_name == var.cluster_name
    error_message = "Settings name the queue as the cluster."
  }

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.interruption_queue.json).Statement : toset(statement.Condition.ArnEquals["aws:SourceArn"])
      if statement.Effect == "Allow"
      ] == [toset([
        for rule in aws_cloudwatch_event_rule.interruption : "arn:aws:events:eu-central-1:111122223333:rule/${rule.name}"
    ])]
    error_message = "Others than the five rules may write into the queue."
  }

  assert {
    condition = [
      for statement in jsondecode(data.aws_iam_policy_document.interruption_queue.json).Statement : [statement.Action, statement.Condition]
      if statement.Effect == "Deny"
    ] == [["sqs:*", { Bool = { "aws:SecureTransport" = "false" } }]]
    error_message = "The queue can be used without TLS."
  }
}

run "spot_role_is_a_switch" {
  command = plan

  variables {
    create_spot_service_linked_role = false
  }

  assert {
    condition     = length(aws_iam_service_linked_role.spot) == 0
    error_message = "The account's spot role is made though the switch is off."
  }
}

run "spot_role_is_made" {
  command = plan

  assert {
    condition     = [for role in aws_iam_service_linked_role.spot : role.aws_service_name] == ["spot.amazonaws.com"]
    error_message = "The account's spot role isn't made though the switch is on."
  }
}

# Wrong values, at most one of each variable in a run: every variable that is named has to refuse its own.

run "refuses_wrong_values" {
  command = plan

  variables {
    # One letter too many.
    cluster_name = "platform-of-thirty-nine-letters-abcdefg"
    # Two.
    discovery_tag = { "karpenter.sh/discovery" = "platform", environment = "dev" }
    # Everybody in the namespace.
    service_account = { namespace = "karpenter", name = "*" }
  }

  expect_failures = [var.cluster_name, var.discovery_tag, var.service_account]
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    cluster_name = "Platform"
  }

  expect_failures = [var.cluster_name]
}
