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
  cluster_name       = "platform"
  kubernetes_version = "1.36"
  service_cidr       = "10.96.0.0/16"
  addon_versions = {
    vpc_cni                = "v1.20.4-eksbuild.1"
    kube_proxy             = "v1.36.1-eksbuild.1"
    coredns                = "v1.12.4-eksbuild.1"
    eks_pod_identity_agent = "v0.1.34-eksbuild.1"
  }

  vpc_id             = "vpc-0123456789abcdef0"
  vpc_cidr           = "10.0.0.0/16"
  private_subnet_ids = { eu-central-1a = "subnet-a", eu-central-1b = "subnet-b" }
  discovery_tag      = { "karpenter.sh/discovery" = "platform" }

  api_access_cidrs = ["198.51.100.0/24"]
  administrators   = ["arn:aws:iam::111122223333:role/platform-administrator"]

  bootstrap_nodes           = 2
  bootstrap_instance_type   = "t4g.small"
  bootstrap_release_version = "1.36.1-20261101"
  bootstrap_max_pods        = 32
  bootstrap_kube_reserved   = { cpu = "70m", memory = "376Mi", ephemeral_storage = "1Gi" }
}

run "control_plane_is_entered_by_entries_alone_and_keeps_a_log" {
  command = plan

  assert {
    condition = (
      aws_eks_cluster.this.access_config[0].authentication_mode == "API" &&
      aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions == false
    )
    error_message = "Somebody gets into the cluster other than by an access entry."
  }

  assert {
    condition     = toset(aws_eks_cluster.this.enabled_cluster_log_types) == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "A part of the control plane keeps no log."
  }

  assert {
    condition     = aws_cloudwatch_log_group.control_plane.name == "/aws/eks/platform/cluster" && aws_cloudwatch_log_group.control_plane.retention_in_days == 365
    error_message = "EKS writes into another log group than the one that Terraform made, which would be kept for ever."
  }

  assert {
    condition     = tolist(aws_eks_cluster.this.encryption_config[0].resources) == tolist(["secrets"]) && aws_kms_key.cluster.enable_key_rotation
    error_message = "Secrets lie in etcd without a key of the account's own."
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access && tolist(aws_eks_cluster.this.vpc_config[0].public_access_cidrs) == tolist(["198.51.100.0/24"])
    error_message = "Nodes reach the API server by the Internet, or others do than were named."
  }

  assert {
    condition     = aws_eks_cluster.this.upgrade_policy[0].support_type == "STANDARD"
    error_message = "The control plane would silently go over to extended support, at six times the price."
  }

  assert {
    condition = jsondecode(aws_iam_role.cluster.assume_role_policy).Statement[0].Condition == {
      ArnEquals    = { "aws:SourceArn" = "arn:aws:eks:eu-central-1:111122223333:cluster/platform" }
      StringEquals = { "aws:SourceAccount" = "111122223333" }
    }
    error_message = "EKS may take the cluster's role for another cluster."
  }
}

run "nobody_named_closes_the_public_endpoint" {
  command = plan

  variables {
    api_access_cidrs = []
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access == false && aws_eks_cluster.this.vpc_config[0].endpoint_private_access
    error_message = "The API server is open to the Internet though nobody is named."
  }
}

run "the_vpc_reaches_the_api_server_and_no_other_network_does" {
  command = plan

  assert {
    condition     = [for rule in aws_vpc_security_group_ingress_rule.control_plane_from_network : "${rule.cidr_ipv4} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}"] == ["10.0.0.0/16 tcp 443-443"]
    error_message = "The API server can't be reached from the VPC, or can from elsewhere, or at another port."
  }
}

run "private_networks_reach_the_api_server_once_they_are_named" {
  command = plan

  variables {
    # The VPC itself among them: one rule, since AWS refuses a second.
    api_private_access_cidrs = ["10.0.0.0/16", "10.8.0.0/16", "172.16.0.0/12", "192.168.7.1/32"]
  }

  assert {
    condition = toset([for rule in aws_vpc_security_group_ingress_rule.control_plane_from_network : "${rule.cidr_ipv4} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}"]) == toset([
      "10.0.0.0/16 tcp 443-443",
      "10.8.0.0/16 tcp 443-443",
      "172.16.0.0/12 tcp 443-443",
      "192.168.7.1/32 tcp 443-443",
    ])
    error_message = "A private network that was named can't reach the API server, or reaches more than that."
  }
}

