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
    """The group with the rules that the list says it has, and without certainty of those that it leaves out."""
    return dataclasses.replace(
        group,
        ingress=_kept(group.ingress, listed, "ingress") + _others(group.ingress, listed, "ingress"),
        egress=_kept(group.egress, listed, "egress") + _others(group.egress, listed, "egress"),
    )


def _kept(own: Items[SecurityGroupRule], listed: ExclusiveRules, direction: str) -> Items[SecurityGroupRule]:
    """The rules of the code: each apply makes what the list leaves out, and removes it again."""
    kept = listed.kept[direction]
    if not kept.complete:
        return own
    why = f"{short(listed.declared_by)} removes the rules that it does not list"

    def doubted(rule: SecurityGroupRule) -> SecurityGroupRule:
        return rule if rule.identity in kept.known() else dataclasses.replace(rule, certain=False, doubt=why)

    return own.map(doubted)


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
