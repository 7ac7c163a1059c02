"""Whether a function gets from a subnet to an AWS service: by a NAT gateway or by the service's VPC endpoint.

AWS: a function in a VPC has no public address, so an internet gateway is no way for it
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html); a gateway endpoint serves the subnets
on the route tables that it names (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html); an
interface endpoint answers to the service's usual name where private DNS is on
(https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.aws.address_ranges import IPV6_EVERYWHERE
from lambdanet.model import VpcEndpoint
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.connections import calls_out, calls_to_endpoint
from lambdanet.queries.routes import (
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    NOWHERE,
    default_route,
    possible_route_tables,
)
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value
from lambdanet.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Function, Network, Resource, RouteTable, Subnet

NAT = "NAT gateway"
ENDPOINT = "VPC endpoint"
_NO_WAY = (INTERNET_GATEWAY, NAT_GATEWAY, "egress-only internet gateway", "local")


@dataclass(frozen=True)
class Path:
    """The way to a service. kind: one of the constants above, or "" when there is none. by: what it leads through."""

    kind: str
    by: Resource | None = None


def path_to_service(network: Network, function: Function, subnet: Subnet, service: str) -> Value[Path]:
    """How routes and endpoints lead the function to the service from one of its subnets.

    It is a path of no kind where they provably do not. What security groups let through is ``lets_calls_out``'s.
    """
    doubts: list[Unknown] = []
    for endpoint in endpoints_for(network, subnet, service):
        if isinstance(endpoint, Unknown):
            doubts.append(endpoint)
            continue
        served = _serves(network, function, subnet, endpoint.value)
        if isinstance(served, Unknown):
            doubts.append(served)
        elif served.value:
            return Known(Path(ENDPOINT, endpoint.value))
    out = _out_of_vpc(network, (subnet.identity, function.identity))
    if isinstance(out, Known) and out.value.kind:
        return doubts[0] if doubts else out
    if isinstance(out, Unknown):
        doubts.append(out)
    doubts.extend(doubts_of_vpc(network, subnet))
    return doubts[0] if doubts else Known(Path(""))


def lets_calls_out(network: Network, function: Function, subnet: Subnet, service: str, path: Path) -> Value[bool]:
    """Whether the function's security groups let its calls go the way that leads to the service.

    They certainly do not where they let them go no other way either.
    """
    if path.kind == ENDPOINT and isinstance(path.by, VpcEndpoint):
        let_out = calls_to_endpoint(network, function, path.by)
    else:
        let_out = calls_out(network, function, service)
    if let_out != Known(False):
        return let_out
    for other in _other_ways_in_vpc(network, function, subnet, service, path):
        return other
    return Known(False)


def _other_ways_in_vpc(
    network: Network, function: Function, subnet: Subnet, service: str, path: Path
) -> Iterator[Unknown]:
    """Why calls that the security groups do not let go this way may go another."""
    for endpoint in endpoints_for(network, subnet, service):
        if isinstance(endpoint, Unknown):
            yield endpoint
        elif endpoint.value != path.by and calls_to_endpoint(network, function, endpoint.value) != Known(False):
            yield Unknown(f"calls may go to {endpoint.value.address} instead")
    out = _out_of_vpc(network, (subnet.identity, function.identity))
    beside = isinstance(out, Unknown) or bool(out.value.kind)
    if path.kind == ENDPOINT and beside and calls_out(network, function, service) != Known(False):
        yield Unknown(f"calls may go past {path.by.address if path.by is not None else 'the endpoint'}")
    yield from doubts_of_vpc(network, subnet)


def leads_to_nat_gateway(network: Network, subnet: Subnet) -> bool:
    """Whether the subnet's default route certainly leads to a NAT gateway, behind which are all services."""
    route = default_route(network, subnet)
    return isinstance(route, Known) and route.value.kind == NAT_GATEWAY


def endpoints_for(network: Network, subnet: Subnet, service: str) -> list[Value[VpcEndpoint]]:
    """The endpoints of the subnet's VPC for the service; unknown those that may be."""
    if isinstance(subnet.vpc, Unknown):
        return [subnet.vpc]
    found: list[Value[VpcEndpoint]] = []
    in_vpc = _endpoints_by_vpc(network)
    for endpoint in in_vpc.get(subnet.vpc.value or "", ()):
        if isinstance(endpoint.service_code, Unknown):
            found.append(endpoint.service_code)
        elif endpoint.service_code.value == service:
            found.append(Known(endpoint))
        elif endpoint.service_code.value == f"{service}-fips":
            found.append(Unknown(f"{endpoint.address} is for the FIPS names of the service"))
        elif _may_lead_anywhere(endpoint):
            found.append(Unknown(f"{endpoint.address} may lead to the service"))
    for endpoint in in_vpc.get(None, ()):
        code = endpoint.service_code
        if isinstance(code, Unknown) or code.value in (service, f"{service}-fips") or _may_lead_anywhere(endpoint):
            reason = endpoint.vpc.reason if isinstance(endpoint.vpc, Unknown) else "not told"
            found.append(Unknown(f"the VPC of {endpoint.address} is not known: {reason}"))
    return found


