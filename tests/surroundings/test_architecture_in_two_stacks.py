"""The architecture whose network another stack has, with that stack as an account and as what it gives out.

Its own fixture leaves the network open. Here the network is that of another architecture: the stack of the functions
beside it in one scan says what is right, and alone, with a snapshot and the exports or the outputs of a state, it has
to say the same.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from deployed import deploy
from networks import NETWORKS, SETTINGS
from scanning import FAIL, NOT_APPLICABLE, PASS, Scan, scan
from snapshots import ACCOUNT, REGION, an_account, snapshot, surrounded_by

_NETWORK = NETWORKS / "private-database" / "cloudformation_json" / "network.json"
_FUNCTIONS = NETWORKS / "shared-subnets"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/functions"
# What is given out, as exports and as outputs -> the resource of the network's template, and its attribute.
_GIVEN = {
    ("VpcId", "vpc_id"): ("Vpc", ""),
    ("PrivateSubnetA", "private_subnet_a_id"): ("PrivateSubnetA", ""),
    ("PrivateSubnetB", "private_subnet_b_id"): ("PrivateSubnetB", ""),
    ("FunctionsGroup", "functions_group_id"): ("FunctionsGroup", ""),
    ("DatabaseHost", "database_host"): ("Database", "Endpoint.Address"),
    ("FunctionRoleArn", "function_role_arn"): ("FunctionsRole", "Arn"),
}
_NAMES = {"OrdersFunction": "orders", "NightlyFunction": "nightly", "OrdersGroup": "orders"}
_POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
# The export hands the role on, so that others may attach policies; the account shows what is attached.
DIFFERENT = {
    ("LAMBDANET_701", "NightlyFunction"): NOT_APPLICABLE,
    ("LAMBDANET_702", "NightlyFunction"): PASS,
    ("LAMBDANET_703", "NightlyFunction"): NOT_APPLICABLE,
}


def _of_network() -> dict[str, Any]:
    """The network's template without functions; it exports what the functions' stack imports."""
    template: dict[str, Any] = json.loads(_NETWORK.read_text(encoding="utf-8"))
    resources = template["Resources"]
    template["Resources"] = {name: each for name, each in resources.items() if "Lambda" not in each["Type"]}
    template["Outputs"] = {}
    for (export, _), (name, attribute) in _GIVEN.items():
        value = {"Fn::GetAtt": [name, attribute]} if attribute else {"Ref": name}
        template["Outputs"][export] = {"Value": value, "Export": {"Name": f"network-{export}"}}
    return template


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scan, Path]:
    """Both stacks in one scan, and the account of the network's with what it gives out."""
    folder = tmp_path_factory.mktemp("together")
    code = folder / "code"
    code.mkdir()
    network = code / "network.template"
    network.write_text(json.dumps(_of_network()), encoding="utf-8")
    shutil.copy(_FUNCTIONS / "cloudformation_json" / "network.json", code / "functions.template")
    whole = scan(code, "cloudformation", settings=SETTINGS)
    alone = folder / "alone"
    alone.mkdir()
    (alone / "network.template").write_text(network.read_text(encoding="utf-8"), encoding="utf-8")
    read = scan(alone, "cloudformation", settings=SETTINGS).network
    assert read is not None
    with an_account() as client:
        made = deploy(read, client)
        around = snapshot(folder / "account")
    role = {
        "RoleName": "functions",
        "Arn": _ROLE,
        "AttachedManagedPolicies": [{"PolicyName": _POLICY.rpartition("/")[2], "PolicyArn": _POLICY}],
        "RolePolicyList": [],
    }
    (around / ACCOUNT / REGION / "roles.json").write_text(json.dumps({"RoleDetailList": [role]}), encoding="utf-8")
    file = str((alone / "network.template").resolve())
    values = {
        names: _ROLE if attribute == "Arn" else (made.hosts if attribute else made.ids)[f"{file}#{name}"]
        for names, (name, attribute) in _GIVEN.items()
    }
    exports = [{"Name": f"network-{export}", "Value": value} for (export, _), value in values.items()]
    (folder / "exports.json").write_text(json.dumps({"Exports": exports}), encoding="utf-8")
    outputs = {output: {"value": value, "type": "string", "sensitive": False} for (_, output), value in values.items()}
    (folder / "outputs.json").write_text(json.dumps(outputs), encoding="utf-8")
    return whole, folder


def _differences(whole: Scan, part: Scan, named: dict[str, str]) -> list[str]:
    """What is said of the functions' stack and differs. named: the last part of an address -> that in the templates."""
    expected = {(each.rule, each.address.rpartition(".")[2]): each for each in whole.findings}
    found = {
        (each.rule, named.get(each.address, each.address.rpartition(".")[2])): each
        for each in part.findings
        if each.address in named or not named
    }
    assert found
    problems = []
    for key, each in found.items():
        before = expected.get(key)
        wanted = DIFFERENT.get(key, before.verdict if before is not None else None)
        if before is not None and each.verdict != wanted:
            problems.append(f"{key}: {before.verdict} -> {each.verdict}: {before.explanation} -> {each.explanation}")
    return problems


def test_the_templates_part_is_judged_as_with_the_other(together: tuple[Scan, Path], tmp_path: Path) -> None:
    whole, folder = together
    shutil.copy(_FUNCTIONS / "cloudformation_json" / "network.json", tmp_path / "functions.template")
    with surrounded_by(folder / "account", folder / "exports.json"):
        part = scan(tmp_path, "cloudformation", settings=SETTINGS)
    found = _differences(whole, part, {})
    assert not found, "\n".join(found)
    decided = {each.rule for each in part.findings if each.verdict in (PASS, FAIL)}
    assert {f"LAMBDANET_{rule}" for rule in (304, 401, 601, 602, 604, 605, 701, 702, 705)} <= decided


def test_the_configuration_is_judged_as_the_templates(together: tuple[Scan, Path], tmp_path: Path) -> None:
    whole, folder = together
    (tmp_path / "code").mkdir()
    shutil.copy(_FUNCTIONS / "terraform" / "main.tf", tmp_path / "code" / "main.tf")
    shutil.copy(folder / "outputs.json", tmp_path / "outputs.json")
    settings = tmp_path / "settings.yaml"
    entry = "  - files: outputs.json\n    state: network/terraform.tfstate\n"
    settings.write_text(f"{SETTINGS.read_text(encoding='utf-8')}\nsurroundings:\n{entry}", encoding="utf-8")
    with surrounded_by(folder / "account"):
        part = scan(tmp_path / "code", "terraform", settings=settings)
    named = {f"aws_lambda_function.{name}": template for template, name in _NAMES.items() if "Function" in template}
    found = _differences(whole, part, {**named, "aws_security_group.orders": "OrdersGroup"})
    assert not found, "\n".join(found)
