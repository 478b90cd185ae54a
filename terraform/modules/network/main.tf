# The cluster's network: private subnets for nodes, public ones for load balancers and NAT.

data "aws_region" "current" {}

locals {
  discovery_tag = { "karpenter.sh/discovery" = var.cluster_name }
  # The cloud controller takes subnets that carry the cluster's tag before those that carry none.
  cluster_tag = { "kubernetes.io/cluster/${var.cluster_name}" = "shared" }

  private_blocks = { for index, zone in var.zones : zone => cidrsubnet(var.vpc_cidr, 4, index) }
  # The last sixteenth: private subnets never reach it.
  public_blocks = { for index, zone in var.zones : zone => cidrsubnet(var.vpc_cidr, 8, 240 + index) }

  nat_zone_of = { for zone in var.zones : zone => contains(var.nat_zones, zone) ? zone : var.nat_zones[0] }
}

resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.cluster_name }
}

# Without a rule it admits nothing: whatever is started without a security group of its own stays alone.
resource "aws_default_security_group" "this" {
  vpc_id  = aws_vpc.this.id
  ingress = []
  egress  = []

  tags = { Name = "${var.cluster_name}-default-unused" }
}

# Subnets

resource "aws_subnet" "private" {
  for_each = local.private_blocks

  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value

  tags = merge(local.discovery_tag, local.cluster_tag, {
    Name                              = "${var.cluster_name}-private-${each.key}"
    "kubernetes.io/role/internal-elb" = "1"
  })
}

resource "aws_subnet" "public" {
  for_each = local.public_blocks

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = merge(local.cluster_tag, {
    Name                     = "${var.cluster_name}-public-${each.key}"
    "kubernetes.io/role/elb" = "1"
  })
}

# Ways out

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id

  tags = { Name = var.cluster_name }
}

resource "aws_eip" "nat" {
  for_each = toset(var.nat_zones)

  domain = "vpc"

  tags = { Name = "${var.cluster_name}-nat-${each.key}" }

  # An address of a VPC without a way to the Internet can be had, but not used.
  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  for_each = toset(var.nat_zones)

  subnet_id     = aws_subnet.public[each.key].id
  allocation_id = aws_eip.nat[each.key].id

  tags = { Name = "${var.cluster_name}-${each.key}" }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.cluster_name}-public" }
}

resource "aws_route" "public_internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "private" {
  for_each = local.private_blocks

  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.cluster_name}-private-${each.key}" }
}

resource "aws_route" "private_nat" {
  for_each = local.nat_zone_of

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[each.value].id
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private[each.key].id
}
