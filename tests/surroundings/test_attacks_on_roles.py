"""Roles of accounts: what code attaches to them by name, boundaries, versions, and lists that are not in the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import ACCOUNT, REGION, Place, judged
from scanning import FAIL, PASS, UNDECIDED, Scan

INTERFACES = [
    f"ec2:{name}" for name in ("CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface")
]
VPC_ACCESS = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
QUEUES = ["sqs:SendMessage"]


def _says(effect: str, actions: list[str]) -> dict[str, Any]:
    return {"Statement": [{"Effect": effect, "Action": actions, "Resource": "*"}]}


def _role(*inline: dict[str, Any], versions: tuple[dict[str, Any], ...] = (), **more: Any) -> Callable[[Place], None]:
    """A role with inline policies named main, and a managed policy in several versions, or as its boundary."""

    def change(place: Place) -> None:
        name = f"held{place.number}"
        arn, policy = (f"arn:aws:iam::{ACCOUNT}:{kind}/{name}" for kind in ("role", "policy"))
        listed = [{"PolicyName": "main", "PolicyDocument": document} for document in inline]
        attached = [{"PolicyName": name, "PolicyArn": policy}] if versions else []
        role = {"RoleName": name, "Arn": arn, "RolePolicyList": listed, "AttachedManagedPolicies": attached}
        if boundary := more.get("boundary"):
            role["PermissionsBoundary"] = {"PermissionsBoundaryArn": policy}
            versions_of = (boundary,)
        else:
            versions_of = versions
        role |= more.get("of_role", {})
        for left_out in more.get("without", ()):
            del role[left_out]
        found = [{"VersionId": f"v{at}", "Document": document} for at, document in enumerate(versions_of, 1)]
        held = {"PolicyName": name, "Arn": policy, "PolicyVersionList": found, **more.get("of_policy", {})}
        if boundary:
            found[0]["IsDefaultVersion"] = True
        place.held["RoleDetailList"], place.held["Policies"] = [role], [held]
        if more.get("filtered"):
            place.held["Policies"] = []
        place.role = f'"{arn}"'
        for kind, body in more.get("code", {}).items():
            place.declares(kind, body.format(name=name))

    return change


def _left_out(change: Callable[[Place], None], listed: str, name: str) -> Callable[[Place], None]:
    """The same, with the elements of a list of the role as somebody may have cut them."""

    def changed(place: Place) -> None:
        change(place)
        for each in place.one("RoleDetailList")[listed]:
            del each[name]

    return changed


def _inline(effect: str) -> str:
    actions = '", "'.join(INTERFACES)
    statement = f'{{ Effect = "{effect}", Action = ["{actions}"], Resource = "*" }}'
    document = f"jsonencode({{ Statement = [{statement}] }})".replace("{", "{{").replace("}", "}}")
    return f'name = "main"\nrole = "{{name}}"\npolicy = {document}'


ATTACHED = {"aws_iam_role_policy_attachment": f'role = "{{name}}"\npolicy_arn = "{VPC_ACCESS}"'}
NONE_INLINE = {"aws_iam_role_policies_exclusive": 'role_name = "{name}"\npolicy_names = []'}
MAY, MAY_NOT, OTHER = _says("Allow", INTERFACES), _says("Deny", ["ec2:*"]), _says("Allow", QUEUES)
CASES = {
    "allowed": (_role(MAY), PASS),
    "not allowed": (_role(OTHER), FAIL),
    "attached by name": (_role(OTHER, code=ATTACHED), PASS),
    "inline policy of the same name": (_role(OTHER, code={"aws_iam_role_policy": _inline("Allow")}), PASS),
    "denied in the place of what allows": (_role(MAY, code={"aws_iam_role_policy": _inline("Deny")}), FAIL),
    "no inline policy stays": (_role(MAY, code=NONE_INLINE), FAIL),
    "boundary that allows": (_role(MAY, boundary=_says("Allow", ["*"])), PASS),
    "boundary that denies": (_role(MAY, boundary=MAY_NOT), FAIL),
    "version in force": (_role(versions=(OTHER, MAY), of_policy={"DefaultVersionId": "v2"}), PASS),
    "version that was": (_role(versions=(MAY, OTHER), of_policy={"DefaultVersionId": "v2"}), FAIL),
    "no version in force": (_role(versions=(OTHER, MAY)), UNDECIDED),
    # ``--filter Role`` prints the other lists, and nothing in them.
    "policy that was not asked for": (_role(versions=(OTHER,), filtered=True), UNDECIDED),
    "boundary that was not asked for": (_role(MAY, boundary=MAY, filtered=True), UNDECIDED),
    "document left out": (_left_out(_role(MAY), "RolePolicyList", "PolicyDocument"), UNDECIDED),
    "ARN left out": (
        _left_out(_role(versions=(MAY,), of_policy={"DefaultVersionId": "v1"}), "AttachedManagedPolicies", "PolicyArn"),
        UNDECIDED,
    ),
    "list of something else": (_role(OTHER, of_role={"AttachedManagedPolicies": [None]}), UNDECIDED),
    "lists left out": (_role(without=("RolePolicyList", "AttachedManagedPolicies")), UNDECIDED),
}


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scan, list[Place]]:
    return judged(tmp_path_factory.mktemp("roles"), [change for change, _ in CASES.values()])


@pytest.mark.parametrize("case", CASES)
def test_a_role_of_an_account_may_what_it_may_once_the_code_is_deployed(
    roles: tuple[Scan, list[Place]], case: str
) -> None:
    found, places = roles
    address = places[list(CASES).index(case)].address
    assert found.verdict("LAMBDANET_708", address) == CASES[case][1], [
        each.explanation for each in found.of("LAMBDANET_708") if each.address == address
    ]


def _of_region(region: str, account: str = ACCOUNT) -> dict[str, Any]:
    """What makes a folder one of a Region: its record, and a subnet."""
    record = {"Version": 1, "TakenAt": "2026-11-20T00:00:00+00:00", "Account": account, "Region": region}
    subnet = {"SubnetId": "subnet-0fffffff", "VpcId": "vpc-0fffffff", "AvailabilityZone": f"{region}a"}
    return {"snapshot": {"LambdanetSnapshot": record}, "subnets": {"Subnets": [subnet]}}


@pytest.mark.parametrize("looked_up", [False, True])
@pytest.mark.parametrize("before", [REGION, 'variable "r" {}\nprovider "aws" {\n  region = var.r\n}\n'])
@pytest.mark.parametrize("layout", ["once", "in each folder"])
@pytest.mark.parametrize(("statement", "verdict"), [(MAY, PASS), (OTHER, FAIL)])
def test_a_role_is_one_in_all_regions(
    statement: dict[str, Any], verdict: str, layout: str, before: str, looked_up: bool, tmp_path: Path
) -> None:
    """A snapshot of two Regions has the roles once, and somebody may have saved them in each folder."""
    arn = f"arn:aws:iam::{ACCOUNT}:role/held"
    role = {"RoleName": "held", "Arn": arn, "AttachedManagedPolicies": []}
    role |= {"RolePolicyList": [{"PolicyName": "main", "PolicyDocument": statement}]}
    details = {"RoleDetailList": [role], "Policies": []}

    def changed(place: Place) -> None:
        place.role = f'"{arn}"'
        if looked_up:
            place.role = "data.aws_iam_role.held.arn"
            place.more = 'data "aws_iam_role" "held" {\n  name = "held"\n}\n'
        folders = {"us": _of_region("us-east-1")}
        if layout == "once":
            record = {**_of_region("")["snapshot"]["LambdanetSnapshot"], "Region": "global"}
            folders["global"] = {"details": details, "snapshot": {"LambdanetSnapshot": record}}
        else:
            folders["us"]["details"] = place.files["details"] = details
        _write(tmp_path / "account", folders)

    found, (place,) = judged(tmp_path, [changed], before=before)
    assert found.verdict("LAMBDANET_708", place.address) == verdict


def _write(around: Path, folders: dict[str, dict[str, Any]]) -> None:
    for folder, answers in folders.items():
        (around / folder).mkdir(parents=True)
        for name, answer in answers.items():
            (around / folder / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")


@pytest.mark.parametrize(("statement", "verdict"), [(MAY, PASS), (OTHER, FAIL)])
def test_a_policy_of_aws_is_one_in_all_accounts(statement: dict[str, Any], verdict: str, tmp_path: Path) -> None:
    """Accounts differ in how often they attach it, and an older answer has what it was."""
    arn, of_aws = f"arn:aws:iam::{ACCOUNT}:role/held", "arn:aws:iam::aws:policy/OfTomorrow"
    attached = [{"PolicyName": "OfTomorrow", "PolicyArn": of_aws}]
    role = {"RoleName": "held", "Arn": arn, "AttachedManagedPolicies": attached, "RolePolicyList": []}

    def policy(count: int, document: dict[str, Any]) -> dict[str, Any]:
        versions = [{"VersionId": "v1", "IsDefaultVersion": True, "Document": document}]
        return {"PolicyName": "OfTomorrow", "Arn": of_aws, "AttachmentCount": count, "PolicyVersionList": versions}

    def changed(place: Place) -> None:
        place.role = f'"{arn}"'
        place.files["details"] = {"RoleDetailList": [role], "Policies": [policy(1, statement)]}
        other = _of_region("eu-west-1", "222222222222")
        other["snapshot"]["LambdanetSnapshot"]["TakenAt"] = "2026-10-01T00:00:00+00:00"
        other["details"] = {"RoleDetailList": [], "Policies": [policy(7, _says("Allow", ["s3:*"]))]}
        _write(tmp_path / "account", {"other": other})

    found, (place,) = judged(tmp_path, [changed])
    assert found.verdict("LAMBDANET_708", place.address) == verdict
