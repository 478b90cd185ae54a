# Private ways to services of AWS.

# Layers of images come from S3: free of NAT's price by the gigabyte, and of charge altogether.
resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${data.aws_region.current.id}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  tags = { Name = "${var.cluster_name}-s3" }
}

resource "aws_security_group" "endpoint" {
  #checkov:skip=CKV2_AWS_5:2026-11-26 each is attached to the endpoint of the same key; checkov 3.3.30 loses for_each's keys on the way
  for_each = var.interface_endpoints

  name        = "${var.cluster_name}-endpoint-${each.key}"
  description = "HTTPS from the VPC to the endpoint of ${each.key}"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.cluster_name}-endpoint-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoint_https" {
  for_each = var.interface_endpoints

  security_group_id = aws_security_group.endpoint[each.key].id
  description       = "HTTPS from the VPC"
  cidr_ipv4         = var.vpc_cidr
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.${data.aws_region.current.id}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.endpoint[each.key].id]

  tags = { Name = "${var.cluster_name}-${each.key}" }
}
