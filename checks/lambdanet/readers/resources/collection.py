"""What the resource files put together, and the table of who reads which type.

Each file next to this one describes one kind of resource for all languages. Its functions are registered for
resource types and called with the block; they add to a ``Collection``, which ``assembly`` links to a network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from lambdanet.model import (
    AccessPoint,
    BlockPublicAccess,
    BlockPublicAccessExclusion,
    Carrier,
    CustomResource,
    Destination,
    DnsRecord,
    ExecutionRole,
    FileSystem,
    Function,
    FunctionUrl,
    IdentityPolicy,
    InternetGateway,
    InvokePermission,
    MountTarget,
    NatGateway,
    NetworkAcl,
    NetworkAclAssociation,
    NetworkAclRule,
    Place,
    PolicyStatement,
    Poller,
    PrefixList,
    PrivateResource,
    Resource,
    Route,
    RouteTable,
    RouteTableAssociation,
    Schedule,
    SecurityGroup,
    SecurityGroupRule,
    ServiceNetworkAssociation,
    ServiceResource,
    Subnet,
    TransitGateway,
    TransitGatewayAttachment,
    TransitGatewayRoute,
    TransitGatewayRouteTable,
    Trigger,
    Vpc,
    VpcEndpoint,
    VpcPeering,
)
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Reference
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value


@dataclass(frozen=True)
class GroupAttachment:
    """A security group that a separate resource gives to an interface: that of an instance, or one of its own."""

    owner: Value[str | None]
    group: Value[str | None]
    declared_by: str


@dataclass(frozen=True)
class PolicyAttachment:
    """What a separate resource attaches to a role: managed policies by name, or statements, or a policy's identity."""

    role: Value[str | None]
    declared_by: str = ""
    managed_policies: Items[str] = field(default_factory=Items)
    policies: Items[str] = field(default_factory=Items)
    statements: Items[PolicyStatement] = field(default_factory=Items)


@dataclass(frozen=True)
class PoliciesSaid:
    """What code says of the names of a role's policies. kind: "inline", "all inline" or "all attached".

    The last two are all that there are: Terraform removes others. Managed policies are named by their ARNs.
    """

    kind: str
    role: Value[str | None]
    names: Items[str]
    declared_by: str


@dataclass(frozen=True)
class Subscription:
    """The subscription of a function to a topic, both by identity."""

    topic: str
    function: Value[str | None]


@dataclass(frozen=True)
class EndpointAddition:
    """What a separate resource associates with a VPC endpoint.

    replaces_default_group: the endpoint loses the VPC's default group, which it has without one of its own.
    private_dns: the service's usual name leads to the endpoint; None where the resource does not say so.
    """

    endpoint: Value[str | None]
    declared_by: str = ""
    subnets: Items[str] = field(default_factory=Items)
    security_groups: Items[str] = field(default_factory=Items)
    route_tables: Items[str] = field(default_factory=Items)
    policy: Value[bool] = Known(False)
    statements: Items[PolicyStatement] = field(default_factory=Items)
    replaces_default_group: Value[bool] = Known(False)
    private_dns: Value[bool] | None = None


@dataclass(frozen=True)
class ProvisionedConcurrency:
    """Execution environments that a resource of its own keeps ready for a version or an alias of a function."""

    function: Value[str | None]
    declared_by: str
    executions: Value[int]


@dataclass(frozen=True)
class Addition:
    """What a separate resource adds to a VPC, a subnet or a security group: a block of addresses or a VPC."""

    owner: Value[str | None]
    value: Value[str]
    declared_by: str = ""


@dataclass(frozen=True)
class ExclusiveRules:
    """A list of all rules that a security group may have: others are removed. kept: by direction, the rules' ids."""

    group: Value[str | None]
    kept: dict[str, Items[str]]
    declared_by: str


@dataclass(frozen=True)
class DhcpOptionsOfVpc:
    """The association of a VPC with a set of DHCP options."""

    vpc: Value[str | None]
    options: Value[str | None]
    declared_by: str


