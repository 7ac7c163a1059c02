"""Does a function in a VPC reach an AWS service, and if not, from where and at which hops do its calls stop?

The one answer for rules, facts and pictures. From each subnet DNS and routes decide on which way calls go: an
interface endpoint with private DNS takes all of them, then a gateway endpoint on the route table, then what leads out
of the VPC. What that way does is the answer, also where another way would be open.
"""

from __future__ import annotations

import dataclasses
from dataclasses import field
from typing import TYPE_CHECKING, Any

from lambdanet.queries.attachment.vpc_of_resource import choices
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.dependencies.endpoints_of_vpc import (
    doubts_of_vpc,
    endpoints_for,
    interface_endpoints_of,
    names_endpoint,
)
from lambdanet.queries.dependencies.regions import same_region
from lambdanet.queries.dependencies.service_use import APIS, SMTP, may_use, services_used
from lambdanet.queries.reachability.by_endpoint import by_endpoint, is_there
from lambdanet.queries.reachability.callers import PRIVATE_API, PUBLIC_API, Call, Caller
from lambdanet.queries.reachability.endpoint_policies import policy_admits
from lambdanet.queries.reachability.mail import by_smtp
from lambdanet.queries.reachability.out_of_vpc import out_of_vpc
from lambdanet.queries.reachability.places import possible_ends
from lambdanet.queries.reachability.resolver import names_resolve
from lambdanet.queries.reachability.traffic import End, Hop
from lambdanet.queries.reachability.way import ENDPOINT, NAT, NO_WAY, Way, Ways, either
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Function, Network, Resource, ServiceResource, Subnet, VpcEndpoint
    from lambdanet.queries.dependencies.service_use import ServiceUse
    from lambdanet.queries.reachability.resolver import Names


@dataclass(frozen=True)
class FromSubnet:
    """The outcome of calls from one of a function's subnets, or from one that is one of several.

    subnets: those that it can be; none where it can be any. certain: there is such a subnet.
    """

    subnets: tuple[Subnet, ...]
    ways: Ways
    certain: bool = True


@dataclass(frozen=True)
class ServiceReach:
    """Whether a function reaches what it calls from all of its subnets."""

    answer: Value[bool]
    places: tuple[FromSubnet, ...] = field(default=())

    @property
    def blocked(self) -> tuple[FromSubnet, ...]:
        """The places from which calls certainly stop."""
        return tuple(place for place in self.places if place.certain and place.ways.answer == Known(False))

    @property
    def cut_off(self) -> list[Subnet]:
        """The subnets from which nothing leads to it."""
        return [subnet for place in self.blocked if place.ways.has_no_way for subnet in place.subnets]

    @property
    def stops(self) -> list[Hop]:
        """Every hop that certainly stops calls."""
        return list(dict.fromkeys(hop for place in self.blocked for hop in place.ways.stops))

    @property
    def closed_ways(self) -> list[Way]:
        """The ways on which calls certainly stop."""
        return list(dict.fromkeys(way for place in self.blocked for way in place.ways.ways))

    @property
    def in_the_way(self) -> list[Resource]:
        """What the hops that stop calls rest on, and through what these would go."""
        resources = [resource for hop in self.stops for resource in hop.resources]
        return [*resources, *(way.by for way in self.closed_ways if way.by is not None)]

    @property
    def by(self) -> list[Resource]:
        """What calls go through, where the code says it."""
        return [by for place in self.places for by in place.ways.by]


def service_reach(network: Network, function: Function, call: Call) -> ServiceReach:
    """Whether a function in a VPC reaches the service, or what of it the call names."""
    places = tuple(_places(network, function, call))
    answers = [place.ways.answer for place in places]
    if any(place.certain and place.ways.answer == Known(False) for place in places):
        return ServiceReach(Known(False), places)
    hidden: list[Value[bool]] = [unknown for unknown in function.subnets.unknowns() if not unknown.exhaustive]
    together = all_of([*(answer for answer in answers if answer != Known(False)), *hidden])
    for place in places:
        if not place.certain and place.ways.answer == Known(False):
            some = [unknown for unknown in function.subnets.unknowns() if unknown.exhaustive]
            together = some[0] if some else Unknown("it depends on the subnet")
    return ServiceReach(together, places)


