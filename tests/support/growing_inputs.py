"""Inputs that grow, each of a kind that has once made something take longer than its size allows.

A kind is a function of a number that writes files of about so many letters, or elements, into a folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

FUNCTION = """
resource "aws_lambda_function" "orders" {{
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"
  description   = {}
  environment {{
    variables = {{ V = {} }}
  }}
  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = []
  }}
}}
"""
_VPC_CONFIG = {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"]}


def _commas(size: int) -> dict[str, str]:
    return {"Type": "CommaDelimitedList", "Default": "," * size}


KINDS: dict[str, Callable[[Path, int], None]] = {}


def _kind(write: Callable[[Path, int], None]) -> Callable[[Path, int], None]:
    KINDS[write.__name__] = write
    return write


def _terraform(folder: Path, value: str, rest: str = "") -> None:
    (folder / "main.tf").write_text(FUNCTION.format(value, value) + rest, encoding="utf-8")


def _template(folder: Path, value: object, **sections: object) -> None:
    environment = {"Variables": {"V": value}}
    properties = {"Description": value, "Environment": environment, "VpcConfig": _VPC_CONFIG}
    orders = {"Type": "AWS::Lambda::Function", "Properties": properties}
    # Laid out over lines: Checkov gives no line numbers to what is on one.
    content = {**sections, "Resources": {"Orders": orders, **sections.get("Resources", {})}}  # type: ignore[dict-item]
    (folder / "stack.json").write_text(json.dumps(content, indent=1), encoding="utf-8")


@_kind
def default_that_refers_to_itself(folder: Path, size: int) -> None:
    default = {"Fn::Join": ["", [{"Ref": "P"}] * min(size, 100)]}
    _template(folder, {"Ref": "P"}, Parameters={"P": {"Type": "String", "Default": default}})


@_kind
def defaults_in_a_circle(folder: Path, size: int) -> None:
    names = [f"P{at}" for at in range(min(size, 60))]
    parameters = {
        name: {"Type": "String", "Default": {"Ref": after}} for name, after in zip(names, [*names[1:], names[0]])
    }
    _template(folder, {"Ref": "P0"}, Parameters=parameters)


@_kind
def alias_to_itself(folder: Path, size: int) -> None:
    (folder / "stack.yaml").write_text(
        "Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties:\n"
        f"      Description: &a\n        Fn::Join: ['', [{', '.join(['*a'] * min(size, 100))}]]\n"
        "      VpcConfig:\n        SubnetIds: [subnet-0a1b2c3d4e5f60718]\n",
        encoding="utf-8",
    )


_OF_ITSELF = {"Fn::If": ["Missing", {"Ref": "Secret"}, {}]}
_IN_A_CIRCLE = [{"Ref": "Secret"}, {"Ref": "Secret"}]


def _with_parameters_of_themselves(folder: Path, secret: object, circle: object) -> None:
    """Templates in which everything is a parameter that holds itself: Checkov puts defaults in the place of names."""
    parameters = {
        "Secret": {"Type": "String", "NoEcho": True, "Default": secret},
        "Circle": {"Type": "String", "NoEcho": "true", "Default": circle},
    }
    value: object = {"Ref": "Secret"}
    rules = {"GroupDescription": "d", "SecurityGroupIngress": value, "SecurityGroupEgress": [value]}
    resources: dict[str, dict[str, object]] = {
        "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": rules},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": value}], "Tags": value}},
        "Stack": {"Type": "AWS::CloudFormation::Stack", "Properties": {"Parameters": value, "TemplateURL": value}},
        "Function": {"Type": "AWS::Serverless::Function", "Properties": {"Policies": value, "VpcConfig": value}},
        "Way": {"Type": "AWS::Serverless::Connector", "Properties": {"Source": value, "Destination": [value]}},
    }
    for name, resource in resources.items():
        inner = folder / name.lower()
        inner.mkdir()
        transform = {"Transform": "AWS::Serverless-2016-10-31"} if "Serverless" in str(resource["Type"]) else {}
        _template(inner, {"Fn::Select": [0, value]}, Parameters=parameters, Resources={name: resource}, **transform)


@_kind
def secret_that_holds_itself(folder: Path, size: int) -> None:
    _with_parameters_of_themselves(folder, _OF_ITSELF, "x")


@_kind
def secrets_that_hold_each_other(folder: Path, size: int) -> None:
    _with_parameters_of_themselves(folder, {"Fn::Join": ["", [{"Ref": "Circle"}]]}, _IN_A_CIRCLE)


@_kind
def template_string_of_itself(folder: Path, size: int) -> None:
    inner = "${templatestring(t, { t = t })}".replace("${", "$${") * min(size, 10)
    _terraform(folder, f'templatestring("{inner}", {{ t = local.t }})', f'locals {{\n  t = "{inner}"\n}}\n')


@_kind
def template_string_in_a_loop(folder: Path, size: int) -> None:
    inner = "%%{ for x in [1, 2, 3, 4] }$${templatestring(t, { t = t })}%%{ endfor }" * min(size, 3)
    _terraform(folder, "templatestring(local.t, { t = local.t })", f'locals {{\n  t = "{inner}"\n}}\n')


@_kind
def template_file_of_itself(folder: Path, size: int) -> None:
    (folder / "t.tpl").write_text('${templatefile("t.tpl", { a = a })}' * min(size, 10), encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t.tpl", { a = 1 })')


@_kind
def template_file_of_a_string(folder: Path, size: int) -> None:
    (folder / "t.tpl").write_text("${templatestring(t, { t = t })}" * min(size, 10), encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t.tpl", { t = file("${path.module}/t.tpl") })')


@_kind
def template_files_in_doubles(folder: Path, size: int) -> None:
    for at in range(min(size, 40)):
        (folder / f"t{at}.tpl").write_text(f'${{templatefile("t{at + 1}.tpl", {{}})}}' * 2, encoding="utf-8")
    (folder / "t40.tpl").write_text("x", encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t0.tpl", {})')


@_kind
def stars_of_fileset(folder: Path, size: int) -> None:
    (folder / ("a" * 200)).write_text("", encoding="utf-8")
    _terraform(folder, f'join(",", fileset(path.module, "{"*a" * min(size, 90)}b"))')


@_kind
def double_stars_of_fileset(folder: Path, size: int) -> None:
    deep = folder.joinpath(*["d"] * 30)
    deep.mkdir(parents=True)
    (deep / "f").write_text("", encoding="utf-8")
    _terraform(folder, f'join(",", fileset(path.module, "{"**/d/" * min(size, 35)}g"))')


@_kind
def choices_of_fileset(folder: Path, size: int) -> None:
    (folder / ("a" * 200)).write_text("", encoding="utf-8")
    _terraform(folder, f'join(",", fileset(path.module, "{"{a,aa,}" * min(size, 22)}*b"))')


@_kind
def optional_groups_over_many(folder: Path, size: int) -> None:
    groups = "(a|b|ab)?" * min(size, 50)
    _terraform(
        folder, f'join(",", [for n in range({min(size, 1000)}) : replace("{"ab" * 40}${{n}}", "/{groups}c/", "x")])'
    )


@_kind
def blanks_in_a_directive(folder: Path, size: int) -> None:
    (folder / "t.tpl").write_text(f"%{{ for x{' ' * size}y }}%{{ endfor }}", encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t.tpl", {})')


@_kind
def blanks_in_another_directive(folder: Path, size: int) -> None:
    blanks = " " * (size // 2)
    (folder / "t.tpl").write_text(f"%{{ for x{blanks},{blanks}y{blanks}z }}%{{ endfor }}", encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t.tpl", {})')


@_kind
def interpolations_without_end(folder: Path, size: int) -> None:
    _template(folder, {"Fn::Sub": "${" * size})


@_kind
def interpolations_of_pseudo_parameters_without_end(folder: Path, size: int) -> None:
    _template(folder, "${AWS::Region" * (size // 12))


@_kind
def dynamic_references_without_end(folder: Path, size: int) -> None:
    _template(folder, "{{resolve:" * (size // 10))


@_kind
def terraform_interpolations_without_end(folder: Path, size: int) -> None:
    (folder / "t.tpl").write_text("${" * size, encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t.tpl", {})')


@_kind
def quotes_without_end(folder: Path, size: int) -> None:
    (folder / "t.tpl").write_text('${"' * (size // 3), encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t.tpl", {})')


@_kind
def strings_that_are_not_closed(folder: Path, size: int) -> None:
    (folder / "t.tpl").write_text('${ "a }\n' * (size // 8), encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t.tpl", {})')


@_kind
def heredocs_without_end(folder: Path, size: int) -> None:
    (folder / "t.tpl").write_text("${ <<A\n }" * (size // 9), encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t.tpl", {})')


@_kind
def comments_without_end(folder: Path, size: int) -> None:
    (folder / "t.tpl").write_text("${ /* }" * (size // 7), encoding="utf-8")
    _terraform(folder, 'templatefile("${path.module}/t.tpl", {})')


@_kind
def hex_words_beside_a_stack(folder: Path, size: int) -> None:
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "child.template"}}
    _template(folder, "0123456789abcdef" * (size // 16), Resources={"Child": nested})


@_kind
def dots_and_slashes_beside_a_stack(folder: Path, size: int) -> None:
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "../a" * (size // 4)}}
    _template(folder, ".y" * (size // 2), Resources={"Child": nested})


@_kind
def blank_lines_in_a_call(folder: Path, size: int) -> None:
    _terraform(folder, '"x"', 'module "m" {' + "\n" * size + '  source = "./m"\n}\n')


@_kind
def tabs_in_a_call(folder: Path, size: int) -> None:
    _terraform(folder, '"x"', 'module "m" {\n' + "\t" * size + 'sauce = "./m"\n}\n')


@_kind
def words_like_arns(folder: Path, size: int) -> None:
    _terraform(folder, '"' + "arn:aws-" + "a" * size + '"', "# " + "arn:aws:a:" * (size // 10) + "\n")


@_kind
def words_like_ids(folder: Path, size: int) -> None:
    _terraform(folder, '"' + "vpc-" * (size // 4) + '"', "# " + "vpc-0" * (size // 5) + "\n")


@_kind
def words_before_a_url(folder: Path, size: int) -> None:
    _terraform(folder, '"' + "http://" + "a" * size + '"')


@_kind
def letters_of_a_scheme(folder: Path, size: int) -> None:
    _terraform(folder, '"' + "a" * size + ":5432" * 3 + '"')


@_kind
def many_ports(folder: Path, size: int) -> None:
    _terraform(folder, '"' + "a://b:1" * (size // 7) + '"')


@_kind
def transform_and_blanks(folder: Path, size: int) -> None:
    blanks = " " * size
    (folder / "stack.yaml").write_text(
        f"Transform{blanks}: AWS::Serverless-2016-10-31\n# Transform{blanks}x\nResources:\n  Orders:\n"
        "    Type: AWS::Lambda::Function\n    Properties:\n      VpcConfig:\n        SubnetIds: [subnet-0a1b2c3d]\n",
        encoding="utf-8",
    )


@_kind
def policy_of_many_stars(folder: Path, size: int) -> None:
    stars = "*a" * min(size, 120)
    document = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": f"ec2:{stars}", "Resource": f"arn:aws:{stars}"},
                {"Effect": "Deny", "NotAction": f"ec2:{'?' * 100}{stars}", "Resource": "*"},
            ],
        }
    ).replace('"', '\\"')
    role = 'resource "aws_iam_role" "r" {\n  assume_role_policy = "{}"\n  inline_policy {\n'
    role += f'    name = "p"\n    policy = "{document}"\n  }}\n}}\n'
    _terraform(folder, '"x"', role)
    text = (folder / "main.tf").read_text(encoding="utf-8")
    (folder / "main.tf").write_text(text.replace('"arn:aws:iam::111122223333:role/lambda"', "aws_iam_role.r.arn"))


@_kind
def many_commas(folder: Path, size: int) -> None:
    _template(folder, {"Fn::Split": [",", "," * size]}, Parameters={"P": _commas(size)})


@_kind
def long_schedule(folder: Path, size: int) -> None:
    rule = {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "ScheduleExpression": f"cron({','.join(['0-59/1'] * (size // 7))} * * * ? *)",
            "Targets": [{"Arn": {"Fn::GetAtt": ["Orders", "Arn"]}, "Id": "a"}],
        },
    }
    _template(folder, "x", Resources={"Rule": rule})


@_kind
def pipe_that_nobody_writes(folder: Path, size: int) -> None:
    os.mkfifo(folder / "pipe.txt")
    _terraform(folder, 'file("${path.module}/pipe.txt")')


@_kind
def links_to_devices(folder: Path, size: int) -> None:
    for name in ("a.txt", "c.yml", "d.tofu", "e.tftpl"):
        (folder / name).symlink_to("/dev/zero")
    _terraform(folder, 'join("", [file("${path.module}/a.txt"), templatefile("${path.module}/e.tftpl", {})])')


def _locals(values: dict[str, str]) -> str:
    return "locals {\n" + "".join(f"  {name} = {value}\n" for name, value in values.items()) + "}\n"


def _doubles(value: str, size: int) -> tuple[str, dict[str, str]]:
    """Locals of which each holds the one before it twice, and the last of them."""
    number = min(size // 50, 90)
    return f"local.a{number}", {"a0": '"x"', **{f"a{at}": value.format(at - 1) for at in range(1, number + 1)}}


@_kind
def maps_in_doubles(folder: Path, size: int) -> None:
    last, values = _doubles("{{ p = local.a{0}, q = local.a{0} }}", size)
    _terraform(folder, f"jsonencode({last})", _locals(values))


@_kind
def lists_in_doubles(folder: Path, size: int) -> None:
    last, values = _doubles("[local.a{0}, local.a{0}]", size)
    _terraform(folder, last, _locals(values))


@_kind
def locals_of_each_other(folder: Path, size: int) -> None:
    number = int((size / 10) ** 0.5)
    everything = "[" + ", ".join(f"local.a{at}" for at in range(number)) + "]"
    _terraform(folder, "local.a0", _locals({f"a{at}": everything for at in range(number)}))


def _attributes(folder: Path, size: int, instances: str, index: str) -> None:
    """Resources of which each has the block of the one before it twice."""
    resource = 'resource "aws_vpc" "v{0}" {{\n{1}  cidr_block = {2}\n}}\n'
    before = f"aws_vpc.v{{}}{index}.cidr_block"
    number = min(size // 80, 60)
    text = resource.format(0, instances, "var.block")
    for at in range(1, number + 1):
        text += resource.format(at, instances, f'"${{{before}}}${{{before}}}"'.replace("{}", str(at - 1)))
    last = before.format(number)
    _terraform(folder, "local.last", f'variable "block" {{}}\nlocals {{\n  last = {last}\n}}\n{text}')


@_kind
def attributes_in_doubles(folder: Path, size: int) -> None:
    _attributes(folder, size, "", "")


@_kind
def attributes_of_counted_in_doubles(folder: Path, size: int) -> None:
    _attributes(folder, size, "  count = 1\n", "[0]")


@_kind
def blocks_in_doubles(folder: Path, size: int) -> None:
    number = min(size // 200, 60)
    rule = 'resource "aws_security_group" "g{}" {{\n  ingress {{\n    description = {}\n  }}\n}}\n'
    before = "aws_security_group.g{}.ingress[0].description"
    text = rule.format(0, "var.words")
    for at in range(1, number + 1):
        held = before.format(at - 1)
        text += rule.format(at, f'"${{{held}}}${{{held}}}"')
    last = before.format(number)
    _terraform(folder, "local.last", f'variable "words" {{}}\nlocals {{\n  last = {last}\n}}\n{text}')


def _network(folder: Path, rest: str) -> None:
    """A function in a subnet, with whatever else there is; the one beside it is judged all the same."""
    placed = (
        'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'
        'resource "aws_subnet" "s" {\n  vpc_id = aws_vpc.v.id\n  cidr_block = "10.0.0.0/24"\n}\n'
        'resource "aws_lambda_function" "placed" {\n  function_name = "placed"\n'
        '  role = "arn:aws:iam::111122223333:role/lambda"\n'
        "  vpc_config {\n    subnet_ids = [aws_subnet.s.id]\n"
        '    security_group_ids = ["sg-0a1b2c3d4e5f60718"]\n  }\n}\n'
    )
    _terraform(folder, '"x"', placed + rest)


@_kind
def entries_of_a_network_acl(folder: Path, size: int) -> None:
    entry = (
        "  egress {{\n    rule_no = {0}\n    action = {1}\n    protocol = {2}\n    from_port = {0}\n    to_port = {3}\n"
        '    cidr_block = "10.{4}.{5}.0/23"\n  }}\n'
    )
    entries = (
        entry.format(at + 1, '"deny"' if at % 3 else '"allow"', '"tcp"', at + 9000, at % 256, at % 254)
        for at in range(size // 30)
    )
    acl = 'resource "aws_network_acl" "a" {\n  vpc_id = aws_vpc.v.id\n  subnet_ids = [aws_subnet.s.id]\n'
    _network(folder, f"{acl}{''.join(entries)}}}\n")


@_kind
def vpcs_on_a_transit_gateway(folder: Path, size: int) -> None:
    """Functions that all depend on a database in one VPC, each from a VPC of its own."""
    vpc = (
        'resource "aws_vpc" "v{0}" {{\n  cidr_block = "10.{0}.0.0/16"\n}}\n'
        'resource "aws_subnet" "s{0}" {{\n  vpc_id = aws_vpc.v{0}.id\n  cidr_block = "10.{0}.0.0/24"\n}}\n'
        'resource "aws_ec2_transit_gateway_vpc_attachment" "a{0}" {{\n'
        "  transit_gateway_id = aws_ec2_transit_gateway.t.id\n"
        "  vpc_id = aws_vpc.v{0}.id\n  subnet_ids = [aws_subnet.s{0}.id]\n}}\n"
        'resource "aws_route_table" "t{0}" {{\n  vpc_id = aws_vpc.v{0}.id\n  route {{\n'
        '    cidr_block = "10.0.0.0/8"\n    transit_gateway_id = aws_ec2_transit_gateway.t.id\n  }}\n}}\n'
        'resource "aws_route_table_association" "x{0}" {{\n  subnet_id = aws_subnet.s{0}.id\n'
        "  route_table_id = aws_route_table.t{0}.id\n}}\n"
        'resource "aws_security_group" "g{0}" {{\n  vpc_id = aws_vpc.v{0}.id\n  egress {{\n    from_port = 0\n'
        '    to_port = 0\n    protocol = "-1"\n    cidr_blocks = ["0.0.0.0/0"]\n  }}\n}}\n'
        'resource "aws_lambda_function" "f{0}" {{\n  function_name = "f{0}"\n'
        '  role = "arn:aws:iam::111122223333:role/lambda"\n'
        "  environment {{\n    variables = {{ D = aws_db_instance.d.address }}\n  }}\n"
        "  vpc_config {{\n    subnet_ids = [aws_subnet.s{0}.id]\n"
        "    security_group_ids = [aws_security_group.g{0}.id]\n  }}\n}}\n"
    )
    database = (
        'resource "aws_ec2_transit_gateway" "t" {\n}\n'
        'resource "aws_db_subnet_group" "q" {\n  subnet_ids = [aws_subnet.s0.id]\n}\n'
        'resource "aws_db_instance" "d" {\n  vpc_security_group_ids = [aws_security_group.g0.id]\n'
        "  db_subnet_group_name = aws_db_subnet_group.q.name\n}\n"
    )
    _terraform(folder, '"x"', database + "".join(map(vpc.format, range(size // 100))))


_PLACED = (
    'resource "aws_lambda_function" "f{0}" {{\n  function_name = "f{0}"\n'
    '  role = "arn:aws:iam::111122223333:role/lambda"\n'
    "  vpc_config {{\n    subnet_ids = aws_subnet.s{0}[*].id\n"
    '    security_group_ids = ["sg-0a1b2c3d4e5f60718"]\n  }}\n}}\n'
)


@_kind
def subnets_in_each_zone(folder: Path, size: int) -> None:
    zones = 'data "aws_availability_zones" "z" {\n}\nresource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/8"\n}\n'
    subnets = (
        'resource "aws_subnet" "s{0}" {{\n  count = length(data.aws_availability_zones.z.names)\n'
        '  vpc_id = aws_vpc.v.id\n  cidr_block = cidrsubnet("10.0.0.0/8", 12, count.index)\n'
        "  availability_zone = data.aws_availability_zones.z.names[count.index]\n}}\n"
    )
    _terraform(folder, '"x"', zones + "".join(map((subnets + _PLACED).format, range(size // 100))))


@_kind
def modules_in_doubles(folder: Path, size: int) -> None:
    """Modules of which each calls the next one twice."""
    levels = min(size // 100, 100)
    calls = 'module "a" {{\n  source = "../m{0}"\n}}\nmodule "b" {{\n  source = "../m{0}"\n}}\n'
    for at in range(levels):
        (folder / f"m{at}").mkdir()
        (folder / f"m{at}" / "main.tf").write_text(calls.format(at + 1) if at + 1 < levels else "", encoding="utf-8")
    _terraform(folder, '"x"', calls.format(0).replace("../", "./"))


@_kind
def escaped_quotes_in_interpolations(folder: Path, size: int) -> None:
    """Checkov's grammar refuses such a string, after as many tries as its letters can be divided in."""
    value = f'"{"x" * size}${{replace("a", "\\"", "{"y" * size}")}}"'
    (folder / "refused.tf").write_text(f"locals {{\n  a = [\n    {value}\n  ]\n}}\n", encoding="utf-8")
    _terraform(folder, '"x"')


