"""The architectures in a further form: the functions as code, and their network as a snapshot of the account.

The network of the CloudFormation form is made in an AWS API server, which then is all that is known of it: of the
template the functions are left, with ids and hosts in the place of references. What the rules say of each function has
to be what they say of the whole template.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from awscc_code import AwsccCode
from deployed import Deployed, deploy
from lambdanet.values import Known
from networks import NETWORKS, SETTINGS, network_names
from scanning import FAIL, PASS, UNDECIDED, Finding, Scan, scan
from snapshots import ACCOUNT, REGION, an_account, snapshot, surrounded_by

_OF_NETWORKS = ("AWS::EC2::", "AWS::RDS::", "AWS::EFS::", "AWS::ElastiCache::")
_IN_TEXT = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}")

# The stack of the network is a template of its own there: see test_architecture_in_two_stacks.py.
_BY_EXPORTS = ("shared-subnets",)
# What is different, with the reason: (network, rule, resource) -> what is said of the part, and why.
DIFFERENT: dict[tuple[str, str, str], tuple[str, str]] = {
    ("public-subnets", "LAMBDANET_201", "RefundFunction"): (
        FAIL,
        "the outputs hand the VPC on, and the account shows that nobody took it",
    ),
    ("isolated-vpc", "LAMBDANET_201", "ArchiveFunction"): (FAIL, "as above"),
    ("isolated-vpc", "LAMBDANET_702", "ExportFunction"): (
        PASS,
        "the template leaves its Region open, the snapshot is of one",
    ),
}


@cache
def _whole(network: str) -> Scan:
    return scan(NETWORKS / network / "cloudformation_json", "cloudformation", settings=SETTINGS)


def _meant(identity: str, attribute: str, made: Deployed) -> str | None:
    if identity not in made.ids:
        return None
    if attribute.endswith(("Address", "Endpoint", "PrivateIp")) and identity in made.hosts:
        return made.hosts[identity]
    if attribute.endswith("Port"):
        return "5432"
    return made.ids[f"{identity}/default security group" if attribute == "DefaultSecurityGroup" else identity]


TERRAFORM = "terraform by ids"
LOOKED_UP = "terraform by data sources"
FORMS = ("ids", "imports", "stored parameters", TERRAFORM, LOOKED_UP)


class _Form:
    """How a template says what was made: writes it out, imports it, or reads it from the parameter store."""

    def __init__(self, form: str, file: str, made: Deployed) -> None:
        self.form = form
        self.file = file
        self.made = made
        self.values: dict[str, str] = {}

    def said(self, value: Any) -> Any:
        """A part of the template without references to what was made."""
        if isinstance(value, list):
            return [self.said(each) for each in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"Ref"}:
            return self._named(value["Ref"], "") or value
        if set(value) == {"Fn::GetAtt"}:
            named = value["Fn::GetAtt"]
            name, attribute = named if isinstance(named, list) else named.split(".", 1)
            return self._named(name, attribute) or value
        if set(value) == {"Fn::Sub"} and isinstance(value["Fn::Sub"], str):

            def put(found: re.Match[str]) -> str:
                return _meant(f"{self.file}#{found[1]}", found[2] or "", self.made) or found[0]

            return {"Fn::Sub": _IN_TEXT.sub(put, value["Fn::Sub"])}
        return {key: self.said(each) for key, each in value.items()}

    def _named(self, name: str, attribute: str) -> Any:
        value = _meant(f"{self.file}#{name}", attribute, self.made)
        if value is None or self.form not in ("imports", "stored parameters"):
            return value
        label = f"{name}{attribute.replace('.', '')}"
        self.values[label] = value
        if self.form == "imports":
            return {"Fn::ImportValue": f"network-{label}"}
        return f"{{{{resolve:ssm:/network/{label}}}}}"

    def given(self) -> dict[str, Any]:
        """What AWS says of the values."""
        if self.form == "imports":
            found = [{"Name": f"network-{label}", "Value": value} for label, value in self.values.items()]
            return {"Exports": found}
        stored = [
            {"Name": f"/network/{label}", "Type": "String", "Value": value} for label, value in self.values.items()
        ]
        return {"Parameters": stored}


def _looked_up(network: str, made: Deployed) -> dict[str, tuple[str, dict[str, str]]]:
    """By id: the data source that finds it, with its arguments."""
    read = _whole(network).network
    assert read is not None
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for identity, subnet in read.subnets.items():
        if identity in made.ids and isinstance(subnet.vpc, Known) and isinstance(subnet.cidr, Known):
            data = {"vpc_id": made.ids[subnet.vpc.value or ""], "cidr_block": subnet.cidr.value or ""}
            found[made.ids[identity]] = ("aws_subnet", data)
    for identity in read.security_groups:
        if identity in made.ids:
            found[made.ids[identity]] = ("aws_security_group", {"id": made.ids[identity]})
    return found


def _write(
    folder: Path, name: str, template: dict[str, Any], form: str, looked_up: dict[str, tuple[str, dict[str, str]]]
) -> None:
    if form not in (TERRAFORM, LOOKED_UP):
        (folder / f"{name}.template").write_text(json.dumps(template), encoding="utf-8")
        return
    code = AwsccCode(template).code()
    text = json.dumps(code["resource"])
    if form == LOOKED_UP:
        for number, (id, (kind, arguments)) in enumerate(looked_up.items()):
            if f'"{id}"' in text:
                text = text.replace(f'"{id}"', f'"${{data.{kind}.n{number}.id}}"')
                code["data"].setdefault(kind, {})[f"n{number}"] = arguments
    code["resource"] = json.loads(text)
    (folder / f"{name}.tf.json").write_text(json.dumps(code), encoding="utf-8")
    # Checkov's runner begins where it finds a file of its own.
    (folder / "variables.tf").write_text('variable "AWSRegion" {}\n', encoding="utf-8")


def _name(finding: Finding) -> str:
    return finding.address.rpartition(".")[2]


@cache
def _made(network: str, folder: Path) -> tuple[Deployed, Path]:
    """The network in an account, and the snapshot of it."""
    whole = _whole(network)
    assert whole.network is not None
    with an_account() as client:
        made = deploy(whole.network, client)
        around = snapshot(folder / network)
    further = {"CacheClusters": made.cache_clusters}
    (around / ACCOUNT / REGION / "members.json").write_text(json.dumps(further), encoding="utf-8")
    return made, around


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("accounts")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("network", [each for each in network_names() if each not in _BY_EXPORTS])
def test_functions_are_judged_as_with_their_network(network: str, form: str, folder: Path, tmp_path: Path) -> None:
    whole = _whole(network)
    made, around = _made(network, folder)
    (tmp_path / "code").mkdir()
    values: dict[str, Any] = {}
    for template in (NETWORKS / network / "cloudformation_json").glob("*.json"):
        content = json.loads(template.read_text(encoding="utf-8"))
        said = _Form(form, str(template.resolve()), made)
        content["Resources"] = {
            name: said.said(resource)
            for name, resource in content["Resources"].items()
            if not resource["Type"].startswith(_OF_NETWORKS)
        }
        content.pop("Outputs", None)
        values = said.given()
        _write(tmp_path / "code", template.stem, content, form, _looked_up(network, made))
    (tmp_path / "values.json").write_text(json.dumps(values), encoding="utf-8")
    with surrounded_by(around, *([tmp_path / "values.json"] if said.values else [])):
        language = "terraform" if form in (TERRAFORM, LOOKED_UP) else "cloudformation"
        part = scan(tmp_path / "code", language, settings=SETTINGS)
    assert part.findings
    expected = {(each.rule, _name(each)): each.verdict for each in whole.findings}
    problems = []
    for each in part.findings:
        before = expected.get((each.rule, _name(each)))
        wanted = DIFFERENT.get((network, each.rule, _name(each)), (before, ""))[0]
        if before is not None and each.verdict != wanted:
            problems.append(f"{each.rule} {each.address}: {before} -> {each.verdict}: {each.explanation}")
        elif before is None and each.verdict == UNDECIDED:
            problems.append(f"{each.rule} {each.address}: undecided: {each.explanation}")
    assert not problems, "\n".join(problems)
