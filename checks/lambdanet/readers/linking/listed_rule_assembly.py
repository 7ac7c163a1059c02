"""Rules that only a list names: a resource lists by their ids all rules that a security group has."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lambdanet.readers.conversions import short
from lambdanet.values import Cause, Items, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lambdanet.model import SecurityGroup, SecurityGroupRule
    from lambdanet.readers.resources.collection import ExclusiveRules


def with_listed_rules(group: SecurityGroup, listed: ExclusiveRules) -> SecurityGroup:
    """The group with the rules that the list says it has, and that the code does not declare."""
    return dataclasses.replace(
        group,
        ingress=group.ingress + _others(group.ingress, listed, "ingress"),
        egress=group.egress + _others(group.egress, listed, "egress"),
    )


def _others(own: Items[SecurityGroupRule], listed: ExclusiveRules, direction: str) -> Items[SecurityGroupRule]:
    declared = {rule.identity for rule in own.known()}
    if all(_is_one_of(declared, element) for element in listed.kept[direction].everything()):
        return Items()
    reason = f"{short(listed.declared_by)} lists a rule that is not in the scanned code"
    return Items(more=Unknown(reason, cause=Cause.NOT_DECLARED))


def _is_one_of(declared: AbstractSet[str], listed: Value[str]) -> bool:
    """Whether an id certainly is that of a rule that the code declares."""
    if not isinstance(listed, Unknown):
        return listed.value in declared
    return bool(listed.candidates) and listed.candidates <= declared
