"""A root module that reads the state of another one of the same scan has its outputs, as that one's code gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from given_code import FUNCTION, ZONES, scanned, why, write
from states_of_networks import (
    APPLICATION,
    DECIDED,
    NETWORK,
    OPEN,
    S3,
    STATE,
    A,
    B,
    application,
    backend,
    both,
    judged,
    network,
)

OF_ACME, OF_OTHERS = (f'organization = "{name}", workspaces = {{ name = "network" }}' for name in ("acme", "other"))
HCP = 'organization = "acme"\n    workspaces {\n      name = "network"\n    }'


@pytest.mark.parametrize(
    ("has", "kind", "config", "expected"),
    [
        (backend("s3", S3), "s3", S3, DECIDED),
        # The Region is where the bucket is, and a bucket's name is used once.
        (backend("s3", S3), "s3", 'bucket = "states", key = "network/terraform.tfstate"', DECIDED),
        (backend("s3", S3), "s3", S3.replace("states", "others"), OPEN),
        (backend("s3", S3), "s3", S3.replace("network/", "net/"), OPEN),
        (backend("s3", S3), "gcs", 'bucket = "states", prefix = "network/terraform.tfstate"', OPEN),
        (backend("s3", S3), "s3", S3.replace('"states"', "var.bucket"), OPEN),
        (backend("s3", S3.replace('bucket = "states", ', "")), "s3", S3, OPEN),
        (backend("s3", ""), "s3", "", OPEN),
        (backend("s3", S3 + ', endpoints = { s3 = "https://storage.example" }'), "s3", S3, OPEN),
        (backend("gcs", 'bucket = "b", prefix = "n"'), "gcs", 'bucket = "b", prefix = "n"', DECIDED),
        ("", "local", 'path = "../network/terraform.tfstate"', DECIDED),
        ("", "local", 'path = "${path.module}/../network/terraform.tfstate"', DECIDED),
        ("", "local", 'path = "${path.root}/../network/terraform.tfstate"', DECIDED),
        ("", "local", 'path = "../other/terraform.tfstate"', OPEN),
        ("", "local", 'path = "../network/terraform.tfstate.d/prod/terraform.tfstate"', OPEN),
        (backend("local", 'path = "../states/n.tfstate"'), "local", 'path = "../states/n.tfstate"', DECIDED),
        (backend("local", 'path = "../states/n.tfstate"'), "local", 'path = "../network/terraform.tfstate"', OPEN),
        (backend("s3", S3), "local", 'path = "../network/terraform.tfstate"', OPEN),
        (f"cloud {{\n    {HCP}\n  }}", "remote", OF_ACME, DECIDED),
        (f'backend "remote" {{\n    {HCP}\n  }}', "remote", OF_ACME, DECIDED),
        (f"cloud {{\n    {HCP}\n  }}", "remote", OF_OTHERS, OPEN),
    ],
)  # fmt: skip
def test_where_it_is_kept(has: str, kind: str, config: str, expected: tuple[str, str], tmp_path: Path) -> None:
    code = application(kind, config, before='variable "bucket" {\n  default = "states"\n}\n')
    if "var.bucket" in config:
        code = code.replace('  default = "states"\n', "")
    assert both(tmp_path, has, code) == expected


@pytest.mark.parametrize(
    ("before", "written"),
    [
        ('locals {\n  key = "network/terraform.tfstate"\n}\n', "local.key"),
        ('variable "part" {\n  default = "network"\n}\n', '"${var.part}/terraform.tfstate"'),
        ('variable "name" {\n  default = "terraform"\n}\n', '"network/${var.name}.tfstate"'),
    ],
)
def test_a_key_that_is_put_together(before: str, written: str, tmp_path: Path) -> None:
    config = S3.replace('"network/terraform.tfstate"', written)
    assert both(tmp_path, backend("s3", S3), application("s3", config, before=before)) == DECIDED


def test_outputs_as_terraform_0_11_names_them(tmp_path: Path) -> None:
    code = application("s3", S3).replace(".outputs.", ".")
    assert both(tmp_path / "a", backend("s3", S3), code) == DECIDED
    listed = code.replace(
        f"{STATE}.subnets".replace(".outputs.", "."), '["${data.terraform_remote_state.network.subnets}"]'
    )
    assert listed != code
    assert both(tmp_path / "b", backend("s3", S3), listed) == DECIDED
    assert both(tmp_path / "c", backend("s3", S3.replace("network/", "net/")), listed) == OPEN
    block = code.replace(f"config = {{ {S3} }}", "config {\n    " + S3.replace(", ", "\n    ") + "\n  }")
    assert block != code
    assert both(tmp_path / "d", backend("s3", S3), block) == DECIDED


def test_outputs_of_a_workspace_of_hcp_terraform(tmp_path: Path) -> None:
    data = 'data "tfe_outputs" "network" {\n  organization = "acme"\n  workspace    = "network"\n}\n'
    code = data + APPLICATION % {"outputs": "data.tfe_outputs.network.nonsensitive_values"}
    assert both(tmp_path / "a", f"cloud {{\n    {HCP}\n  }}", code) == DECIDED
    assert both(tmp_path / "b", f"cloud {{\n    {HCP.replace('acme', 'other')}\n  }}", code) == OPEN


def test_the_module_that_asks_may_be_called(tmp_path: Path) -> None:
    files = {
        "network/main.tf": network(backend("s3", S3), A, A),
        "modules/function/main.tf": application("s3", S3),
        "app/main.tf": 'module "function" {\n  source = "../modules/function"\n}\n',
    }
    found = scanned(tmp_path, "terraform", {f"code/{name}": text for name, text in files.items()}, [])
    assert found.verdict(ZONES, "module.function.aws_lambda_function.orders") == "fail"


def test_outputs_of_modules_that_the_other_calls(tmp_path: Path) -> None:
    call = (
        f"terraform {{\n  {backend('s3', S3)}\n}}\n"
        'module "vpc" {\n  source = "../vpc"\n}\n'
        'output "subnets" {\n  value = module.vpc.subnets\n}\noutput "groups" {\n  value = module.vpc.groups\n}\n'
    )
    files = {"vpc/main.tf": network("", A, A), "network/main.tf": call, "app/main.tf": application("s3", S3)}
    assert judged(tmp_path, files) == "fail"


def test_two_root_modules_of_one_state_leave_it_open(tmp_path: Path) -> None:
    files = {"network/main.tf": network(backend("s3", S3), A, A), "app/main.tf": application("s3", S3)}
    assert judged(tmp_path / "a", files) == "fail"
    assert judged(tmp_path / "b", {**files, "copy/main.tf": network(backend("s3", S3), A, A)}) == "undecided"


def test_an_output_that_is_not_there_is_not_known(tmp_path: Path) -> None:
    code = application("s3", S3)
    text = network(backend("s3", S3), A, A).replace('"subnets"', '"others"')
    files = {"network/main.tf": text, "app/main.tf": code}
    assert judged(tmp_path / "a", files) == "undecided"
    given = application("s3", S3, 'defaults = { subnets = ["subnet-0a1b2c3d4e5f60718"] }')
    assert judged(tmp_path / "b", {**files, "app/main.tf": given}) == "fail"
    of_both = {"network/main.tf": network(backend("s3", S3), A, B), "app/main.tf": given}
    assert judged(tmp_path / "c", of_both) == "pass"


def test_states_that_read_each_other(tmp_path: Path) -> None:
    own = S3.replace("network/", "app/")
    files = {
        "network/main.tf": network(backend("s3", S3), A, A)
        + f'data "terraform_remote_state" "app" {{\n  backend = "s3"\n  config = {{ {own} }}\n}}\n'
        + 'output "name" {\n  value = data.terraform_remote_state.app.outputs.name\n}\n',
        "app/main.tf": f"terraform {{\n  {backend('s3', own)}\n}}\n"
        + application("s3", S3)
        + f'output "name" {{\n  value = "orders"\n}}\noutput "again" {{\n  value = {STATE}.name\n}}\n',
    }
    assert judged(tmp_path, files) == "fail"


def test_ones_own_state_is_that_of_before(tmp_path: Path) -> None:
    text = f"terraform {{\n  {backend('s3', S3)}\n}}\n" + NETWORK % {"zones": f'["{A}", "{A}"]'}
    assert judged(tmp_path, {"app/main.tf": text + application("s3", S3)}) == "undecided"


@pytest.mark.parametrize(
    ("workspace", "other", "expected"),
    [("", "", "fail"), ('workspace = "prod"', "", "fail"), ("workspace = terraform.workspace", "", "fail"),
     ("", "prod", "undecided"), ('workspace = "prod"', "prod", "fail"), ('workspace = "dev"', "prod", "undecided"),
     ("", "default", "fail"), ("workspace = var.unknown", "prod", "undecided")],
)  # fmt: skip
def test_another_workspace_is_another_state(workspace: str, other: str, expected: str, tmp_path: Path) -> None:
    before = 'variable "unknown" {}\n'
    files = {
        "code/network/main.tf": network(backend("s3", S3), A, A),
        "code/app/main.tf": application("s3", S3, workspace, before),
        "code/network/some.tfvars": "",
    }
    entry = {"files": "code/network/some.tfvars", "roots": ["code/network"], "workspace": other}
    found = scanned(tmp_path, "terraform", files, [entry] if other else [])
    assert found.verdict(ZONES, FUNCTION["terraform"]) == expected


def test_what_a_file_says_of_the_state_comes_first(tmp_path: Path) -> None:
    output = {"subnets": {"sensitive": False, "type": ["list", "string"], "value": ["subnet-0a1b2c3d4e5f60718"]}}
    files = {
        "code/network/main.tf": network(backend("s3", S3), A, B),
        "code/app/main.tf": application("s3", S3),
        "net.json": output,
    }
    found = scanned(tmp_path, "terraform", files, [{"files": "net.json", "state": "network/terraform.tfstate"}])
    assert found.verdict(ZONES, FUNCTION["terraform"]) == "fail"
    assert "subnet-0a1b2c3d4e5f60718" in why(found, "terraform")


def test_a_backend_in_json_and_in_an_override(tmp_path: Path) -> None:
    code = application("s3", S3)
    arguments = {"bucket": "states", "key": "network/terraform.tfstate", "region": "eu-west-1"}
    as_json = {"terraform": {"backend": {"s3": arguments}}}
    files = {"network/main.tf": network("", A, A), "app/main.tf": code}
    assert judged(tmp_path / "a", {**files, "network/backend.tf.json": as_json}) == "fail"
    other = network(backend("s3", S3.replace("states", "others")), A, A)
    over = f"terraform {{\n  {backend('s3', S3)}\n}}\n"
    assert judged(tmp_path / "b", {**files, "network/main.tf": other}) == "undecided"
    assert judged(tmp_path / "c", {**files, "network/main.tf": other, "network/main_override.tf": over}) == "fail"
    to_local = 'terraform {\n  backend "local" {}\n}\n'
    moved = {**files, "network/main.tf": network(backend("s3", S3), A, A), "network/main_override.tf": to_local}
    assert judged(tmp_path / "d", moved) == "undecided"


def test_a_state_of_code_outside_of_the_scan_stays_unknown(tmp_path: Path) -> None:
    write(tmp_path, {"network/main.tf": network(backend("s3", S3), A, A)})
    assert judged(tmp_path, {"app/main.tf": application("s3", S3)}) == "undecided"


def test_what_another_root_module_adds_counts(tmp_path: Path) -> None:
    """A rule that the one adds to a group of the other is one of the group's."""
    outputs = f'\nresource "aws_security_group_rule" "all" {{\n  security_group_id = {STATE}.groups["functions"]\n'
    rule = '  type = "egress"\n  protocol = "-1"\n  from_port = 0\n  to_port = 0\n  cidr_blocks = ["0.0.0.0/0"]\n}\n'
    for name, more, expected in (("a", outputs + rule, "fail"), ("b", "", None)):
        files = {
            "code/network/main.tf": network(backend("s3", S3)),
            "code/app/main.tf": application("s3", S3) + more,
        }
        found = scanned(tmp_path / name, "terraform", files, [])
        said = {each.verdict for each in found.findings if each.rule == "LAMBDANET_302"}
        assert ("fail" in said) == (expected == "fail"), found.findings
