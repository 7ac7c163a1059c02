"""Which of AWS's managed policies let a role manage network interfaces."""

from __future__ import annotations

from functools import lru_cache

from lambdanet.aws.managed_policies import ACTIONS, GRANTING, MANAGING, NOT_GRANTING, TABLE
from lambdanet.values import Known, Unknown, Value


def lets(policy: str, action: str) -> Value[bool]:
    """Whether the policy allows one of the actions on network interfaces on every resource."""
    wanted = action.lower()
    if policy in ACTIONS:
        return Known(wanted in ACTIONS[policy])
    if wanted in MANAGING or policy in GRANTING or policy in NOT_GRANTING:
        return lets_manage_interfaces(policy)
    return Unknown(f"the pack does not know whether the AWS managed policy {policy} allows {action}")


def lets_manage_interfaces(policy: str) -> Value[bool]:
    """Whether the policy allows to create, describe and delete network interfaces on every resource."""
    if policy in GRANTING:
        return Known(True)
    if policy in NOT_GRANTING:
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
    text = TABLE.read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif not line.startswith("#"):
            table[line] = section
    return table
