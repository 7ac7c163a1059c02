"""The module ``terraform-aws-modules/security-group/aws``: a group and its rules, named or written out.

Sources: the module's documented inputs and outputs, and its resources in versions 4.0 to 5.3. Of the names that
the module has for rules, those that functions and what they call need are here; what others mean is not known.
"""

from __future__ import annotations

from lambdanet.readers.terraform.registry.descriptions import Description, Edition

_GROUP = """
variable "create" { default = true }
variable "putin_khuylo" { default = true }
variable "create_sg" { default = true }
variable "security_group_id" { default = null }
variable "use_name_prefix" { default = true }
variable "vpc_id" { default = null }
variable "rules" {
  default = {
    all-all           = [-1, -1, "-1"]
    all-tcp           = [0, 65535, "tcp"]
    all-udp           = [0, 65535, "udp"]
    all-icmp          = [-1, -1, "icmp"]
    all-ipv6-icmp     = [-1, -1, 58]
    http-80-tcp       = [80, 80, "tcp"]
    http-8080-tcp     = [8080, 8080, "tcp"]
    https-443-tcp     = [443, 443, "tcp"]
    https-8443-tcp    = [8443, 8443, "tcp"]
    dns-tcp           = [53, 53, "tcp"]
    dns-udp           = [53, 53, "udp"]
    memcached-tcp     = [11211, 11211, "tcp"]
    mongodb-27017-tcp = [27017, 27017, "tcp"]
    mssql-tcp         = [1433, 1433, "tcp"]
    mysql-tcp         = [3306, 3306, "tcp"]
    nfs-tcp           = [2049, 2049, "tcp"]
    oracle-db-tcp     = [1521, 1521, "tcp"]
    postgresql-tcp    = [5432, 5432, "tcp"]
    redis-tcp         = [6379, 6379, "tcp"]
    redshift-tcp      = [5439, 5439, "tcp"]
    ssh-tcp           = [22, 22, "tcp"]
  }
}
variable "ingress_cidr_blocks" { default = [] }
variable "ingress_ipv6_cidr_blocks" { default = [] }
variable "ingress_prefix_list_ids" { default = [] }
variable "egress_cidr_blocks" { default = ["0.0.0.0/0"] }
variable "egress_ipv6_cidr_blocks" { default = ["::/0"] }
variable "egress_prefix_list_ids" { default = [] }

locals {
  made  = var.create && var.putin_khuylo
  own   = try(aws_security_group.this[0], aws_security_group.this_name_prefix[0], null)
  group = var.create_sg ? local.own.id : var.security_group_id
}

resource "aws_security_group" "this" {
  count  = local.made && var.create_sg && !var.use_name_prefix ? 1 : 0
  vpc_id = var.vpc_id
}

resource "aws_security_group" "this_name_prefix" {
  count  = local.made && var.create_sg && var.use_name_prefix ? 1 : 0
  vpc_id = var.vpc_id
}

output "security_group_id" { value = try(local.own.id, "") }
output "security_group_arn" { value = try(local.own.arn, "") }
output "security_group_name" { value = try(local.own.name, "") }
output "security_group_vpc_id" { value = var.vpc_id }
"""

_VARIABLES = """
variable "{front}{kind}" { default = [] }
"""

_COUNT = """
variable "number_of_{front}{kind}" { default = 0 }
"""

_NAMED = """
resource "aws_security_group_rule" "{front}{kind}" {
  count             = local.made ? {count} : 0
  security_group_id = local.group
  type              = "{direction}"
  from_port         = try(var.rules[var.{front}{kind}[count.index]][0], unmodelled.ports_of_a_named_rule)
  to_port           = try(var.rules[var.{front}{kind}[count.index]][1], unmodelled.ports_of_a_named_rule)
  protocol          = try(var.rules[var.{front}{kind}[count.index]][2], unmodelled.protocol_of_a_named_rule)
  cidr_blocks       = var.{direction}_cidr_blocks
  ipv6_cidr_blocks  = var.{direction}_ipv6_cidr_blocks
  prefix_list_ids   = var.{direction}_prefix_list_ids
}
"""

_WRITTEN_OUT = """
resource "aws_security_group_rule" "{front}{kind}" {
  count             = local.made ? {count} : 0
  security_group_id = local.group
  type              = "{direction}"
  from_port = try(
    var.{front}{kind}[count.index].from_port,
    var.rules[var.{front}{kind}[count.index].rule][0],
    unmodelled.ports_of_a_named_rule
  )
  to_port = try(
    var.{front}{kind}[count.index].to_port,
    var.rules[var.{front}{kind}[count.index].rule][1],
    unmodelled.ports_of_a_named_rule
  )
  protocol = try(
    var.{front}{kind}[count.index].protocol,
    var.rules[var.{front}{kind}[count.index].rule][2],
    unmodelled.protocol_of_a_named_rule
  )
  {peers}
}
"""

# Whether the prefix lists of the call are added to these rules differs between versions.
_AND_LISTS = "prefix_list_ids = length(var.{direction}_prefix_list_ids) > 0 ? unmodelled.prefix_lists_of_a_rule : []"

_PEERS = {
    "with_source_security_group_id": (
        "source_security_group_id = var.{front}{kind}[count.index].source_security_group_id\n  " + _AND_LISTS
    ),
    "with_cidr_blocks": (
        'cidr_blocks = compact(split(",", try(var.{front}{kind}[count.index].cidr_blocks, '
        'join(",", var.{direction}_cidr_blocks))))\n  ' + _AND_LISTS
    ),
    "with_ipv6_cidr_blocks": (
        'ipv6_cidr_blocks = compact(split(",", try(var.{front}{kind}[count.index].ipv6_cidr_blocks, '
        'join(",", var.{direction}_ipv6_cidr_blocks))))\n  ' + _AND_LISTS
    ),
    "with_self": "self = try(var.{front}{kind}[count.index].self, true)\n  " + _AND_LISTS,
    "with_prefix_list_ids": "prefix_list_ids = unmodelled.prefix_lists_of_a_rule",
}


def _rules(direction: str, front: str) -> str:
    """The rules of a direction; those with the front "computed_" come with their number."""
    texts = []
    for name, peers in (("rules", ""), *_PEERS.items()):
        kind = f"{direction}_{name}"
        count = f"var.number_of_{front}{kind}" if front else f"length(var.{kind})"
        text = _VARIABLES + (_COUNT if front else "") + (_WRITTEN_OUT if peers else _NAMED)
        text = text.replace("{peers}", peers).replace("{count}", count).replace("{direction}", direction)
        texts.append(text.replace("{front}", front).replace("{kind}", kind))
    return "\n".join(texts)


DESCRIPTION = Description(
    editions=(
        Edition(
            (4,),
            (6,),
            "\n".join((_GROUP, *(_rules(way, front) for way in ("ingress", "egress") for front in ("", "computed_")))),
        ),
    ),
    harmless=r"name|description|tags|revoke_rules_on_delete|(?:create|delete)_timeout|auto_groups|region",
)
