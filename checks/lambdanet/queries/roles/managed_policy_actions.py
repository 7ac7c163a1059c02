"""Which of AWS's managed policies let a role manage network interfaces."""

from __future__ import annotations

from functools import lru_cache

from lambdanet.aws.managed_policies import ACTIONS, DESCRIBING, GRANTING, MANAGING, NOT_GRANTING, TABLE
from lambdanet.values import Known, Unknown, Value


def lets(policy: str, action: str) -> Value[bool]:
    """Whether the policy allows one of the actions on network interfaces on every resource."""
    wanted = action.lower()
    if policy in ACTIONS:
        return Known(wanted in ACTIONS[policy])
    if policy in GRANTING or policy in NOT_GRANTING:
        return Known(policy in GRANTING)
    if wanted in MANAGING:
        return _by_the_table(policy, wanted)
    return Unknown(f"the pack does not know whether the AWS managed policy {policy} allows {action}")


def _by_the_table(policy: str, action: str) -> Value[bool]:
    what = _table().get(policy)
    if what is None:
        return Unknown(f"the AWS managed policy {policy} is not one that this pack knows")
    if what == "some":
        return Unknown(f"the AWS managed policy {policy} allows some of it")
    return Known(what == "all" or (what == "describes" and action == DESCRIBING))


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
