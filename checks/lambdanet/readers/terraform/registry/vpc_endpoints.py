"""The submodule ``modules/vpc-endpoints`` of ``terraform-aws-modules/vpc/aws``.

Sources: the submodule's documented inputs and outputs, and its resources in versions 3.0 to 6.6. The names of
services are those of AWS in the Region of the provider, which is not known: only the end of a name is told.
"""

from __future__ import annotations

from lambdanet.readers.terraform.registry.descriptions import Description, Edition

_ENDPOINTS = """
variable "create" { default = true }
variable "vpc_id" { default = null }
variable "endpoints" { default = {} }
variable "subnet_ids" { default = [] }
variable "security_group_ids" { default = [] }
variable "create_security_group" { default = false }
variable "security_group_rules" { default = {} }

data "aws_region" "current" {}

locals {
  own_group = var.create && var.create_security_group
  groups    = concat(var.security_group_ids, aws_security_group.this[*].id)
}

resource "aws_vpc_endpoint" "this" {
  for_each          = { for key, endpoint in var.endpoints : key => endpoint if {made} }
  vpc_id            = var.vpc_id
  vpc_endpoint_type = try(each.value.service_type, "Interface")
  service_name = try(
    each.value.service_endpoint,
    each.value.service_name,
    "com.amazonaws.${data.aws_region.current.name}.${each.value.service}"
  )
  subnet_ids = (
    try(each.value.service_type, "Interface") == "Interface"
    ? concat(var.subnet_ids, try(each.value.subnet_ids, [])) : []
  )
  security_group_ids = (
    try(each.value.service_type, "Interface") == "Interface"
    ? concat(local.groups, try(each.value.security_group_ids, [])) : []
  )
  route_table_ids = (
    try(each.value.service_type, "Interface") == "Gateway" ? try(each.value.route_table_ids, []) : []
  )
  private_dns_enabled = try(each.value.private_dns_enabled, null)
  policy              = try(each.value.policy, null)
}

resource "aws_security_group" "this" {
  count  = local.own_group ? 1 : 0
  vpc_id = var.vpc_id
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for key, rule in var.security_group_rules : key => rule if local.own_group }
  security_group_id        = aws_security_group.this[0].id
  type                     = try(each.value.type, "ingress")
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = try(each.value.from_port, 443)
  to_port                  = try(each.value.to_port, 443)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  self                     = try(each.value.self, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
}

output "endpoints" { value = aws_vpc_endpoint.this }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
output "security_group_arn" { value = try(aws_security_group.this[0].arn, null) }
"""

DESCRIPTION = Description(
    editions=(
        Edition((3,), (4,), _ENDPOINTS.replace("{made}", "var.create")),
        Edition((4,), (7,), _ENDPOINTS.replace("{made}", "var.create && try(endpoint.create, true)")),
    ),
    harmless=r"tags|region|timeouts|security_group_(?:name|name_prefix|description|tags)",
)
