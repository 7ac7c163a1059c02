"""Whether connections succeed, as rules ask it: the front of ``reachability``.

Checkov loads the rules in every process, whether or not they run. What they ask here is imported when first asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Function, NatGateway, Network, NetworkAcl, Onward, PrivateResource, Subnet, VpcEndpoint
    from lambdanet.queries.dependencies.service_use import ServiceUse
    from lambdanet.queries.reachability.beyond import Beyond
    from lambdanet.queries.reachability.both_ways import BothWays
    from lambdanet.queries.reachability.callers import Call
    from lambdanet.queries.reachability.reach import Reach
    from lambdanet.queries.reachability.resolver import Names
    from lambdanet.queries.reachability.service_calls import ServiceReach
    from lambdanet.queries.reachability.traffic import Hop
    from lambdanet.queries.reachability.way import Way, Ways
    from lambdanet.values import Unknown, Value


def reach(network: Network, function: Function, resource: PrivateResource) -> Reach:
    """Whether a function in a VPC reaches a private resource on its port."""
    from lambdanet.queries.reachability import reach as questions

    return questions.reach(network, function, resource)


def beyond(network: Network, onward: Onward) -> Beyond:
    """Whether a proxy reaches the database behind it."""
    from lambdanet.queries.reachability import beyond as questions

    return questions.beyond(network, onward)


def network_acl(network: Network, subnet: str) -> Value[NetworkAcl]:
    """The ACL that guards a subnet: the one associated with it, else the default one of its VPC."""
    from lambdanet.queries.reachability import acls

    return acls.network_acl(network, subnet)


def both_ways(network: Network, acl: str) -> BothWays:
    """What the network ACL does to requests and their answers."""
    from lambdanet.queries.reachability import both_ways as questions

    return questions.both_ways(network, acl)


def to_interfaces(network: Network, function: Function, subnet: Subnet, endpoint: VpcEndpoint) -> Way:
    """Whether requests from one of a function's subnets reach an interface endpoint on port 443, and get answers."""
    from lambdanet.queries.reachability import by_endpoint
    from lambdanet.queries.reachability.traffic import End
    from lambdanet.values import Known

    source = End(Known(subnet.identity), function.security_groups)
    return by_endpoint.to_interfaces(network, source, endpoint, function.dual_stack)


def names_of_endpoint(network: Network, endpoint: VpcEndpoint) -> Names:
    """Whether the usual name of its service leads to an interface endpoint, as it should."""
    from lambdanet.queries.reachability import by_endpoint

    return by_endpoint.names_of_endpoint(network, endpoint)


def is_in_own_region(network: Network, function: Function, subnet: Subnet, call: Call) -> Value[bool]:
    """Whether what is called is in the Region of the function, which is that of its VPC."""
    from lambdanet.queries.reachability import service_calls

    return service_calls.is_in_own_region(network, function, subnet, call)


def service_reach(network: Network, function: Function, call: Call) -> ServiceReach:
    """Whether a function in a VPC reaches an AWS service, or what of it is called."""
    from lambdanet.queries.reachability import service_calls

    return service_calls.service_reach(network, function, call)


def ways_from(network: Network, function: Function, subnet: Subnet, call: Call) -> Ways:
    """On which ways calls go from one of the function's subnets, and their outcome there."""
    from lambdanet.queries.reachability import service_calls

    return service_calls.ways_from(network, function, subnet, call)


def calls_of(network: Network, use: ServiceUse) -> list[Call]:
    """What the function calls of a service that it uses."""
    from lambdanet.queries.reachability import service_calls

    return service_calls.calls_of(network, use)


def leads_out(network: Network, function: Function) -> bool:
    """Whether all subnets of the function certainly lead to the internet."""
    from lambdanet.queries.reachability import service_calls

    return service_calls.leads_out(network, function)


def stopped_at(network: Network, function: Function, resource: str) -> Iterator[tuple[ServiceUse, Hop]]:
    """The services that the function cannot reach for a hop at the resource with this identity."""
    from lambdanet.queries.reachability import service_calls

    return service_calls.stopped_at(network, function, resource)


def may_be_cut_off(network: Network, function: Function) -> Unknown | None:
    """Why an endpoint may keep the function from a service that it may call."""
    from lambdanet.queries.reachability import service_calls

    return service_calls.may_be_cut_off(network, function)


def through_acls_of_nat(network: Network, subnet: Subnet, gateway: NatGateway) -> tuple[Value[bool], tuple[Hop, ...]]:
    """Whether the network ACL of a NAT gateway's subnet lets through what a subnet sends, and the answers."""
    from lambdanet.queries.reachability import acls_of_nat

    return acls_of_nat.through_acls(network, subnet, gateway)
