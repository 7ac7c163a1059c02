"""Do calls reach an AWS service by an endpoint of the VPC?

An interface endpoint is in subnets, with security groups, and answers to the service's usual name where private
DNS is on (https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html). A gateway endpoint is a
route to the service's public addresses (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html).
Both serve the Region of their VPC alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import names as named
from lambdanet.kit.wording import short
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.dependencies.regions import same_region
from lambdanet.queries.reachability.address_sets import IPV6
from lambdanet.queries.reachability.passage import passage
from lambdanet.queries.reachability.places import ends, possible_ends
from lambdanet.queries.reachability.resolver import Names, private_names_resolve
from lambdanet.queries.reachability.to_public import to_public_addresses
from lambdanet.queries.reachability.traffic import DNS, Flow, Hop
from lambdanet.queries.reachability.way import ENDPOINT, Way
from lambdanet.queries.routing.route_tables import possible_route_tables
from lambdanet.undeclared import not_in_code
from lambdanet.values import Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdanet.model import Network, RouteTable, Subnet, VpcEndpoint
    from lambdanet.queries.reachability.callers import Caller
    from lambdanet.queries.reachability.traffic import End, Passage

HTTPS, HTTP = (443, 443), (80, 80)
_BY_IPV6 = Flow(HTTPS, family=IPV6)
WITH_GATEWAY_ENDPOINT = ("s3", "dynamodb")


def is_there(network: Network, caller: Caller, endpoint: VpcEndpoint, doubt: Unknown | None) -> Value[bool]:
    """Whether calls to the service, as the caller names it, go to the endpoint. doubt: why it may be for another."""
    for known in (endpoint.made, endpoint.kind):
        if isinstance(known, Unknown):
            return known
    if doubt is not None:
        return doubt
    served = _serves(network, caller.region, endpoint)
    if served == Known(False):
        return served
    if endpoint.kind == Known("Gateway"):
        return all_of([served, is_on_table(network, network.subnets[caller.subnet], endpoint)])
    if endpoint.identity in caller.named:
        return served
    named = answers_to_usual_name(network, endpoint)
    if named == Known(False):
        named = Unknown(f"{endpoint.address} has no private DNS, so only code that names the endpoint uses it")
    elif named == Known(True) and isinstance(_private_names(network, endpoint).answer, Unknown):
        named = _private_names(network, endpoint).answer
    return all_of([served, named])


def answers_to_usual_name(network: Network, endpoint: VpcEndpoint) -> Value[bool]:
    """Whether private DNS is meant to lead the service's usual name to an interface endpoint."""
    private = endpoint.private_dns
    if private == Known(True) and endpoint.service_code == Known("s3"):
        # Else the name keeps leading to the gateway endpoint, which AWS then asks for.
        for_others = endpoint.for_inbound_resolvers
        return Known(not for_others.value) if isinstance(for_others, Known) else for_others
    return private


def by_endpoint(network: Network, caller: Caller, endpoint: VpcEndpoint) -> Way:
    """The outcome of calls that go to the endpoint; ``endpoint_policies`` says what its policy admits."""
    if endpoint.kind == Known("Gateway"):
        service = endpoint.service_code.value if isinstance(endpoint.service_code, Known) else None
        through = to_public_addresses(network, caller.end, caller.dual_stack, service or "")
        stops = _stop_of_region(network, endpoint)
        return Way(ENDPOINT, endpoint, Known(False) if stops else through.answer, (*stops, *through.stops))
    if isinstance(endpoint.kind, Unknown) or endpoint.kind.value != "Interface":
        return Way(ENDPOINT, endpoint, Unknown(f"{endpoint.address} may lead elsewhere"))
    if (
        isinstance(endpoint.vpc, Unknown)
        and endpoint.private_dns == Known(True)
        and endpoint.identity not in caller.named
    ):
        return Way(ENDPOINT, endpoint, endpoint.vpc)
    names = _stop_of_names(network, caller, endpoint)
    names = (*names, *_stop_of_region(network, endpoint))
    to_it = to_interfaces(network, caller.end, endpoint, caller.dual_stack)
    if to_it.answer == Known(False) and endpoint.subnets.is_empty() != Known(True):
        by_http = [passage(network, caller.end, target, Flow(HTTP)) for target in _interfaces(network, endpoint)]
        if any(each.answer != Known(False) for each in by_http):
            return Way(ENDPOINT, endpoint, Unknown(f"calls reach {endpoint.address} only on port 80"))
    stops = (*names, *to_it.stops)
    # What goes to the endpoint's names goes nowhere else.
    whole = endpoint.private_dns == Known(True) and not isinstance(endpoint.vpc, Unknown)
    return Way(ENDPOINT, endpoint, Known(False) if stops else to_it.answer, stops, whole)


def _stop_of_names(network: Network, caller: Caller, endpoint: VpcEndpoint) -> tuple[Hop, ...]:
    """The hops at which the endpoint's names lead nowhere; where they may lead past it, ``is_there`` says so."""
    if endpoint.identity in caller.named or endpoint.private_dns != Known(True):
        return ()
    return _private_names(network, endpoint).stops


def _private_names(network: Network, endpoint: VpcEndpoint) -> Names:
    if isinstance(endpoint.vpc, Unknown):
        return Names(endpoint.vpc)
    return private_names_resolve(network, endpoint.vpc.value or "")