@dataclass(frozen=True)
class GatewayAttachment:
    """What a separate resource says about the VPC to which an internet gateway is attached."""

    gateway: Value[str | None]
    vpc: Value[str | None]
    declared_by: str = ""


@dataclass(frozen=True)
class PeeringAcceptance:
    """What a separate resource of the other side says about a peering connection."""

    peering: Value[str | None]
    accepted: Value[bool]
    declared_by: str = ""


@dataclass(frozen=True)
class TransitGatewayLink:
    """What a separate resource says of an attachment and a route table: "association" or "propagation"."""

    kind: str
    table: Value[str | None]
    attachment: Value[str | None]
    declared_by: str = ""


@dataclass(frozen=True)
class PrefixListEntry:
    """A block of addresses that a separate resource puts into a prefix list."""

    prefix_list: Value[str | None]
    cidr: Value[str | None]
    declared_by: str = ""


@dataclass(frozen=True)
class Listener:
    """A port on which a load balancer takes connections."""

    load_balancer: Value[str | None]
    port: Value[int | None]
    declared_by: str = ""


@dataclass(frozen=True)
class ProxyTarget:
    """The databases to which a proxy connects, by reference or by name."""

    proxy: Value[str | None]
    databases: Items[str]
    declared_by: str


@dataclass(frozen=True)
class EventRule:
    """A rule of EventBridge without its targets. pattern: events too make it run."""

    place: Place
    active: Value[bool]
    schedule: Value[Schedule | None]
    pattern: bool


@dataclass(frozen=True)
class RuleTarget:
    """A target of a rule of EventBridge: the function that it runs. kind: of its rule, if that is named by its name."""

    identity: str
    place: Place
    rule: Value[str | None]
    function: Value[str | None]
    role: Value[str | None]
    kind: str = ""


@dataclass(frozen=True)
class Withdrawn:
    """A resource of a plan as it is before. deleted: it is deleted, or replaced by another one."""

    type: str
    before: Mapping[str, Any]
    deleted: bool


