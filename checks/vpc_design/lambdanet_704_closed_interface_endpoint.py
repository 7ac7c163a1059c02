"""
What it checks
    An interface endpoint (AWS PrivateLink) for a service that functions call from its VPC admits them on port 443
    and has private DNS, for which the VPC needs DNS support and DNS hostnames.

Why
    Without private DNS the service's usual name leads past the endpoint, to the internet, and out of an isolated
    subnet nowhere. With it, but with a security group that does not admit the functions, every call to the service
    hangs, also where it went well by a NAT gateway before the endpoint was there. An endpoint without a security
    group of its own has the VPC's default one, which admits only itself.

Passes when
    It admits all functions in its VPC that are known to call the service, and the service's usual name leads to it,
    or their environment names the endpoint.

Fails when
    It provably does not admit one of them from one of its subnets, or has no private DNS and the function does not
    name it, or has private DNS in a VPC without DNS support or DNS hostnames. For S3 and DynamoDB private DNS is not
    asked for: their gateway endpoints answer to the usual names.

    That it does not stand in a zone of the functions is no failure, as calls cross zones. The explanation says so.

Undecided when
    Rules, groups or DNS settings are not told by the code, or whether a function calls the service. So is an
    endpoint without private DNS to which a record of a private hosted zone may give the service's name, or that is
    handed on to another configuration, which may.

Fix in Terraform
    Give the endpoint private DNS and a security group that admits the functions:

Fix in CloudFormation
    Give the endpoint private DNS and a security group that admits the functions:

References
    https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.connections import admits_https, stop
from lambdanet.queries.endpoint_users import may_have_users, perhaps_users, users_of_service
from lambdanet.queries.service_paths import names_endpoint
from lambdanet.queries.service_use import title_of
from lambdanet.queries.uncertain_users import whoever_is_there
from lambdanet.queries.zones import are_different
from lambdanet.rule_kit import PASSED, failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known, Unknown, is_true
from lambdanet.wording import names, reasons

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lambdanet.model import Function, Network, Resource, Subnet, VpcEndpoint
    from lambdanet.queries.endpoint_users import User
    from lambdanet.settings import Settings
    from lambdanet.values import Value
    from lambdanet.verdicts import Verdict

# Their gateway endpoints answer to the usual names.
WITHOUT_PRIVATE_DNS = ("s3", "dynamodb")


@rule(
    id="LAMBDANET_704",
    name="Ensure an interface endpoint of Lambda functions answers them",
    statements=("S10",),
    severity="HIGH",
    judges="interface endpoint used by functions",
    since="0.1.0",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    for endpoint in network.endpoints.values():
        if endpoint.kind == Known("Interface") and isinstance(endpoint.vpc, Known):
            yield _verdict(network, endpoint, endpoint.vpc.value or "")
        elif endpoint.kind == Known("Interface"):
            why = reasons(*(item for item in [endpoint.vpc] if isinstance(item, Unknown)))
            yield undecided(endpoint, f"It is not known in which VPC {endpoint.address} stands: {why}.")
        elif isinstance(endpoint.kind, Unknown):
            why = reasons(endpoint.kind)
            yield undecided(endpoint, f"It is not known whether {endpoint.address} is an interface endpoint: {why}.")


def _verdict(network: Network, endpoint: VpcEndpoint, vpc: str) -> Verdict:
    code = endpoint.service_code
    if isinstance(code, Unknown):
        return undecided(endpoint, f"It is not known for which service {endpoint.address} is: {reasons(code)}.")
    service = code.value or ""
    users = users_of_service(network, vpc, service) if service else []
    if not users:
        doubt = may_have_users(network, vpc, service) if service else None
        if doubt is None:
            return not_applicable(endpoint, f"No function calls the service of {endpoint.address} from its VPC.")
        return undecided(endpoint, f"It is not known whether functions use {endpoint.address}: {reasons(doubt)}.")
    found = whoever_is_there(
        network.uncertain,
        users,
        lambda user: user.function.identity,
        lambda some: _answer(network, endpoint, service, vpc, some),
    )
    if isinstance(found, Unknown):
        callers = names(user.function for user in users)
        return undecided(endpoint, f"It is not known which of {callers} use {endpoint.address}: {reasons(found)}.")
    if found.kind == PASSED:
        # Whom it would answer too, if they call it, makes no difference. Many have the same groups and subnets.
        alike = {_way(user, endpoint): user for user in perhaps_users(network, vpc, service)}
        for user in alike.values():
            if _answer(network, endpoint, service, vpc, [user]).kind != PASSED:
                callers = names(each.function for each in users)
                told = f"{endpoint.address} answers {callers}, but perhaps not {user.function.address}"
                doubt = may_have_users(network, vpc, service)
                why = "where and what it calls is not known" if doubt is None else reasons(doubt)
                return undecided(endpoint, f"{told}: {why}.", [user.function])
    return found


def _way(user: User, endpoint: VpcEndpoint) -> tuple[object, ...]:
    """All that decides whether the endpoint answers the user."""
    function = user.function
    subnets = tuple(subnet.identity for place in user.places for subnet in place)
    groups = function.security_groups
    same = frozenset(groups.known()) if groups.complete else function.identity
    return same, subnets, names_endpoint(function, endpoint)


def _answer(network: Network, endpoint: VpcEndpoint, code: str, vpc: str, users: Sequence[User]) -> Verdict:
    service = title_of(code)
    callers = [user.function for user in users]
    problems: list[str] = []
    doubts: list[Unknown] = []
    related: list[Resource] = []
    for clause, answer in _name_problems(network, endpoint, code, vpc, users):
        if answer == Known(False):
            problems.append(clause)
        elif isinstance(answer, Unknown):
            doubts.append(answer)
    refused, hidden = _refused(network, endpoint, users)
    doubts += hidden
    if refused:
        hop = stop(network, endpoint.security_groups, "ingress")
        problems.append(f"it does not admit {names(refused)} on port 443, as {hop.because}")
        related += hop.resources
    remark = _zones_without(network, endpoint, users)
    if problems:
        told = "; and ".join(problems)
        return failed(
            endpoint,
            f"{endpoint.address}, the endpoint for {service}, which {names(callers)} {_call(callers)}, does not do its "
            f"work: {told}.{remark}",
            [*related, *callers],
        )
    if doubts:
        why = reasons(*doubts)
        return undecided(endpoint, f"It is not known whether {endpoint.address} answers {names(callers)}: {why}.")
    return passed(endpoint, f"{endpoint.address} answers {names(callers)} for {service}.{remark}", callers)


def _call(callers: list[Function]) -> str:
    return "calls" if len({caller.identity for caller in callers}) == 1 else "call"


def _name_problems(
    network: Network, endpoint: VpcEndpoint, code: str, vpc: str, users: Sequence[User]
) -> Iterator[tuple[str, Value[bool]]]:
    """Whether the service's usual name leads to the endpoint, as clauses that would be false."""
    private = endpoint.private_dns
    nameless = [user.function for user in users if not names_endpoint(user.function, endpoint)]
    if code in WITHOUT_PRIVATE_DNS or not nameless:
        return
    if private == Known(False):
        others = list(_who_may_name(network, endpoint))
        given = Unknown(f"{names(others)} may give it the service's name") if others else private
        yield "it has no private DNS, so the service's usual name leads past it", given
        return
    yield "", private
    made = network.vpcs[vpc]
    yield f"its private DNS needs DNS support, which {made.address} has switched off", made.dns_support
    yield f"its private DNS needs DNS hostnames, which {made.address} has switched off", made.dns_hostnames


