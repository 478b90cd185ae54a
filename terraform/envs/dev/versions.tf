terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

# Account and role come from the environment of whoever runs it (AWS_PROFILE or alike), never from here.
provider "aws" {
  region = var.region
  # A plan made with another account's credentials fails, before it could touch anything there.
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      "capacity.platform/environment" = var.environment
      "capacity.platform/source"      = "terraform/envs/${var.environment}"
    }
  }
}
