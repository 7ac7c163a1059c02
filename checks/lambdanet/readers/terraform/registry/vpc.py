"""The module ``terraform-aws-modules/vpc/aws``: subnets of several tiers with their routes to the internet.

Sources: the module's documented inputs and outputs, and its resources in versions 2.48 to 6.6. Before 2.48 the
NAT gateways' routes of the database subnets stand in the private tables. 4.0.0 is left out: it makes no route
table for private subnets alone, which 4.0.1 put right.
"""

from __future__ import annotations

from lambdanet.readers.terraform.registry.descriptions import Description, Edition

_VPC = """
variable "create_vpc" { default = true }
variable "putin_khuylo" { default = true }
variable "cidr" { default = "10.0.0.0/16" }
variable "use_ipam_pool" { default = false }
variable "instance_tenancy" { default = "default" }
variable "enable_dns_support" { default = true }
variable "secondary_cidr_blocks" { default = [] }
variable "azs" { default = [] }
variable "enable_ipv6" { default = false }

locals {
  made  = var.create_vpc && var.putin_khuylo
  gates = var.enable_vpn_gateway || var.vpn_gateway_id != ""
}

resource "aws_vpc" "this" {
  count            = local.made ? 1 : 0
  cidr_block       = var.use_ipam_pool ? unmodelled.the_block_from_the_address_pool : var.cidr
  instance_tenancy = var.instance_tenancy

  enable_dns_support   = var.enable_dns_support
  enable_dns_hostnames = var.enable_dns_hostnames
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count      = local.made ? length(var.secondary_cidr_blocks) : 0
  vpc_id     = aws_vpc.this[0].id
  cidr_block = var.secondary_cidr_blocks[count.index]
}

variable "enable_flow_log" { default = false }
variable "vpc_block_public_access_options" { default = {} }
variable "vpc_block_public_access_exclusions" { default = {} }

resource "aws_flow_log" "this" {
  count  = local.made && var.enable_flow_log ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_vpc_block_public_access_options" "this" {
  count                       = local.made && length(var.vpc_block_public_access_options) > 0 ? 1 : 0
  internet_gateway_block_mode = try(var.vpc_block_public_access_options["internet_gateway_block_mode"], null)
}

resource "aws_vpc_block_public_access_exclusion" "this" {
  for_each  = local.made ? var.vpc_block_public_access_exclusions : {}
  vpc_id    = try(each.value.exclude_vpc, false) ? aws_vpc.this[0].id : null
  subnet_id = try(each.value.exclude_subnet, false) ? unmodelled.the_subnet_of_the_exclusion : null
}

output "vpc_id" { value = try(aws_vpc.this[0].id, null) }
output "vpc_arn" { value = try(aws_vpc.this[0].arn, null) }
output "vpc_cidr_block" { value = try(aws_vpc.this[0].cidr_block, null) }
output "vpc_instance_tenancy" { value = try(aws_vpc.this[0].instance_tenancy, null) }
output "vpc_main_route_table_id" { value = try(aws_vpc.this[0].main_route_table_id, null) }
output "vpc_secondary_cidr_blocks" { value = aws_vpc_ipv4_cidr_block_association.this[*].cidr_block }
output "default_security_group_id" { value = try(aws_vpc.this[0].default_security_group_id, null) }
output "default_network_acl_id" { value = try(aws_vpc.this[0].default_network_acl_id, null) }
output "default_route_table_id" { value = try(aws_vpc.this[0].default_route_table_id, null) }
output "azs" { value = var.azs }
"""

