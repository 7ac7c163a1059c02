"""The module ``terraform-aws-modules/rds-aurora/aws``: a database cluster with its group and subnets.

Sources: the module's documented inputs and outputs, and its resources in versions 8.0 to 10.2.
"""

from __future__ import annotations

from lambdanet.readers.terraform.registry.descriptions import Description, Edition

_CLUSTER = """
variable "create" { default = true }
variable "putin_khuylo" { default = true }
variable "name" { default = "" }
variable "engine" { default = null }
variable "engine_mode" { default = "provisioned" }
variable "port" { default = null }
variable "instances" { default = {} }
variable "enable_http_endpoint" { default = null }
variable "iam_database_authentication_enabled" { default = null }
variable "create_db_subnet_group" { default = false }
variable "db_subnet_group_name" { default = "" }
variable "subnets" { default = [] }
variable "vpc_id" { default = "" }
variable "vpc_security_group_ids" { default = [] }
variable "create_security_group" { default = true }

locals {
  made      = var.create && var.putin_khuylo
  own_group = local.made && var.create_security_group
  own_port  = var.engine == "aurora-postgresql" || var.engine == "postgres" ? 5432 : 3306
  port      = var.port == null ? local.own_port : var.port
  named     = var.db_subnet_group_name == "" ? var.name : var.db_subnet_group_name
  subnets   = var.create_db_subnet_group ? try(aws_db_subnet_group.this[0].name, null) : local.named
  instances = local.made && var.engine_mode != "serverless" ? var.instances : {}
}

resource "aws_db_subnet_group" "this" {
  count      = local.made && var.create_db_subnet_group ? 1 : 0
  subnet_ids = var.subnets
}

resource "aws_security_group" "this" {
  count  = local.own_group ? 1 : 0
  vpc_id = var.vpc_id
}

resource "aws_rds_cluster" "this" {
  count                               = local.made ? 1 : 0
  engine                              = local.are_private ? var.engine : unmodelled.reach_of_public_instances
  engine_mode                         = var.engine_mode
  port                                = local.port
  db_subnet_group_name                = local.subnets
  vpc_security_group_ids              = concat(aws_security_group.this[*].id, var.vpc_security_group_ids)
  enable_http_endpoint                = var.enable_http_endpoint
  iam_database_authentication_enabled = var.iam_database_authentication_enabled
}

resource "aws_rds_cluster_instance" "this" {
  for_each             = local.instances
  cluster_identifier   = aws_rds_cluster.this[0].id
  engine               = var.engine
  db_subnet_group_name = local.subnets
  publicly_accessible  = {public}
}

output "cluster_arn" { value = try(aws_rds_cluster.this[0].arn, null) }
output "cluster_id" { value = try(aws_rds_cluster.this[0].id, null) }
output "cluster_resource_id" { value = try(aws_rds_cluster.this[0].cluster_resource_id, null) }
output "cluster_endpoint" { value = try(aws_rds_cluster.this[0].endpoint, null) }
output "cluster_reader_endpoint" { value = try(aws_rds_cluster.this[0].reader_endpoint, null) }
output "cluster_port" { value = try(aws_rds_cluster.this[0].port, null) }
output "cluster_master_user_secret" { value = try(aws_rds_cluster.this[0].master_user_secret, null) }
output "cluster_instances" { value = aws_rds_cluster_instance.this }
output "db_subnet_group_name" { value = local.subnets }
output "security_group_id" { value = try(aws_security_group.this[0].id, null) }
"""

_ONE_KIND_OF_RULES = """
variable "publicly_accessible" { default = null }
variable "security_group_rules" { default = {} }

locals {
  are_told    = [for instance in values(var.instances) : try(instance.publicly_accessible, null)]
  are_private = var.publicly_accessible != true && !contains(local.are_told, true)
}

resource "aws_security_group_rule" "this" {
  for_each                 = { for key, rule in var.security_group_rules : key => rule if local.own_group }
  security_group_id        = aws_security_group.this[0].id
  type                     = try(each.value.type, "ingress")
  protocol                 = try(each.value.protocol, "tcp")
  from_port                = try(each.value.from_port, local.port)
  to_port                  = try(each.value.to_port, local.port)
  cidr_blocks              = try(each.value.cidr_blocks, null)
  ipv6_cidr_blocks         = try(each.value.ipv6_cidr_blocks, null)
  prefix_list_ids          = try(each.value.prefix_list_ids, null)
  self                     = try(each.value.self, null)
  source_security_group_id = try(each.value.source_security_group_id, null)
}
"""

