"""The module ``terraform-aws-modules/lambda/aws``: a function with its role, its permissions and its URL.

Sources: the module's documented inputs and outputs, and its resources in versions 2.0 to 8.8. Newer versions
put policies into the role where older ones attach them; what the role may do is the same.
"""

from __future__ import annotations

from lambdanet.readers.terraform.registry.descriptions import Description, Edition

_FUNCTION = """
variable "create" { default = true }
variable "putin_khuylo" { default = true }
variable "create_function" { default = true }
variable "create_layer" { default = false }
variable "function_name" { default = "" }
variable "vpc_subnet_ids" { default = null }
variable "vpc_security_group_ids" { default = null }
variable "ipv6_allowed_for_dual_stack" { default = null }
variable "environment_variables" { default = {} }
variable "file_system_arn" { default = null }
variable "file_system_local_mount_path" { default = null }
variable "managed_instances_capacity_provider_arn" { default = null }
variable "create_role" { default = true }
variable "lambda_role" { default = "" }
variable "memory_size" { default = 128 }
variable "reserved_concurrent_executions" { default = -1 }
variable "provisioned_concurrent_executions" { default = -1 }
variable "snap_start" { default = false }
variable "tags" { default = {} }
variable "function_tags" { default = {} }

locals { made = var.create && var.putin_khuylo && var.create_function && !var.create_layer }

resource "aws_lambda_function" "this" {
  count                          = local.made ? 1 : 0
  function_name                  = var.function_name
  role                           = var.create_role ? aws_iam_role.lambda[0].arn : var.lambda_role
  memory_size                    = var.memory_size
  reserved_concurrent_executions = var.reserved_concurrent_executions
  tags                           = merge(var.tags, var.function_tags)

  dynamic "vpc_config" {
    for_each = var.vpc_subnet_ids != null && var.vpc_security_group_ids != null ? ["configured"] : []
    content {
      subnet_ids                  = var.vpc_subnet_ids
      security_group_ids          = var.vpc_security_group_ids
      ipv6_allowed_for_dual_stack = var.ipv6_allowed_for_dual_stack
    }
  }

  dynamic "environment" {
    for_each = var.environment_variables == null ? [] : ["configured"]
    content {
      variables = var.environment_variables
    }
  }

  dynamic "file_system_config" {
    for_each = var.file_system_arn != null && var.file_system_local_mount_path != null ? ["configured"] : []
    content {
      arn              = var.file_system_arn
      local_mount_path = var.file_system_local_mount_path
    }
  }

  dynamic "snap_start" {
    for_each = var.snap_start ? ["configured"] : []
    content {
      apply_on = "PublishedVersions"
    }
  }

  dynamic "capacity_provider_config" {
    for_each = var.managed_instances_capacity_provider_arn != null ? ["configured"] : []
    content {
      lambda_managed_instances_capacity_provider_config {
        capacity_provider_arn = var.managed_instances_capacity_provider_arn
      }
    }
  }
}

resource "aws_lambda_provisioned_concurrency_config" "current_version" {
  count                             = local.made && var.provisioned_concurrent_executions > -1 ? 1 : 0
  function_name                     = aws_lambda_function.this[0].function_name
  provisioned_concurrent_executions = var.provisioned_concurrent_executions
}

output "lambda_function_arn" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_name" { value = try(aws_lambda_function.this[0].function_name, "") }
output "lambda_function_invoke_arn" { value = try(aws_lambda_function.this[0].invoke_arn, "") }
output "lambda_function_qualified_arn" { value = try(aws_lambda_function.this[0].qualified_arn, "") }
output "lambda_function_version" { value = try(aws_lambda_function.this[0].version, "") }
output "lambda_function_arn_static" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_qualified_invoke_arn" { value = try(aws_lambda_function.this[0].qualified_invoke_arn, "") }
output "lambda_role_arn" { value = try(aws_iam_role.lambda[0].arn, "") }
output "lambda_role_name" { value = try(aws_iam_role.lambda[0].name, "") }
"""