# What AWS makes with the VPC, adopted.
_DEFAULTS = """
variable "default_security_group_ingress" { default = [] }
variable "default_security_group_egress" { default = [] }
variable "default_network_acl_ingress" {
  default = [
    { rule_no = 100, action = "allow", protocol = "-1", from_port = 0, to_port = 0, cidr_block = "0.0.0.0/0" },
    { rule_no = 101, action = "allow", protocol = "-1", from_port = 0, to_port = 0, ipv6_cidr_block = "::/0" },
  ]
}
variable "default_network_acl_egress" {
  default = [
    { rule_no = 100, action = "allow", protocol = "-1", from_port = 0, to_port = 0, cidr_block = "0.0.0.0/0" },
    { rule_no = 101, action = "allow", protocol = "-1", from_port = 0, to_port = 0, ipv6_cidr_block = "::/0" },
  ]
}
variable "default_route_table_routes" { default = [] }
variable "default_route_table_propagating_vgws" { default = [] }

resource "aws_default_security_group" "this" {
  count  = local.made && var.manage_default_security_group ? 1 : 0
  vpc_id = aws_vpc.this[0].id
  dynamic "ingress" {
    for_each = var.default_security_group_ingress
    iterator = each_rule
    content {
      protocol         = lookup(each_rule.value, "protocol", "-1")
      from_port        = lookup(each_rule.value, "from_port", 0)
      to_port          = lookup(each_rule.value, "to_port", 0)
      self             = lookup(each_rule.value, "self", null)
      cidr_blocks      = compact(split(",", lookup(each_rule.value, "cidr_blocks", "")))
      ipv6_cidr_blocks = compact(split(",", lookup(each_rule.value, "ipv6_cidr_blocks", "")))
      prefix_list_ids  = compact(split(",", lookup(each_rule.value, "prefix_list_ids", "")))
      security_groups  = compact(split(",", lookup(each_rule.value, "security_groups", "")))
    }
  }
  dynamic "egress" {
    for_each = var.default_security_group_egress
    iterator = each_rule
    content {
      protocol         = lookup(each_rule.value, "protocol", "-1")
      from_port        = lookup(each_rule.value, "from_port", 0)
      to_port          = lookup(each_rule.value, "to_port", 0)
      self             = lookup(each_rule.value, "self", null)
      cidr_blocks      = compact(split(",", lookup(each_rule.value, "cidr_blocks", "")))
      ipv6_cidr_blocks = compact(split(",", lookup(each_rule.value, "ipv6_cidr_blocks", "")))
      prefix_list_ids  = compact(split(",", lookup(each_rule.value, "prefix_list_ids", "")))
      security_groups  = compact(split(",", lookup(each_rule.value, "security_groups", "")))
    }
  }
}

resource "aws_default_network_acl" "this" {
  count                  = local.made && var.manage_default_network_acl ? 1 : 0
  default_network_acl_id = aws_vpc.this[0].default_network_acl_id
  dynamic "ingress" {
    for_each = var.default_network_acl_ingress
    content {
      rule_no         = ingress.value.rule_no
      action          = ingress.value.action
      protocol        = ingress.value.protocol
      from_port       = ingress.value.from_port
      to_port         = ingress.value.to_port
      cidr_block      = lookup(ingress.value, "cidr_block", null)
      ipv6_cidr_block = lookup(ingress.value, "ipv6_cidr_block", null)
    }
  }
  dynamic "egress" {
    for_each = var.default_network_acl_egress
    content {
      rule_no         = egress.value.rule_no
      action          = egress.value.action
      protocol        = egress.value.protocol
      from_port       = egress.value.from_port
      to_port         = egress.value.to_port
      cidr_block      = lookup(egress.value, "cidr_block", null)
      ipv6_cidr_block = lookup(egress.value, "ipv6_cidr_block", null)
    }
  }
}

resource "aws_default_route_table" "default" {
  count                  = local.made && var.manage_default_route_table ? 1 : 0
  default_route_table_id = aws_vpc.this[0].default_route_table_id
  vpc_id                 = aws_vpc.this[0].id
  propagating_vgws       = var.default_route_table_propagating_vgws
  dynamic "route" {
    for_each = var.default_route_table_routes
    content {
      cidr_block                = lookup(route.value, "cidr_block", null)
      ipv6_cidr_block           = lookup(route.value, "ipv6_cidr_block", null)
      gateway_id                = lookup(route.value, "gateway_id", null)
      nat_gateway_id            = lookup(route.value, "nat_gateway_id", null)
      egress_only_gateway_id    = lookup(route.value, "egress_only_gateway_id", null)
      transit_gateway_id        = lookup(route.value, "transit_gateway_id", null)
      vpc_peering_connection_id = lookup(route.value, "vpc_peering_connection_id", null)
      vpc_endpoint_id           = lookup(route.value, "vpc_endpoint_id", null)
      network_interface_id      = lookup(route.value, "network_interface_id", null)
      instance_id               = lookup(route.value, "instance_id", null)
    }
  }
}
"""

