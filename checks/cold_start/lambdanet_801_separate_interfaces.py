"""
What it checks
    A function in a VPC shares its network interfaces: no other function on the same subnets has a different set
    of security groups with the same effective rules.

Why
    Lambda makes one interface for each combination of subnet and security groups, and functions with the same
    combination share it. A new combination means that the function waits, often minutes, while its interface is
    created, and that addresses and interface quota are used up for nothing when the rules are the same anyway.

Passes when
    Every other function on the same subnets has the same security groups, or groups with other rules.

Fails when
    Another function on the same subnets has other security groups whose rules are together the same. Rules of
    other groups that name a group as their peer are part of the comparison.

Undecided when
    Subnets, groups or rules of the function, or of another one that may be on the same subnets, are not told by
    the code; or it is not told whether that one is created, or how many functions with groups of their own are.

Fix in Terraform
    Give both functions the same group:

        vpc_config {
          subnet_ids         = local.private_subnet_ids
          security_group_ids = [aws_security_group.functions.id]
        }

Fix in CloudFormation
    Give both functions the same group:

        VpcConfig:
          SubnetIds: [!Ref PrivateSubnetA, !Ref PrivateSubnetB]
          SecurityGroupIds: [!Ref FunctionsSecurityGroup]

References
    https://docs.aws.amazon.com/whitepapers/latest/serverless-architectures-lambda/network-configuration.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
"""

from lambdanet.existence import is_there_with
from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.interfaces import (
    effective_rules,
    functions_by_subnets,
    functions_with_unknown_groups,
    may_differ_from_itself,
)
from lambdanet.rule_kit import failed, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_801",
    name="Ensure Lambda functions on the same subnets with the same rules share their security groups",
    statements=("S11",),
    severity="LOW",
    judges="function in a VPC",
    since="0.1.0",
)
def judge(network, settings):
    by_subnets = functions_by_subnets(network)
    rules = {}

    def rules_of(groups):
        if groups not in rules:
            rules[groups] = effective_rules(network, groups)
        return rules[groups]

    twins = {subnets: _by_groups(functions) for subnets, functions in by_subnets.items()}
    with_rules = {subnets: _by_rules(by_groups, rules_of) for subnets, by_groups in twins.items()}
    for function, settled in functions_in_vpc(network):
        if settled is not None:
            yield settled
            continue
        subnets = frozenset(function.subnets.known())
        unknowns = [*function.subnets.unknowns(), *function.security_groups.unknowns()]
        if unknowns:
            yield undecided(
                function, f"It is not known with whom {function.address} shares interfaces: {reasons(*unknowns)}."
            )
            continue
        groups = frozenset(function.security_groups.known())
        neighbours = twins.get(subnets, {})
        doubtful = functions_with_unknown_groups(network, subnets)
        several = may_differ_from_itself(network, function)
        if len(neighbours) < 2 and not doubtful and several is None:
            yield passed(function, f"No function on the subnets of {function.address} has other security groups.")
            continue
        own = rules_of(groups)
        if isinstance(own, Unknown):
            yield undecided(function, f"The rules of {function.address} are not all known: {reasons(own)}.")
            continue
        # In an order of their own: that of the files differs from run to run.
        same = sorted((other for other in with_rules[subnets].get(own.value, []) if other != groups), key=sorted)
        hidden = [found for found in (rules_of(other) for other in neighbours) if isinstance(found, Unknown)]
        others = sorted((other for found in same for other in neighbours[found]), key=lambda other: other.identity)
        certain = [other for other in others if is_there_with(network.uncertain, other.identity, function.identity)]
        if certain:
            same = [found for found in same if any(other in certain for other in neighbours[found])]
            yield failed(
                function,
                f"{function.address} ({_groups(network, groups)}) and {names(certain)} ({_groups(network, *same)}) use "
                "the same subnets and security groups with the same rules: give them the same groups, and they share "
                "their interfaces.",
                certain[:5],
            )
        elif others or several is not None:
            doubts = [network.uncertain[other.identity] for other in others] or [several]
            yield undecided(
                function,
                "It is not known whether other functions are on the subnets, and have the rules, of "
                f"{function.address}: {reasons(*doubts)}.",
                others[:5],
            )
        elif hidden or doubtful:
            hidden += [
                unknown
                for other in doubtful
                for unknown in (*other.subnets.unknowns(), *other.security_groups.unknowns())
            ]
            yield undecided(
                function,
                f"It is not known whether functions on the subnets of {function.address} have the same rules: "
                f"{reasons(*hidden)}.",
            )
        else:
            yield passed(function, f"The other functions on the subnets of {function.address} have other rules.")


def _by_groups(functions):
    found = {}
    for function in functions:
        found.setdefault(frozenset(function.security_groups.known()), []).append(function)
    return found


def _by_rules(by_groups, rules_of):
    found = {}
    if len(by_groups) > 1:
        for groups in by_groups:
            answer = rules_of(groups)
            if isinstance(answer, Known):
                found.setdefault(answer.value, []).append(groups)
    return found


def _groups(network, *sets):
    return names(network.security_groups[identity] for groups in sets for identity in sorted(groups))
