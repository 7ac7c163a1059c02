"""From what was read, resource by resource, to the linked network: the same for all languages.

Rules, routes and policies declared on their own are put into the group, table or role that they are about. One
that may be about a resource, or may not be created, leaves that resource's list open (``Items.more``).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from lambdanet.aws.address_ranges import EVERYWHERE
from lambdanet.created_together import are_together
from lambdanet.model import (
    Function,
    Network,
    Peer,
    Place,
    Route,
    RouteTable,
    RouteTableAssociation,
    RouteTarget,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    TargetKind,
    Use,
    Vpc,
    VpcEndpoint,
)
from lambdanet.readers.conversions import made_with, short, undeclared
from lambdanet.readers.linking.acl_assembly import network_acl_associations, network_acls
from lambdanet.readers.linking.address_assembly import (
    with_associated_vpcs,
    with_secondary_blocks,
    with_separate_ipv6_blocks,
)
from lambdanet.readers.linking.default_subnet_assembly import in_default_vpcs
from lambdanet.readers.linking.dns_assembly import with_dns_servers
from lambdanet.readers.linking.endpoint_assembly import completed
from lambdanet.readers.linking.file_system_assembly import file_systems
from lambdanet.readers.linking.functions_by_name import find_functions_by_name
from lambdanet.readers.linking.gateway_assembly import internet_gateways
from lambdanet.readers.linking.grouping import grouped as _grouped
from lambdanet.readers.linking.groups_in_environments import recipients_by_code
from lambdanet.readers.linking.listed_rule_assembly import with_listed_rules
from lambdanet.readers.linking.peering_assembly import peerings
from lambdanet.readers.linking.policy_assembly import identity_policies
from lambdanet.readers.linking.port_assembly import with_ports
from lambdanet.readers.linking.prefix_list_assembly import prefix_lists
from lambdanet.readers.linking.private_resource_assembly import NO_GROUP, mount_targets, private_resources
from lambdanet.readers.linking.qualifiers import name_qualifiers
from lambdanet.readers.linking.role_assembly import identities
from lambdanet.readers.linking.route_assembly import each_in_its_table, unless_overwritten
from lambdanet.readers.linking.service_assembly import service_resources
from lambdanet.readers.linking.transit_gateway_assembly import transit_gateway_route_tables
from lambdanet.readers.linking.trigger_assembly import aliases, custom_resources, triggers
from lambdanet.readers.resources.carriers import carriers
from lambdanet.readers.resources.collection import Collection
from lambdanet.readers.surroundings.edge_of_view import with_open_ends
from lambdanet.readers.surroundings.recipients import Recipient, Recipients
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.readers.account.users_around import UsersAround

UsersOf = Callable[[str], tuple[Use, ...]]

_KIND_OF_ID: dict[str, TargetKind] = {
    "igw-": "internet gateway",
    "nat-": "NAT gateway",
    "vgw-": "virtual private gateway",
    "eigw-": "egress-only internet gateway",
    "tgw-": "transit gateway",
    "local": "local",
}
"""The kind of a route's target whose id begins so."""
_KIND_OF_TYPE: dict[str, TargetKind] = {
    "aws_internet_gateway": "internet gateway",
    "AWS::EC2::InternetGateway": "internet gateway",
    "data.aws_internet_gateway": "internet gateway",
    "aws_nat_gateway": "NAT gateway",
    "AWS::EC2::NatGateway": "NAT gateway",
    "data.aws_nat_gateway": "NAT gateway",
    "aws_vpn_gateway": "virtual private gateway",
    "AWS::EC2::VPNGateway": "virtual private gateway",
    "data.aws_vpn_gateway": "virtual private gateway",
    "aws_egress_only_internet_gateway": "egress-only internet gateway",
    "AWS::EC2::EgressOnlyInternetGateway": "egress-only internet gateway",
    "aws_ec2_transit_gateway": "transit gateway",
    "data.aws_ec2_transit_gateway": "transit gateway",
    "AWS::EC2::TransitGateway": "transit gateway",
}
MOST_STEPS = 5
"""From an alias to its function is one step; more only where code is wrong."""