_SUBNETS = """
variable "{tier}_subnets" { default = [] }
variable "{tier}_subnet_ipv6_prefixes" { default = [] }
variable "{tier}_subnet_ipv6_native" { default = false }

variable "{tier}_dedicated_network_acl" { default = false }
variable "{tier}_inbound_acl_rules" {
  default = [{ rule_number = 100, rule_action = "allow", protocol = "-1", cidr_block = "0.0.0.0/0" }]
}
variable "{tier}_outbound_acl_rules" {
  default = [{ rule_number = 100, rule_action = "allow", protocol = "-1", cidr_block = "0.0.0.0/0" }]
}

locals {
  number_of_{tier} = max(length(var.{tier}_subnets), length(var.{tier}_subnet_ipv6_prefixes))
  ipv6_of_{tier}   = var.enable_ipv6 && length(var.{tier}_subnet_ipv6_prefixes) > 0
  ipv6_blocks_of_{tier} = [
    for prefix in var.{tier}_subnet_ipv6_prefixes : cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, prefix)
  ]
  own_acl_of_{tier} = local.made && local.number_of_{tier} > 0 && var.{tier}_dedicated_network_acl
}

resource "aws_subnet" "{tier}" {
  count             = local.made && local.number_of_{tier} > 0{condition} ? local.number_of_{tier} : 0
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = var.{tier}_subnet_ipv6_native ? null : var.{tier}_subnets[count.index]
  ipv6_cidr_block   = local.ipv6_of_{tier} ? local.ipv6_blocks_of_{tier}[count.index] : null
  ipv6_native       = var.{tier}_subnet_ipv6_native
  availability_zone = element(var.azs, count.index)
}

resource "aws_network_acl" "{tier}" {
  count      = local.own_acl_of_{tier} ? 1 : 0
  vpc_id     = aws_vpc.this[0].id
  subnet_ids = aws_subnet.{tier}[*].id
}

resource "aws_network_acl_rule" "{tier}_inbound" {
  count           = local.own_acl_of_{tier} ? length(var.{tier}_inbound_acl_rules) : 0
  network_acl_id  = aws_network_acl.{tier}[0].id
  egress          = false
  rule_number     = var.{tier}_inbound_acl_rules[count.index].rule_number
  rule_action     = var.{tier}_inbound_acl_rules[count.index].rule_action
  from_port       = lookup(var.{tier}_inbound_acl_rules[count.index], "from_port", null)
  to_port         = lookup(var.{tier}_inbound_acl_rules[count.index], "to_port", null)
  protocol        = var.{tier}_inbound_acl_rules[count.index].protocol
  cidr_block      = lookup(var.{tier}_inbound_acl_rules[count.index], "cidr_block", null)
  ipv6_cidr_block = lookup(var.{tier}_inbound_acl_rules[count.index], "ipv6_cidr_block", null)
}

resource "aws_network_acl_rule" "{tier}_outbound" {
  count           = local.own_acl_of_{tier} ? length(var.{tier}_outbound_acl_rules) : 0
  network_acl_id  = aws_network_acl.{tier}[0].id
  egress          = true
  rule_number     = var.{tier}_outbound_acl_rules[count.index].rule_number
  rule_action     = var.{tier}_outbound_acl_rules[count.index].rule_action
  from_port       = lookup(var.{tier}_outbound_acl_rules[count.index], "from_port", null)
  to_port         = lookup(var.{tier}_outbound_acl_rules[count.index], "to_port", null)
  protocol        = var.{tier}_outbound_acl_rules[count.index].protocol
  cidr_block      = lookup(var.{tier}_outbound_acl_rules[count.index], "cidr_block", null)
  ipv6_cidr_block = lookup(var.{tier}_outbound_acl_rules[count.index], "ipv6_cidr_block", null)
}

output "{tier}_network_acl_id" { value = try(aws_network_acl.{tier}[0].id, null) }
output "{tier}_subnets" { value = aws_subnet.{tier}[*].id }
output "{tier}_subnet_arns" { value = aws_subnet.{tier}[*].arn }
output "{tier}_subnet_objects" { value = aws_subnet.{tier} }
output "{tier}_subnets_cidr_blocks" { value = compact(aws_subnet.{tier}[*].cidr_block) }
"""

