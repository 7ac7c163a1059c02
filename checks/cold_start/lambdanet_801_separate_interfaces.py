"""
What it checks
    A function in a VPC shares its network interfaces: no other function on the same subnets has a different set
    of security groups with the same effective rules.

Why
    Lambda makes one interface for each combination of subnet and security groups, and functions with the same
    combination share it. With a new combination the function waits, often for minutes, until its interface is created,
    and it uses up addresses and interface quota for nothing if the rules are the same anyway. The rule is strict
    because a group for each function is a valid design too: it lets you open them one by one later.

Passes when
    Every other function on the same subnets has the same security groups, or groups with other rules.

Fails when
    Another function on the same subnets has other security groups with the same rules. The comparison includes rules of
    other groups that name one of these groups as their peer.

Undecided when
    Subnets, groups or rules of the function, or of another function that may be on the same subnets, are not known from
    the code. Or it is not known whether that function is created, or how many functions with their own groups are.

Fix in Terraform
    Give both functions the same group:

Fix in CloudFormation
    Give both functions the same group:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.created_together import is_there_with
from lambdanet.kit.rule_kit import doubted, failed, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.addresses.interfaces import (
    Neighbours,
    effective_rules,
    may_differ_from_itself,
    neighbours,
    place_of,
)
from lambdanet.queries.judged.subjects import functions_in_vpc
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_801",
    name="Ensure Lambda functions on the same subnets with the same rules share their security groups",
    statements=("S11",),
    severity="LOW",
    of=functions_in_vpc,
    since="0.1.0",
    persona="strict",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    place = place_of(function)
    unknowns = [*(function.subnets.unknowns() if place is None else ()), *function.security_groups.unknowns()]
    if unknowns:
        return not_known(function, f"with whom {function.address} shares interfaces", *unknowns)
    if place is None:
        return passed(function, f"{function.address} names no subnet, so no function is on the same ones.")
    return _verdict(network, function, *neighbours(network, place))


def _verdict(network: Network, function: Function, same: list[Neighbours], perhaps: list[Neighbours]) -> Verdict:
    groups = frozenset(function.security_groups.known())
    everyone = [*same, *perhaps]
    several = may_differ_from_itself(network, function)
    if several is None and not any(there.with_other_groups(groups) for there in everyone):
        where = "the subnets" if same else "subnets that may be those"
        return passed(function, f"No function on {where} of {function.address} has other security groups.")
    own = effective_rules(network, groups)
    if isinstance(own, Unknown):
        return doubted(function, f"The rules of {function.address} are not all known", own)
    twins = [found for there in same for found in there.with_rules(own.value, groups)]
    others = sorted((one for found in twins for one in same[0].by_groups[found]), key=lambda one: one.identity)
    certain = [other for other in others if is_there_with(network.uncertain, other.identity, function.identity)]
    if certain:
        identities = {other.identity for other in certain}
        twins = [found for found in twins if any(one.identity in identities for one in same[0].by_groups[found])]
        return failed(
            function,
            f"{function.address} ({_groups(network, groups)}) and {names(certain)} ({_groups(network, *twins)}) use "
            "the same subnets and different security groups with the same rules: give them the same groups, so that "
            "they share their interfaces.",
            certain[:5],
        )
    if others or several is not None:
        doubts = [network.uncertain[other.identity] for other in others] or ([several] if several is not None else [])
        clause = f"whether other functions are on the subnets, and have the rules, of {function.address}"
        return not_known(function, clause, *doubts, related=others[:5])
    hidden = [unknown for there in everyone for unknown in there.hidden]
    if hidden:
        return not_known(
            function, f"whether functions on the subnets of {function.address} have the same rules", *hidden
        )
    if any(there.with_rules(own.value, groups) for there in perhaps):
        doubts = [unknown for there in perhaps for unknown in there.doubts]
        clause = f"whether functions with the same rules are on the subnets of {function.address}"
        return not_known(function, clause, *doubts)
    return passed(function, f"The other functions on the subnets of {function.address} have other rules.")


def _groups(network: Network, *sets: frozenset[str]) -> str:
    return names(network.security_groups[identity] for groups in sets for identity in sorted(groups))