def assemble(
    collection: Collection, users_of: UsersOf, recipients: Recipients, users_around: UsersAround | None = None
) -> Network:
    """The network that a collection describes, as far as it is in the scan.

    users_around: who uses what is in an account, where files describe one.
    """
    find_functions_by_name(collection)
    name_qualifiers(collection)
    network = _Assembly(collection, users_of, recipients, users_around).network()
    named = collection.function_of_qualifier.items()
    functions_of = {identity: found.value for identity, found in named if isinstance(found, Known) and found.value}
    return with_open_ends(network, recipients, collection.same_as, functions_of)


class _Assembly:
    def __init__(
        self, collection: Collection, users_of: UsersOf, recipients: Recipients, users_around: UsersAround | None
    ) -> None:
        self.collection = collection
        by_code = recipients_by_code(collection.functions, frozenset(g.identity for g in collection.security_groups))
        self.users = _Lazily(users_of, recipients, by_code, collection.types, users_around)
        self.functions = {function.identity: self._function(function) for function in collection.functions}
        self.vpcs = {vpc.identity: vpc for vpc in collection.vpcs}
        self.subnets = in_default_vpcs({subnet.identity: subnet for subnet in collection.subnets}, collection)
        self.endpoints = self._endpoints()
        self.identities = identities(self.collection, self._same)
        self.private_resources = private_resources(collection, self.subnets, self._same)
        collection.mount_targets = mount_targets(collection, self.subnets, self._same)

    def network(self) -> Network:
        """Everything linked."""
        self._refer_to_subnets()
        self.vpcs = with_dns_servers(with_secondary_blocks(self.vpcs, self.collection), self.collection)
        self.subnets = with_separate_ipv6_blocks(self.subnets, self.collection)
        self._say_main_tables()
        self._add_provisioned_concurrency()
        groups = with_associated_vpcs(self._security_groups(), self.collection)
        return Network(
            functions=self.functions,
            vpcs=self.vpcs,
            block_public_access=tuple(self.collection.block_public_access),
            block_public_access_exclusions=tuple(self.collection.block_public_access_exclusions),
            subnets=self.subnets,
            route_tables=self._route_tables(),
            route_table_associations=tuple(self._association(item) for item in self.collection.associations),
            internet_gateways=internet_gateways(self.collection, self._same),
            nat_gateways={gateway.identity: gateway for gateway in self.collection.nat_gateways},
            endpoints=self.endpoints,
            service_network_associations=tuple(self.collection.service_network_associations),
            dns_records=tuple(self.collection.dns_records),
            peerings=peerings(self.collection),
            transit_gateways={gateway.identity: gateway for gateway in self.collection.transit_gateways},
            transit_gateway_attachments={item.identity: item for item in self.collection.transit_gateway_attachments},
            transit_gateway_route_tables=transit_gateway_route_tables(self.collection, self._same),
            prefix_lists=prefix_lists(self.collection, self.endpoints.values(), self._same),
            network_acls=network_acls(self.collection, self.vpcs.values(), self._same),
            network_acl_associations=network_acl_associations(self.collection, self._same),
            security_groups=groups,
            roles={role.identity: self.identities[role.identity] for role in self.collection.roles},
            identities=self.identities,
            identity_policies=identity_policies(self.collection),
            function_urls=tuple(self.collection.function_urls),
            invoke_permissions=tuple(self.collection.invoke_permissions),
            triggers=tuple(triggers(self.collection)),
            custom_resources=tuple(custom_resources(self.collection)),
            carriers=carriers(self.collection),
            pollers=tuple(self.collection.pollers),
            aliases=aliases(self.collection),
            private_resources=self.private_resources,
            file_systems=file_systems(self.collection),
            access_points={point.identity: point for point in self.collection.access_points},
            mount_targets=tuple(self.collection.mount_targets),
            service_resources=service_resources(self.collection),
            destinations=tuple(self.collection.destinations),
            uncertain=self.collection.uncertain,
            several=self.collection.several,
            users=self.users,
        )

    def _same(self, identity: str) -> str:
        """The block that adopts a resource that AWS made, else the identity itself."""
        for _ in range(len(self.collection.same_as)):
            if identity not in self.collection.same_as:
                break
            identity = self.collection.same_as[identity]
        return identity

    def _same_items(self, items: Items[str]) -> Items[str]:
        return items.map(self._same) if self.collection.same_as else items

    def _function(self, function: Function) -> Function:
        if not self.collection.same_as:
            return function
        return dataclasses.replace(function, security_groups=self._same_items(function.security_groups))

    def _add_provisioned_concurrency(self) -> None:
        """Give the functions what resources of their own keep ready for their versions and aliases."""
        asked = _grouped(
            self.collection.provisioned,
            lambda item: self._function_of(item.function),
            self.collection.uncertain,
            self._same,
            lambda item: item.declared_by,
        )
        for identity, items in asked.items():
            function = self.functions.get(identity)
            if function is not None:
                found = Items(tuple(item.executions for item in items.known()), items.more)
                kept = function.provisioned_concurrency + found
                self.functions[identity] = dataclasses.replace(function, provisioned_concurrency=kept)

    def _function_of(self, named: Value[str | None], depth: int = 0) -> Value[str | None]:
        """The function that an identity means: its own, or that of a version or an alias of it."""
        if isinstance(named, Unknown):
            meant = {self._function_of(Known(identity), depth + 1) for identity in named.candidates}
            found = frozenset(item.value for item in meant if isinstance(item, Known) and item.value)
            return dataclasses.replace(named, candidates=found)
        identity = named.value or ""
        if identity in self.functions or depth > MOST_STEPS:
            return named
        if identity in self.collection.function_of_qualifier:
            return self._function_of(self.collection.function_of_qualifier[identity], depth + 1)
        return named

    def _refer_to_subnets(self) -> None:
        """Add the subnets, and their VPCs, that functions use but the code does not declare."""
        for function in self.functions.values():
            hidden = [unknown for unknown in function.subnets.unknowns() if unknown.exhaustive]
            for identity in (*function.subnets.known(), *(one for unknown in hidden for one in unknown.candidates)):
                if identity not in self.subnets:
                    unknown = undeclared(identity)
                    self.subnets[identity] = Subnet(
                        identity,
                        Place(short(identity)),
                        declared=False,
                        vpc=unknown,
                        cidr=unknown,
                        ipv6_cidr=unknown,
                        has_ipv4=unknown,
                        has_ipv6=unknown,
                        zone=unknown,
                        default=unknown,
                    )
        for subnet in list(self.subnets.values()):
            if isinstance(subnet.vpc, Known) and subnet.vpc.value and subnet.vpc.value not in self.vpcs:
                identity = subnet.vpc.value
                unknown = undeclared(identity)
                self.vpcs[identity] = Vpc(
                    identity, Place(short(identity)), declared=False, cidrs=Items(more=unknown), default=unknown
                )

    def _say_main_tables(self) -> None:
        open_question = [
            item.vpc for item in self.collection.associations if item.main and isinstance(item.vpc, Unknown)
        ]
        for vpc in list(self.vpcs.values()):
            main: Value[str] = Known(self._same(made_with(vpc.identity, "main route table")))
            for doubt in open_question:
                if isinstance(doubt, Unknown) and vpc.identity in doubt.candidates:
                    main = doubt
            acl = Known(self._same(made_with(vpc.identity, "default network ACL")))
            self.vpcs[vpc.identity] = dataclasses.replace(vpc, main_route_table=main, default_network_acl=acl)

    # Endpoints

    def _endpoints(self) -> dict[str, VpcEndpoint]:
        additions = _grouped(
            self.collection.endpoint_additions,
            lambda addition: addition.endpoint,
            self.collection.uncertain,
            self._same,
            lambda addition: addition.declared_by,
        )
        return {
            endpoint.identity: completed(endpoint, additions.get(endpoint.identity, Items()), self._same_items)
            for endpoint in self.collection.endpoints
        }

    # Security groups

    def _security_groups(self) -> dict[str, SecurityGroup]:
        groups = {group.identity: group for group in self.collection.security_groups}
        named = {identity for function in self.functions.values() for identity in function.security_groups.known()}
        for resource in self.private_resources.values():
            named |= set(resource.security_groups.known())
        for endpoint in self.endpoints.values():
            named |= set(endpoint.security_groups.known())
        for target in self.collection.mount_targets:
            named |= set(target.security_groups.known())
        for identity in sorted(named - set(groups)):
            groups[identity] = self._undeclared_group(identity)
        additions = _grouped(
            self.collection.security_group_rules, lambda rule: rule.group, self.collection.uncertain, self._same
        )
        for identity, rules in additions.items():
            if identity in groups:
                group = groups[identity]
                groups[identity] = dataclasses.replace(
                    group,
                    ingress=group.ingress + self._beside(group, "ingress", rules),
                    egress=_egress(group, self._beside(group, "egress", rules)),
                )
        for listed in self.collection.exclusive_rules:
            identity = self._same(listed.group.value or "") if isinstance(listed.group, Known) else ""
            if identity in groups:
                groups[identity] = with_listed_rules(groups[identity], listed)
        return {identity: with_ports(group, self.private_resources) for identity, group in groups.items()}

    def _beside(
        self, group: SecurityGroup, direction: Literal["ingress", "egress"], rules: Items[SecurityGroupRule]
    ) -> Items[SecurityGroupRule]:
        """Rules of separate resources in addition to a group's own: each apply keeps the ones or the others.

        What is in both is there either way; a plan lists what it found deployed as the group's own.
        """
        own = group.ingress if direction == "ingress" else group.egress
        separate = _in_direction(rules, direction)
        why = self.collection.overwritten(group, direction)
        if not why:
            return separate
        kept = {(rule.protocol, rule.ports, rule.peer) for rule in own.known()}

        def doubted(rule: SecurityGroupRule) -> SecurityGroupRule:
            if (rule.protocol, rule.ports, rule.peer) in kept:
                return rule
            return dataclasses.replace(rule, certain=False, doubt=why)

        return separate.map(doubted)

    def _undeclared_group(self, identity: str) -> SecurityGroup:
        if identity.endswith(f"/{NO_GROUP}"):
            return self._absent_group(identity)
        for vpc in self.vpcs.values():
            if identity == made_with(vpc.identity, "default security group"):
                return self._made_group(identity, vpc)
        unknown = undeclared(identity)
        is_default: Value[bool] = Known(True) if identity.endswith("/default security group") else unknown
        return SecurityGroup(
            identity,
            Place(short(identity)),
            declared=False,
            vpc=unknown,
            default=is_default,
            ingress=Items(more=unknown),
            egress=Items(more=unknown),
        )

    def _absent_group(self, identity: str) -> SecurityGroup:
        """The placeholder for the groups of a load balancer that has none: everything passes."""
        owner = self.private_resources[identity[: -len(f"/{NO_GROUP}")]]
        place = Place(f"{owner.address} without a security group", owner.place.file, owner.place.line)
        rules = {
            direction: Items.of(
                SecurityGroupRule(
                    identity,
                    place,
                    group=Known(identity),
                    direction=Known(direction),
                    protocol=Known("-1"),
                    ports=Known((0, 65535)),
                    peer=Known(Peer("cidr", cidr)),
                    implicit=True,
                )
                for cidr in EVERYWHERE
            )
            for direction in ("ingress", "egress")
        }
        return SecurityGroup(
            identity,
            place,
            declared=False,
            default=Known(False),
            ingress=rules["ingress"],
            egress=rules["egress"],
        )

    def _made_group(self, identity: str, vpc: Vpc) -> SecurityGroup:
        """The default group that AWS makes with a VPC: in from itself, out to everywhere."""
        place = Place(f"the default security group of {vpc.address}", vpc.place.file, vpc.place.line)

        def made(direction: str, peer: Peer) -> SecurityGroupRule:
            return SecurityGroupRule(
                identity,
                place,
                group=Known(identity),
                direction=Known(direction),
                protocol=Known("-1"),
                ports=Known((0, 65535)),
                peer=Known(peer),
                implicit=True,
            )

        hidden = None if vpc.declared else undeclared(vpc.identity, vpc.address)
        return SecurityGroup(
            identity,
            place,
            declared=False,
            vpc=Known(vpc.identity),
            default=Known(True),
            ingress=Items((Known(made("ingress", Peer("self", "self"))),), hidden),
            egress=Items((Known(made("egress", Peer("cidr", EVERYWHERE[0]))),) if hidden is None else (), hidden),
        )

    # Routes

    def _route_tables(self) -> dict[str, RouteTable]:
        tables = {table.identity: table for table in self.collection.route_tables}
        for vpc in self.vpcs.values():
            identity = made_with(vpc.identity, "main route table")
            if self._same(identity) == identity:
                tables[identity] = self._made_table(identity, vpc)
            elif self._same(identity) in tables:
                table = tables[self._same(identity)]
                tables[table.identity] = dataclasses.replace(table, main=Known(True))
        placed = each_in_its_table(map(self._route, self.collection.routes), tables.values(), self.collection.uncertain)
        routes = _grouped(placed, lambda route: route.table, self.collection.uncertain, self._same)
        for identity, found in routes.items():
            if identity in tables:
                table = tables[identity]
                separate = unless_overwritten(found, self.collection.overwritten(table, "route"))
                tables[identity] = dataclasses.replace(table, routes=table.routes + separate)
        return {
            identity: dataclasses.replace(table, routes=table.routes.map(self._route))
            for identity, table in tables.items()
        }

    def _made_table(self, identity: str, vpc: Vpc) -> RouteTable:
        """The main table that AWS makes with a VPC: only the default VPC's leads to an internet gateway."""
        place = Place(f"the main route table of {vpc.address}", vpc.place.file, vpc.place.line)
        routes: Items[Route] = Items()
        if not vpc.declared:
            routes = Items(more=undeclared(vpc.identity, vpc.address))
        if vpc.default == Known(True):
            gateway = RouteTarget("internet gateway")
            route = Route(
                identity, place, table=Known(identity), destination=Known(EVERYWHERE[0]), target=Known(gateway)
            )
            routes = Items((Known(route),))
        return RouteTable(identity, place, declared=False, vpc=Known(vpc.identity), main=Known(True), routes=routes)

    def _route(self, route: Route) -> Route:
        """Say what the target is from the resource referred to; the attribute that names it does not decide."""
        if isinstance(route.target, Unknown) or route.target.value.identity is None:
            return route
        identity = self._same(route.target.value.identity)
        kind = _KIND_OF_TYPE.get(self.collection.types.get(identity, ""))
        for start, meaning in _KIND_OF_ID.items():
            if kind is None and identity.startswith(start):
                kind = meaning
        if kind is None and route.target.value.kind == "gateway":
            unknown = not_in_code(
                f"{route.address} leads to {short(identity)}, whose kind is not in the code", identity
            )
            return dataclasses.replace(route, target=unknown)
        if kind is None and identity == route.target.value.identity:
            return route
        kind = kind or route.target.value.kind
        return dataclasses.replace(route, target=Known(RouteTarget(kind, identity)))

    def _association(self, association: RouteTableAssociation) -> RouteTableAssociation:
        uncertain = self.collection.uncertain.get(association.identity)
        subnet = association.subnet.value if isinstance(association.subnet, Known) else None
        if uncertain is None or are_together(self.collection.uncertain, association.identity, subnet or ""):
            return association
        candidates = set(uncertain.candidates)
        if subnet:
            candidates.add(subnet)
        return dataclasses.replace(association, subnet=uncertain.of_another(frozenset(candidates)))


