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

from deployed import Deployed, deploy
from networks import NETWORKS, SETTINGS, network_names
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED, Scan, scan
from snapshots import ACCOUNT, REGION, an_account, snapshot, surrounded_by

_OF_NETWORKS = ("AWS::EC2::", "AWS::RDS::", "AWS::EFS::", "AWS::ElastiCache::")
_IN_TEXT = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}")
_WORST_FIRST = (FAIL, UNDECIDED, PASS, NOT_APPLICABLE)

# The stack of the network is a template of its own there, and its exports are the values to be given.
_BY_EXPORTS = ("shared-subnets",)
# What is different, with the reason: (network, rule, resource) -> what is said of the part, and why.
DIFFERENT: dict[tuple[str, str, str], tuple[str, str]] = {
    ("public-subnets", "LAMBDANET_201", "AWS::Lambda::Function.RefundFunction"): (
        FAIL,
        "the outputs hand the VPC on, and the account shows that nobody took it",
    ),
    ("isolated-vpc", "LAMBDANET_201", "AWS::Lambda::Function.ArchiveFunction"): (FAIL, "as above"),
    ("isolated-vpc", "LAMBDANET_702", "AWS::Lambda::Function.ExportFunction"): (
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


def _by_ids(value: Any, file: str, made: Deployed) -> Any:
    """A part of a template with ids and hosts in the place of references to what was made."""
    if isinstance(value, list):
        return [_by_ids(each, file, made) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"}:
        return _meant(f"{file}#{value['Ref']}", "", made) or value
    if set(value) == {"Fn::GetAtt"}:
        named = value["Fn::GetAtt"]
        name, attribute = named if isinstance(named, list) else named.split(".", 1)
        return _meant(f"{file}#{name}", attribute, made) or value
    if set(value) == {"Fn::Sub"} and isinstance(value["Fn::Sub"], str):

        def put(found: re.Match[str]) -> str:
            return _meant(f"{file}#{found[1]}", found[2] or "", made) or found[0]

        return {"Fn::Sub": _IN_TEXT.sub(put, value["Fn::Sub"])}
    return {key: _by_ids(each, file, made) for key, each in value.items()}


@pytest.mark.parametrize("network", [each for each in network_names() if each not in _BY_EXPORTS])
def test_functions_by_ids_are_judged_as_with_their_network(network: str, tmp_path: Path) -> None:
    whole = _whole(network)
    assert whole.network is not None
    with an_account() as client:
        made = deploy(whole.network, client)
        around = snapshot(tmp_path / "network")
    further = {"CacheClusters": made.cache_clusters}
    (around / ACCOUNT / REGION / "members.json").write_text(json.dumps(further), encoding="utf-8")
    (tmp_path / "code").mkdir()
    for template in (NETWORKS / network / "cloudformation_json").glob("*.json"):
        content = json.loads(template.read_text(encoding="utf-8"))
        file = str(template.resolve())
        content["Resources"] = {
            name: _by_ids(resource, file, made)
            for name, resource in content["Resources"].items()
            if not resource["Type"].startswith(_OF_NETWORKS)
        }
        content.pop("Outputs", None)
        (tmp_path / "code" / f"{template.stem}.template").write_text(json.dumps(content), encoding="utf-8")
    with surrounded_by(around):
        part = scan(tmp_path / "code", "cloudformation", settings=SETTINGS)
    expected = {(each.rule, each.address): each.verdict for each in whole.findings}
    problems = []
    for each in part.findings:
        before = expected.get((each.rule, each.address))
        wanted = DIFFERENT.get((network, each.rule, each.address), (before, ""))[0]
        if before is not None and each.verdict != wanted:
            problems.append(f"{each.rule} {each.address}: {before} -> {each.verdict}: {each.explanation}")
    assert not problems, "\n".join(problems)
    undecided = [
        each
        for each in part.findings
        if each.verdict == UNDECIDED and expected.get((each.rule, each.address)) != UNDECIDED
    ]
    assert not undecided, "\n".join(f"{each.rule} {each.address}: {each.explanation}" for each in undecided)