run "groups_are_given_to_those_who_are_named" {
  command = plan

  variables {
    break_glass = ["arn:aws:iam::111122223333:role/on-call"]
    auditors    = ["arn:aws:iam::111122223333:role/auditor", "arn:aws:iam::111122223333:user/reviewer"]
  }

  assert {
    condition = { for principal, entry in aws_eks_access_entry.break_glass : principal => entry.kubernetes_groups } == {
      "arn:aws:iam::111122223333:role/on-call" = toset(["platform:break-glass"])
    }
    error_message = "Somebody who may break the glass isn't in its group, or somebody else is."
  }

  assert {
    condition = { for principal, policy in aws_eks_access_policy_association.break_glass : principal => [basename(policy.policy_arn), policy.access_scope[0].type] } == {
      "arn:aws:iam::111122223333:role/on-call" = ["AmazonEKSClusterAdminPolicy", "cluster"]
    }
    error_message = "Who breaks the glass may do nothing, since the group alone carries no rights."
  }

  assert {
    condition = { for principal, entry in aws_eks_access_entry.auditor : principal => entry.kubernetes_groups } == {
      "arn:aws:iam::111122223333:role/auditor"  = toset(["platform:auditors"])
      "arn:aws:iam::111122223333:user/reviewer" = toset(["platform:auditors"])
    }
    error_message = "An auditor isn't in the auditors' group, or somebody else is."
  }
}

run "nodes_carry_one_group_with_the_clusters_tag" {
  command = plan

  assert {
    condition     = aws_security_group.node.tags["kubernetes.io/cluster/platform"] == "owned" && aws_security_group.node.tags["karpenter.sh/discovery"] == "platform"
    error_message = "The cloud controller, or Karpenter, doesn't find the node security group."
  }

  assert {
    condition     = !can(aws_security_group.control_plane.tags["kubernetes.io/cluster/platform"])
    error_message = "A second group carries the cluster's tag, and the cloud controller would choose one."
  }

  assert {
    condition = (
      aws_vpc_security_group_ingress_rule.node_from_control_plane.from_port == 10250 &&
      aws_vpc_security_group_ingress_rule.node_from_control_plane.to_port == 10250 &&
      aws_vpc_security_group_ingress_rule.node_from_nodes.cidr_ipv4 == null
    )
    error_message = "Nodes admit more than each other, and the control plane at the kubelet."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.node_to_https.ip_protocol == "tcp" && aws_vpc_security_group_egress_rule.node_to_https.from_port == 443 && aws_vpc_security_group_egress_rule.node_to_https.to_port == 443
    error_message = "Outside the VPC, nodes reach more than HTTPS."
  }
}