_ROLE = """
variable "attach_cloudwatch_logs_policy" { default = true }
variable "attach_create_log_group_permission" { default = true }
variable "use_existing_cloudwatch_log_group" { default = false }
variable "attach_network_policy" { default = false }
variable "attach_tracing_policy" { default = false }
variable "attach_dead_letter_policy" { default = false }
variable "dead_letter_target_arn" { default = null }
variable "attach_async_event_policy" { default = false }
variable "destination_on_failure" { default = null }
variable "destination_on_success" { default = null }
variable "attach_policy_json" { default = false }
variable "policy_json" { default = null }
variable "attach_policy_jsons" { default = false }
variable "number_of_policy_jsons" { default = 0 }
variable "policy_jsons" { default = [] }
variable "attach_policy" { default = false }
variable "policy" { default = null }
variable "attach_policies" { default = false }
variable "number_of_policies" { default = 0 }
variable "policies" { default = [] }
variable "attach_policy_statements" { default = false }
variable "policy_statements" { default = {} }

locals { has_role = local.made && var.create_role }

resource "aws_iam_role" "lambda" {
  count = local.has_role ? 1 : 0
}

resource "aws_iam_role_policy" "logs" {
  count = local.has_role && var.attach_cloudwatch_logs_policy ? 1 : 0
  role  = aws_iam_role.lambda[0].name
  policy = jsonencode({
    Statement = [{
      Effect = "Allow"
      Action = concat(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        var.attach_create_log_group_permission && !var.use_existing_cloudwatch_log_group ? ["logs:CreateLogGroup"] : []
      )
      Resource = ["arn:aws:logs:*:*:log-group:*"]
    }]
  })
}

resource "aws_iam_role_policy_attachment" "vpc" {
  count      = local.has_role && var.attach_network_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"
}

resource "aws_iam_role_policy_attachment" "tracing" {
  count      = local.has_role && var.attach_tracing_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
}

resource "aws_iam_role_policy" "dead_letter" {
  count = local.has_role && var.attach_dead_letter_policy ? 1 : 0
  role  = aws_iam_role.lambda[0].name
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = ["sns:Publish", "sqs:SendMessage"]
      Resource = [var.dead_letter_target_arn]
    }]
  })
}

resource "aws_iam_role_policy" "async" {
  count = local.has_role && var.attach_async_event_policy ? 1 : 0
  role  = aws_iam_role.lambda[0].name
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = ["sns:Publish", "sqs:SendMessage", "events:PutEvents", "lambda:InvokeFunction"]
      Resource = compact([var.destination_on_failure, var.destination_on_success])
    }]
  })
}

resource "aws_iam_role_policy" "additional_json" {
  count  = local.has_role && var.attach_policy_json ? 1 : 0
  role   = aws_iam_role.lambda[0].name
  policy = var.policy_json
}

resource "aws_iam_role_policy" "additional_jsons" {
  count  = local.has_role && var.attach_policy_jsons ? var.number_of_policy_jsons : 0
  role   = aws_iam_role.lambda[0].name
  policy = var.policy_jsons[count.index]
}

resource "aws_iam_role_policy_attachment" "additional_one" {
  count      = local.has_role && var.attach_policy ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policy
}

resource "aws_iam_role_policy_attachment" "additional_many" {
  count      = local.has_role && var.attach_policies ? var.number_of_policies : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policies[count.index]
}

data "aws_iam_policy_document" "additional_inline" {
  count = local.has_role && var.attach_policy_statements ? 1 : 0

  dynamic "statement" {
    for_each = var.policy_statements
    content {
      effect      = try(statement.value.effect, "Allow")
      actions     = try(statement.value.actions, null)
      not_actions = try(statement.value.not_actions, null)
      resources   = try(statement.value.resources, null)

      dynamic "condition" {
        for_each = try(statement.value.condition, [])
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "additional_inline" {
  count  = local.has_role && var.attach_policy_statements ? 1 : 0
  role   = aws_iam_role.lambda[0].name
  policy = data.aws_iam_policy_document.additional_inline[0].json
}
"""

_INVOCATION = """
variable "allowed_triggers" { default = {} }
variable "create_current_version_allowed_triggers" { default = true }
variable "create_unqualified_alias_allowed_triggers" { default = true }
variable "create_lambda_function_url" { default = false }
variable "authorization_type" { default = "NONE" }

resource "aws_lambda_permission" "current_version_triggers" {
  for_each      = local.made && var.create_current_version_allowed_triggers ? var.allowed_triggers : {}
  function_name = aws_lambda_function.this[0].function_name
  {permission}
}

resource "aws_lambda_permission" "unqualified_alias_triggers" {
  for_each      = local.made && var.create_unqualified_alias_allowed_triggers ? var.allowed_triggers : {}
  function_name = aws_lambda_function.this[0].function_name
  {permission}
}

resource "aws_lambda_function_url" "this" {
  count              = local.made && var.create_lambda_function_url ? 1 : 0
  function_name      = aws_lambda_function.this[0].function_name
  authorization_type = var.authorization_type
}

output "lambda_function_url" { value = try(aws_lambda_function_url.this[0].function_url, "") }
output "lambda_function_url_id" { value = try(aws_lambda_function_url.this[0].url_id, "") }
"""

_PERMISSION = """
  action                 = try(each.value.action, "lambda:InvokeFunction")
  principal              = try(each.value.principal, "${each.value.service}.amazonaws.com")
  principal_org_id       = try(each.value.principal_org_id, null)
  source_arn             = try(each.value.source_arn, null)
  source_account         = try(each.value.source_account, null)
  event_source_token     = try(each.value.event_source_token, null)
  function_url_auth_type = try(each.value.function_url_auth_type, null)
"""

DESCRIPTION = Description(
    editions=(
        Edition((2,), (9,), "\n".join((_FUNCTION, _ROLE, _INVOCATION.replace("{permission}", _PERMISSION.strip())))),
    ),
    # The package and how it is built, logs, versions, the role's names and who may assume it, events that the
    # function takes in, and what concerns the function's run but not its network.
    harmless=(
        r"architectures|artifacts_dir|assume_role_policy_statements|build_in_docker"
        r"|cloudwatch_logs_.+|code_signing_config_arn|compatible_.+|cors|create_(?:async_event_config|package"
        r"|current_version_async_event_config|unqualified_alias_(?:async_event_config|lambda_function_url)"
        r"|sam_metadata)|description|docker_.+|durable_config_.+|ephemeral_storage_size|event_source_mapping|handler"
        r"|hash_extra|ignore_source_code_hash|image_config_.+|image_uri|include_default_tag|invoke_mode|kms_key_arn"
        r"|lambda_at_edge(?:_logs_all_regions)?|layer_.+|layers|license_info|local_existing_package|logging_.+"
        r"|maximum_.+|package_type|policy_(?:name|path)|publish"
        r"|quiet_archive_local_exec|recreate_missing_package|recursive_loop|region|replace_security_groups_on_destroy"
        r"|replacement_security_group_ids|role_.+|runtime|s3_.+|skip_destroy|source_path|store_on_s3"
        r"|tenant_isolation_mode|timeout|timeouts|tracing_mode|trigger_on_package_timestamp|trusted_entities"
    ),
)
