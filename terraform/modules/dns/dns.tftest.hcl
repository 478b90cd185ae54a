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
  cluster_name   = "platform"
  hosted_zone_id = "Z0123456789ABCDEFGHIJ"
  domain         = "dev.example.com"
}

run "writes_one_zone_and_deletes_nothing" {
  command = plan

  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.external_dns.policy).Statement : statement
      if contains(flatten([statement.Action]), "route53:ChangeResourceRecordSets")
      ] == [{
        Sid      = "WriteAddressesAndTheirOwners"
        Effect   = "Allow"
        Action   = "route53:ChangeResourceRecordSets"
        Resource = "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ"
        Condition = {
          "ForAllValues:StringEquals" = {
            "route53:ChangeResourceRecordSetsActions"     = ["CREATE", "UPSERT"]
            "route53:ChangeResourceRecordSetsRecordTypes" = ["A", "AAAA", "CNAME", "TXT"]
          }
          "ForAllValues:StringLike" = {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames" = "*.dev.example.com"
          }
        }
    }]
    error_message = "ExternalDNS may write more than addresses and their owners below the domain of its one zone."
  }

  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_role_policy.external_dns.policy).Statement : statement.Action if statement.Resource == "*"
    ])) == toset(["route53:ListHostedZones"])
    error_message = "Something else than the list of zones is allowed on everything."
  }
}

run "identity_is_for_one_service_account_of_this_cluster" {
  command = plan

  assert {
    condition     = toset(flatten([jsondecode(aws_iam_role.external_dns.assume_role_policy).Statement[0].Action])) == toset(["sts:AssumeRole", "sts:TagSession"])
    error_message = "Pod Identity needs sts:AssumeRole and sts:TagSession, and nothing else."
  }

  assert {
    condition = jsondecode(aws_iam_role.external_dns.assume_role_policy).Statement[0].Condition == {
      ArnEquals = { "aws:SourceArn" = "arn:aws:eks:eu-central-1:111122223333:cluster/platform" }
      StringEquals = {
        "aws:RequestTag/kubernetes-namespace"       = "external-dns"
        "aws:RequestTag/kubernetes-service-account" = "external-dns"
        "aws:SourceAccount"                         = "111122223333"
      }
    }
    error_message = "ExternalDNS's role isn't bound to its ServiceAccount, cluster and account."
  }

  assert {
    condition     = output.service_account == { namespace = "external-dns", name = "external-dns" }
    error_message = "The association is not for the ServiceAccount in gitops/apps/platform/external-dns."
  }
}

# Wrong values, at most one of each variable in a run: every variable that is named has to refuse its own.

run "refuses_wrong_values" {
  command = plan

  variables {
    # A dot.
    cluster_name = "platform.dev"
    # Every one.
    hosted_zone_id = "*"
    # Every one below.
    domain = "*.example.com"
    # Everybody of that name.
    service_account = { namespace = "*", name = "external-dns" }
  }

  expect_failures = [var.cluster_name, var.hosted_zone_id, var.domain, var.service_account]
}

run "refuses_a_path_as_a_zone" {
  command = plan

  variables {
    hosted_zone_id = "/hostedzone/Z0123456789ABCDEFGHIJ"
  }

  expect_failures = [var.hosted_zone_id]
}