def _who_may_name(network: Network, endpoint: VpcEndpoint) -> Iterator[str]:
    yield from (record.address for record in network.dns_records if endpoint.identity in record.names)
    yield from (use.address for use in network.uses[endpoint.identity] if use.kind in ("exported", "unresolved"))


def _refused(network: Network, endpoint: VpcEndpoint, users: Sequence[User]) -> tuple[list[Function], list[Unknown]]:
    """The functions that the endpoint does not admit from some subnet, and why it may not admit others."""
    refused, doubts = [], []
    for user in users:
        callers = user.function.security_groups
        for place in user.places:
            answers = dict.fromkeys(
                admits_https(network, endpoint.security_groups, Known(subnet.identity), callers) for subnet in place
            )
            if list(answers) == [Known(False)]:
                refused.append(user.function)
            elif list(answers) != [Known(True)]:
                told = [answer for answer in answers if isinstance(answer, Unknown)]
                doubts += told or [Unknown(f"it depends on which of {names(place)} {user.function.address} uses")]
    return refused, doubts


def _zones_without(network: Network, endpoint: VpcEndpoint, users: Sequence[User]) -> str:
    """A remark on the functions' subnets in whose zones the endpoint does not stand."""
    found = [network.subnets.get(identity) for identity in endpoint.subnets.known()]
    stands_in = [subnet for subnet in found if subnet is not None]
    if not endpoint.subnets.complete or not stands_in or len(stands_in) < len(found):
        return ""
    subnets = {place[0].identity: place[0] for user in users for place in user.places if len(place) == 1}
    lacking = [subnet for subnet in subnets.values() if all(_are_apart(subnet, other) for other in stands_in)]
    return f" It does not stand in the zone of {names(lacking)}: calls from there cross zones." if lacking else ""


def _are_apart(first: Subnet, second: Subnet) -> bool:
    one, other = first.zone, second.zone
    return isinstance(one, Known) and isinstance(other, Known) and is_true(are_different(one.value, other.value))