def _places(network: Network, function: Function, call: Call) -> Iterator[FromSubnet]:
    for element in dict.fromkeys(function.subnets.everything()):
        certain = element is not function.subnets.more
        subnets = [end.subnet for end in possible_ends(network, End(element, Items()))]
        found = [
            network.subnets[one.value] for one in subnets if isinstance(one, Known) and one.value in network.subnets
        ]
        if not found:
            continue
        each = [ways_from(network, function, subnet, call) for subnet in found]
        if len(each) == 1:
            yield FromSubnet(tuple(found), each[0], certain)
        else:
            yield FromSubnet(tuple(found), _one_of(element, each), certain)


def _one_of(element: Value[str], each: list[Ways]) -> Ways:
    """The outcome of calls from one of several subnets."""
    ways = tuple(dict.fromkeys(way for one in each for way in one.ways))
    answers = {one.answer for one in each}
    if len(answers) == 1:
        return Ways(answers.pop(), ways)
    unknown = [one.answer for one in each if isinstance(one.answer, Unknown)]
    if unknown:
        return Ways(unknown[0], ways)
    return Ways(element if isinstance(element, Unknown) else Unknown("it depends on the subnet"), ways)


def ways_from(network: Network, function: Function, subnet: Subnet, call: Call) -> Ways:
    """On which ways calls go from a subnet, and their outcome there."""
    caller = caller_of(network, function, subnet, call)
    found = _ways_from(network, (caller, call.service, call.api))
    if call.service == SMTP:
        return by_smtp(network, caller, found)
    if not any(_may_refuse(way) for way in found.ways):
        return found
    # Policies of endpoints ask for the role, which is the function's own.
    settled = _settled(
        network,
        subnet,
        [
            (Known(True) if n == len(found.ways) - 1 else _doubt(found), _with_policy(network, function, call, way))
            for n, way in enumerate(found.ways)
        ],
    )
    return _if_names_resolve(names_resolve(network, _vpc_of(subnet)), settled)


def _vpc_of(subnet: Subnet) -> str:
    return subnet.vpc.value or "" if isinstance(subnet.vpc, Known) else ""


def _if_names_resolve(names: Names, ways: Ways) -> Ways:
    return Ways(names.answer, ways.ways) if isinstance(names.answer, Unknown) and ways.answer == Known(True) else ways


def _doubt(found: Ways) -> Unknown:
    if isinstance(found.answer, Unknown):
        return found.answer
    return Unknown("it is not known which way calls go") if found.doubt is None else found.doubt


def _may_refuse(way: Way) -> bool:
    return way.kind == ENDPOINT and way.by is not None and getattr(way.by, "policy", Known(False)) != Known(False)


def _with_policy(network: Network, function: Function, call: Call, way: Way) -> Way:
    if not _may_refuse(way) or way.by is None:
        return way
    admitted, hop = policy_admits(network, function, network.endpoints[way.by.identity], call.service, call.resources)
    stops = (*way.stops, hop) if hop is not None else way.stops
    return Way(way.kind, way.by, all_of([way.answer, admitted]), stops, way.whole)


def caller_of(network: Network, function: Function, subnet: Subnet, call: Call) -> Caller:
    """The function as a caller from one of its subnets."""
    endpoints = endpoints_for(network, subnet, call.service)
    named = frozenset(endpoint.identity for endpoint, _ in endpoints if names_endpoint(function, endpoint))
    # A function is in the Region of its VPC, whether the code names that Region or not.
    is_own = call.region is not None and same_region(call.region, function.region) == Known(True)
    plain = function.dual_stack == Known(False) and function.managed_instances == Known(False)
    return Caller(
        subnet.identity,
        function.security_groups,
        function.dual_stack,
        function.managed_instances,
        named,
        None if is_own else call.region,
        "" if plain else function.address,
    )