_RULES_BY_DIRECTION = """
variable "{direction}_rules" { default = {} }

resource "aws_vpc_security_group_{way}_rule" "this" {
  for_each                     = { for key, rule in var.{direction}_rules : key => rule if local.own_group }
  security_group_id            = aws_security_group.this[0].id
  ip_protocol                  = try(each.value.ip_protocol, "tcp")
  from_port                    = try(each.value.from_port, {from}local.port)
  to_port                      = try(each.value.to_port, {to}local.port)
  cidr_ipv4                    = try(each.value.cidr_ipv4, null)
  cidr_ipv6                    = try(each.value.cidr_ipv6, null)
  prefix_list_id               = try(each.value.prefix_list_id, null)
  referenced_security_group_id = (
    try(each.value.referenced_security_group_id == "self", false)
    ? aws_security_group.this[0].id : try(each.value.referenced_security_group_id, null)
  )
}
"""

_PRIVATE_BY_INSTANCE = """
locals {
  are_told    = [for instance in values(var.instances) : try(instance.publicly_accessible, null)]
  are_private = !contains(local.are_told, true)
}
"""


def _by_direction(way: str, first: str, last: str) -> str:
    text = _RULES_BY_DIRECTION.replace("{direction}", f"security_group_{way}").replace("{way}", way)
    return text.replace("{from}", first).replace("{to}", last)


DESCRIPTION = Description(
    editions=(
        Edition(
            (8,),
            (10,),
            _CLUSTER.replace("{public}", "try(each.value.publicly_accessible, var.publicly_accessible)")
            + _ONE_KIND_OF_RULES,
        ),
        Edition(
            (10,),
            (11,),
            _CLUSTER.replace("{public}", "try(each.value.publicly_accessible, null)")
            + _PRIVATE_BY_INSTANCE
            + _by_direction("ingress", "", "each.value.from_port, ")
            + _by_direction("egress", "each.value.to_port, ", ""),
        ),
    ),
    # Storage, credentials, backups, where data comes from, maintenance, monitoring, parameters, scaling and names.
    # Shard groups are not harmless: they have an endpoint of their own.
    harmless=(
        r"allocated_storage|allow_major_version_upgrade|apply_immediately|auto_minor_version_upgrade|autoscaling_.+"
        r"|availability_zones|backtrack_window|backup_retention_period|ca_cert_identifier|cloudwatch_log_group_.+"
        r"|cluster_(?:activity_stream|ca_cert_identifier|instance_class|members|monitoring_interval|parameter_group(?:_name)?"
        r"|db_instance_parameter_group_name"
        r"|performance_insights_.+|scalability_type|tags|timeouts|use_name_prefix)|copy_tags_to_snapshot"
        r"|create_(?:cloudwatch_log_group|db_cluster_activity_stream|db_cluster_parameter_group|db_parameter_group"
        r"|monitoring_role)|database_(?:insights_mode|name)|db_(?:cluster_activity_stream_.+|cluster_db_.+"
        r"|cluster_instance_class|cluster_parameter_group_.+|parameter_group(?:_.+)?)|delete_automated_backups"
        r"|deletion_protection|domain(?:_iam_role_name)?|enable_(?:global|local)_write_forwarding"
        r"|enabled_cloudwatch_logs_exports|engine_(?:version|lifecycle_support|native_audit_fields_included)"
        r"|endpoints|final_snapshot_identifier|global_cluster_identifier|iam_role(?:s|_.+)|instance_(?:class|timeouts)|instances_use_identifier_prefix"
        r"|iops|is_primary_cluster|kms_key_id|manage_master_user_password(?:_rotation)?|master_.+|monitoring_.+"
        r"|network_type|performance_insights_.+|predefined_metric_type|preferred_.+|region|role_associations"
        r"|replication_source_identifier|restore_to_point_in_time|s3_import|source_region"
        r"|scaling_configuration|security_group_(?:description|name|tags|use_name_prefix)"
        r"|serverlessv2_scaling_configuration|skip_final_snapshot|snapshot_identifier|storage_.+|tags"
    ),
)