class _Lazily(dict[str, Items[Use]]):
    """The users of resources, found when asked for: most scans ask for few."""

    def __init__(
        self,
        users_of: UsersOf,
        recipients: Recipients,
        by_code: Mapping[str, Recipient],
        types: Mapping[str, str],
        around: UsersAround | None,
    ) -> None:
        super().__init__()
        self._by_code = by_code
        self._around = around
        self._types = types
        self._users_of = users_of
        self._recipients = recipients

    def __missing__(self, identity: str) -> Items[Use]:
        recipient = self._recipients.to(identity) or self._by_code.get(identity)
        more = None if recipient is None else recipient.may(self._address(identity), "use it")
        found: Items[Use] = Items(Items.of(self._users_of(identity)).elements, more)
        self[identity] = found if self._around is None else found + self._around.of(identity)
        return self[identity]

    def _address(self, identity: str) -> str:
        kind = self._types.get(identity, "")
        return f"{kind}.{short(identity)}" if "::" in kind else short(identity)


def _egress(group: SecurityGroup, separate: Items[SecurityGroupRule]) -> Items[SecurityGroupRule]:
    """The egress of a group with separate rules. AWS does not say whether these replace the rule that it adds."""
    if separate == Items() or not group.declared or not any(rule.implicit for rule in group.egress.known()):
        return group.egress + separate
    doubt = Unknown(
        f"AWS does not say whether the separate egress rules of {group.address} replace its rule that allows everything"
    )
    return Items(separate.elements, doubt)


def _in_direction(rules: Items[SecurityGroupRule], direction: str) -> Items[SecurityGroupRule]:
    kept: list[Value[SecurityGroupRule]] = []
    more = rules.more
    for rule in rules.elements:
        if isinstance(rule, Unknown) or rule.value.direction == Known(direction):
            kept.append(rule)
        elif isinstance(rule.value.direction, Unknown) and more is None:
            more = rule.value.direction
    return Items(tuple(kept), more)
