# Plans alone: nothing is asked of AWS.

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
  cluster_name        = "platform"
  vpc_cidr            = "10.0.0.0/16"
  zones               = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  nat_zones           = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  interface_endpoints = ["ecr.api", "sts"]
}

run "subnets_are_found_by_their_tags" {
  command = plan

  assert {
    condition = { for zone, subnet in aws_subnet.private : zone => subnet.cidr_block } == {
      eu-central-1a = "10.0.0.0/20"
      eu-central-1b = "10.0.16.0/20"
      eu-central-1c = "10.0.32.0/20"
    }
    error_message = "Each zone's private subnet is a sixteenth of the VPC, in the order of the zones."
  }

  assert {
    condition = { for zone, subnet in aws_subnet.public : zone => subnet.cidr_block } == {
      eu-central-1a = "10.0.240.0/24"
      eu-central-1b = "10.0.241.0/24"
      eu-central-1c = "10.0.242.0/24"
    }
    error_message = "Public subnets lie in the last sixteenth of the VPC."
  }

  assert {
    condition = alltrue([
      for subnet in aws_subnet.private :
      subnet.tags["karpenter.sh/discovery"] == "platform" && subnet.tags["kubernetes.io/role/internal-elb"] == "1"
    ])
    error_message = "Karpenter, or an internal load balancer, doesn't find a private subnet."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : subnet.tags["kubernetes.io/role/elb"] == "1"])
    error_message = "The load balancer doesn't find a public subnet."
  }

  assert {
    condition     = !anytrue([for subnet in aws_subnet.public : can(subnet.tags["karpenter.sh/discovery"])])
    error_message = "Karpenter would start nodes in a public subnet."
  }

  assert {
    condition     = !anytrue([for subnet in concat(values(aws_subnet.private), values(aws_subnet.public)) : coalesce(subnet.map_public_ip_on_launch, false)])
    error_message = "A machine would get a public address unasked."
  }

  assert {
    condition     = output.discovery_tag == { "karpenter.sh/discovery" = "platform" }
    error_message = "The tag that subnets carry is not the one that others are told."
  }
}

run "each_zone_has_its_own_way_out" {
  command = plan

  assert {
    condition     = toset(keys(aws_nat_gateway.this)) == toset(var.nat_zones) && toset(keys(aws_route.private_nat)) == toset(var.zones)
    error_message = "A zone has no NAT gateway, or no route to one."
  }

  assert {
    condition     = local.nat_zone_of == { for zone in var.zones : zone => zone }
    error_message = "A zone's way out leads through another one, though it has its own."
  }
}

run "one_way_out_serves_all_zones" {
  command = plan

  variables {
    nat_zones = ["eu-central-1b"]
  }

  assert {
    condition     = toset(keys(aws_nat_gateway.this)) == toset(["eu-central-1b"]) && toset(keys(aws_route.private_nat)) == toset(var.zones)
    error_message = "A zone without a NAT gateway has no route to another's."
  }
}

run "endpoints_admit_https_of_the_vpc_alone" {
  command = plan

  assert {
    condition     = toset([for endpoint in aws_vpc_endpoint.interface : endpoint.service_name]) == toset(["com.amazonaws.eu-central-1.ecr.api", "com.amazonaws.eu-central-1.sts"])
    error_message = "An endpoint is missing, or of another region."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.endpoint_https : rule.cidr_ipv4 == "10.0.0.0/16" && rule.from_port == 443 && rule.to_port == 443])
    error_message = "An endpoint admits more than HTTPS, or others than the VPC."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway"
    error_message = "S3's endpoint costs nothing only as a gateway."
  }
}

run "refused_connections_are_logged" {
  command = plan

  assert {
    condition     = aws_flow_log.refused.traffic_type == "REJECT" && aws_cloudwatch_log_group.flow.retention_in_days == 365
    error_message = "Refused connections aren't logged for a year."
  }

  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "The default security group admits something."
  }
}

# Wrong values, at most one of each variable in a run: every variable that is named has to refuse its own. One that reads
# another is not asked if that one is wrong.

run "refuses_wrong_values" {
  command = plan

  variables {
    # A hyphen at the end.
    cluster_name = "platform-"
    # Begins elsewhere.
    vpc_cidr = "10.0.1.0/16"
    # None.
    nat_zones = []
    # The whole name.
    interface_endpoints = ["com.amazonaws.eu-central-1.sts"]
    # Not a span of CloudWatch's.
    log_retention_days = 100
  }

  expect_failures = [
    var.cluster_name,
    var.vpc_cidr,
    var.nat_zones,
    var.interface_endpoints,
    var.log_retention_days,
  ]
}

run "refuses_further_wrong_values" {
  command = plan

  variables {
    # Too small.
    vpc_cidr = "10.0.0.0/19"
    # Elsewhere.
    nat_zones = ["eu-central-1d"]
    # Free as a gateway.
    interface_endpoints = ["s3"]
  }

  expect_failures = [var.vpc_cidr, var.nat_zones, var.interface_endpoints]
}

run "refuses_a_single_zone" {
  command = plan

  variables {
    zones     = ["eu-central-1a"]
    nat_zones = ["eu-central-1a"]
  }

  expect_failures = [var.zones]
}

run "refuses_the_same_zone_twice" {
  command = plan

  variables {
    zones     = ["eu-central-1a", "eu-central-1a"]
    nat_zones = ["eu-central-1a"]
  }

  expect_failures = [var.zones]
}

run "refuses_a_region_as_a_zone" {
  command = plan

  variables {
    zones     = ["eu-central-1", "eu-central-1a"]
    nat_zones = ["eu-central-1a"]
  }

  expect_failures = [var.zones]
}

run "refuses_a_seventh_zone" {
  command = plan

  variables {
    zones = [for letter in ["a", "b", "c", "d", "e", "f", "g"] : "eu-central-1${letter}"]
  }

  expect_failures = [var.zones]
}