_GATEWAYS = """
variable "create_igw" { default = true }
variable "create_egress_only_igw" { default = true }
variable "enable_nat_gateway" { default = false }
variable "single_nat_gateway" { default = false }
variable "one_nat_gateway_per_az" { default = false }
variable "reuse_nat_ips" { default = false }
variable "external_nat_ip_ids" { default = [] }
variable "enable_vpn_gateway" { default = false }
variable "vpn_gateway_id" { default = "" }

locals {
  number_of_nat_gateways = var.single_nat_gateway ? 1 : (var.one_nat_gateway_per_az ? length(var.azs) : local.widest)
}

resource "aws_internet_gateway" "this" {
  count  = local.made && var.create_igw && local.number_of_public > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_egress_only_internet_gateway" "this" {
  count  = local.made && var.create_egress_only_igw && var.enable_ipv6 && local.widest > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_vpn_gateway" "this" {
  count  = local.made && var.enable_vpn_gateway ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_eip" "nat" {
  count = local.made && var.enable_nat_gateway && !var.reuse_nat_ips ? local.number_of_nat_gateways : 0
}

resource "aws_nat_gateway" "this" {
  count         = local.made && var.enable_nat_gateway ? local.number_of_nat_gateways : 0
  subnet_id     = element(aws_subnet.public[*].id, count.index)
  allocation_id = element(var.reuse_nat_ips ? var.external_nat_ip_ids : aws_eip.nat[*].id, count.index)
}

output "igw_id" { value = try(aws_internet_gateway.this[0].id, null) }
output "egress_only_internet_gateway_id" { value = try(aws_egress_only_internet_gateway.this[0].id, null) }
output "vgw_id" { value = local.gates ? try(aws_vpn_gateway.this[0].id, var.vpn_gateway_id) : null }
output "natgw_ids" { value = aws_nat_gateway.this[*].id }
output "nat_ids" { value = aws_eip.nat[*].id }
"""

_PUBLIC_ROUTES = """
variable "create_multiple_public_route_tables" { default = false }
variable "propagate_public_route_tables_vgw" { default = false }

locals { number_of_public_tables = var.create_multiple_public_route_tables ? local.number_of_public : 1 }

resource "aws_route_table" "public" {
  count            = local.made && local.number_of_public > 0 ? local.number_of_public_tables : 0
  vpc_id           = aws_vpc.this[0].id
  propagating_vgws = var.propagate_public_route_tables_vgw && local.gates ? unmodelled.gateways_of_the_tables : []
}

resource "aws_route_table_association" "public" {
  count          = local.made ? local.number_of_public : 0
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = element(aws_route_table.public[*].id, count.index)
}

resource "aws_route" "public_internet_gateway" {
  count                  = length(aws_internet_gateway.this) > 0 ? length(aws_route_table.public) : 0
  route_table_id         = aws_route_table.public[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route" "public_internet_gateway_ipv6" {
  count                       = var.enable_ipv6 ? length(aws_route.public_internet_gateway) : 0
  route_table_id              = aws_route_table.public[count.index].id
  destination_ipv6_cidr_block = "::/0"
  gateway_id                  = aws_internet_gateway.this[0].id
}

output "public_route_table_ids" { value = aws_route_table.public[*].id }
"""