run "bootstrap_group_is_two_small_arm64_machines" {
  command = plan

  assert {
    condition = (
      aws_eks_node_group.bootstrap.ami_type == "AL2023_ARM_64_STANDARD" &&
      tolist(aws_eks_node_group.bootstrap.instance_types) == tolist(["t4g.small"]) &&
      aws_eks_node_group.bootstrap.capacity_type == "ON_DEMAND" &&
      aws_eks_node_group.bootstrap.release_version == "1.36.1-20261101"
    )
    error_message = "The bootstrap nodes are not the on-demand ARM64 machines, of the one image, that were named."
  }

  assert {
    condition = (
      aws_eks_node_group.bootstrap.scaling_config[0].min_size == 2 &&
      aws_eks_node_group.bootstrap.scaling_config[0].desired_size == 2 &&
      aws_eks_node_group.bootstrap.scaling_config[0].max_size == 2 &&
      aws_eks_node_group.bootstrap.update_config[0].max_unavailable == 1
    )
    error_message = "The group's size can change, or an update takes both nodes at once."
  }

  assert {
    condition     = aws_eks_node_group.bootstrap.node_repair_config[0].enabled
    error_message = "A bootstrap node whose kubelet hangs is never replaced."
  }

  assert {
    condition     = aws_eks_node_group.bootstrap.labels == tomap({ "capacity.platform/profile" = "managed-on-demand" }) && length(aws_eks_node_group.bootstrap.taint) == 0
    error_message = "The bootstrap nodes carry another label than their profile's, or a taint."
  }

  assert {
    condition = (
      aws_launch_template.bootstrap.metadata_options[0].http_tokens == "required" &&
      aws_launch_template.bootstrap.metadata_options[0].http_put_response_hop_limit == 1
    )
    error_message = "A pod can take the node's credentials."
  }

  assert {
    condition = (
      aws_launch_template.bootstrap.block_device_mappings[0].ebs[0].encrypted == "true" &&
      aws_launch_template.bootstrap.block_device_mappings[0].ebs[0].volume_type == "gp3"
    )
    error_message = "The disk of a bootstrap node is not encrypted, or not gp3."
  }

  assert {
    condition = yamldecode(split("\n---\n", split("\n--//--", base64decode(aws_launch_template.bootstrap.user_data))[0])[1]) == {
      apiVersion = "node.eks.aws/v1alpha1"
      kind       = "NodeConfig"
      spec = {
        kubelet = {
          config = {
            maxPods      = 32
            kubeReserved = { cpu = "70m", memory = "376Mi", ephemeral-storage = "1Gi" }
          }
        }
      }
    }
    error_message = "nodeadm is told something else than max pods and reservation."
  }

  assert {
    condition     = toset([for attachment in aws_iam_role_policy_attachment.bootstrap_node : basename(attachment.policy_arn)]) == toset(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"])
    error_message = "Nodes have more or fewer rights than to join and to pull images."
  }
}

run "addons_are_pinned_and_the_cni_has_its_own_identity" {
  command = plan

  assert {
    condition = { for name, addon in merge(aws_eks_addon.before_nodes, { coredns = aws_eks_addon.coredns }) : name => addon.addon_version } == {
      vpc-cni                = "v1.20.4-eksbuild.1"
      kube-proxy             = "v1.36.1-eksbuild.1"
      coredns                = "v1.12.4-eksbuild.1"
      eks-pod-identity-agent = "v0.1.34-eksbuild.1"
    }
    error_message = "An add-on is missing, or of another version than named."
  }

  assert {
    condition = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values) == {
      enableNetworkPolicy = "true"
      env                 = { ENABLE_PREFIX_DELEGATION = "true", WARM_PREFIX_TARGET = "1" }
    }
    error_message = "The CNI gives out single addresses, or doesn't enforce NetworkPolicies."
  }

  assert {
    condition     = aws_eks_cluster.this.bootstrap_self_managed_addons == false
    error_message = "EKS brings add-ons of its own first, without prefixes."
  }

  assert {
    condition     = jsondecode(aws_iam_role.vpc_cni.assume_role_policy).Statement[0].Condition.StringEquals["aws:RequestTag/kubernetes-service-account"] == aws_eks_pod_identity_association.vpc_cni.service_account
    error_message = "The CNI's role isn't bound to its ServiceAccount."
  }
}

# Wrong values, at most one of each variable in a run: every variable that is named has to refuse its own.

run "refuses_wrong_values" {
  command = plan

  variables {
    # An underscore.
    cluster_name = "platform_dev"
    # A patch.
    kubernetes_version = "1.36.1"
    # Public addresses.
    service_cidr = "172.32.0.0/16"
    # Whichever is newest.
    addon_versions = {
      vpc_cni                = "latest"
      kube_proxy             = "v1.36.1-eksbuild.1"
      coredns                = "v1.12.4-eksbuild.1"
      eks_pod_identity_agent = "v0.1.34-eksbuild.1"
    }
    # A day.
    log_retention_days = 1
    # One zone.
    private_subnet_ids = { eu-central-1a = "subnet-a" }
    # None.
    discovery_tag = {}
    # The world.
    api_access_cidrs = ["0.0.0.0/0"]
    # Public addresses.
    api_private_access_cidrs = ["198.51.100.0/24"]
    # Nobody.
    administrators = []
    # A single node.
    bootstrap_nodes = 1
    # x86.
    bootstrap_instance_type = "t3.small"
    # As many as addresses without prefixes.
    bootstrap_max_pods = 11
    # No units.
    bootstrap_kube_reserved = { cpu = "70", memory = "376Mi", ephemeral_storage = "1Gi" }
    # Less than the image.
    bootstrap_volume_gibibytes = 8
  }

  expect_failures = [
    var.cluster_name,
    var.kubernetes_version,
    var.service_cidr,
    var.addon_versions,
    var.log_retention_days,
    var.private_subnet_ids,
    var.discovery_tag,
    var.api_access_cidrs,
    var.api_private_access_cidrs,
    var.administrators,
    var.bootstrap_nodes,
    var.bootstrap_instance_type,
    var.bootstrap_max_pods,
    var.bootstrap_kube_reserved,
    var.bootstrap_volume_gibibytes,
  ]
}

