# A plan with this environment's own values: what the layers above rely on is known before anything is there.

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = module.network.data.aws_caller_identity.current
  values = { account_id = "111122223333" }
}

override_data {
  target = module.cluster.data.aws_caller_identity.current
  values = { account_id = "111122223333" }
}

override_data {
  target = module.karpenter.data.aws_caller_identity.current
  values = { account_id = "111122223333" }
}

override_data {
  target = module.dns.data.aws_caller_identity.current
  values = { account_id = "111122223333" }
}

run "agrees_with_the_settings_of_gitops" {
  command = plan

  assert {
    condition = {
      for setting, value in yamldecode(file("../../../gitops/environments/${var.environment}/settings.yaml")).data : setting => value
      if !contains(["repositoryUrl", "revision", "karpenterVersion", "amiAlias"], setting) && !startswith(setting, "bootstrapAllocatable")
      } == {
      environment           = output.environment
      clusterName           = output.cluster_name
      region                = output.region
      nodeRole              = output.node_role_name
      interruptionQueue     = output.interruption_queue_name
      bootstrapInstanceType = output.bootstrap_instance_type
      bootstrapNodes        = tostring(output.bootstrap_nodes)
      bootstrapMaxPods      = tostring(output.bootstrap_max_pods)
      vpcCidr               = output.vpc_cidr
      domain                = output.domain
      hostedZoneId          = output.hosted_zone_id
      certificateArn        = output.certificate_arn
    }
    error_message = "terraform.tfvars and gitops/environments/${var.environment}/settings.yaml say different things: put right whichever is wrong."
  }

  assert {
    condition     = output.discovery_tag == { "karpenter.sh/discovery" = output.cluster_name } && output.bootstrap_labels == tomap({ "capacity.platform/profile" = "managed-on-demand" })
    error_message = "Node classes don't find the network, or the profile managed-on-demand has no nodes."
  }

  assert {
    condition = output.karpenter_service_account == { namespace = "karpenter", name = "karpenter" } && output.external_dns_service_account == {
      namespace = yamldecode(file("../../../gitops/apps/platform/external-dns/service-account.yaml")).metadata.namespace
      name      = yamldecode(file("../../../gitops/apps/platform/external-dns/service-account.yaml")).metadata.name
    }
    error_message = "An identity is given to a ServiceAccount that isn't there."
  }
}

# Wrong values that no module sees, at most one of each variable in a run: every variable that is named has to refuse its own.

run "refuses_wrong_values" {
  command = plan

  variables {
    # Climbs out of its folder.
    environment = "../dev"
    # A zero lost.
    account_id = "11122223333"
    # Of another region.
    zones     = ["us-west-2a", "us-west-2b"]
    nat_zones = ["us-west-2a"]
    # Of another region.
    certificate_arn = "arn:aws:acm:eu-central-1:111122223333:certificate/00000000-0000-0000-0000-000000000000"
  }

  expect_failures = [var.environment, var.account_id, var.zones, var.certificate_arn]
}

run "refuses_further_wrong_values" {
  command = plan

  variables {
    # A zone.
    region = "us-east-1a"
  }

  expect_failures = [var.region]
}

run "refuses_a_certificate_of_iam" {
  command = plan

  variables {
    certificate_arn = "arn:aws:iam::111122223333:server-certificate/example"
  }

  expect_failures = [var.certificate_arn]
}