_PRIVATE_ROUTES = """
variable "nat_gateway_destination_cidr_block" { default = "0.0.0.0/0" }
variable "create_private_nat_gateway_route" { default = true }
variable "propagate_private_route_tables_vgw" { default = false }

resource "aws_route_table" "private" {
  count            = local.made && local.needs_private_tables ? local.number_of_nat_gateways : 0
  vpc_id           = aws_vpc.this[0].id
  propagating_vgws = var.propagate_private_route_tables_vgw && local.gates ? unmodelled.gateways_of_the_tables : []
}

resource "aws_route_table_association" "private" {
  count          = local.made ? local.number_of_private : 0
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = element(aws_route_table.private[*].id, var.single_nat_gateway ? 0 : count.index)
}

resource "aws_route" "private_nat_gateway" {
  count                  = var.create_private_nat_gateway_route ? length(aws_nat_gateway.this) : 0
  route_table_id         = element(aws_route_table.private[*].id, count.index)
  destination_cidr_block = var.nat_gateway_destination_cidr_block
  nat_gateway_id         = aws_nat_gateway.this[count.index].id
}

resource "aws_route" "private_ipv6_egress" {
  count                       = length(aws_egress_only_internet_gateway.this) > 0 ? local.number_of_egress_routes : 0
  route_table_id              = element(aws_route_table.private[*].id, count.index)
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this[0].id
}

output "private_route_table_ids" { value = aws_route_table.private[*].id }
"""

_DATABASE_ROUTES = """
variable "create_database_subnet_group" { default = true }
variable "create_database_subnet_route_table" { default = false }
variable "create_database_internet_gateway_route" { default = false }
variable "create_database_nat_gateway_route" { default = false }

locals {
  database_reaches_igw = var.create_database_internet_gateway_route
  database_reaches_nat = var.create_database_nat_gateway_route
  one_database_table   = var.single_nat_gateway || local.database_reaches_igw
  own_database_tables  = local.made && var.create_database_subnet_route_table && local.number_of_database > 0
  to_igw_by_ipv4       = local.own_database_tables && local.database_reaches_igw && !local.database_reaches_nat
  to_igw_by_ipv6       = local.own_database_tables && local.database_reaches_igw && var.enable_ipv6
  to_nat_by_ipv4       = local.database_reaches_nat && !local.database_reaches_igw && var.enable_nat_gateway
}

resource "aws_db_subnet_group" "database" {
  count      = local.made && local.number_of_database > 0 && var.create_database_subnet_group ? 1 : 0
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_route_table" "database" {
  count  = local.own_database_tables ? (local.one_database_table ? 1 : local.number_of_database) : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table_association" "database" {
  count          = local.made ? local.number_of_database : 0
  subnet_id      = aws_subnet.database[count.index].id
  route_table_id = element(coalescelist(aws_route_table.database[*].id, aws_route_table.private[*].id), count.index)
}

resource "aws_route" "database_internet_gateway" {
  count                  = local.to_igw_by_ipv4 && var.create_igw ? 1 : 0
  route_table_id         = aws_route_table.database[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_route" "database_nat_gateway" {
  count                  = local.to_nat_by_ipv4 ? length(aws_route_table.database) : 0
  route_table_id         = aws_route_table.database[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_route" "database_ipv6_egress" {
  count                       = local.to_igw_by_ipv6 && var.create_egress_only_igw ? 1 : 0
  route_table_id              = aws_route_table.database[0].id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this[0].id
}

output "database_subnet_group" { value = try(aws_db_subnet_group.database[0].id, null) }
output "database_subnet_group_name" { value = try(aws_db_subnet_group.database[0].name, null) }
output "database_route_table_ids" {
  value = try(coalescelist(aws_route_table.database[*].id, aws_route_table.private[*].id), [])
}
"""

_NAT64 = "var.enable_nat_gateway && var.enable_ipv6 && var.private_subnet_enable_dns64"

_BY_TABLE = "local.number_of_private > 0 ? local.number_of_nat_gateways : 0"

