"""Which of AWS's managed policies let a role manage network interfaces."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from lambdanet.values import Known, Unknown, Value

# Those that functions really have; the file beside this one holds the rest and is read only when needed.
_GRANTING = ("AWSLambdaVPCAccessExecutionRole", "AWSLambdaENIManagementAccess", "AdministratorAccess")
_NOT_GRANTING = ("AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess", "CloudWatchLogsFullAccess")


# Which of the actions on interfaces each allows:
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
_MANAGING = (
    "ec2:createnetworkinterface",
    "ec2:describenetworkinterfaces",
    "ec2:deletenetworkinterface",
)
_ADDRESSING = ("ec2:assignprivateipaddresses", "ec2:unassignprivateipaddresses")
_ACTIONS = {
    "AWSLambdaVPCAccessExecutionRole": frozenset((*_MANAGING, *_ADDRESSING, "ec2:describesubnets")),
    "AWSLambdaENIManagementAccess": frozenset((*_MANAGING, *_ADDRESSING)),
}


def lets(policy: str, action: str) -> Value[bool]:
    """Whether the policy allows one of the actions on network interfaces on every resource."""
    wanted = action.lower()
    if policy in _ACTIONS:
        return Known(wanted in _ACTIONS[policy])
    if wanted in _MANAGING or policy in _GRANTING or policy in _NOT_GRANTING:
        return lets_manage_interfaces(policy)
    return Unknown(f"whether the AWS managed policy {policy} allows {action} is not one of the things this pack knows")


def lets_manage_interfaces(policy: str) -> Value[bool]:
    """Whether the policy allows to create, describe and delete network interfaces on every resource."""
    if policy in _GRANTING:
        return Known(True)
    if policy in _NOT_GRANTING:
        return Known(False)
    what = _table().get(policy)
    if what in ("all", "none"):
        return Known(what == "all")
    if what is None:
        return Unknown(f"the AWS managed policy {policy} is not one that this pack knows")
    return Unknown(f"the AWS managed policy {policy} allows some of it")


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    section = ""
    text = (Path(__file__).with_name("managed_policies.txt")).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            table[line] = section
    return table