@_kind
def maps_in_doubles_at_an_unknown_key(folder: Path, size: int) -> None:
    last, values = _doubles("{{ x = local.a{0}, y = local.a{0} }}", size)
    _terraform(folder, f"{{ p = {last}, q = {last} }}[terraform.workspace]", _locals(values))


@_kind
def maps_of_many_at_an_unknown_key(folder: Path, size: int) -> None:
    entries = "\n".join(f'    k{at} = {{ host = "h{at}", parts = ["a", "b"] }}' for at in range(size // 40))
    _terraform(folder, "local.m[terraform.workspace].host", f"locals {{\n  m = {{\n{entries}\n  }}\n}}\n")


@_kind
def conditions_on_two_ways(folder: Path, size: int) -> None:
    """Each of two values is one or the other of the two before them."""
    values = {"a0": "var.x", "b0": "var.y"}
    for at in range(1, size // 200):
        values[f"a{at}"] = f"var.c{at} ? local.a{at - 1} : local.b{at - 1}"
        values[f"b{at}"] = f"var.d{at} ? local.a{at - 1} : local.b{at - 1}"
    variables = "".join(f'variable "{name}{at}" {{}}\n' for at in range(size // 200) for name in "cd")
    _terraform(
        folder, f"local.a{size // 200 - 1}", f'variable "x" {{}}\nvariable "y" {{}}\n{variables}{_locals(values)}'
    )


@_kind
def words_about_states(folder: Path, size: int) -> None:
    """What looks like the beginning of a backend, or of a look-up of a state, again and again on one line."""
    _terraform(folder, '"x"', f"# {'backend terraform_remote_state cloud ' * size}\n# {'cloud{' * size}\n")


@_kind
def states_of_many(folder: Path, size: int) -> None:
    """Root modules that each keep a state, and each read those of all others."""
    _terraform(folder, '"x"')
    for at in range(size // 200):
        root = folder / f"root{at}"
        root.mkdir()
        backend = f'terraform {{\n  backend "s3" {{\n    bucket = "b"\n    key = "{at}/terraform.tfstate"\n  }}\n}}\n'
        config = '  backend = "s3"\n  config = {\n    bucket = "b"\n    key = "${var.x}/terraform.tfstate"\n  }\n'
        data = f'data "terraform_remote_state" "other" {{\n{config}}}\n'
        (root / "main.tf").write_text(f'variable "x" {{}}\n{backend}{data}', encoding="utf-8")