# To what has IPv4 alone, from what has IPv6.
_NAT64_ROUTES = """
variable "private_subnet_enable_dns64" { default = true }

resource "aws_route" "private_dns64_nat_gateway" {
  count                       = local.made && local.nat64 ? local.number_of_nat_gateways : 0
  route_table_id              = element(aws_route_table.private[*].id, count.index)
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = element(aws_nat_gateway.this[*].id, count.index)
}

resource "aws_route" "database_dns64_nat_gateway" {
  count                       = local.nat64 ? length(aws_route.database_nat_gateway) : 0
  route_table_id              = element(aws_route_table.database[*].id, count.index)
  destination_ipv6_cidr_block = "64:ff9b::/96"
  nat_gateway_id              = element(aws_nat_gateway.this[*].id, count.index)
}
"""

_OTHER_ROUTES = """
variable "create_multiple_intra_route_tables" { default = false }
variable "propagate_intra_route_tables_vgw" { default = false }
variable "create_elasticache_subnet_group" { default = true }
variable "create_elasticache_subnet_route_table" { default = false }
variable "create_redshift_subnet_group" { default = true }
variable "create_redshift_subnet_route_table" { default = false }
variable "enable_public_redshift" { default = false }

locals { number_of_intra_tables = var.create_multiple_intra_route_tables ? local.number_of_intra : 1 }

resource "aws_route_table" "intra" {
  count            = local.made && local.number_of_intra > 0 ? local.number_of_intra_tables : 0
  vpc_id           = aws_vpc.this[0].id
  propagating_vgws = var.propagate_intra_route_tables_vgw && local.gates ? unmodelled.gateways_of_the_tables : []
}

resource "aws_route_table_association" "intra" {
  count          = local.made ? local.number_of_intra : 0
  subnet_id      = aws_subnet.intra[count.index].id
  route_table_id = element(aws_route_table.intra[*].id, count.index)
}

resource "aws_elasticache_subnet_group" "elasticache" {
  count      = local.made && local.number_of_elasticache > 0 && var.create_elasticache_subnet_group ? 1 : 0
  subnet_ids = aws_subnet.elasticache[*].id
}

resource "aws_route_table" "elasticache" {
  count  = local.made && var.create_elasticache_subnet_route_table && local.number_of_elasticache > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table_association" "elasticache" {
  count     = local.made ? local.number_of_elasticache : 0
  subnet_id = aws_subnet.elasticache[count.index].id
  route_table_id = element(
    coalescelist(aws_route_table.elasticache[*].id, aws_route_table.private[*].id),
    var.single_nat_gateway ? 0 : count.index
  )
}

resource "aws_redshift_subnet_group" "redshift" {
  count      = local.made && local.number_of_redshift > 0 && var.create_redshift_subnet_group ? 1 : 0
  subnet_ids = aws_subnet.redshift[*].id
}

resource "aws_route_table" "redshift" {
  count  = local.made && var.create_redshift_subnet_route_table && local.number_of_redshift > 0 ? 1 : 0
  vpc_id = aws_vpc.this[0].id
}

resource "aws_route_table_association" "redshift" {
  count     = local.made ? local.number_of_redshift : 0
  subnet_id = aws_subnet.redshift[count.index].id
  route_table_id = element(
    coalescelist(
      aws_route_table.redshift[*].id,
      var.enable_public_redshift ? aws_route_table.public[*].id : aws_route_table.private[*].id
    ),
    var.single_nat_gateway || var.create_redshift_subnet_route_table ? 0 : count.index
  )
}

output "intra_route_table_ids" { value = aws_route_table.intra[*].id }
output "elasticache_subnet_group" { value = try(aws_elasticache_subnet_group.elasticache[0].id, null) }
output "elasticache_subnet_group_name" { value = try(aws_elasticache_subnet_group.elasticache[0].name, null) }
output "redshift_subnet_group" { value = try(aws_redshift_subnet_group.redshift[0].id, null) }
"""


def _subnets(tier: str, condition: str = "") -> str:
    return _SUBNETS.replace("{tier}", tier).replace("{condition}", condition)


