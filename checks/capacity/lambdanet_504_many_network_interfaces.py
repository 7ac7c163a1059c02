"""
What it checks
    The functions of a VPC do not need more network interfaces than Lambda may have there (setting
    ``network_interface_quota``). Lambda makes one for each distinct pair of a subnet and a set of security groups.

Why
    When the quota is used up, Lambda cannot connect functions with a new pair (``EniLimitExceeded``). Many functions,
    each with its own group, in many subnets use it up.

    Pages of AWS disagree about the quota: the page of Lambda quotas says 500 interfaces for each VPC, shared with other
    services such as EFS; the page on network problems still says 250. This rule uses 500, because the page of quotas is
    the authoritative one. AWS raises the quota on request; set what Service Quotas shows for your account.

Passes when
    There are no more pairs than the quota, even if everything that is not known adds as many as it can.

Fails when
    There are more pairs than the quota.

Undecided when
    Subnets or security groups of functions, the number of functions, or the VPC of a function is not known from the
    code. Functions on managed instances are not counted. If the code does not declare the VPC, the rule reports on the
    functions. If a snapshot of the account shows the interfaces that exist: when these and those of the code may
    together exceed the quota, because some of them may be the same; and when more than the quota exist already, which
    proves that it was raised.

Fix in Terraform
    Give functions with the same needs the same security groups and subnets:

Fix in CloudFormation
    Give functions with the same needs the same security groups and subnets:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import doubted, failed, not_known, passed, rule
from lambdanet.kit.wording import counted, names
from lambdanet.queries.addresses.interface_pairs import Pairs, pairs_by_vpc
from lambdanet.queries.attachment.attachment import known_subnets, perhaps_in_vpc
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network, Resource, Vpc
    from lambdanet.settings.known_settings import Settings
    from lambdanet.values import Value


@rule(
    id="LAMBDANET_504",
    name="Ensure the functions of a VPC stay within the quota of network interfaces",
    statements=("S9",),
    severity="MEDIUM",
    judges="VPC with functions",
    since="0.1.0",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    by_vpc, homeless = pairs_by_vpc(network)
    for identity, pairs in by_vpc.items():
        vpc = network.vpcs.get(identity)
        answer = _answer(network, vpc, pairs, settings.network_interface_quota)
        for resource in [vpc] if vpc is not None and vpc.place.file else pairs.functions:
            yield answer(resource)
    for function in homeless:
        vpcs = [subnet.vpc for subnet in known_subnets(network, function)]
        why = [*function.subnets.unknowns(), *(vpc for vpc in vpcs if isinstance(vpc, Unknown))]
        why = why or [Unknown("its subnets name none")]
        yield not_known(function, f"in which VPC {function.address} is", *why)
    yield from perhaps_in_vpc(network)


def _answer(network: Network, vpc: Vpc | None, pairs: Pairs, quota: int) -> Callable[[Resource], Verdict]:
    """What holds for a VPC, computed once for however many functions it is reported on."""
    where = f"The VPC of {pairs.functions[0].address}" if vpc is None else vpc.address
    what = f"one for each subnet with each set of security groups of {names(pairs.functions)}"
    related = pairs.functions[:5]
    if pairs.least > quota:
        needed = f"{where} needs at least {counted(pairs.least, 'network interface')}, {what}"
        sentence = f"{needed}, but Lambda may have only {quota} in a VPC: let functions share their security groups."
        return lambda resource: failed(resource, sentence, related)
    if pairs.most > quota:
        doubts = [u for f in pairs.functions for u in (*f.subnets.unknowns(), *f.security_groups.unknowns())]
        doubts += [network.uncertain[f.identity] for f in pairs.functions if f.identity in network.uncertain]
        doubts = doubts or [Unknown("ids may be those of what the code declares")]
        needed = f"{where} needs {pairs.least} to {pairs.most} network interfaces, {what}"
        sentence = f"{needed}, but Lambda may have only {quota} in a VPC"
        return lambda resource: doubted(resource, sentence, *doubts, related=related)
    already = None if vpc is None else vpc.interfaces_of_functions
    if already is not None:
        return _beside(pairs, already, where, quota, related)
    if pairs.doubts:
        needed = f"{where} needs at least {pairs.least} of {quota} network interfaces, {what}"
        sentence = f"{needed}, and it is not known how many of these there are"
        return lambda resource: doubted(resource, sentence, *pairs.doubts, related=related)
    sentence = f"{where} needs at most {pairs.most} of {quota} network interfaces, {what}."
    return lambda resource: passed(resource, sentence, related)


def _beside(
    pairs: Pairs, already: Value[int], where: str, quota: int, related: tuple[Function, ...]
) -> Callable[[Resource], Verdict]:
    """What holds of a VPC in which Lambda has interfaces already: those of the code may be among them."""
    needed = f"{where} needs at most {counted(pairs.most, 'network interface')} for {names(pairs.functions)}"
    if isinstance(already, Unknown):
        return lambda resource: doubted(resource, needed, already, *pairs.doubts, related=related)
    clause = f"{needed}, beside the {already.value} that Lambda has there; it may have {quota} in a VPC"
    if already.value > quota:
        # There cannot be more than the quota allows, so it is not the one that the settings have.
        raised = Unknown("more are there than that, so the quota was raised; set network_interface_quota to what it is")
        return lambda resource: doubted(resource, clause, raised, related=related)
    if pairs.doubts or already.value + pairs.most > quota:
        return lambda resource: doubted(
            resource, clause, *(pairs.doubts or [Unknown("which of them are theirs")]), related=related
        )
    return lambda resource: passed(resource, f"{clause}.", related)