def _may_lead_anywhere(endpoint: VpcEndpoint) -> bool:
    return isinstance(endpoint.kind, Unknown) or endpoint.kind.value in ("Resource", "ServiceNetwork")


@once_per_network
def _endpoints_by_vpc(network: Network) -> dict[str | None, list[VpcEndpoint]]:
    """By VPC; under None those whose VPC the code does not tell."""
    found: defaultdict[str | None, list[VpcEndpoint]] = defaultdict(list)
    for endpoint in network.endpoints.values():
        found[endpoint.vpc.value if isinstance(endpoint.vpc, Known) else None].append(endpoint)
    return dict(found)


def _serves(network: Network, function: Function, subnet: Subnet, endpoint: VpcEndpoint) -> Value[bool]:
    """Whether an endpoint for the service takes what the function sends from the subnet to the service."""
    for doubt in (endpoint.made, endpoint.kind):
        if isinstance(doubt, Unknown):
            return doubt
    if endpoint.kind == Known("Gateway"):
        return _is_on_table(network, subnet, endpoint)
    if names_endpoint(function, endpoint):
        return Known(True)
    if isinstance(endpoint.private_dns, Unknown):
        return endpoint.private_dns
    if endpoint.private_dns.value:
        return Known(True)
    return Unknown(f"{endpoint.address} has no private DNS, so only code that names it gets there")


def names_endpoint(function: Function, endpoint: VpcEndpoint) -> bool:
    """Whether the function's environment holds a name of the endpoint, or a part of one."""
    more = function.environment.more
    named = more.candidates if more is not None else frozenset()
    return endpoint.identity in named or any(m.resource == endpoint.identity for m in function.environment.known())


def _is_on_table(network: Network, subnet: Subnet, endpoint: VpcEndpoint) -> Value[bool]:
    # The answer is known where it is the same for every table that may be the subnet's.
    answers = {_is_on(endpoint, table) for table in possible_route_tables(network, subnet)}
    told = Unknown(f"the code does not tell which of several route tables is that of {subnet.address}")
    return answers.pop() if len(answers) == 1 else told


def _is_on(endpoint: VpcEndpoint, table: Value[RouteTable]) -> Value[bool]:
    if isinstance(table, Unknown):
        return table
    if table.value.identity in endpoint.route_tables.known():
        return Known(True)
    unknown = endpoint.route_tables.unknowns()
    if unknown and not all(u.exhaustive and table.value.identity not in u.candidates for u in unknown):
        return unknown[0]
    return Known(False)


@once_per_key
def _out_of_vpc(network: Network, subnet_and_function: tuple[str, str]) -> Value[Path]:
    """The way out of the VPC: through a NAT gateway, none, or one that the code does not show."""
    subnet, function = network.subnets[subnet_and_function[0]], network.functions[subnet_and_function[1]]
    route = default_route(network, subnet)
    if isinstance(route, Unknown):
        return route
    if route.value.kind == NAT_GATEWAY:
        return Known(Path(NAT, network.nat_gateways.get(route.value.target or "")))
    if route.value.kind not in (NOWHERE, INTERNET_GATEWAY):
        return Unknown(f"{subnet.address} leads to {with_article(route.value.kind)}, and not all behind is in the code")
    if route.value.kind == INTERNET_GATEWAY and function.managed_instances != Known(False):
        return Unknown(f"{function.address} runs on managed instances, which may have public addresses")
    for table in possible_route_tables(network, subnet):
        for doubt in [table] if isinstance(table, Unknown) else _other_ways(table.value):
            return doubt
    ipv6 = default_route(network, subnet, IPV6_EVERYWHERE)
    if function.dual_stack != Known(False) and (isinstance(ipv6, Unknown) or ipv6.value.kind != NOWHERE):
        return Unknown(f"{function.address} may reach the service by IPv6")
    return Known(Path(""))


def _other_ways(table: RouteTable) -> list[Unknown]:
    """Routes that may lead to an endpoint elsewhere, or to an appliance that passes on."""
    doubts = list(table.routes.unknowns())
    for route in table.routes.known():
        if isinstance(route.target, Unknown):
            doubts.append(route.target)
        elif route.target.value.kind not in _NO_WAY or route.target.value.kind == NAT_GATEWAY:
            doubts.append(Unknown(f"{route.address} leads to {with_article(route.target.value.kind)}"))
    return doubts


def doubts_of_vpc(network: Network, subnet: Subnet) -> list[Unknown]:
    """Why the VPC may have endpoints that the code does not show."""
    if isinstance(subnet.vpc, Unknown):
        return [subnet.vpc]
    vpc = network.vpcs.get(subnet.vpc.value or "")
    if vpc is None or not vpc.declared or vpc.default != Known(False):
        return [Unknown(f"the VPC of {subnet.address} is not declared in the scanned code")]
    return list(_doubts_of_uses(network, vpc.identity))


@once_per_key
def _doubts_of_uses(network: Network, vpc: str) -> tuple[Unknown, ...]:
    return tuple(
        Unknown(f"{use.address} hands on {network.vpcs[vpc].address}, which may have endpoints elsewhere")
        for use in network.uses[vpc]
        if use.kind in ("exported", "unresolved")
    )
