"""Values of variables, and outputs of other states, in Terraform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from given_code import configuration, notes, reasons, scanned, write, zones

TF = "terraform"
A, B = "eu-west-1a", "eu-west-1b"


def _values(first: str, second: str) -> str:
    return f'first  = "{first}"\nsecond = "{second}"\n'


def _scan(folder: Path, files: dict[str, Any], *entries: dict[str, Any], code: str | None = None) -> Any:
    return scanned(folder, TF, {"code/main.tf": code or configuration(), **files}, list(entries))


@pytest.mark.parametrize("name", ["values.tfvars", "values.tfvars.json", "code/prod.tfvars", "code/env/prod.tfvars"])
def test_values_decide(name: str, tmp_path: Path) -> None:
    for folder, values, expected in (("a", (A, B), "pass"), ("b", (A, A), "fail")):
        content = {"first": values[0], "second": values[1]} if name.endswith(".json") else _values(*values)
        assert zones(_scan(tmp_path / folder, {name: content}, {"files": name}), TF) == expected


def test_without_files_nothing_is_decided(tmp_path: Path) -> None:
    assert zones(_scan(tmp_path, {}), TF) == "undecided"


def test_they_come_before_what_terraform_takes_by_itself(tmp_path: Path) -> None:
    files = {"code/x.auto.tfvars": _values(A, A), "code/terraform.tfvars": _values(A, A), "v.tfvars": _values(A, B)}
    assert zones(_scan(tmp_path / "a", files), TF) == "fail"
    assert zones(_scan(tmp_path / "b", files, {"files": "v.tfvars"}), TF) == "pass"


def test_of_files_that_are_named_the_last_counts(tmp_path: Path) -> None:
    files = {"one.tfvars": _values(A, A), "two.tfvars": _values(A, B)}
    assert zones(_scan(tmp_path / "a", files, {"files": ["one.tfvars", "two.tfvars"]}), TF) == "pass"
    assert zones(_scan(tmp_path / "b", files, {"files": ["two.tfvars", "one.tfvars"]}), TF) == "fail"


def test_files_of_a_folder_that_differ_leave_it_open(tmp_path: Path) -> None:
    files = {"all/one.tfvars": _values(A, A), "all/two.tfvars": _values(A, B)}
    found = _scan(tmp_path, files, {"files": "all"})
    assert zones(found, TF) == "undecided"
    assert "two.tfvars give var.second different values" in str(reasons(found))


def test_they_settle_what_files_beside_leave_open(tmp_path: Path) -> None:
    code = configuration(
        before=f'variable "first" {{\n  default = "{A}"\n}}\nvariable "second" {{\n  default = "{B}"\n}}\n'
    )
    files = {"code/env/prod.tfvars": f'second = "{A}"\n', "code/env/dev.tfvars": f'second = "{B}"\n'}
    assert zones(_scan(tmp_path / "a", files, code=code), TF) == "undecided"
    assert zones(_scan(tmp_path / "b", files, {"files": "code/env/prod.tfvars"}, code=code), TF) == "fail"


def test_a_file_for_another_root_says_nothing(tmp_path: Path) -> None:
    files = {"code/other/main.tf": configuration(), "v.tfvars": _values(A, B)}
    found = _scan(tmp_path / "a", files, {"files": "v.tfvars", "roots": "code/other"})
    assert zones(found, TF, "main.tf") == "undecided"
    assert zones(found, TF, "other/main.tf") == "pass"
    files = {"code/other/main.tf": configuration(), "code/other/v.tfvars": _values(A, B)}
    found = _scan(tmp_path / "b", files, {"files": "code/other/v.tfvars"})
    assert zones(found, TF, "main.tf") == "undecided"
    assert zones(found, TF, "other/main.tf") == "pass"


def test_without_roots_all_variables_have_to_be_declared(tmp_path: Path) -> None:
    more = _values(A, B) + 'third = "x"\n'
    assert zones(_scan(tmp_path / "a", {"v.tfvars": more}, {"files": "v.tfvars"}), TF) == "undecided"
    assert zones(_scan(tmp_path / "b", {"v.tfvars": more}, {"files": "v.tfvars", "roots": "code"}), TF) == "pass"
    assert "v.tfvars gives third, which" in str(notes().unmatched)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("w.tfvars", "first = {", "cannot be read as values of variables"),
        ("w.tfvars.json", "{", "is no JSON, or not all of it"),
        ("w.tfvars.json", '{"first": ' + "[" * 900 + "]" * 900 + "}", "is nested deeper than 60 levels"),
        ("w.tfvars.json", "[1]", "the file is a list, expected an object with the variables"),
    ],
)
def test_wrong_files_are_reported_and_others_count(name: str, content: str, problem: str, tmp_path: Path) -> None:
    found = _scan(tmp_path, {"v.tfvars": _values(A, B), name: content}, {"files": [name, "v.tfvars"]})
    assert zones(found, TF) == "pass"
    assert problem in str(notes().problems)


def test_what_is_not_understood_in_a_file_of_values_is_not_shown(tmp_path: Path) -> None:
    _scan(tmp_path, {"v.tfvars": "first = 1\npassword = hunter2 rest_of_it\n"}, {"files": "v.tfvars"})
    text = str(notes().problems)
    assert "v.tfvars: cannot be read as values of variables: line 2 is not understood" in text
    assert "rest_of_it" not in text


def test_values_of_sensitive_variables_are_shown_nowhere(tmp_path: Path) -> None:
    before = 'variable "first" {\n  sensitive = true\n}\nvariable "second" {\n  sensitive = true\n}\n'
    files = {"v.tfvars": _values("top-secret-zone", "top-secret-zone")}
    found = _scan(tmp_path, files, {"files": "v.tfvars"}, code=configuration(before=before))
    assert zones(found, TF) == "fail"
    assert all("top-secret-zone" not in each.explanation for each in found.findings)


# Other states


def _remote(config: str, more: str = "") -> str:
    data = f'data "terraform_remote_state" "net" {{\n  backend = "s3"\n  config = {{ {config} }}\n  {more}\n}}\n'
    outputs = "data.terraform_remote_state.net.outputs"
    return configuration(f"{outputs}.zones[0]", f'{outputs}["zones"][1]', data)


def _output(first: str, second: str, sensitive: bool = False) -> dict[str, Any]:
    return {"zones": {"sensitive": sensitive, "type": ["list", "string"], "value": [first, second]}}


def _shown(first: str, second: str, sensitive: bool = False) -> dict[str, Any]:
    values = {"outputs": _output(first, second, sensitive), "root_module": {}}
    return {"format_version": "1.0", "terraform_version": "1.9.0", "values": values}


def _state(first: str, second: str, sensitive: bool = False) -> dict[str, Any]:
    outputs = {"zones": {"value": [first, second], "type": ["list", "string"]}}
    if sensitive:
        outputs["zones"]["sensitive"] = True  # type: ignore[assignment]
    return {
        "version": 4,
        "terraform_version": "1.9.0",
        "serial": 1,
        "lineage": "x",
        "outputs": outputs,
        "resources": [],
    }


S3 = 'bucket = "states", key = "network/terraform.tfstate", region = "eu-west-1"'


@pytest.mark.parametrize("answer", [_output, _shown, _state])
def test_outputs_decide(answer: Any, tmp_path: Path) -> None:
    code = _remote(S3)
    assert zones(_scan(tmp_path / "none", {}, code=code), TF) == "undecided"
    for folder, values, expected in (("a", (A, B), "pass"), ("b", (A, A), "fail")):
        entry = {"files": "net.json", "state": "network/*"}
        assert zones(_scan(tmp_path / folder, {"net.json": answer(*values)}, entry, code=code), TF) == expected


@pytest.mark.parametrize("answer", [_output, _shown, _state])
def test_sensitive_outputs_are_not_read(answer: Any, tmp_path: Path) -> None:
    files = {"net.json": answer("top-secret-a", "top-secret-b", True)}
    found = _scan(tmp_path, files, {"files": "net.json", "state": "network/*"}, code=_remote(S3))
    assert zones(found, TF) == "undecided"
    assert "is sensitive, its value is not read" in str(reasons(found))
    assert "top-secret" not in str([found.findings, notes().unmatched, notes().problems, reasons(found)])


@pytest.mark.parametrize(
    ("state", "more", "expected"),
    [
        ("network/terraform.tfstate", "", "pass"),
        ("states/network/terraform.tfstate", "", "pass"),
        ("storage/*", "", "undecided"),
        ("other/terraform.tfstate", "", "undecided"),
        ("network/terraform.tfstate", 'workspace = "prod"', "undecided"),
        ("prod/network/terraform.tfstate", 'workspace = "prod"', "pass"),
        ("states/env:/prod/network/*", 'workspace = "prod"', "pass"),
        ("network/terraform.tfstate", "workspace = terraform.workspace", "pass"),
        ("network/terraform.tfstate", 'workspace = "default"', "pass"),
    ],
)
def test_a_state_is_found_by_its_names(state: str, more: str, expected: str, tmp_path: Path) -> None:
    entry = {"files": "net.json", "state": state}
    assert zones(_scan(tmp_path, {"net.json": _output(A, B)}, entry, code=_remote(S3, more)), TF) == expected
    if expected == "undecided":
        assert "no file is of the state of data.terraform_remote_state.net" in str(notes().unmatched)


def test_a_state_without_a_name_is_nobodys(tmp_path: Path) -> None:
    found = _scan(tmp_path, {"net.json": _output(A, B)}, {"files": "net.json"}, code=_remote(S3))
    assert zones(found, TF) == "undecided"
    assert "write `state: network/terraform.tfstate` in the entry of its outputs" in str(notes().unmatched)


def test_two_states_of_one_name_leave_it_open(tmp_path: Path) -> None:
    files = {"one.json": _output(A, B), "two.json": _output(A, A)}
    entry = {"files": ["one.json", "two.json"], "state": "network/*"}
    found = _scan(tmp_path, files, entry, code=_remote(S3))
    assert zones(found, TF) == "undecided"
    assert "give the output zones of the state of data.terraform_remote_state.net different" in str(reasons(found))


def test_a_local_state_is_found_by_its_path(tmp_path: Path) -> None:
    code = _remote('path = "../net/terraform.tfstate"').replace('"s3"', '"local"')
    for folder, place, expected in (("a", "net", "pass"), ("b", "other", "undecided")):
        name = f"{place}/terraform.tfstate"
        assert zones(_scan(tmp_path / folder, {name: _state(A, B)}, {"files": name}, code=code), TF) == expected


@pytest.mark.parametrize(("state", "expected"), [("acme/net", "pass"), ("net", "pass"), ("other/net", "undecided")])
def test_workspaces_of_hcp_terraform(state: str, expected: str, tmp_path: Path) -> None:
    entry = {"files": "net.json", "state": state}
    files = {"net.json": _output(A, B)}
    remote = _remote('organization = "acme", workspaces = { name = "net" }').replace('"s3"', '"remote"')
    assert zones(_scan(tmp_path / "a", files, entry, code=remote), TF) == expected
    data = 'data "tfe_outputs" "net" {\n  organization = "acme"\n  workspace = "net"\n}\n'
    tfe = configuration(
        "data.tfe_outputs.net.values.zones[0]", "data.tfe_outputs.net.nonsensitive_values.zones[1]", data
    )
    assert zones(_scan(tmp_path / "b", files, entry, code=tfe), TF) == expected


def test_an_output_that_is_nested_too_deeply_is_reported(tmp_path: Path) -> None:
    deep = json.loads("[" * 900 + "]" * 900)
    files = {"net.json": {"zones": {"sensitive": False, "type": "x", "value": deep}, "a": _output(A, B)["zones"]}}
    found = _scan(tmp_path, files, {"files": "net.json", "state": "network/*"}, code=_remote(S3))
    assert zones(found, TF) == "undecided"
    assert "zones.value is nested deeper than 60 levels" in str(notes().problems)


def test_an_output_that_the_state_has_not_is_not_known(tmp_path: Path) -> None:
    files = {"net.json": {"other": {"sensitive": False, "type": "string", "value": "x"}}}
    found = _scan(tmp_path, files, {"files": "net.json", "state": "network/*"}, code=_remote(S3))
    assert zones(found, TF) == "undecided"


# Stacks and the parameter store


def _stored(first: str, second: str, region: str = "eu-west-1", kind: str = "String") -> dict[str, Any]:
    arn = f"arn:aws:ssm:{region}:111122223333:parameter/net"
    named = (("a", first), ("b", second))
    return {
        "Parameters": [
            {"Name": f"/net/{name}", "Type": kind, "Value": value, "Version": 1, "ARN": f"{arn}/{name}"}
            for name, value in named
        ]
    }


def _ssm(provider: str = "", more: str = "") -> str:
    data = "".join(
        f'data "aws_ssm_parameter" "{name}" {{\n  name = "/net/{name}"\n  {more}\n}}\n' for name in ("a", "b")
    )
    return configuration("data.aws_ssm_parameter.a.value", "data.aws_ssm_parameter.b.insecure_value", provider + data)


def test_stored_parameters_decide(tmp_path: Path) -> None:
    entry = {"files": "x.json"}
    assert zones(_scan(tmp_path / "a", {"x.json": _stored(A, B)}, entry, code=_ssm()), TF) == "pass"
    assert zones(_scan(tmp_path / "b", {"x.json": _stored(A, A)}, entry, code=_ssm()), TF) == "fail"
    found = _scan(
        tmp_path / "c", {"x.json": _stored("top-secret", "top-secret", kind="SecureString")}, entry, code=_ssm()
    )
    assert zones(found, TF) == "undecided"
    assert "top-secret" not in str([found.findings, reasons(found)])


def test_the_region_of_the_provider_distinguishes_files(tmp_path: Path) -> None:
    files = {"x.json": _stored(A, B), "y.json": _stored(A, A, "us-east-1")}
    entry = {"files": ["x.json", "y.json"]}
    assert zones(_scan(tmp_path / "a", files, entry, code=_ssm()), TF) == "undecided"
    for region, expected in (("eu-west-1", "pass"), ("us-east-1", "fail"), ("ap-east-1", "undecided")):
        code = _ssm(f'provider "aws" {{\n  region = "{region}"\n}}\n')
        assert zones(_scan(tmp_path / region, files, entry, code=code), TF) == expected
    far = 'provider "aws" {\n  region = "eu-west-1"\n}\nprovider "aws" {\n  alias = "far"\n  region = "us-east-1"\n}\n'
    assert zones(_scan(tmp_path / "far", files, entry, code=_ssm(far, "provider = aws.far")), TF) == "fail"


def test_the_code_that_makes_a_parameter_counts(tmp_path: Path) -> None:
    made = f'resource "aws_ssm_parameter" "b" {{\n  name = "/net/b"\n  type = "String"\n  value = "{B}"\n}}\n'
    found = _scan(tmp_path, {"x.json": _stored(A, A)}, {"files": "x.json"}, code=_ssm(made))
    assert zones(found, TF) == "undecided"
    assert "says something else of the stored parameter /net/b than the code" in str(notes().contradictions)


def test_exports_and_stacks_decide(tmp_path: Path) -> None:
    exports = {"Exports": [{"Name": "net-a", "Value": A, "ExportingStackId": "x"}]}
    stacks = {"Stacks": [{"StackName": "net", "Outputs": [{"OutputKey": "B", "OutputValue": A}]}]}
    data = (
        'data "aws_cloudformation_export" "a" {\n  name = "net-a"\n}\n'
        'data "aws_cloudformation_stack" "net" {\n  name = "net"\n}\n'
    )
    code = configuration("data.aws_cloudformation_export.a.value", "data.aws_cloudformation_stack.net.outputs.B", data)
    found = _scan(tmp_path / "a", {"x.json": exports, "y.json": stacks}, {"files": ["x.json", "y.json"]}, code=code)
    assert zones(found, TF) == "fail"
    assert zones(_scan(tmp_path / "b", {"x.json": exports}, {"files": ["x.json"]}, code=code), TF) == "undecided"


def test_files_within_a_module_that_is_called_count_for_its_root(tmp_path: Path) -> None:
    called = configuration(before='variable "first" {}\nvariable "second" {}\n')
    root = (
        'variable "zones" {\n  type = list(string)\n}\n'
        'module "net" {\n  source = "../net"\n  first = var.zones[0]\n  second = var.zones[1]\n}\n'
    )
    write(tmp_path, {"net/main.tf": called})
    found = _scan(tmp_path, {"v.tfvars": f'zones = ["{A}", "{A}"]\n'}, {"files": "v.tfvars"}, code=root)
    said = [each for each in found.findings if each.rule == "LAMBDANET_401"]
    assert [each.verdict for each in said] == ["fail"]


def test_a_variable_that_another_file_will_declare(tmp_path: Path) -> None:
    """Some put files with declarations beside the code before Terraform runs: a value that is given counts even so."""
    code = configuration(before="")
    for folder, values, expected in (("a", (A, B), "pass"), ("b", (A, A), "fail")):
        files = {"v.tfvars": _values(*values)}
        found = _scan(tmp_path / folder, files, {"files": "v.tfvars", "roots": "code"}, code=code)
        assert zones(found, TF) == expected
        # Without ``roots`` nothing says that the file is for this root module.
        assert zones(_scan(tmp_path / folder, files, {"files": "v.tfvars"}, code=code), TF) == "undecided"
