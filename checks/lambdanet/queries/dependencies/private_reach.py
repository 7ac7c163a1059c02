"""Whether a function reaches what it depends on: the one answer for rules and pictures.

Over the way itself (``reachability``) come the ports on which a load balancer listens, the database behind a proxy, and
ways that are no routes.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.created_together import is_there_with
from lambdanet.kit.wording import names
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.dependencies.private_dependencies import (
    Dependency,
    users_of_group,
    vpc_of_function,
    vpc_of_resource,
)
from lambdanet.queries.reachability.connections import beyond, reach
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, PrivateResource, SecurityGroupRule
    from lambdanet.queries.reachability.reach import Blocked

_LATTICE = ("Resource", "ServiceNetwork")


@dataclass(frozen=True)
class Outcome:
    """The outcome of the connections to a dependency.

    blocked: the subnets of the function from which none arrives.
    behind: the database that a proxy does not reach, with ``arrives``, whether the function reaches the proxy.
    """

    answer: Value[bool]
    blocked: tuple[Blocked, ...] = field(default=())
    behind: PrivateResource | None = None
    arrives: bool = False


def outcome(network: Network, function: Function, dependency: Dependency) -> Outcome:
    """Whether connections from a function in a VPC succeed and are answered."""
    resource = dependency.resource
    if dependency.not_followed is not None:
        return Outcome(dependency.not_followed)
    unheard = _unheard(network, function, resource)
    if unheard is not None:
        return unheard
    unnamed = _unnamed(network, function) if dependency.by_name else None
    if unnamed is not None:
        return unnamed
    way = reach(network, function, resource)
    if way.answer == Known(False):
        elsewhere = _other_way(network, function, resource)
        return Outcome(way.answer, way.blocked) if elsewhere is None else Outcome(elsewhere)
    return _with_what_is_behind(network, function, resource, Outcome(way.answer, way.blocked))


def _unnamed(network: Network, function: Function) -> Outcome | None:
    """No name resolves in the function's VPC."""
    from lambdanet.queries.reachability.reach import Blocked
    from lambdanet.queries.reachability.resolver import names_resolve

    names_lead = names_resolve(network, vpc_of_function(network, function) or "")
    if isinstance(names_lead.answer, Unknown):
        return Outcome(names_lead.answer)
    if names_lead.answer.value:
        return None
    return Outcome(Known(False), tuple(Blocked(subnet, names_lead.stops) for subnet in function.subnets.elements))


def _unheard(network: Network, function: Function, resource: PrivateResource) -> Outcome | None:
    """Nothing listens on the port that is asked for: no listener of a load balancer, no database."""
    from lambdanet.queries.reachability.reach import Blocked
    from lambdanet.queries.reachability.traffic import Hop

    declared = network.private_resources.get(resource.identity)
    if declared is None or not resource.ports.complete:
        return None
    ports = declared.ports if declared.by_listeners else declared.ports + declared.other_ports
    listening = ports.known()
    if any(port in listening for port in resource.ports.known()):
        return None
    if not declared.by_listeners and not (ports.complete and listening):
        return None
    listened_on = f"port {listening[0]}" if len(listening) == 1 else f"the ports {names(map(str, listening))}"
    hop = Hop("listener", f"{declared.address} listens only on {listened_on}", resources=(declared,))
    return Outcome(Known(False), tuple(Blocked(subnet, (hop,)) for subnet in function.subnets.elements))


def _other_way(network: Network, function: Function, resource: PrivateResource) -> Unknown | None:
    """Why a resource of another VPC may be reached although nothing leads there: VPC Lattice brings it.

    https://docs.aws.amazon.com/vpc/latest/privatelink/use-resource-endpoint.html
    """
    own = vpc_of_function(network, function)
    if own is None or own == vpc_of_resource(network, resource):
        return None
    by = _lattice(network).get(own)
    return None if by is None else Unknown(f"{by} may bring {resource.address} into the VPC, under its own name")