@dataclass
class Collection:
    """Everything read so far, not yet linked. Several of a list may be about one resource.

    cluster_of: identity of a database instance -> identity of its cluster.
    has_default_group: identities of resources that have the VPC's default group when they are given none.
    has_no_group: identities of resources that let everything through when they are given no group.
    overwrites: groups, ACLs and route tables, each with what it lists itself ("ingress", "egress", "route"), so that
        what separate resources add to that and this overwrite each other.
    names: identity of a database or a proxy -> the name that the code gives it.
    proxy_of: identity of a proxy or an endpoint of one -> the proxy.
    ports_of_options: identity of an option group -> the ports that its options open.
    option_group_of: identity of a database -> its option group.
    same_as: identity of a resource that AWS makes with a VPC -> identity of the block that adopts it; of what accepts a
        connection -> identity of the connection.
    uncertain: identity -> why it is not known whether the resource is created.
    several: identities of what stands for a number of resources that is not known; ``uncertain`` says why.
    dhcp_options: identity of a set of DHCP options -> whether it names other DNS servers than the VPC's resolver.
    api_of_stage: identity of a stage or a deployment -> identity of its API.
    types: identity -> type in the words of the language.
    function_of_qualifier: identity of a version or an alias -> the function that it is one of.
    name_of_qualifier: identity of a version or an alias -> its name.
    named: what kind of thing it is, and the name that the code gives it -> identities of all that have it.
    """

    functions: list[Function] = field(default_factory=list)
    vpcs: list[Vpc] = field(default_factory=list)
    block_public_access: list[BlockPublicAccess] = field(default_factory=list)
    block_public_access_exclusions: list[BlockPublicAccessExclusion] = field(default_factory=list)
    subnets: list[Subnet] = field(default_factory=list)
    of_default_networks: dict[str, tuple[Value[str], Value[str | None]]] = field(default_factory=dict)
    """The default subnets and VPCs that the code adopts, with their providers and Regions."""
    route_tables: list[RouteTable] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    associations: list[RouteTableAssociation] = field(default_factory=list)
    internet_gateways: list[InternetGateway] = field(default_factory=list)
    gateway_attachments: list[GatewayAttachment] = field(default_factory=list)
    nat_gateways: list[NatGateway] = field(default_factory=list)
    endpoints: list[VpcEndpoint] = field(default_factory=list)
    endpoint_additions: list[EndpointAddition] = field(default_factory=list)
    service_network_associations: list[ServiceNetworkAssociation] = field(default_factory=list)
    dns_records: list[DnsRecord] = field(default_factory=list)
    peerings: list[VpcPeering] = field(default_factory=list)
    accepted_peerings: list[PeeringAcceptance] = field(default_factory=list)
    transit_gateways: list[TransitGateway] = field(default_factory=list)
    transit_gateway_attachments: list[TransitGatewayAttachment] = field(default_factory=list)
    transit_gateway_route_tables: list[TransitGatewayRouteTable] = field(default_factory=list)
    transit_gateway_routes: list[TransitGatewayRoute] = field(default_factory=list)
    transit_gateway_links: list[TransitGatewayLink] = field(default_factory=list)
    prefix_lists: list[PrefixList] = field(default_factory=list)
    prefix_list_entries: list[PrefixListEntry] = field(default_factory=list)
    network_acls: list[NetworkAcl] = field(default_factory=list)
    network_acl_rules: list[NetworkAclRule] = field(default_factory=list)
    network_acl_associations: list[NetworkAclAssociation] = field(default_factory=list)
    security_groups: list[SecurityGroup] = field(default_factory=list)
    security_group_rules: list[SecurityGroupRule] = field(default_factory=list)
    exclusive_rules: list[ExclusiveRules] = field(default_factory=list)
    group_attachments: list[GroupAttachment] = field(default_factory=list)
    roles: list[ExecutionRole] = field(default_factory=list)
    attachments: list[PolicyAttachment] = field(default_factory=list)
    policies_said: list[PoliciesSaid] = field(default_factory=list)
    policies: dict[str, Items[PolicyStatement]] = field(default_factory=dict)
    documents: dict[str, Datum] = field(default_factory=dict)
    managed_policy_names: dict[str, str] = field(default_factory=dict)
    invoke_permissions: list[InvokePermission] = field(default_factory=list)
    function_urls: list[FunctionUrl] = field(default_factory=list)
    private_resources: list[PrivateResource] = field(default_factory=list)
    service_resources: list[ServiceResource] = field(default_factory=list)
    services_looked_up: dict[str, Value[str | None]] = field(default_factory=dict)
    kinds_of_own_services: dict[str, Value[str | None]] = field(default_factory=dict)
    destinations: list[Destination] = field(default_factory=list)
    subnet_groups: dict[str, Items[str]] = field(default_factory=dict)
    users_and_groups: list[ExecutionRole] = field(default_factory=list)
    identity_policies: list[IdentityPolicy] = field(default_factory=list)
    boundaries: dict[str, PolicyAttachment] = field(default_factory=dict)
    """By role or user: its permissions boundary."""
    triggers: list[Trigger] = field(default_factory=list)
    event_rules: dict[str, EventRule] = field(default_factory=dict)
    rule_targets: list[RuleTarget] = field(default_factory=list)
    cluster_of: dict[str, Value[str | None]] = field(default_factory=dict)
    has_default_group: set[str] = field(default_factory=set)
    has_no_group: set[str] = field(default_factory=set)
    overwrites: set[tuple[str, str]] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    proxy_of: dict[str, Value[str | None]] = field(default_factory=dict)
    proxy_targets: list[ProxyTarget] = field(default_factory=list)
    listeners: list[Listener] = field(default_factory=list)
    ports_of_options: dict[str, Items[int]] = field(default_factory=dict)
    option_group_of: dict[str, Value[str | None]] = field(default_factory=dict)
    same_as: dict[str, str] = field(default_factory=dict)
    uncertain: dict[str, Unknown] = field(default_factory=dict)
    several: set[str] = field(default_factory=set)
    types: dict[str, str] = field(default_factory=dict)
    function_network_of_provider: dict[str, tuple[Items[str], Items[str]]] = field(default_factory=dict)
    provisioned: list[ProvisionedConcurrency] = field(default_factory=list)
    function_of_qualifier: dict[str, Value[str | None]] = field(default_factory=dict)
    name_of_qualifier: dict[str, Value[str | None]] = field(default_factory=dict)
    file_systems: list[FileSystem] = field(default_factory=list)
    access_points: list[AccessPoint] = field(default_factory=list)
    mount_targets: list[MountTarget] = field(default_factory=list)
    vpc_blocks: list[Addition] = field(default_factory=list)
    dhcp_options: dict[str, Value[bool]] = field(default_factory=dict)
    dhcp_options_of_vpcs: list[DhcpOptionsOfVpc] = field(default_factory=list)
    ipv6_blocks_of_subnets: list[Addition] = field(default_factory=list)
    vpcs_of_groups: list[Addition] = field(default_factory=list)
    api_of_stage: dict[str, Value[str | None]] = field(default_factory=dict)
    named: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    """Symbols of values that are in the names of functions, which have no dots: they are no addresses."""
    names_of_zones: dict[str, str] = field(default_factory=dict)
    named_records: dict[str, list[tuple[str, Datum, Reference]]] = field(default_factory=dict)
    """By what is deployed together: the names of records of DNS, each with its zone and the record."""
    hosts_of_records: dict[str, dict[str, Datum]] = field(default_factory=dict)
    stored: dict[tuple[str, str], list[Reference]] = field(default_factory=dict)
    """By what is deployed together and a path: the parameters and secrets that are named so."""
    custom_resources: list[CustomResource] = field(default_factory=list)
    carriers: list[Carrier] = field(default_factory=list)
    pollers: list[Poller] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)
    """What a plan deletes, replaces or changes of what exists."""
    subscriptions: list[Subscription] = field(default_factory=list)

    def note_lists(self, block: Block, *names: str) -> None:
        """Remember which of these a block lists itself."""
        self.overwrites |= {(block.identity, name) for name in names if block.lists(name)}

    def overwritten(self, owner: Resource, name: str) -> str:
        """Why what separate resources add there may not be in force, for people; "" where nothing is against it."""
        if (owner.identity, name) not in self.overwrites:
            return ""
        what = {"route": "routes"}.get(name, "rules")
        return f"the {what} in {owner.address} and those of separate resources overwrite each other"