def is_in_own_region(network: Network, function: Function, subnet: Subnet, call: Call) -> Value[bool]:
    """Whether what is called is in the Region of the function, which is that of its VPC."""
    if call.region is None or same_region(call.region, function.region) == Known(True):
        return Known(True)
    vpc = network.vpcs.get(_vpc_of(subnet))
    return same_region(call.region, function.region if vpc is None else vpc.region)


@once_per_key
def _ways_from(network: Network, key: tuple[Caller, str, Value[str]]) -> Ways:
    caller, service, api = key
    subnet = network.subnets[caller.subnet]
    names = names_resolve(network, _vpc_of(subnet))
    if names.stops:
        return Ways(names.answer, (Way(NO_WAY, None, names.answer, names.stops),))
    if subnet.has_ipv4 == Known(False):
        return _without_ipv4(subnet, caller)
    found = list(_possible(network, caller, service, api))
    return _if_names_resolve(names, _settled(network, subnet, found) if service else either(found))


def _without_ipv4(subnet: Subnet, caller: Caller) -> Ways:
    """The usual names of services have IPv4 addresses, to which nothing sends that has none."""
    if caller.dual_stack != Known(False):
        return Ways(Unknown(f"{subnet.address} has no IPv4 addresses, and the service may be reached by IPv6"))
    hop = Hop("address", f"{subnet.address} has no IPv4 addresses", resources=(subnet,))
    return Ways(Known(False), (Way(NO_WAY, None, Known(False), (hop,)),))


def _settled(network: Network, subnet: Subnet, found: list[tuple[Value[bool], Way]]) -> Ways:
    """The ways together; where calls stop, they may still take one outside the scan."""
    ways = either(found)
    if ways.answer != Known(False) or all(way.whole for way in ways.ways):
        return ways
    doubts = doubts_of_vpc(network, subnet)
    return Ways(doubts[0], ways.ways) if doubts else ways


def _possible(network: Network, caller: Caller, service: str, api: Value[str]) -> Iterator[tuple[Value[bool], Way]]:
    """The ways on which calls may go, in the order in which they are chosen, each with whether it is there."""
    subnet = network.subnets[caller.subnet]
    endpoints = endpoints_for(network, subnet, service) if service else []
    for endpoint, doubt in sorted(endpoints, key=_interfaces_first):
        if api == Known(PUBLIC_API) and endpoint.private_dns == Known(False):
            continue  # nothing leads calls to public APIs there
        there = is_there(network, caller, endpoint, doubt)
        yield there, _of_api(by_endpoint(network, caller, endpoint), api)
    out = _past_gateway_endpoints(network, caller, endpoints, out_of_vpc(network, caller))
    if isinstance(api, Unknown) and out.answer == Known(True):
        out = Way(out.kind, out.by, api)
    elif api == Known(PRIVATE_API):
        because = "a private API answers only by a VPC endpoint for execute-api"
        out = Way(NO_WAY, None, Known(False), (Hop("endpoint", because),))
    yield Known(True), out


