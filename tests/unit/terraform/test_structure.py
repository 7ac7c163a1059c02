"""What is built of modules, loops and look-ups resolves to the facts that a careful reader sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning import FAIL, PASS, UNDECIDED, Scan, scan

FUNCTION = """
resource "aws_lambda_function" "{name}" {{
  {repeated}
  function_name = "{name}"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}
"""

NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "zone" {
  for_each          = toset(["a", "b"])
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.key == "a" ? "10.0.1.0/24" : "10.0.2.0/24"
  availability_zone = "eu-west-1${each.key}"
}

locals {
  apps = { for name in ["orders", "billing"] : name => { zones = name == "orders" ? ["a", "b"] : ["a"] } }
}
"""


def function(name: str, subnets: str, repeated: str = "") -> str:
    return FUNCTION.format(name=name, subnets=subnets, repeated=repeated)


MODULE = (
    'variable "subnets" {\n  type = list(string)\n}\n'
    + function("this", "var.subnets")
    + 'output "subnets" {\n  value = aws_lambda_function.this.vpc_config[0].subnet_ids\n}\n'
)


def scanned(folder: Path, files: dict[str, str]) -> Scan:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return scan(folder, "terraform", rules="LAMBDANET_401")


def answer_for(done: Scan, address: str) -> tuple[str, str]:
    """The verdict and the explanation for an address."""
    found = [finding for finding in done.findings if finding.address == address]
    assert len(found) == 1, [finding.address for finding in done.findings]
    return found[0].verdict, found[0].explanation


class TestModulesThatCheckovDoesNotExpand:
    """Calls with ``count`` and ``for_each`` over what is worked out."""

    CALL = """
module "app" {
  for_each = local.apps
  source   = "./app"
  subnets  = [for zone in each.value.zones : aws_subnet.zone[zone].id]
}
"""

    def test_each_instance_has_its_own_values(self, tmp_path: Path) -> None:
        done = scanned(tmp_path, {"main.tf": NETWORK + self.CALL, "app/main.tf": MODULE})
        verdict, why = answer_for(done, "module.app.aws_lambda_function.this")
        assert verdict == FAIL
        assert 'module.app["billing"].aws_lambda_function.this' in why

    def test_count(self, tmp_path: Path) -> None:
        call = """
module "app" {
  count   = length(keys(local.apps))
  source  = "./app"
  subnets = [for zone in values(local.apps)[count.index].zones : aws_subnet.zone[zone].id]
}
"""
        done = scanned(tmp_path, {"main.tf": NETWORK + call, "app/main.tf": MODULE})
        assert (
            "module.app[0].aws_lambda_function.this uses" in answer_for(done, "module.app.aws_lambda_function.this")[1]
        )

    def test_outputs_of_an_instance(self, tmp_path: Path) -> None:
        functions = function("one", 'module.app["orders"].subnets') + function("other", 'module.app["billing"].subnets')
        functions += function("each", "each.value.subnets", "for_each = module.app")
        done = scanned(tmp_path, {"main.tf": NETWORK + self.CALL + functions, "app/main.tf": MODULE})
        assert answer_for(done, "aws_lambda_function.one")[0] == PASS
        assert answer_for(done, "aws_lambda_function.other")[0] == FAIL
        assert 'aws_lambda_function.each["billing"]' in answer_for(done, "aws_lambda_function.each")[1]

    def test_modules_within(self, tmp_path: Path) -> None:
        inner = """
variable "subnets" {}

module "inner" {
  for_each = { for n, zones in { wide = 2 } : n => zones }
  source   = "../inner"
  subnets  = slice(var.subnets, 0, min(each.value, length(var.subnets)))
}
"""
        files = {"main.tf": NETWORK + self.CALL, "app/main.tf": inner, "inner/main.tf": MODULE}
        verdict, why = answer_for(scanned(tmp_path, files), "module.app.module.inner.aws_lambda_function.this")
        assert verdict == FAIL
        assert 'module.app["billing"].module.inner["wide"].aws_lambda_function.this uses' in why

    def test_keys_that_are_not_known(self, tmp_path: Path) -> None:
        call = """
variable "apps" {
  type = map(list(string))
}

module "app" {
  for_each = var.apps
  source   = "./app"
  subnets  = each.value
}
"""
        done = scanned(tmp_path, {"main.tf": call, "app/main.tf": MODULE})
        assert answer_for(done, "module.app.aws_lambda_function.this")[0] == UNDECIDED

    def test_very_many_instances_end_soon(self, tmp_path: Path) -> None:
        call = """
module "app" {
  count   = length(range(1000)) * 3
  source  = "./app"
  subnets = [aws_subnet.zone["a"].id]
}
"""
        done = scanned(tmp_path, {"main.tf": NETWORK + call, "app/main.tf": MODULE})
        assert answer_for(done, "module.app.aws_lambda_function.this")[0] == FAIL


def test_other_stacks_are_undecided_with_the_reason(tmp_path: Path) -> None:
    code = """
data "terraform_remote_state" "network" {
  backend = "s3"
}

variable "unset" {
  type = list(string)
}

moved {
  from = aws_lambda_function.before
  to   = aws_lambda_function.whole
}
"""
    outputs = "data.terraform_remote_state.network.outputs"
    code += function("whole", f"{outputs}.subnets") + function("unset", "var.unset")
    code += function("first", f"[{outputs}.subnets[0]]") + function("two", f"slice({outputs}.subnets, 0, 2)")
    done = scanned(tmp_path, {"main.tf": code})
    for name, reason in (("whole", "those of another state"), ("two", "another state"), ("unset", "has no default")):
        verdict, why = answer_for(done, f"aws_lambda_function.{name}")
        assert verdict == UNDECIDED
        assert reason in why
    assert answer_for(done, "aws_lambda_function.first")[0] == FAIL


def test_root_modules_with_equal_names(tmp_path: Path) -> None:
    def root(zone: str) -> str:
        return NETWORK.replace('"eu-west-1${each.key}"', zone) + function("this", "values(aws_subnet.zone)[*].id")

    done = scanned(tmp_path, {"one/main.tf": root('"eu-west-1a"'), "other/main.tf": root('"eu-west-1${each.key}"')})
    assert {finding.file: finding.verdict for finding in done.findings} == {"one/main.tf": FAIL, "other/main.tf": PASS}


ZONES = NETWORK + 'variable "zones" {\n  type = list(string)\n}\n'
ZONES += function("this", "[for zone in var.zones : aws_subnet.zone[zone].id]")


@pytest.mark.parametrize(
    "name", ["terraform.tfvars", "terraform.tfvars.json", "z.auto.tfvars", "z.auto.tfvars.json", "production.tfvars"]
)
def test_files_of_values(tmp_path: Path, name: str) -> None:
    value = '{"zones": ["a", "b"]}' if name.endswith("json") else 'zones = [\n  "a",\n  "b",\n]\n'
    done = scanned(tmp_path, {"main.tf": ZONES, name: value})
    # Terraform reads other files only where the command line names them.
    assert answer_for(done, "aws_lambda_function.this")[0] == (UNDECIDED if name == "production.tfvars" else PASS)


def test_a_later_file_of_values_wins(tmp_path: Path) -> None:
    files = {"main.tf": ZONES, "terraform.tfvars": 'zones = ["a"]', "z.auto.tfvars": 'zones = ["a", "b"]'}
    assert answer_for(scanned(tmp_path, files), "aws_lambda_function.this")[0] == PASS


def test_values_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_zones", '["a", "b"]')
    assert answer_for(scanned(tmp_path, {"main.tf": ZONES}), "aws_lambda_function.this")[0] == PASS


LOOK_UPS = """
data "aws_region" "current" {}

data "aws_ssm_parameter" "subnets" {
  name = "/network/subnets"
}

data "aws_subnet" "by_argument" {
  availability_zone = "eu-west-1a"
}

data "aws_subnet" "by_filter" {
  filter {
    name   = "availability-zone"
    values = ["eu-west-1b"]
  }
}

data "aws_subnets" "private" {
  filter {
    name   = "tag:tier"
    values = ["private"]
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "of_region" {
  for_each          = toset(["a", "b"])
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.${index(["a", "b"], each.key)}.0/24"
  availability_zone = "${data.aws_region.current.name}${each.key}"
}
"""


@pytest.mark.parametrize(
    ("subnets", "verdict"),
    [
        ("[data.aws_subnet.by_argument.id, data.aws_subnet.by_filter.id]", PASS),
        ("values(aws_subnet.of_region)[*].id", PASS),
        ("data.aws_subnets.private.ids", UNDECIDED),
        ("slice(tolist(data.aws_subnets.private.ids), 0, 2)", UNDECIDED),
        ('split(",", data.aws_ssm_parameter.subnets.value)', UNDECIDED),
        ("[data.aws_subnet.by_filter.id]", FAIL),
    ],
)
def test_look_ups(tmp_path: Path, subnets: str, verdict: str) -> None:
    done = scanned(tmp_path, {"main.tf": LOOK_UPS + function("this", subnets)})
    assert answer_for(done, "aws_lambda_function.this")[0] == verdict


def test_what_is_not_asked_for_is_found(tmp_path: Path) -> None:
    code = """
data "aws_subnet" "found" {
  id                = "subnet-0a1b2c3d4e5f60718"
  availability_zone = null
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "beside" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = data.aws_subnet.found.availability_zone
}
"""
    done = scanned(tmp_path, {"main.tf": code + function("this", "aws_subnet.beside[*].id")})
    verdict, why = answer_for(done, "aws_lambda_function.this")
    assert verdict == FAIL
    assert "(data.aws_subnet.found.availability_zone)" in why


def test_policies_attached_in_a_loop_over_what_is_looked_up(tmp_path: Path) -> None:
    code = """
data "aws_iam_policy" "vpc" {
  name = "AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role" "this" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = toset(["arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess", data.aws_iam_policy.vpc.arn])
  role       = aws_iam_role.this.name
  policy_arn = each.value
}
"""
    code += function("this", '["subnet-0a1b2c3d4e5f60718"]').replace(
        '"arn:aws:iam::111122223333:role/lambda"', "aws_iam_role.this.arn"
    )
    (tmp_path / "main.tf").write_text(code)
    assert scan(tmp_path, "terraform").verdict("LAMBDANET_708", "aws_lambda_function.this") == PASS


HARD = {
    "circle": "locals {\n  subnets = local.more\n  more    = concat(local.subnets, [local.subnets[0]])\n}\n",
    "huge": "locals {\n  subnets = flatten([for a in range(1000) : [for b in range(1000) : range(1000)]])\n}\n",
    "powers": "locals {\n  subnets = [for n in range(pow(2, 900)) : pow(n, n)]\n}\n",
    "deep": f"locals {{\n  subnets = {'[' * 150}{']' * 150}\n}}\n",
    "lists": "locals {\n  y0 = [1, 2]\n"
    + "".join(f"  y{n + 1} = [local.y{n}, local.y{n}]\n" for n in range(40))
    + "  subnets = flatten(local.y40)\n}\n",
}


@pytest.mark.parametrize("name", HARD)
def test_hard_expressions_are_undecided_soon(tmp_path: Path, name: str) -> None:
    import time

    before = time.perf_counter()
    done = scanned(tmp_path, {"main.tf": HARD[name] + function("this", "local.subnets")})
    assert time.perf_counter() - before < 20
    assert answer_for(done, "aws_lambda_function.this")[0] in (UNDECIDED, FAIL)


LISTED_ZONES = """
data "aws_availability_zones" "all" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "zone" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = %s[%s]
}
"""


@pytest.mark.parametrize(
    ("listed", "index", "verdict"),
    [
        ("tolist(data.aws_availability_zones.all.names)", "count.index", PASS),
        ("sort(data.aws_availability_zones.all.names)", "count.index + 1", PASS),
        ("tolist(data.aws_availability_zones.all.names)", "0", FAIL),
        ("sort(data.aws_availability_zones.all.group_names)", "count.index", UNDECIDED),
    ],
)
def test_zones_of_a_list_in_another_order(tmp_path: Path, listed: str, index: str, verdict: str) -> None:
    code = LISTED_ZONES % (listed, index) + function("orders", "aws_subnet.zone[*].id")
    assert answer_for(scanned(tmp_path, {"main.tf": code}), "aws_lambda_function.orders")[0] == verdict
