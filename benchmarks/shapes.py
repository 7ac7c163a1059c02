"""Writes Terraform as repositories have it: root modules that share modules, calls with loops, locals, look-ups."""

from __future__ import annotations

from pathlib import Path

NETWORK = """variable "name" {
  type = string
}

variable "cidr" {
  type    = string
  default = "10.0.0.0/16"
}

variable "zones" {
  type = list(string)
}

variable "nat" {
  type    = bool
  default = true
}

locals {
  tags    = merge({ Name = var.name }, { ManagedBy = "terraform" })
  subnets = { for index, zone in var.zones : zone => cidrsubnet(var.cidr, 8, index) }
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = local.tags
}

resource "aws_subnet" "private" {
  for_each          = local.subnets
  vpc_id            = aws_vpc.this.id
  cidr_block        = each.value
  availability_zone = each.key
  tags              = merge(local.tags, { Zone = each.key })
}

resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(var.cidr, 8, 100)
  availability_zone = var.zones[0]
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_eip" "nat" {
  count  = var.nat ? 1 : 0
  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  count         = var.nat ? 1 : 0
  subnet_id     = aws_subnet.public.id
  allocation_id = aws_eip.nat[0].id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id
  dynamic "route" {
    for_each = aws_nat_gateway.this
    content {
      cidr_block     = "0.0.0.0/0"
      nat_gateway_id = route.value.id
    }
  }
}

resource "aws_route_table_association" "private" {
  for_each       = aws_subnet.private
  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "subnet_ids" {
  value = [for subnet in aws_subnet.private : subnet.id]
}
"""

FUNCTION = """variable "name" {
  type = string
}

variable "settings" {
  type = object({
    memory      = optional(number, 128)
    timeout     = optional(number, 30)
    environment = optional(map(string), {})
  })
}

variable "network" {
  type = object({
    vpc_id     = string
    subnet_ids = list(string)
  })
  default = null
}

locals {
  in_vpc = var.network != null
  name   = lower(replace(var.name, "_", "-"))
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = local.name
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy_attachment" "this" {
  role = aws_iam_role.this.name
  policy_arn = format(
    "arn:aws:iam::aws:policy/service-role/%s",
    local.in_vpc ? "AWSLambdaVPCAccessExecutionRole" : "AWSLambdaBasicExecutionRole",
  )
}

resource "aws_security_group" "this" {
  count  = local.in_vpc ? 1 : 0
  name   = local.name
  vpc_id = var.network.vpc_id
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lambda_function" "this" {
  function_name = local.name
  role          = aws_iam_role.this.arn
  memory_size   = var.settings.memory
  timeout       = lookup(var.settings, "timeout", 3)
  runtime       = "python3.13"
  handler       = "main.handler"
  filename      = "main.zip"

  dynamic "vpc_config" {
    for_each = local.in_vpc ? [var.network] : []
    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = aws_security_group.this[*].id
    }
  }

  environment {
    variables = merge({ STAGE = "live" }, var.settings.environment)
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${aws_lambda_function.this.function_name}"
  retention_in_days = 30
}

output "arn" {
  value = aws_lambda_function.this.arn
}
"""

ROOT = """locals {{
  environment = "stage{n}"
  sizes       = {{ stage0 = 256, stage1 = 512 }}
  zones       = [for letter in ["a", "b"] : "eu-central-1${{letter}}"]
  defaults    = {{ memory = lookup(local.sizes, local.environment, 128) }}
  functions = {{
{functions}  }}
}}

module "network" {{
  source = "../../modules/network"
  name   = "${{local.environment}}-network"
  cidr   = "10.{octet}.0.0/16"
  zones  = local.zones
}}

module "function" {{
  source   = "../../modules/function"
  for_each = local.functions
  name     = "${{local.environment}}_${{each.key}}"
  settings = merge(local.defaults, each.value)
  network = {{
    vpc_id     = module.network.vpc_id
    subnet_ids = module.network.subnet_ids
  }}
}}

resource "aws_lambda_permission" "schedule" {{
  for_each      = {{ for name, settings in local.functions : name => settings if lookup(settings, "scheduled", false) }}
  function_name = module.function[each.key].arn
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:events:eu-central-1:111122223333:rule/${{each.key}}"
}}
"""

ONE = '    job{n:04} = {{ timeout = {timeout}, scheduled = {scheduled}, environment = {{ TABLE = "t{n}" }} }}\n'


def repository(folder: Path, roots: int, functions: int) -> None:
    """Write root modules with that many functions in all, which share a module for networks and one for functions."""
    for name, text in (("network", NETWORK), ("function", FUNCTION)):
        _write(folder / "modules" / name, text)
    for root in range(roots):
        declared = "".join(
            ONE.format(n=n, timeout=10 + n % 50, scheduled="true" if n % 5 == 0 else "false")
            for n in range(functions // roots)
        )
        text = ROOT.format(n=root, octet=root % 250, functions=declared)
        _write(folder / "roots" / f"root{root:03}", text)


def _write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text(text, encoding="utf-8")
