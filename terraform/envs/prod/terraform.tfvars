# The values of prod, and nothing but values. A fork edits this file and gitops/environments/prod/settings.yaml, which
# have to agree.

environment = "prod"
account_id  = "111122223333"
region      = "us-east-1"

vpc_cidr = "10.0.0.0/16"
zones    = ["us-east-1a", "us-east-1b", "us-east-1c"]
# A way out for each zone: the loss of one takes only its own nodes.
nat_zones = ["us-east-1a", "us-east-1b", "us-east-1c"]
# What a node needs to start and a controller to work, without the Internet in between.
interface_endpoints = ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "sqs", "ssm", "sts"]

cluster_name       = "eks-platform-prod"
kubernetes_version = "1.36"
service_cidr       = "10.96.0.0/16"
addon_versions = {
  vpc_cni                = "v1.20.4-eksbuild.1"
  kube_proxy             = "v1.36.1-eksbuild.1"
  coredns                = "v1.12.4-eksbuild.1"
  eks_pod_identity_agent = "v0.1.34-eksbuild.1"
}

# Closed to the Internet: deployments and people come from inside the VPC, or from private networks named here.
api_access_cidrs         = []
api_private_access_cidrs = []
administrators           = ["arn:aws:iam::111122223333:role/platform-administrator"]
break_glass              = []
auditors                 = []

bootstrap_nodes           = 2
bootstrap_instance_type   = "t4g.small"
bootstrap_release_version = "1.36.1-20261101"
bootstrap_max_pods        = 32
# 255Mi and 11Mi for each of the 11 addresses that a t4g.small has of its own; 6 % of the first core, 1 % of the second.
bootstrap_kube_reserved = {
  cpu               = "70m"
  memory            = "376Mi"
  ephemeral_storage = "1Gi"
}

# Made by dev's Terraform, which is in the same account here. In an account of its own: true.
create_spot_service_linked_role = false

domain          = "example.com"
hosted_zone_id  = "Z00000000000EXAMPLE0"
certificate_arn = "arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000"
