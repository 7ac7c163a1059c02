"""What the code says about one function's network, fact by fact: what evidence reports and others build on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from lambdanet.queries.access.principals import is_public
from lambdanet.queries.access.security_group_rules import (
    is_default_group,
    open_to_all,
    rules_of_groups,
    usable_egress,
)
from lambdanet.queries.addresses.subnet_sizes import usable_addresses
from lambdanet.queries.attachment.attachment import in_vpc
from lambdanet.queries.attachment.justification import doubts_of_reach
from lambdanet.queries.attachment.zones import zones_of
from lambdanet.queries.dependencies.private_dependencies import (
    private_dependencies,
    relations_by_security_group,
    targets_by_security_group,
)
from lambdanet.queries.lists.candidates import facts_of
from lambdanet.queries.roles.role_permissions import may_manage_interfaces
from lambdanet.queries.routing.default_routes import INTERNET_GATEWAY, NAT_GATEWAY, default_route
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Known, Unknown, Value, any_of, merged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lambdanet.model import Function, Network, PrivateResource, Subnet

T = TypeVar("T")

OPEN_ALL = "open-all"
RESTRICTED = "restricted"
NO_EGRESS = "none"


@dataclass(frozen=True)
class PrivateNeed:
    """A private resource that the function needs, the evidence as a clause, and the port when it is known.

    not_followed: why the way to it cannot be followed.
    """

    resource: PrivateResource
    evidence: str
    port: int | None
    not_followed: Unknown | None = None


@dataclass(frozen=True)
class FunctionFacts:
    """The facts about a function. None stands for "not applicable": the function is in no VPC.

    vpc_attached: it has a VPC configuration. private_need: the code shows a private resource that it needs.
    availability_zones: of its subnets, as the code names them.
    multiple_zones: two or more of these are distinct.
    uses_default_security_group: one of its groups is the default group of a VPC.
    ingress_rules: one of its groups has an ingress rule.
    egress: "open-all" (all ports to everywhere), "restricted", or "none" (no usable rule).
    public_subnet: the default route of one of its subnets leads to an internet gateway.
    nat_default_route: one leads to a NAT gateway. mixed_routing: they differ in kind.
    smallest_subnet_usable_ips: IPv4 addresses, without the five that AWS reserves.
    eni_permissions: its role may create, describe and delete network interfaces.
    publicly_invokable: a statement of its resource policy admits everyone.
    """

    vpc_attached: Value[bool]
    private_need: Value[bool]
    private_dependencies: tuple[PrivateNeed, ...]
    multiple_zones: Value[bool] | None
    availability_zones: Value[tuple[str, ...]] | None
    uses_default_security_group: Value[bool] | None
    ingress_rules: Value[bool] | None
    egress: Value[str] | None
    public_subnet: Value[bool] | None
    nat_default_route: Value[bool] | None
    mixed_routing: Value[bool] | None
    smallest_subnet_usable_ips: Value[int] | None
    eni_permissions: Value[bool] | None
    publicly_invokable: Value[bool]


def function_facts(network: Network, function: Function) -> FunctionFacts:
    """Everything that is known about a function of the network."""
    attached = in_vpc(function)
    needs = tuple(private_needs(network, function))

    def within_vpc(fact: Callable[[Network, Function], Value[T]]) -> Value[T] | None:
        if isinstance(attached, Unknown):
            return attached
        return fact(network, function) if attached.value else None

    return FunctionFacts(
        vpc_attached=attached,
        private_need=_private_need(network, function, attached, needs),
        private_dependencies=needs,
        multiple_zones=within_vpc(_multiple_zones),
        availability_zones=within_vpc(_availability_zones),
        uses_default_security_group=within_vpc(_uses_default_group),
        ingress_rules=within_vpc(_ingress_rules),
        egress=within_vpc(_egress),
        public_subnet=within_vpc(lambda n, f: _leads_to(n, f, INTERNET_GATEWAY)),
        nat_default_route=within_vpc(lambda n, f: _leads_to(n, f, NAT_GATEWAY)),
        mixed_routing=within_vpc(_mixed_routing),
        smallest_subnet_usable_ips=within_vpc(_smallest_subnet),
        eni_permissions=within_vpc(_interface_permissions),
        publicly_invokable=is_public(network, function),
    )


def private_needs(network: Network, function: Function) -> Iterator[PrivateNeed]:
    """The private resources that the function needs, each with its first evidence."""
    seen = set()
    for dependency in private_dependencies(network, function).known():
        seen.add(dependency.resource.identity)
        yield _need(dependency.resource, dependency.evidence, dependency.not_followed)
    for resource, group in relations_by_security_group(network, function):
        if resource.identity not in seen:
            seen.add(resource.identity)
            yield _need(resource, f"it admits the security group {group}")
    for resource, group in targets_by_security_group(network, function):
        if resource.identity not in seen:
            seen.add(resource.identity)
            yield _need(resource, f"the security group {group} allows egress to it")


def _need(resource: PrivateResource, evidence: str, not_followed: Unknown | None = None) -> PrivateNeed:
    ports = resource.ports.known()
    return PrivateNeed(resource, evidence, ports[0] if ports else None, not_followed)


def _private_need(
    network: Network, function: Function, attached: Value[bool], needs: tuple[PrivateNeed, ...]
) -> Value[bool]:
    """Yes by evidence; no only where everything that could be evidence, or be needed, is in the scan."""
    if needs:
        return Known(True)
    if attached == Known(False):
        doubts = private_dependencies(network, function).unknowns()
    elif isinstance(attached, Unknown):
        doubts = [attached]
    else:
        doubts = doubts_of_reach(network, function, elastic_ip_is_a_reason=False)
    return merged(doubts) if doubts else Known(False)


def _multiple_zones(network: Network, function: Function) -> Value[bool]:
    return zones_of(network, function).reach(2)


def _availability_zones(network: Network, function: Function) -> Value[tuple[str, ...]]:
    zones = _of_subnets(network, function, lambda subnet: subnet.zone)
    doubts = [zone for zone in zones if isinstance(zone, Unknown)]
    if doubts:
        return merged(doubts)
    return Known(tuple(sorted({str(zone.value) for zone in zones if isinstance(zone, Known)})))


def _uses_default_group(network: Network, function: Function) -> Value[bool]:
    return any_of(facts_of(function.security_groups, partial(is_default_group, network)))


def _ingress_rules(network: Network, function: Function) -> Value[bool]:
    rules = rules_of_groups(network, function.security_groups, "ingress")
    if any(rule.certain for rule in rules.known()):
        return Known(True)
    doubts = [*rules.unknowns(), *(rule.peer for rule in rules.known() if isinstance(rule.peer, Unknown))]
    return merged(doubts) if doubts else Known(False)


def _egress(network: Network, function: Function) -> Value[str]:
    rules = rules_of_groups(network, function.security_groups, "egress")
    found, open_doubts = open_to_all(network, rules)
    if found:
        return Known(OPEN_ALL)
    usable, doubts = usable_egress(network, function)
    if open_doubts:
        return open_doubts[0]
    if usable:
        return Known(RESTRICTED)
    return merged(doubts) if doubts else Known(NO_EGRESS)


def _of_subnets(network: Network, function: Function, fact: Callable[[Subnet], Value[T]]) -> list[Value[T]]:
    return facts_of(function.subnets, lambda identity: fact(network.subnets[identity]))


def _kinds(network: Network, function: Function) -> list[Value[str]]:
    """Where the default routes of its subnets lead."""

    def kind_of(subnet: Subnet) -> Value[str]:
        route = default_route(network, subnet)
        return route if isinstance(route, Unknown) else Known(route.value.kind)

    return _of_subnets(network, function, kind_of)


def _leads_to(network: Network, function: Function, kind: str) -> Value[bool]:
    """Whether the default route of one of its subnets leads to a target of this kind."""
    kinds = _kinds(network, function)
    return any_of([found if isinstance(found, Unknown) else Known(found.value == kind) for found in kinds])


def _mixed_routing(network: Network, function: Function) -> Value[bool]:
    found = _kinds(network, function)
    if len({kind.value for kind in found if isinstance(kind, Known)}) > 1:
        return Known(True)
    doubts = [kind for kind in found if isinstance(kind, Unknown)]
    return merged(doubts) if doubts else Known(False)


def _smallest_subnet(network: Network, function: Function) -> Value[int]:
    sizes = _of_subnets(network, function, usable_addresses)
    doubts = [size for size in sizes if isinstance(size, Unknown)]
    known = [size.value for size in sizes if isinstance(size, Known)]
    if doubts or not known:
        return merged(doubts or [Unknown("it has no subnet")])
    return Known(min(known))


def _interface_permissions(network: Network, function: Function) -> Value[bool]:
    if isinstance(function.role, Unknown):
        return function.role
    role = network.roles.get(function.role.value or "")
    if role is None:
        return not_in_code(
            f"the execution role of {function.address} is not declared in the scanned code", function.role.value
        )
    return may_manage_interfaces(network, (role.identity, function.region))