@once_per_network
def _lattice(network: Network) -> dict[str, str]:
    """By VPC: what connects it with resources by VPC Lattice."""
    found: dict[str, str] = {}
    for endpoint in network.endpoints.values():
        if isinstance(endpoint.kind, Known) and endpoint.kind.value in _LATTICE and isinstance(endpoint.vpc, Known):
            found.setdefault(endpoint.vpc.value or "", endpoint.address)
    for association in network.service_network_associations:
        if isinstance(association.vpc, Known):
            found.setdefault(association.vpc.value or "", association.address)
    return found


def _with_what_is_behind(network: Network, function: Function, resource: PrivateResource, reached: Outcome) -> Outcome:
    from lambdanet.queries.reachability.reach import Blocked

    onward = resource.onward
    if isinstance(onward, Unknown):
        return Outcome(onward) if reached.answer == Known(True) else reached
    if onward.value is None:
        return reached
    behind = beyond(network, onward.value)
    if behind.answer == Known(False):
        blocked = tuple(Blocked(subnet, behind.hops) for subnet in function.subnets.elements)
        return Outcome(Known(False), blocked, behind.database, reached.answer == Known(True))
    return reached if isinstance(reached.answer, Unknown) else Outcome(behind.answer)


def needs_by_rule(network: Network, function: Function) -> list[tuple[Dependency, Outcome]]:
    """What the egress rules of the function's groups are for, where that is certain, with the outcome.

    A rule that leads to the group of a private resource is for connections to it. Where several resources have the
    group, it may be for each of them: it is decided only when all of them are reached, or none.
    """
    found: dict[str, tuple[Dependency, Outcome]] = {}
    for identity in function.security_groups.known():
        group = network.security_groups.get(identity)
        for rule in group.egress.known() if group is not None else ():
            outcomes = _outcomes(network, function, rule, group.address if group is not None else "")
            if outcomes and all(each.answer == outcomes[0][1].answer for _, each in outcomes):
                found.update((item.resource.identity, (item, each)) for item, each in outcomes)
    return list(found.values())


def is_closed_by_rule(network: Network, function: Function, resource: PrivateResource) -> bool:
    """Whether an egress rule is for connections to the resource, and these provably fail."""
    return any(
        item.resource.identity == resource.identity and way.answer == Known(False)
        for item, way in needs_by_rule(network, function)
    )


def _outcomes(
    network: Network, function: Function, rule: SecurityGroupRule, group: str
) -> list[tuple[Dependency, Outcome]]:
    peer = rule.peer.value if isinstance(rule.peer, Known) else None
    if peer is None or peer.kind != "group" or not rule.certain or rule.protocol not in (Known("tcp"), Known("-1")):
        return []
    users = users_of_group(network).get(peer.name, [])
    if not users or _has_other_users(network, peer.name):
        return []
    found = []
    for resource in users:
        there = is_there_with(network.uncertain, resource.identity, function.identity)
        if not there or not resource.declared or resource.private != Known(True) or not _is_about(rule, resource):
            return []
        item = Dependency(resource, f"an egress rule of {group} leads to its security group", by_rule=group)
        found.append((item, outcome(network, function, item)))
    return found


def _is_about(rule: SecurityGroupRule, resource: PrivateResource) -> bool:
    """Whether the rule is for the port of the resource, or may be."""
    if isinstance(rule.ports, Unknown):
        return False
    first, last = rule.ports.value
    return not resource.ports.complete or any(first <= port <= last for port in resource.ports.known())


@once_per_key
def _has_other_users(network: Network, group: str) -> bool:
    """Whether anything other than the private resources in the scan has the group, or may."""
    known = {resource.address for resource in users_of_group(network).get(group, ())}
    users = network.users[group]
    return users.more is not None or any(use.kind != "function" and use.address not in known for use in users.known())