def _past_gateway_endpoints(
    network: Network, caller: Caller, endpoints: list[tuple[VpcEndpoint, Unknown | None]], out: Way
) -> Way:
    """What a gateway endpoint on the table of the NAT gateway's subnet makes of calls: AWS does not say whether any."""
    gateway = network.nat_gateways.get(out.by.identity) if out.kind == NAT and out.by is not None else None
    if gateway is None or isinstance(gateway.subnet, Unknown) or gateway.subnet.value is None:
        return out
    if out.answer == Known(False) and any(hop.kind != NAT for hop in out.stops):
        return out
    if gateway.subnet.value not in network.subnets:
        return out
    there = dataclasses.replace(caller, subnet=gateway.subnet.value)
    for endpoint, doubt in endpoints:
        if endpoint.kind != Known("Gateway") or (out.answer == Known(True) and endpoint.policy == Known(False)):
            continue
        if is_there(network, there, endpoint, doubt) != Known(False):
            why = f"whether calls go from {out} through {endpoint.address}, which is on the table of its subnet"
            return Way(out.kind, out.by, Unknown(why))
    return out


def _of_api(way: Way, api: Value[str]) -> Way:
    """What an endpoint for APIs makes of calls to one: it serves private ones alone."""
    if isinstance(api, Unknown):
        return Way(way.kind, way.by, api if way.answer == Known(True) else way.answer, way.stops, way.whole)
    if api.value != PUBLIC_API or way.by is None:
        return way
    because = f"the private DNS of {way.by.address} takes over the names of public APIs, which it does not serve"
    hop = Hop("endpoint", because, resources=(way.by,))
    return Way(way.kind, way.by, Known(False), (*way.stops, hop), way.whole)


def _interfaces_first(endpoint: tuple[VpcEndpoint, Unknown | None]) -> bool:
    return endpoint[0].kind == Known("Gateway")


def calls_of(network: Network, use: ServiceUse) -> list[Call]:
    """What is called of a service: calls to resources that differ in what decides about their way are apart."""
    found: dict[tuple[Value[str | None], Value[str]], list[str]] = {}
    for identity in use.resources:
        resource = network.service_resources[identity]
        found.setdefault((resource.region, _api_of(resource)), []).append(identity)
    for named in use.regions:
        found.setdefault((Known(named), Known("")), [])
    if not found:
        return [Call(use.service)]
    return [Call(use.service, region, tuple(resources), api) for (region, api), resources in found.items()]


def _api_of(resource: ServiceResource) -> Value[str]:
    if resource.service != APIS:
        return Known("")
    private = resource.private
    return private if isinstance(private, Unknown) else Known(PRIVATE_API if private.value else PUBLIC_API)


def leads_out(network: Network, function: Function) -> bool:
    """Whether packets of the function certainly reach the internet, from each of its subnets."""
    # Many functions are in the same subnets with the same groups, and no policy of an endpoint asks who they are.
    decides = (function.subnets, function.security_groups, function.dual_stack, function.managed_instances)
    known = _leading_out(network)
    leads = known.get(decides)
    if leads is None:
        leads = known[decides] = service_reach(network, function, Call("")).answer == Known(True)
    return leads


@once_per_network
def _leading_out(_: Network) -> dict[tuple[Any, ...], bool]:
    """Answers of ``leads_out``, by all of a function that decides about them."""
    return {}


def may_be_cut_off(network: Network, function: Function) -> Unknown | None:
    """Why an endpoint may keep a function that leads out from a service that it may call; None when none does."""
    services = {
        endpoint.service_code.value
        for identity in dict.fromkeys((*function.subnets.known(), *choices(function.subnets)))
        if identity in network.subnets
        for endpoint in interface_endpoints_of(network, network.subnets[identity])
        if isinstance(endpoint.service_code, Known) and endpoint.service_code.value is not None
    }
    for service in sorted(services):
        doubt = may_use(network, function, (service,))
        if doubt is not None and service_reach(network, function, Call(service)).answer != Known(True):
            return doubt
    return None


def stopped_at(network: Network, function: Function, resource: str) -> Iterator[tuple[ServiceUse, Hop]]:
    """The services that the function cannot reach for a hop at the resource with this identity."""
    for use in services_used(network, function).known():
        for call in calls_of(network, use):
            stops = service_reach(network, function, call).stops
            yield from ((use, hop) for hop in stops if resource in [r.identity for r in hop.resources])