Reader = Callable[[Block, Collection], None]
READERS: dict[str, Reader] = {}
CUSTOM = "Custom::"
"""How the types of custom resources begin, which everyone names as they like."""


def reader_of(resource_type: str) -> Reader | None:
    """The function that reads resources of a type."""
    found = READERS.get(resource_type)
    return READERS.get(CUSTOM) if found is None and resource_type.startswith(CUSTOM) else found


def reads(*types: str) -> Callable[[Reader], Reader]:
    """Register the function for blocks of these types, beside others that read them for something else."""

    def register(reader: Reader) -> Reader:
        for resource_type in types:
            before = READERS.get(resource_type)
            READERS[resource_type] = reader if before is None else _one_after_the_other(before, reader)
        return reader

    return register


def _one_after_the_other(first: Reader, second: Reader) -> Reader:
    def read(block: Block, collection: Collection) -> None:
        first(block, collection)
        second(block, collection)

    return read


def reported(block: Block) -> tuple[str, Place]:
    """What a finding is about: the resource, or the function or the connector for which SAM makes it."""
    vertex = getattr(block, "vertex", None)
    if not vertex or not getattr(block, "generated", False):
        return block.identity, block.place
    name = str(vertex.get("block_name_"))
    return f"{vertex.get('file_path_')}#{name.rsplit('.', 1)[-1]}", Place(name, block.place.file, block.place.line)