def _model(
    *, widest_of: str, adopts: bool, private_tables_need: str, nat64: bool = True, egress_by_table: bool = False
) -> str:
    """The model of a version.

    widest_of: the tiers of which the one with the most subnets tells the number of NAT gateways.
    adopts: whether the default security group, route table and network ACL are adopted, and the VPC's hosts have
        DNS names, when the call does not say.
    private_tables_need: the number that must not be zero for private route tables to be made.
    nat64: whether there are routes for NAT64 to the NAT gateways.
    egress_by_table: whether there are as many IPv6 routes of private tables as tables, else as private subnets.
    """
    return "\n".join(
        (
            _VPC,
            _DEFAULTS,
            _subnets("public", " && (!var.one_nat_gateway_per_az || local.number_of_public >= length(var.azs))"),
            *(_subnets(tier) for tier in ("private", "database", "intra", "elasticache", "redshift")),
            _GATEWAYS,
            _PUBLIC_ROUTES,
            _PRIVATE_ROUTES,
            _DATABASE_ROUTES,
            _OTHER_ROUTES,
            _NAT64_ROUTES,
            f'variable "manage_default_security_group" {{ default = {str(adopts).lower()} }}',
            f'variable "manage_default_route_table" {{ default = {str(adopts).lower()} }}',
            f'variable "manage_default_network_acl" {{ default = {str(adopts).lower()} }}',
            f'variable "enable_dns_hostnames" {{ default = {str(adopts).lower()} }}',
            "locals {",
            f"  widest = max({', '.join(f'local.number_of_{tier}' for tier in widest_of.split())})",
            f"  number_of_egress_routes = {_BY_TABLE if egress_by_table else 'local.number_of_private'}",
            f"  nat64 = {_NAT64 if nat64 else 'false'}",
            f"  needs_private_tables = local.{private_tables_need} > 0",
            "}",
            "",
        )
    )


_TIERS_WITHOUT_INTRA = "private public elasticache database redshift"
_TIERS_OF_FOUR = "private public intra elasticache database redshift"

DESCRIPTION = Description(
    editions=(
        Edition(
            (2, 48),
            (4,),
            _model(
                widest_of="private elasticache database redshift",
                adopts=False,
                private_tables_need="widest",
                nat64=False,
            ),
        ),
        Edition(
            (4, 0, 1),
            (4, 0, 2),
            _model(widest_of=_TIERS_OF_FOUR, adopts=True, private_tables_need="number_of_private", nat64=False),
        ),
        Edition(
            (4, 0, 2),
            (5, 1, 2),
            _model(widest_of=_TIERS_OF_FOUR, adopts=True, private_tables_need="number_of_private"),
        ),
        Edition(
            (5, 1, 2),
            (5, 7, 1),
            _model(widest_of=_TIERS_WITHOUT_INTRA, adopts=True, private_tables_need="number_of_private"),
        ),
        Edition(
            (5, 7, 1),
            (7,),
            _model(
                widest_of=_TIERS_WITHOUT_INTRA,
                adopts=True,
                private_tables_need="number_of_private",
                egress_by_table=True,
            ),
        ),
    ),
    # DHCP options, flow logs, names, tags and what only gives addresses or names to hosts.
    harmless=(
        r"name|tags|region|.+_tags|.+_tags_per_az|.+_suffix|.+_subnet_names|.+_(?:group|table|acl|vpc)_name"
        r"|outpost_.+_acl|outpost_.+_acl_rules|(?:enable_)?dhcp_options(?:_.+)?"
        r"|(?:enable_|create_)?flow_logs?(?:_.+)?|(?:create_)?vpc_flow_log(?:_.+)?"
        r"|enable_network_address_usage_metrics|map_public_ip_on_launch|external_nat_ips|customer_gateways"
        r"|(?:.+_)?assign_ipv6_address_on_creation"
        r"|.+_(?:enable_dns64|enable_resource_name_dns_a{1,4}_record_on_launch|private_dns_hostname_type_on_launch)"
        r"|ipv[46]_(?:ipam_pool_id|netmask_length)|ipv6_cidr(?:_block_network_border_group)?"
        r"|manage_default_vpc|default_vpc_.+|amazon_side_asn|vpn_gateway_az|enable_classiclink.*"
    ),
)