run "refuses_further_wrong_values" {
  command = plan

  variables {
    # Too few addresses.
    service_cidr = "10.96.0.0/25"
    # Begins private, ends public.
    api_private_access_cidrs = ["192.168.0.0/13"]
    # A session.
    administrators = ["arn:aws:sts::111122223333:assumed-role/platform-administrator/somebody"]
    # What belongs on Karpenter's nodes.
    bootstrap_nodes = 11
    # x86 with graphics.
    bootstrap_instance_type = "g4dn.xlarge"
    # Of another Kubernetes.
    bootstrap_release_version = "1.35.4-20261101"
    # More than EKS gives.
    bootstrap_max_pods = 250
    # A kubelet that starves.
    bootstrap_kube_reserved = { cpu = "70m", memory = "100Mi", ephemeral_storage = "1Gi" }
  }

  expect_failures = [
    var.service_cidr,
    var.api_private_access_cidrs,
    var.administrators,
    var.bootstrap_nodes,
    var.bootstrap_instance_type,
    var.bootstrap_release_version,
    var.bootstrap_max_pods,
    var.bootstrap_kube_reserved,
  ]
}

run "refuses_services_inside_the_vpc" {
  command = plan

  variables {
    service_cidr = "10.0.64.0/20"
    # Ends private, begins public.
    api_private_access_cidrs = ["172.0.0.0/11"]
    # A session.
    auditors = ["arn:aws:sts::111122223333:assumed-role/auditor/somebody"]
    # The newest of that Kubernetes.
    bootstrap_release_version = "1.36"
    # No units.
    bootstrap_kube_reserved = { cpu = "70m", memory = "376Mi", ephemeral_storage = "1" }
  }

  expect_failures = [
    var.service_cidr,
    var.api_private_access_cidrs,
    var.auditors,
    var.bootstrap_release_version,
    var.bootstrap_kube_reserved,
  ]
}

run "refuses_services_around_the_vpc" {
  command = plan

  variables {
    service_cidr = "10.0.0.0/12"
    # An address with its network.
    api_private_access_cidrs = ["10.8.0.1/16"]
    # A group of IAM.
    break_glass = ["arn:aws:iam::111122223333:group/on-call"]
  }

  expect_failures = [var.service_cidr, var.api_private_access_cidrs, var.break_glass]
}

run "refuses_an_address_as_a_network" {
  command = plan

  variables {
    vpc_cidr = "10.0.0.0"
  }

  expect_failures = [var.vpc_cidr]
}

# A list is compared with the others once those are right, hence the runs of their own.

run "refuses_an_administrator_who_breaks_the_glass" {
  command = plan

  variables {
    break_glass = ["arn:aws:iam::111122223333:role/platform-administrator"]
  }

  expect_failures = [var.break_glass]
}

run "refuses_an_administrator_as_auditor" {
  command = plan

  variables {
    auditors = ["arn:aws:iam::111122223333:role/platform-administrator"]
  }

  expect_failures = [var.auditors]
}

run "refuses_an_auditor_who_breaks_the_glass" {
  command = plan

  variables {
    break_glass = ["arn:aws:iam::111122223333:role/on-call"]
    auditors    = ["arn:aws:iam::111122223333:role/on-call"]
  }

  expect_failures = [var.auditors]
}
