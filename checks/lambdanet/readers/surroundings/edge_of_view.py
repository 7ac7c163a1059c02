"""The edge of the scan, in the values: what something outside the scan may add to stays undecided.

Whoever has the id of a resource may add to it, so absence proves nothing; who does not have it changes nothing.
This is the one step that says so, for all collections of the model: whoever asks a list for its elements gets the
reason why there may be others with it (``Items.more``), or ``more`` of a VPC, a subnet or a function.

What AWS allows once is settled where the code says it: a subnet has one route table and one network ACL, a table one
route to a destination. Whoever is given a VPC may adopt its default group and give it another main table; other tables,
groups and all ACLs of the VPC must be exported themselves.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping
from typing import TypeVar

from lambdanet.model import (
    ExecutionRole,
    FileSystem,
    Function,
    Network,
    NetworkAcl,
    PrefixList,
    PrivateResource,
    Resource,
    RouteTable,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from lambdanet.readers.conversions import vpc_that_it_comes_with
from lambdanet.readers.surroundings.recipients import Recipient, Recipients
from lambdanet.values import Items, Known, Unknown

R = TypeVar("R", bound=Resource)
T = TypeVar("T")


def with_open_ends(
    network: Network, recipients: Recipients, same_as: Mapping[str, str], functions_of: Mapping[str, str]
) -> Network:
    """The network in which what may be added to from outside the scan says so.

    same_as: identity of what AWS makes with a VPC -> the block that adopts it. functions_of: identity of a version or
    an alias -> its function.
    """
    if recipients.is_nothing():
        return network
    edge = _Edge(network, recipients, same_as, functions_of)
    return dataclasses.replace(
        network,
        functions={identity: edge.function(item) for identity, item in network.functions.items()},
        vpcs={identity: edge.vpc(item) for identity, item in network.vpcs.items()},
        subnets={identity: edge.subnet(item) for identity, item in network.subnets.items()},
        route_tables={identity: edge.route_table(item) for identity, item in network.route_tables.items()},
        endpoints={identity: edge.endpoint(item) for identity, item in network.endpoints.items()},
        prefix_lists={identity: edge.prefix_list(item) for identity, item in network.prefix_lists.items()},
        network_acls={identity: edge.network_acl(item) for identity, item in network.network_acls.items()},
        security_groups={identity: edge.security_group(item) for identity, item in network.security_groups.items()},
        roles={identity: edge.role(item) for identity, item in network.roles.items()},
        identities={identity: edge.role(item) for identity, item in network.identities.items()},
        private_resources={
            identity: edge.private_resource(item) for identity, item in network.private_resources.items()
        },
        file_systems={identity: edge.file_system(item) for identity, item in network.file_systems.items()},
    )


class _Edge:
    def __init__(
        self, network: Network, recipients: Recipients, same_as: Mapping[str, str], functions_of: Mapping[str, str]
    ) -> None:
        self._network = network
        self._recipients = recipients
        self._also: defaultdict[str, list[str]] = defaultdict(list)
        for made, adopted_by in same_as.items():
            self._also[adopted_by].append(made)
        for qualifier, function in functions_of.items():
            self._also[function].append(qualifier)

    def _recipient(self, resource: Resource) -> Recipient | None:
        """What has the id of a resource: of itself, of what it adopts, or of one of its aliases."""
        for identity in (resource.identity, *self._also.get(resource.identity, ())):
            found = self._recipients.to(identity)
            if found is not None:
                return found
        return None

    def _why(self, resource: Resource, add: str) -> Unknown | None:
        recipient = self._recipient(resource)
        return self._by_vpc(resource, add) if recipient is None else recipient.may(resource.address, add)

    def _settled(self, resource: Resource) -> frozenset[str]:
        """The lists of a resource that whoever is given it leaves as they are."""
        recipient = self._recipient(resource)
        return frozenset() if recipient is None else recipient.settled

    def _by_vpc(self, resource: Resource, add: str) -> Unknown | None:
        """Why whoever is given the VPC may add to what AWS makes with it.

        The default group is adopted, and another table becomes the main one, by the VPC's id; the default ACL is
        adopted by its own, which whoever made the VPC has, too.
        """
        vpc = self._network.vpcs.get(vpc_that_it_comes_with(resource.identity) or "")
        recipient = None if vpc is None else self._recipients.to(vpc.identity)
        if vpc is None or recipient is None or (isinstance(resource, NetworkAcl) and not recipient.existing):
            return None
        return recipient.may(vpc.address, f"{add} to {resource.address}")

    def function(self, function: Function) -> Function:
        recipient = self._recipient(function)
        if recipient is None:
            return function
        kept = _opened(function.provisioned_concurrency, recipient.may(function.address, "keep executions ready"))
        more = recipient.may(function.address, "run it, or let others run it")
        outside_alone = function.provisioned_concurrency.more is None
        return dataclasses.replace(
            function, provisioned_concurrency=kept, more=more, kept_ready_outside_alone=outside_alone
        )

    def vpc(self, vpc: Vpc) -> Vpc:
        recipient = self._recipient(vpc)
        if recipient is None:
            return vpc
        more = recipient.may(vpc.address, "add endpoints, flow logs or other parts")
        return dataclasses.replace(vpc, cidrs=_opened(vpc.cidrs, recipient.may(vpc.address, "add blocks")), more=more)

    def subnet(self, subnet: Subnet) -> Subnet:
        why = self._why(subnet, "associate it with a route table or a network ACL")
        return subnet if why is None else dataclasses.replace(subnet, more=why)

    def route_table(self, table: RouteTable) -> RouteTable:
        why = self._why(table, "add routes")
        if why is None or "routes" in self._settled(table):
            return table
        return dataclasses.replace(table, routes=_opened(table.routes, why), more=why)

    def endpoint(self, endpoint: VpcEndpoint) -> VpcEndpoint:
        recipient = self._recipient(endpoint)
        if recipient is None:
            return endpoint
        named, written = endpoint.private_dns, endpoint.policy
        if named == Known(False):
            named = recipient.may(endpoint.address, "give it the service's name")
        if written == Known(False):
            written = recipient.may(endpoint.address, "write a policy for it")
        return dataclasses.replace(
            endpoint,
            subnets=_opened(endpoint.subnets, recipient.may(endpoint.address, "put it into further subnets")),
            security_groups=_opened(
                endpoint.security_groups, recipient.may(endpoint.address, "give it further security groups")
            ),
            route_tables=_opened(
                endpoint.route_tables, recipient.may(endpoint.address, "associate it with further route tables")
            ),
            private_dns=named,
            policy=written,
            more=recipient.may(endpoint.address, "add to it"),
        )

    def prefix_list(self, prefixes: PrefixList) -> PrefixList:
        why = None if prefixes.public else self._why(prefixes, "add entries")
        return prefixes if why is None else dataclasses.replace(prefixes, entries=_opened(prefixes.entries, why))

    def network_acl(self, acl: NetworkAcl) -> NetworkAcl:
        why = self._why(acl, "add entries")
        if why is None:
            return acl
        settled = self._settled(acl)
        ingress = acl.ingress if "ingress" in settled else _opened(acl.ingress, why)
        egress = acl.egress if "egress" in settled else _opened(acl.egress, why)
        return dataclasses.replace(acl, ingress=ingress, egress=egress)

    def security_group(self, group: SecurityGroup) -> SecurityGroup:
        why = self._why(group, "add rules")
        if why is None:
            return group
        settled = self._settled(group)
        ingress = group.ingress if "ingress" in settled else _declared(group.ingress, why)
        egress = group.egress if "egress" in settled else _declared(group.egress, why)
        return dataclasses.replace(group, ingress=ingress, egress=egress)

    def role(self, role: ExecutionRole) -> ExecutionRole:
        why = self._why(role, "attach policies")
        if why is None:
            return role
        return dataclasses.replace(
            role,
            managed_policies=_opened(role.managed_policies, why),
            statements=_opened(role.statements, why),
        )

    def private_resource(self, resource: PrivateResource) -> PrivateResource:
        """A load balancer, which may get listeners; what else listens does so on its own ports."""
        why = self._why(resource, "add listeners") if resource.by_listeners else None
        if why is None:
            return resource
        return dataclasses.replace(resource, ports=_opened(resource.ports, why), by_listeners=False)

    def file_system(self, system: FileSystem) -> FileSystem:
        why = self._why(system, "add mount targets")
        return system if why is None else dataclasses.replace(system, mount_targets=_opened(system.mount_targets, why))


def _opened(items: Items[T], why: Unknown) -> Items[T]:
    return items if items.more is not None else Items(items.elements, why)


def _declared(rules: Items[SecurityGroupRule], why: Unknown) -> Items[SecurityGroupRule]:
    """The rules without those that AWS makes by itself, which may go where others are added."""
    kept = tuple(rule for rule in rules.elements if isinstance(rule, Unknown) or not rule.value.implicit)
    return _opened(Items(kept, rules.more), why)
