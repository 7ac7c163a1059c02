"""The module ``terraform-aws-modules/rds/aws``: a database instance.

Sources: the module's documented inputs and outputs, and its resources in versions 5.0 to 7.2. Older versions
decide the subnet group otherwise.
"""

from __future__ import annotations

from lambdanet.readers.terraform.registry.descriptions import Description, Edition

_DATABASE = """
variable "create_db_instance" { default = true }
variable "create_db_subnet_group" { default = false }
variable "putin_khuylo" { default = true }
variable "db_subnet_group_name" { default = null }
variable "subnet_ids" { default = [] }
variable "vpc_security_group_ids" { default = [] }
variable "publicly_accessible" { default = false }
variable "engine" { default = null }
variable "port" { default = null }
variable "replicate_source_db" { default = null }
variable "identifier" {}
variable "iam_database_authentication_enabled" { default = false }
variable "multi_az" { default = false }

locals { subnets = var.create_db_subnet_group ? aws_db_subnet_group.this[0].id : var.db_subnet_group_name }

resource "aws_db_subnet_group" "this" {
  count      = var.create_db_subnet_group && var.putin_khuylo ? 1 : 0
  subnet_ids = var.subnet_ids
}

resource "aws_db_instance" "this" {
  count                               = var.create_db_instance && var.putin_khuylo ? 1 : 0
  identifier                          = var.identifier
  engine                              = var.replicate_source_db != null ? null : var.engine
  port                                = var.port
  replicate_source_db                 = var.replicate_source_db
  db_subnet_group_name                = local.subnets
  vpc_security_group_ids              = var.vpc_security_group_ids
  publicly_accessible                 = var.publicly_accessible
  iam_database_authentication_enabled = var.iam_database_authentication_enabled
  multi_az                            = var.multi_az
}

output "db_instance_address" { value = try(aws_db_instance.this[0].address, null) }
output "db_instance_endpoint" { value = try(aws_db_instance.this[0].endpoint, null) }
output "db_listener_endpoint" { value = try(aws_db_instance.this[0].endpoint, null) }
output "db_instance_arn" { value = try(aws_db_instance.this[0].arn, null) }
output "db_instance_id" { value = try(aws_db_instance.this[0].id, null) }
output "db_instance_identifier" { value = try(aws_db_instance.this[0].identifier, null) }
output "db_instance_resource_id" { value = try(aws_db_instance.this[0].resource_id, null) }
output "db_instance_port" { value = var.port != null ? var.port : unmodelled.port_of_the_engine }
output "db_subnet_group_id" { value = try(aws_db_subnet_group.this[0].id, null) }
output "db_subnet_group_arn" { value = try(aws_db_subnet_group.this[0].arn, null) }
"""

DESCRIPTION = Description(
    editions=(Edition((5,), (8,), _DATABASE),),
    # Storage, credentials, backups, maintenance, monitoring, parameters, options and names.
    harmless=(
        r"allocated_storage|allow_major_version_upgrade|apply_immediately|auto_minor_version_upgrade|availability_zone"
        r"|backup_.+|blue_green_update|ca_cert_identifier|character_set_name|cloudwatch_log_group_.+|copy_tags_to_snapshot"
        r"|create_(?:cloudwatch_log_group|db_option_group|db_parameter_group|monitoring_role|random_password)"
        r"|custom_iam_instance_profile|database_insights_mode|db_(?:instance_role_associations|instance_tags|name"
        r"|option_group_tags|parameter_group_tags|subnet_group_(?:description|tags|use_name_prefix))|dedicated_log_volume"
        r"|delete_automated_backups|deletion_protection|domain(?:_.+)?|enabled_cloudwatch_logs_exports"
        r"|engine_(?:version|lifecycle_support)|family|final_snapshot_identifier_prefix|instance_(?:class"
        r"|use_identifier_prefix)|iops|kms_key_id|license_model|maintenance_window|major_engine_version"
        r"|manage_master_user_password(?:_rotation)?|master_user_.+|max_allocated_storage|monitoring_.+|name"
        r"|nchar_character_set_name|network_type|option_group_.+|options|parameter_group_.+|parameters|password(?:_.+)?"
        r"|performance_insights_.+|random_password_length|region|replica_mode|restore_to_point_in_time|s3_import|skip_final_snapshot|snapshot_identifier"
        r"|storage_.+|tags|timeouts|timezone|upgrade_storage_config|username"
    ),
)
