"""
What it checks
    An interface endpoint (AWS PrivateLink) for a service that functions call from its VPC admits them on port 443
    and has private DNS, for which the VPC needs DNS support and DNS hostnames. What stands between is followed too:
    the network ACLs of the functions' subnets and of the endpoint's.

Why
    Without private DNS the service's usual name leads past the endpoint, to the internet, and out of an isolated
    subnet nowhere. With it, but with a security group that does not admit the functions, every call to the service
    hangs, also where it went well by a NAT gateway before the endpoint was there. An endpoint without a security
    group of its own has the VPC's default one, which admits only itself.

Passes when
    It admits all functions in its VPC that are known to call the service, and the service's usual name leads to it,
    or their environment names the endpoint.

Fails when
    A request of a function provably does not get to it from one of its subnets, or the answer not back: its security
    groups do not admit the function, a network ACL on the way stops them, or it stands in no subnet. Or it has no
    private DNS and the function does not name it, or has private DNS in a VPC without DNS support or DNS hostnames.
    For S3 and DynamoDB private DNS is not asked for: their gateway endpoints answer to the usual names.

    That it does not stand in a zone of the functions is no failure, as calls cross zones. The explanation says so.
    What the functions' own security groups do not let out is no fault of the endpoint (LAMBDANET_702).

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

from lambdanet.kit.rule_kit import PASSED, failed, not_applicable, passed, rule, undecided
from lambdanet.kit.wording import names, reasons
from lambdanet.queries.attachment.zones import are_different
from lambdanet.queries.dependencies.endpoint_users import may_have_users, perhaps_users, users_of_service
from lambdanet.queries.dependencies.endpoints_of_vpc import names_endpoint
from lambdanet.queries.dependencies.service_use import title_of
from lambdanet.queries.judged.uncertain_users import whoever_is_there
from lambdanet.queries.reachability.connections import names_of_endpoint, to_interfaces
from lambdanet.values import Known, Unknown, is_true

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network, Resource, Subnet, VpcEndpoint
    from lambdanet.queries.dependencies.endpoint_users import User
    from lambdanet.queries.reachability.traffic import Hop
    from lambdanet.settings.known_settings import Settings


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
        elif endpoint.kind == Known("Interface") and isinstance(endpoint.vpc, Unknown):
            why = reasons(endpoint.vpc)
            yield undecided(endpoint, f"It is not known in which VPC {endpoint.address} stands: {why}.")
        elif isinstance(endpoint.kind, Unknown):
            why = reasons(endpoint.kind)
            yield undecided(endpoint, f"It is not known whether {endpoint.address} is an interface endpoint: {why}.")


def _verdict(network: Network, endpoint: VpcEndpoint, vpc: str) -> Verdict:
    code = endpoint.service_code
    if isinstance(code, Unknown):
        return undecided(endpoint, f"It is not known for which service {endpoint.address} is: {reasons(code)}.")
    users = users_of_service(network, vpc, code.value) if code.value is not None else []
    if not users:
        doubt = may_have_users(network, vpc, code.value) if code.value is not None else None
        if doubt is None:
            return not_applicable(endpoint, f"No function calls the service of {endpoint.address} from its VPC.")
        return undecided(endpoint, f"It is not known whether functions use {endpoint.address}: {reasons(doubt)}.")
    found = whoever_is_there(
        network.uncertain,
        users,
        lambda user: user.function.identity,
        lambda some: _answer(network, endpoint, some),
    )
    if isinstance(found, Unknown):
        callers = names(user.function for user in users)
        return undecided(endpoint, f"It is not known which of {callers} use {endpoint.address}: {reasons(found)}.")
    if found.kind == PASSED:
        # Whom it would answer too, if they call it, makes no difference. Many have the same groups and subnets.
        alike = {_way(user, endpoint): user for user in perhaps_users(network, vpc, code.value or "")}
        for user in alike.values():
            if _answer(network, endpoint, [user]).kind != PASSED:
                callers = names(each.function for each in users)
                told = f"{endpoint.address} answers {callers}, but perhaps not {user.function.address}"
                doubt = may_have_users(network, vpc, code.value or "")
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


def _answer(network: Network, endpoint: VpcEndpoint, users: Sequence[User]) -> Verdict:
    service = title_of(_code(endpoint))
    callers = [user.function for user in users]
    problems: list[str] = []
    doubts: list[Unknown] = []
    related: list[Resource] = []
    affected: list[Resource] = []
    nameless = [user.function for user in users if not names_endpoint(user.function, endpoint)]
    if nameless:
        names_lead = names_of_endpoint(network, endpoint)
        problems += [hop.because for hop in names_lead.stops]
        affected += nameless if names_lead.stops else []
        doubts += [names_lead.answer] if isinstance(names_lead.answer, Unknown) else []
    stops, hidden, silent = _stops(network, endpoint, users)
    doubts += hidden
    for hop, refused in stops.items():
        problems.append(_clause(hop, names(user.function for user in refused)))
        related += hop.resources
        affected += [user.function for user in refused]
    if problems:
        told = "; and ".join(dict.fromkeys(problems))
        remark = _zones_without(network, endpoint, users)
        return failed(
            endpoint,
            f"{endpoint.address}, the endpoint for {service}, which {names(callers)} {_call(users)}, does not do its "
            f"work: {told}.{remark}",
            [*related, *affected],
        )
    if doubts:
        why = reasons(*doubts)
        return undecided(endpoint, f"It is not known whether {endpoint.address} answers {names(callers)}: {why}.")
    answered = [user for user in users if user not in silent]
    if not answered:
        told = f"The security groups of {names(callers)} let no call out to {endpoint.address} (LAMBDANET_702)."
        return not_applicable(endpoint, told)
    remark = _zones_without(network, endpoint, answered)
    told = names(user.function for user in answered)
    return passed(endpoint, f"{endpoint.address} answers {told} for {service}.{remark}", callers)


def _code(endpoint: VpcEndpoint) -> str:
    return endpoint.service_code.value or "" if isinstance(endpoint.service_code, Known) else ""


def _call(users: Sequence[User]) -> str:
    return "calls" if len({user.function.identity for user in users}) == 1 else "call"


def _clause(hop: Hop, callers: str) -> str:
    if hop.kind == "ingress":
        return f"it does not admit {callers} on port 443, as {hop.because}"
    return f"{hop.because} {hop.where}".rstrip()


def _stops(
    network: Network, endpoint: VpcEndpoint, users: Sequence[User]
) -> tuple[dict[Hop, list[User]], list[Unknown], list[User]]:
    """The hops that stop users, why others may be stopped, and whose own groups let nothing out to the endpoint."""
    stops: dict[Hop, list[User]] = {}
    doubts: list[Unknown] = []
    silent: list[User] = []
    for user in users:
        for place in user.places:
            ways = [to_interfaces(network, user.function, subnet, endpoint) for subnet in place]
            answers = list(dict.fromkeys(way.answer for way in ways))
            if answers == [Known(False)]:
                hops = dict.fromkeys(hop for way in ways for hop in way.stops)
                others = [hop for hop in hops if hop.kind != "egress"]
                for hop in others:
                    stops.setdefault(hop, []).append(user)
                silent += [] if others else [user]
            elif answers != [Known(True)]:
                told = [answer for answer in answers if isinstance(answer, Unknown)]
                doubts += told or [Unknown(f"it depends on which of {names(place)} {user.function.address} uses")]
    return stops, doubts, silent


def _zones_without(network: Network, endpoint: VpcEndpoint, users: Sequence[User]) -> str:
    """A remark on the functions' subnets in whose zones the endpoint does not stand."""
    stands_in = [network.subnets[one] for one in endpoint.subnets.known() if one in network.subnets]
    if not endpoint.subnets.complete or not stands_in or len(stands_in) < len(endpoint.subnets.elements):
        return ""
    subnets = {place[0].identity: place[0] for user in users for place in user.places if len(place) == 1}
    lacking = [subnet for subnet in subnets.values() if all(_are_apart(subnet, other) for other in stands_in)]
    return f" It does not stand in the zone of {names(lacking)}: calls from there cross zones." if lacking else ""


def _are_apart(first: Subnet, second: Subnet) -> bool:
    if isinstance(first.zone, Unknown) or isinstance(second.zone, Unknown):
        return False
    return is_true(are_different(first.zone.value, second.zone.value))