def names_of_endpoint(network: Network, endpoint: VpcEndpoint) -> Names:
    """Whether the usual name of its service leads to an interface endpoint, as it should."""
    code = endpoint.service_code.value if isinstance(endpoint.service_code, Known) else None
    private = endpoint.private_dns
    if isinstance(private, Unknown):
        # S3's and DynamoDB's gateway endpoints answer to the usual names, so that private DNS is not asked for.
        return Names(Known(True) if code in WITH_GATEWAY_ENDPOINT else private)
    if private.value:
        return _private_names(network, endpoint)
    if code in WITH_GATEWAY_ENDPOINT:
        return Names(Known(True))
    others = _who_may_name(network, endpoint)
    if others:
        return Names(Unknown(f"{named(others)} may give it the service's name"))
    because = "it has no private DNS, so the service's usual name leads past it"
    return Names(Known(False), (Hop(DNS, because, resources=(endpoint,)),))


def _who_may_name(network: Network, endpoint: VpcEndpoint) -> list[str]:
    return [record.address for record in network.dns_records if endpoint.identity in record.names]


def to_interfaces(network: Network, source: End, endpoint: VpcEndpoint, dual_stack: Value[bool]) -> Way:
    """Whether an interface in a subnet reaches an interface endpoint, whichever of its subnets answers."""
    return _to_interfaces(network, (source, endpoint.identity, dual_stack))


@once_per_key
def _to_interfaces(network: Network, key: tuple[End, str, Value[bool]]) -> Way:
    source, identity, dual_stack = key
    endpoint = network.endpoints[identity]
    if endpoint.subnets.is_empty() == Known(True):
        # https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint
        because = f"{endpoint.address} is in no subnet, so nothing answers"
        return Way(ENDPOINT, endpoint, Known(False), (Hop("endpoint", because, resources=(endpoint,)),))
    passages = [passage(network, source, target, Flow(HTTPS)) for target in _interfaces(network, endpoint)]
    answers = [each.answer for each in passages]
    if all(answer == Known(False) for answer in answers):
        by_ipv6 = [passage(network, source, target, _BY_IPV6) for target in _interfaces(network, endpoint)]
        if dual_stack != Known(False) and any(each.answer != Known(False) for each in by_ipv6):
            return Way(ENDPOINT, endpoint, Unknown(f"calls may reach {endpoint.address} by IPv6"))
        return Way(ENDPOINT, endpoint, Known(False), stops_of(passages))
    together = all_of(answers)
    if together == Known(False):
        hop = stops_of(passages)[0]
        why = f"it depends on the subnet in which {endpoint.address} answers; {hop.clause}"
        together = Unknown(why)
    return Way(ENDPOINT, endpoint, together)


def _interfaces(network: Network, endpoint: VpcEndpoint) -> list[End]:
    found = ends(endpoint.subnets, endpoint.security_groups, endpoint.address)
    return [end for place in found for end in possible_ends(network, place)]


def stops_of(passages: Iterable[Passage]) -> tuple[Hop, ...]:
    """Every hop that stops one of the connections."""
    return tuple(dict.fromkeys(hop for each in passages for hop in each.stops))


def is_on_table(network: Network, subnet: Subnet, endpoint: VpcEndpoint) -> Value[bool]:
    """Whether the route of a gateway endpoint is on the subnet's table; the same for all that may be its table."""
    answers = {_is_on(endpoint, table) for table in possible_route_tables(network, subnet)}
    unknown = Unknown(f"the code does not say which of several route tables is that of {subnet.address}")
    return answers.pop() if len(answers) == 1 else unknown


def _is_on(endpoint: VpcEndpoint, table: Value[RouteTable]) -> Value[bool]:
    if isinstance(table, Unknown):
        return table
    if table.value.identity in endpoint.route_tables.known():
        return Known(True)
    unknown = endpoint.route_tables.unknowns()
    if unknown and not all(u.exhaustive and table.value.identity not in u.candidates for u in unknown):
        return unknown[0]
    return Known(False)


def _serves(network: Network, region: Value[str | None] | None, endpoint: VpcEndpoint) -> Value[bool]:
    """Whether an endpoint serves a Region: that of its VPC, or another that it names (``service_region``).

    https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
    """
    if isinstance(endpoint.vpc, Unknown):
        return endpoint.vpc
    vpc = network.vpcs.get(endpoint.vpc.value or "")
    if isinstance(endpoint.service_region, Unknown):
        return endpoint.service_region
    if endpoint.service_region.value is not None:
        asked = (vpc.region if vpc is not None else Known(None)) if region is None else region
        return same_region(asked, endpoint.service_region)
    if region is None:
        return Known(True)
    served: Value[bool] = not_in_code(f"{short(endpoint.vpc.value or '')} is not in the code", endpoint.vpc.value or "")
    if vpc is not None:
        served = same_region(region, vpc.region)
    elif region == Known(None):
        served = Known(True)  # what the code does not place elsewhere is assumed to be where its functions are
    if isinstance(served, Unknown) and endpoint.region is not None and isinstance(region, Known):
        return served if region.value is None else Known(region.value == endpoint.region)
    return served


def _stop_of_region(network: Network, endpoint: VpcEndpoint) -> tuple[Hop, ...]:
    """An endpoint that is named for another Region than that of its VPC, which AWS does not make."""
    vpc = network.vpcs.get(endpoint.vpc.value or "") if isinstance(endpoint.vpc, Known) else None
    region = vpc.region.value if vpc is not None and isinstance(vpc.region, Known) else None
    if endpoint.service_region != Known(None) or None in (region, endpoint.region) or region == endpoint.region:
        return ()
    because = f"{endpoint.address} is for the service in {endpoint.region}, and its VPC is in {region}"
    return (Hop("Region", because, resources=(endpoint,)),)
