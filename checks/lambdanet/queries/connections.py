"""Whether connections come about, as rules ask it: the front of ``reachability``.

Checkov loads the rules in every process, whether or not they run. What they ask here is imported when first asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.aws.ports import HTTPS

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, NetworkAcl, PrivateResource, VpcEndpoint
    from lambdanet.queries.reachability.both_ways import BothWays
    from lambdanet.queries.reachability.reach import Reach
    from lambdanet.queries.reachability.traffic import Hop
    from lambdanet.values import Items, Value


def reach(network: Network, function: Function, resource: PrivateResource) -> Reach:
    """Whether a function in a VPC reaches a private resource on its port."""
    from lambdanet.queries.reachability import reach as questions

    return questions.reach(network, function, resource)


def network_acl(network: Network, subnet: str) -> Value[NetworkAcl]:
    """The ACL that guards a subnet: the one associated with it, else the default one of its VPC."""
    from lambdanet.queries.reachability import acls

    return acls.network_acl(network, subnet)


def both_ways(network: Network, acl: str) -> BothWays:
    """What the network ACL does to requests and their answers."""
    from lambdanet.queries.reachability import both_ways as questions

    return questions.both_ways(network, acl)


def admits_https(network: Network, groups: Items[str], subnet: Value[str], others: Items[str]) -> Value[bool]:
    """Whether the groups let in a connection on port 443 from an interface with other groups in a subnet."""
    from lambdanet.queries.reachability.admission import admits
    from lambdanet.queries.reachability.traffic import End, Flow

    return admits(network, groups, End(subnet, others), Flow((HTTPS, HTTPS)))


def calls_out(network: Network, function: Function, service: str = "") -> Value[bool]:
    """Whether the function's groups let calls out to public addresses: to all of them, or to those of the service."""
    from lambdanet.queries.reachability import egress

    return egress.calls_out(network, function, service)


def calls_to_endpoint(network: Network, function: Function, endpoint: VpcEndpoint) -> Value[bool]:
    """Whether the function's groups let calls out to an endpoint."""
    from lambdanet.queries.reachability import egress

    return egress.calls_to_endpoint(network, function, endpoint)


def stop(network: Network, groups: Items[str], direction: str) -> Hop:
    """The groups as the hop at which a connection stops."""
    from lambdanet.queries.reachability import groups as questions

    return questions.stop(network, groups, direction)
