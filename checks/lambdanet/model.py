"""The network as AWS would build it from the code, in the field's words.

Plain, frozen data without any knowledge of Checkov, Terraform or CloudFormation. A resource refers to another
by identity: a string unique in the scan. Identities of resources that are not declared in the scanned code
(an id written out, a data source) are good identities too; the network then holds the resource with
``declared=False`` and with everything unknown that the code does not say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import field
from typing import Literal

from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value

NOT_KNOWN = Unknown("not known from the code")

ZoneKind = Literal["name", "id", "symbol", "listed", "templated"]
PeerKind = Literal["cidr", "group", "prefix list", "self"]
UseKind = Literal["function", "other"]
TargetKind = Literal[
    "gateway",
    "internet gateway",
    "NAT gateway",
    "egress-only internet gateway",
    "virtual private gateway",
    "transit gateway",
    "VPC peering connection",
    "VPC endpoint",
    "network interface",
    "instance",
    "carrier gateway",
    "local gateway",
    "core network",
    "ODB network",
    "local",
    "nowhere",
]
"""The kind of a route's target in AWS's words. "gateway": one of those that a gateway id may be, until it is linked."""

# The directories or files in a symbol, which make it unique in the scan: before a name, also in a text or a call.
_WHERE_DECLARED = r"(?:(?<=\$\{)|(?<=[(,])|(?<=\})|^)[^${}(),|#]*[|#]"


@dataclass(frozen=True)
class Place:
    """Where something is declared. ``address`` is what Checkov prints for it.

    part: what of the address is meant: a resource within a module call that is not in the scan, or an instance
        (``[0]``) of a block that Checkov does not expand.
    instance: the whole address of what is meant, where Checkov reports the instances of a module as one.
    """

    address: str
    file: str = ""
    line: int = 0
    part: str = ""
    instance: str = ""


@dataclass(frozen=True)
class Resource:
    """What every resource has. ``declared`` is False for one that the scanned code only refers to."""

    identity: str
    place: Place
    declared: bool = True

    @property
    def address(self) -> str:
        """The name that findings have for the resource."""
        place = self.place
        if place.instance:
            return place.instance
        part = place.part
        return f"{place.address}{'' if part.startswith('[') else '.'}{part}" if part else place.address


@dataclass(frozen=True)
class Zone:
    """An availability zone: its name or id, or the element at ``index`` of a list of zones.

    ``kind`` is "name", "id", "symbol" (the unknown value ``list_symbol``), "listed" (AWS lists each zone once, so
    different indexes are different zones) or "templated" (``list_symbol`` stands for the unknown Region before the
    ``name``, as in "${region}a").
    """

    kind: ZoneKind
    name: str = ""
    list_symbol: str = ""
    index: int = 0

    def __str__(self) -> str:
        symbol = re.sub(_WHERE_DECLARED, "", self.list_symbol)
        return f"{symbol}[{self.index}]" if self.kind == "listed" else f"{symbol}{self.name}"


@dataclass(frozen=True)
class Vpc(Resource):
    """A VPC. ``default`` is the Region's default VPC, whose subnets are public.

    main_route_table: identity of the table of subnets that are not explicitly associated with another one.
    default_network_acl: identity of the network ACL of subnets that are not associated with another one.
    cidrs: its IPv4 blocks, from everywhere.
    dns_support: the VPC's resolver answers. dns_hostnames: with it, the private DNS names of endpoints work.
    other_dns_servers: its DHCP options name other DNS servers than the VPC's resolver.
    region: its Region when the resource names one; None in the Region of the whole configuration.
    more: why something outside the scan may add to the VPC: endpoints, flow logs, gateways, peering connections,
        exclusions from blocked public access; None where nothing outside the scanned code has its id.
    interfaces_of_functions: how many interfaces Lambda has in it already; None for one that the code makes.
    """

    cidrs: Items[str] = field(default_factory=Items)
    default: Value[bool] = NOT_KNOWN
    tenancy: Value[str | None] = NOT_KNOWN
    main_route_table: Value[str] = NOT_KNOWN
    default_network_acl: Value[str] = NOT_KNOWN
    dns_support: Value[bool] = NOT_KNOWN
    dns_hostnames: Value[bool] = NOT_KNOWN
    other_dns_servers: Value[bool] = Known(False)
    region: Value[str | None] = Known(None)
    more: Unknown | None = None
    interfaces_of_functions: Value[int] | None = None


@dataclass(frozen=True)
class BlockPublicAccess(Resource):
    """VPC Block Public Access of an account in a Region: "off", "block-ingress" or "block-bidirectional".

    region: the Region when the resource names one; None in the Region of the whole configuration.
    of: the VPCs that it is about for certain, of what an account has; None for what code declares.
    """

    mode: Value[str | None] = NOT_KNOWN
    region: Value[str | None] = Known(None)
    of: frozenset[str] | None = None


@dataclass(frozen=True)
class BlockPublicAccessExclusion(Resource):
    """A VPC or a subnet that VPC Block Public Access leaves out; either way outbound traffic passes."""

    vpc: Value[str | None] = Known(None)
    subnet: Value[str | None] = Known(None)


@dataclass(frozen=True)
class Subnet(Resource):
    """A subnet. ``default`` is a default subnet of the default VPC, which is public.

    cidr, ipv6_cidr: its blocks of addresses; known to be None where it has none.
    has_ipv4, has_ipv6: whether it has such a block, also where AWS or an address pool decides which.
    more: why something outside the scan may associate it with a route table or a network ACL, or exempt it from blocked
        public access; None where nothing outside the scanned code has its id.
    free_addresses: how many of its IPv4 addresses nothing uses, where AWS said so; None where nobody did.
    interfaces_of_functions: how many interfaces Lambda has in it already; None for one that the code makes.
    """

    vpc: Value[str | None] = NOT_KNOWN
    cidr: Value[str | None] = NOT_KNOWN
    ipv6_cidr: Value[str | None] = NOT_KNOWN
    has_ipv4: Value[bool] = NOT_KNOWN
    has_ipv6: Value[bool] = NOT_KNOWN
    zone: Value[Zone] = NOT_KNOWN
    default: Value[bool] = NOT_KNOWN
    more: Unknown | None = None
    free_addresses: int | None = None
    interfaces_of_functions: Value[int] | None = None


@dataclass(frozen=True)
class RouteTarget:
    """Where a route leads. ``kind`` is the resource's kind in AWS's words; "nowhere" where no route matches.

    one_of: where the identity is not known, the resources of which it is one; empty where it can be another.
    """

    kind: TargetKind
    identity: str | None = None
    one_of: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Route(Resource):
    """A route of a table. The destination is a CIDR block or the id of a prefix list."""

    table: Value[str | None] = NOT_KNOWN
    destination: Value[str | None] = NOT_KNOWN
    target: Value[RouteTarget] = NOT_KNOWN


@dataclass(frozen=True)
class RouteTable(Resource):
    """A route table with the routes from everywhere; the local route is not listed.

    more: why something outside the scan may add routes, which ``routes`` says too; None where nothing outside the
        scanned code has its id.
    """

    vpc: Value[str | None] = NOT_KNOWN
    main: Value[bool] = NOT_KNOWN
    routes: Items[Route] = field(default_factory=Items)
    more: Unknown | None = None


@dataclass(frozen=True)
class RouteTableAssociation(Resource):
    """The association of a subnet with a table, or (``main``) of a VPC with its main table."""

    table: Value[str | None] = NOT_KNOWN
    subnet: Value[str | None] = NOT_KNOWN
    vpc: Value[str | None] = NOT_KNOWN
    main: bool = False


@dataclass(frozen=True)
class InternetGateway(Resource):
    """An internet gateway. ``vpc``: to which it is attached; None when it is to none.

    egress_only: it is an egress-only internet gateway, which is made for a VPC.
    """

    vpc: Value[str | None] = NOT_KNOWN
    egress_only: bool = False


@dataclass(frozen=True)
class NatGateway(Resource):
    """A NAT gateway; ``connectivity`` is "public" or "private", ``regional`` needs no subnet.

    zones: those in which a regional one has addresses, where the code says so; None where AWS gives it some in each.
    """

    subnet: Value[str | None] = NOT_KNOWN
    connectivity: Value[str | None] = NOT_KNOWN
    regional: Value[bool] = NOT_KNOWN
    elastic_ip: Value[bool] = NOT_KNOWN
    zones: Items[Zone] | None = None


@dataclass(frozen=True)
class VpcEndpoint(Resource):
    """A VPC endpoint with what is associated with it from everywhere; ``kind`` is "Gateway", "Interface", ...

    security_groups: those of an interface endpoint; the VPC's default group when none is given.
    service_code: the service of AWS by the end of the endpoint's service name, e.g. "sqs", whatever the Region; None
        for any other service.
    region: the Region in its service name; None where it names none. service_region: the Region of the service, where
        that is another than the VPC's.
    route_tables: those to which AWS adds the route of a gateway endpoint.
    private_dns: the service's usual name leads to the endpoint.
    policy: whether a policy is written for it; without one it allows full access. statements: those of the policy.
    for_inbound_resolvers: its private DNS names are for inbound resolver endpoints only, which S3 allows where the VPC
        has a gateway endpoint too.
    made: whether it is created at all.
    more: why something outside the scan may add to it, as its lists and values say too; None where nothing outside the
        scanned code has its id.
    """

    vpc: Value[str | None] = NOT_KNOWN
    service: Value[str | None] = NOT_KNOWN
    service_code: Value[str | None] = NOT_KNOWN
    kind: Value[str | None] = NOT_KNOWN
    region: str | None = None
    service_region: Value[str | None] = Known(None)
    subnets: Items[str] = field(default_factory=Items)
    security_groups: Items[str] = field(default_factory=Items)
    route_tables: Items[str] = field(default_factory=Items)
    private_dns: Value[bool] = NOT_KNOWN
    policy: Value[bool] = NOT_KNOWN
    statements: Items[PolicyStatement] = field(default_factory=Items)
    for_inbound_resolvers: Value[bool] = Known(False)
    made: Value[bool] = Known(True)
    more: Unknown | None = None


@dataclass(frozen=True)
class ServiceNetworkAssociation(Resource):
    """The association of a VPC with a service network of VPC Lattice, which brings resources into the VPC."""

    vpc: Value[str | None] = NOT_KNOWN


@dataclass(frozen=True)
class DnsRecord(Resource):
    """A record of DNS. ``names``: identities of the resources to which it gives a name, or may."""

    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class VpcPeering(Resource):
    """A peering connection between two VPCs. ``active``: it is accepted, so packets pass.

    between_regions: the accepter's VPC is in another Region than the requester's.
    """

    requester: Value[str | None] = NOT_KNOWN
    accepter: Value[str | None] = NOT_KNOWN
    active: Value[bool] = NOT_KNOWN
    between_regions: Value[bool] = NOT_KNOWN


@dataclass(frozen=True)
class TransitGateway(Resource):
    """A transit gateway. Attachments are associated with its default route table, and propagate to it, or are not.

    group_references: rules of security groups may name groups of other VPCs that are attached.
    more: of one that an account has, why its files do not say all about it.
    """

    default_association: Value[bool] = NOT_KNOWN
    default_propagation: Value[bool] = NOT_KNOWN
    group_references: Value[bool] = NOT_KNOWN
    more: Unknown | None = None


@dataclass(frozen=True)
class TransitGatewayAttachment(Resource):
    """The attachment of a VPC to a transit gateway. ``subnets``: one in each zone that it serves.

    group_references: whether rules of groups may name those of VPCs behind the gateway, if the gateway lets them.
    default_association, default_propagation: whether it takes part in what the gateway does by default.
    """

    gateway: Value[str | None] = NOT_KNOWN
    vpc: Value[str | None] = NOT_KNOWN
    subnets: Items[str] = field(default_factory=Items)
    group_references: Value[bool] = Known(True)
    default_association: Value[bool] = Known(True)
    default_propagation: Value[bool] = Known(True)


@dataclass(frozen=True)
class TransitGatewayRoute(Resource):
    """A static route of a transit gateway. ``blackhole``: what it matches is dropped."""

    table: Value[str | None] = NOT_KNOWN
    destination: Value[str | None] = NOT_KNOWN
    attachment: Value[str | None] = NOT_KNOWN
    blackhole: Value[bool] = Known(False)


@dataclass(frozen=True)
class TransitGatewayRouteTable(Resource):
    """A route table of a transit gateway.

    default: it is the gateway's default route table. associations, propagations: the attachments whose packets it
    decides about, and those of whose blocks it has routes, as resources of their own say it.
    """

    gateway: Value[str | None] = NOT_KNOWN
    default: bool = False
    routes: Items[TransitGatewayRoute] = field(default_factory=Items)
    associations: Items[str] = field(default_factory=Items)
    propagations: Items[str] = field(default_factory=Items)


@dataclass(frozen=True)
class PrefixList(Resource):
    """A list of address blocks.

    public: it is AWS's list of the public addresses of one of its services. service: which, where the code says it.
    """

    entries: Items[str] = field(default_factory=Items)
    public: bool = False
    service: str = ""


@dataclass(frozen=True)
class NetworkAclRule(Resource):
    """One entry of a network ACL.

    direction: "ingress" or "egress". number: entries are tried from the lowest on, the first that matches decides.
    action: "allow" or "deny". protocol, ports: as in a security group's rule.
    """

    acl: Value[str | None] = NOT_KNOWN
    direction: Value[str] = NOT_KNOWN
    number: Value[int | None] = NOT_KNOWN
    action: Value[str | None] = NOT_KNOWN
    protocol: Value[str] = NOT_KNOWN
    ports: Value[tuple[int, int]] = NOT_KNOWN
    cidr: Value[str | None] = NOT_KNOWN


@dataclass(frozen=True)
class NetworkAcl(Resource):
    """A network ACL with the entries from everywhere; what no entry matches is denied.

    default: it is its VPC's default ACL, which subnets have that are associated with no other.
    """

    vpc: Value[str | None] = NOT_KNOWN
    default: Value[bool] = NOT_KNOWN
    ingress: Items[NetworkAclRule] = field(default_factory=Items)
    egress: Items[NetworkAclRule] = field(default_factory=Items)


@dataclass(frozen=True)
class NetworkAclAssociation(Resource):
    """The association of a subnet with a network ACL."""

    acl: Value[str | None] = NOT_KNOWN
    subnet: Value[str | None] = NOT_KNOWN


@dataclass(frozen=True)
class Peer:
    """The other side of a security group rule: ``kind`` is "cidr", "group", "prefix list" or "self"."""

    kind: PeerKind
    name: str

    def __str__(self) -> str:
        return "the group itself" if self.kind == "self" else self.name


@dataclass(frozen=True)
class SecurityGroupRule(Resource):
    """One permission of a group for one peer.

    protocol: "-1" for all, else the name in lower case ("tcp", "udp", "icmp", "icmpv6") or the number.
    ports: first and last port, (0, 65535) for all ports of the protocol.
    implicit: AWS adds the rule by itself.
    doubt: why it may not be in force although it is declared, for people; "" where nothing is against it.
    certain: False for a rule that stands for a list of peers that is not known, and that may be empty.
    within_a_vpc: the peer is not known, but it is the address block of a VPC or a subnet, so not everywhere.
    """

    group: Value[str | None] = NOT_KNOWN
    direction: Value[str] = NOT_KNOWN
    protocol: Value[str] = NOT_KNOWN
    ports: Value[tuple[int, int]] = NOT_KNOWN
    peer: Value[Peer] = NOT_KNOWN
    implicit: bool = False
    certain: bool = True
    within_a_vpc: bool = False
    doubt: str = ""


@dataclass(frozen=True)
class SecurityGroup(Resource):
    """A security group with its rules from everywhere; ``default`` is its VPC's default group.

    vpc: None for the Region's default VPC. associated_vpcs: others in which the group may be used too.
    """

    vpc: Value[str | None] = NOT_KNOWN
    associated_vpcs: Items[str] = field(default_factory=Items)
    default: Value[bool] = NOT_KNOWN
    ingress: Items[SecurityGroupRule] = field(default_factory=Items)
    egress: Items[SecurityGroupRule] = field(default_factory=Items)


@dataclass(frozen=True)
class Use:
    """A use of a resource by another, of the scanned code: ``kind`` is "function" or "other"."""

    kind: UseKind
    address: str
    identity: str = ""


@dataclass(frozen=True)
class Condition:
    """A condition of a policy statement; key in lower case, e.g. "aws:sourcearn"."""

    operator: str
    key: str
    values: Items[str] = field(default_factory=Items)


@dataclass(frozen=True)
class PolicyStatement:
    """A statement of an IAM policy.

    effect: "Allow" or "Deny". conditional: the statement has conditions, so it may not apply; all of
        ``conditions`` must hold.
    actions: lower case, with their wildcards; ``not_actions`` when the statement names what it leaves out.
    principals: in a policy of a resource, whom it is about; ``not_principals`` when it names whom it leaves out.
    not_resources: when it names what it leaves out; ``resources`` then says nothing.
    """

    effect: Value[str]
    actions: Items[str] = field(default_factory=Items)
    not_actions: Items[str] | None = None
    resources: Items[str] = field(default_factory=Items)
    conditional: Value[bool] = Known(False)
    conditions: Items[Condition] = field(default_factory=Items)
    principals: Items[str] = field(default_factory=Items)
    not_principals: bool = False
    not_resources: Items[str] | None = None


@dataclass(frozen=True)
class Boundary:
    """A permissions boundary: who has it may do what it allows and a policy allows too. ``name``: for people."""

    name: str
    managed_policies: Items[str] = field(default_factory=Items)
    statements: Items[PolicyStatement] = field(default_factory=Items)


@dataclass(frozen=True)
class ExecutionRole(Resource):
    """A role with what is attached to it from everywhere; users and groups have the same.

    managed_policies: names of AWS managed policies, without the ARN's front.
    perhaps_allowed: statements of separate policies that may not be created, or may be others'; ``statements`` says
        that there may be more, and has what these policies would deny with an effect that is not known.
    generated: SAM makes the role for the function.
    boundary: its permissions boundary; None where it has none.
    """

    managed_policies: Items[str] = field(default_factory=Items)
    statements: Items[PolicyStatement] = field(default_factory=Items)
    perhaps_allowed: tuple[PolicyStatement, ...] = ()
    generated: bool = False
    boundary: Value[Boundary | None] = Known(None)


@dataclass(frozen=True)
class IdentityPolicy(Resource):
    """A policy that says what those may do who have it; a role's inline policies are one, on the role.

    principals: identities of the roles, users and groups that have it. boundary: it is the permissions boundary of
        someone, which by itself allows nothing.
    """

    statements: Items[PolicyStatement] = field(default_factory=Items)
    principals: Items[str] = field(default_factory=Items)
    boundary: bool = False


@dataclass(frozen=True)
class InvokePermission(Resource):
    """A statement that lets principals invoke a function.

    actions: what they may do, in lower case, with wildcards.
    principals: "*", account ids, ARNs, service names. conditions: what narrows them (all must hold).
    source: the resource on whose behalf a service may invoke, where one is named.
    qualifier: the alias or version for whose requests alone it is; None for those to the function itself.
    """

    function: Value[str | None] = NOT_KNOWN
    qualifier: Value[str | None] = Known(None)
    effect: Value[str] = Known("Allow")
    actions: Items[str] = field(default_factory=Items)
    principals: Items[str] = field(default_factory=Items)
    conditions: Items[Condition] = field(default_factory=Items)
    source: Value[str | None] = Known(None)


@dataclass(frozen=True)
class FunctionUrl(Resource):
    """A function URL; ``auth_type`` is "AWS_IAM" or "NONE".

    permits_itself: whoever makes it lets everyone use it by both permissions, where the type is "NONE"; None where it
        depends on their version.
    qualifier: the alias whose URL it is; None where it is that of the function itself.
    """

    function: Value[str | None] = NOT_KNOWN
    qualifier: Value[str | None] = Known(None)
    auth_type: Value[str | None] = NOT_KNOWN
    permits_itself: bool | None = False


@dataclass(frozen=True)
class Schedule:
    """When something runs by the clock.

    expression: in EventBridge's words, e.g. "rate(1 day)". zone: the time zone, None for UTC.
    window: the minutes by which a run may be late on purpose. limited: it has a first or a last day.
    """

    expression: str
    zone: Value[str | None] = Known(None)
    window: Value[int | None] = Known(None)
    limited: Value[bool] = Known(False)


@dataclass(frozen=True)
class Trigger(Resource):
    """What makes a function run: the place is where that is declared.

    kind: in AWS's words: "schedule", "event rule", "event source", "API", "load balancer", "resolver".
    active: whether it is created and switched on. role: whose permission it uses, when it has one of its own.
    """

    kind: str = ""
    function: Value[str | None] = NOT_KNOWN
    active: Value[bool] = Known(True)
    schedule: Value[Schedule | None] = Known(None)
    role: Value[str | None] = Known(None)


@dataclass(frozen=True)
class Poller(Resource):
    """An event source mapping, whose pollers read the event source for the function.

    source: the cluster or the broker; None for a self-managed one, of which ``subnets`` and
        ``security_groups`` are those by which Lambda reaches it.
    has_secret: they read a secret to connect. provisioned: they are provisioned, and need no way out of the VPC.
    """

    source: Value[str | None] = NOT_KNOWN
    subnets: Items[str] = field(default_factory=Items)
    security_groups: Items[str] = field(default_factory=Items)
    has_secret: Value[bool] = Known(False)
    provisioned: Value[bool] = Known(False)


@dataclass(frozen=True)
class CustomResource(Resource):
    """A custom resource of CloudFormation, which waits until ``function`` has put its answer to a URL of Amazon S3."""

    function: Value[str | None] = NOT_KNOWN


@dataclass(frozen=True)
class Mention:
    """A resource named in a function's environment: the variable, the resource and which of its attributes.

    ``attribute`` is "endpoint" (where clients connect: address, endpoint, port, for example), "public endpoint",
    "public name" (which leads to a private address from inside the VPC), "connected endpoint" (that of a managed
    connection, which brings the resource into the client's own VPC), "credentials" (by which clients log in), "content"
    (what a secret or a parameter holds) or "identifier" (name, id, ARN).
    calls: the value is the name, id, ARN or URL of the resource and nothing else, as a client of its API needs it.
    port: the one that is written next to the endpoint, or for which the attribute stands; None where that is the
        resource's own.
    by_name: the endpoint is a name that has to be resolved, and no address.
    carrier: the secret, the parameter or the record of DNS that the variable names, and that names the resource.
    for_login: it is a secret, by which clients log in to the resource, also through a proxy.
    """

    variable: str
    resource: str
    attribute: str
    calls: Value[bool] = Known(False)
    port: Value[int | None] = Known(None)
    by_name: bool = False
    carrier: str = ""
    for_login: bool = False


@dataclass(frozen=True)
class Carrier(Resource):
    """What holds a text in which resources are named: ``kind`` is "secret", "parameter" or "record".

    identities: under which it is named. mentions: what its text names, for no variable. doubt: why it may name
    more, or may not be there. of_database: a secret with the keys that AWS gives that of a database.
    """

    kind: str = ""
    identities: frozenset[str] = frozenset()
    mentions: tuple[Mention, ...] = ()
    doubt: Unknown | None = None
    of_database: bool = False


@dataclass(frozen=True)
class NamedService:
    """An environment variable that holds an ARN, a URL or a host of an AWS service.

    service: as the ARN or the host names it. host: it is a host, or a URL.
    region: "" where it names none, or the code does not write it out.
    """

    variable: str
    service: str
    region: str = ""
    host: bool = False


@dataclass(frozen=True)
class ServiceResource(Resource):
    """A resource that clients use through the API of an AWS service, which has the name of its VPC endpoint.

    arn: its ARN as a pattern, "*" for what the code does not decide; None where the code does not name the resource.
    region: its Region; None in the Region of the whole configuration.
    private: of an API of API Gateway: only VPC endpoints lead to it.
    called: whether a function that is given it certainly calls it; if not, it may.
    """

    service: str = ""
    arn: Value[str | None] = Known(None)
    region: Value[str | None] = Known(None)
    private: Value[bool] = Known(False)
    called: bool = True


@dataclass(frozen=True)
class Destination(Resource):
    """What Lambda itself sends on for a function: results, or events that failed, with the function's role."""

    function: Value[str | None] = NOT_KNOWN


@dataclass(frozen=True)
class Onward:
    """Where a proxy takes connections: to one of ``targets``, from the subnets and with the groups of ``proxy``."""

    proxy: str
    targets: Items[str] = field(default_factory=Items)


@dataclass(frozen=True)
class PrivateResource(Resource):
    """A resource that clients reach over the network of a VPC.

    kind: in AWS's words, e.g. "RDS DB instance". private: reachable only from inside its VPC.
    ports: on which it listens. other_ports: on which it may listen too, or instead.
    by_listeners: there are listeners for its ports, and no others are open.
    subnets: it is in one of them, or in some.
    interfaces: how many it has at most, which may all be in one subnet; of a load balancer, in each.
    private_name: inside its VPC its name leads to its private address, also where it is publicly accessible.
    onward: of a proxy, the databases behind it; None where it answers itself.
    data_api: whether whoever has its password may send statements by an API of AWS's too, outside of the VPC.
    """

    kind: str = ""
    private: Value[bool] = NOT_KNOWN
    ports: Items[int] = field(default_factory=Items)
    other_ports: Items[int] = field(default_factory=Items)
    by_listeners: bool = False
    vpc: Value[str | None] = NOT_KNOWN
    subnets: Items[str] = field(default_factory=Items)
    interfaces: Value[int] = Known(1)
    security_groups: Items[str] = field(default_factory=Items)
    resource_ids: Items[str] = field(default_factory=Items)
    private_name: bool = False
    data_api: Value[bool] = Known(False)
    onward: Value[Onward | None] = Known(None)


@dataclass(frozen=True)
class AccessPoint(Resource):
    """An access point, by which functions mount a file system."""

    file_system: Value[str | None] = NOT_KNOWN


@dataclass(frozen=True)
class MountTarget(Resource):
    """The network interface in a subnet by which a file system is mounted in the subnet's zone."""

    file_system: Value[str | None] = NOT_KNOWN
    subnet: Value[str | None] = NOT_KNOWN
    security_groups: Items[str] = field(default_factory=Items)


@dataclass(frozen=True)
class FileSystem(Resource):
    """A file system that functions can mount; ``kind`` is "EFS file system" or "S3 file system"."""

    kind: str = ""
    mount_targets: Items[MountTarget] = field(default_factory=Items)


@dataclass(frozen=True)
class FileSystemMount:
    """A file system that a function mounts: the access point's identity and the path in the function."""

    access_point: Value[str | None]
    path: Value[str | None]


@dataclass(frozen=True)
class Function(Resource):
    """A Lambda function.

    subnets, security_groups: of its VPC configuration; both empty when it is not in a VPC.
    managed_instances: it runs on a capacity provider, whose network it shares; that is what ``subnets`` and
        ``security_groups`` then say.
    environment: the resources that its environment variables name; ``more`` when a value is unknown.
    name: None when AWS chooses it.
    named_services: the ARNs and URLs of AWS services in its environment.
    through_proxy: why its calls to AWS may go through a proxy that its environment names; None where they do not.
    has_dead_letters: events that it fails go to a queue or a topic.
    memory: in MB. reserved_concurrency: how many executions at once are set aside for the function and are the
        most that it may have; None when it draws from the account's unreserved ones, 0 stops it.
    provisioned_concurrency: the execution environments kept ready, of each version and alias that has some.
    kept_ready_outside_alone: that there may be more is because somebody outside the code may keep some ready.
    snap_start: published versions start from a snapshot.
    region: its Region; None in the Region of the whole configuration.
    more: why something outside the scan may run it, or let others run it; None where nothing outside the scanned code
        has its id.
    """

    subnets: Items[str] = field(default_factory=Items)
    security_groups: Items[str] = field(default_factory=Items)
    managed_instances: Value[bool] = Known(False)
    dual_stack: Value[bool] = Known(False)
    role: Value[str | None] = NOT_KNOWN
    environment: Items[Mention] = field(default_factory=Items)
    named_services: tuple[NamedService, ...] = ()
    through_proxy: Unknown | None = None
    has_dead_letters: Value[bool] = Known(False)
    file_systems: Items[FileSystemMount] = field(default_factory=Items)
    tags: Items[tuple[str, str]] = field(default_factory=Items)
    memory: Value[int] = NOT_KNOWN
    reserved_concurrency: Value[int | None] = NOT_KNOWN
    provisioned_concurrency: Items[int] = field(default_factory=Items)
    kept_ready_outside_alone: bool = False
    snap_start: Value[bool] = NOT_KNOWN
    name: Value[str | None] = NOT_KNOWN
    region: Value[str | None] = Known(None)
    more: Unknown | None = None


@dataclass(frozen=True)
class Network:
    """Everything that the code declares or refers to, by identity. Built once per scan, never changed."""

    functions: Mapping[str, Function] = field(default_factory=dict)
    vpcs: Mapping[str, Vpc] = field(default_factory=dict)
    block_public_access: tuple[BlockPublicAccess, ...] = ()
    block_public_access_exclusions: tuple[BlockPublicAccessExclusion, ...] = ()
    subnets: Mapping[str, Subnet] = field(default_factory=dict)
    route_tables: Mapping[str, RouteTable] = field(default_factory=dict)
    route_table_associations: tuple[RouteTableAssociation, ...] = ()
    internet_gateways: Mapping[str, InternetGateway] = field(default_factory=dict)
    nat_gateways: Mapping[str, NatGateway] = field(default_factory=dict)
    endpoints: Mapping[str, VpcEndpoint] = field(default_factory=dict)
    service_network_associations: tuple[ServiceNetworkAssociation, ...] = ()
    dns_records: tuple[DnsRecord, ...] = ()
    peerings: Mapping[str, VpcPeering] = field(default_factory=dict)
    transit_gateways: Mapping[str, TransitGateway] = field(default_factory=dict)
    transit_gateway_attachments: Mapping[str, TransitGatewayAttachment] = field(default_factory=dict)
    transit_gateway_route_tables: Mapping[str, TransitGatewayRouteTable] = field(default_factory=dict)
    prefix_lists: Mapping[str, PrefixList] = field(default_factory=dict)
    network_acls: Mapping[str, NetworkAcl] = field(default_factory=dict)
    network_acl_associations: tuple[NetworkAclAssociation, ...] = ()
    security_groups: Mapping[str, SecurityGroup] = field(default_factory=dict)
    roles: Mapping[str, ExecutionRole] = field(default_factory=dict)
    identities: Mapping[str, ExecutionRole] = field(default_factory=dict)
    """Roles, users and groups."""
    identity_policies: tuple[IdentityPolicy, ...] = ()
    function_urls: tuple[FunctionUrl, ...] = ()
    invoke_permissions: tuple[InvokePermission, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    custom_resources: tuple[CustomResource, ...] = ()
    pollers: tuple[Poller, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Identity of an alias or a version -> identity of its function."""
    private_resources: Mapping[str, PrivateResource] = field(default_factory=dict)
    file_systems: Mapping[str, FileSystem] = field(default_factory=dict)
    access_points: Mapping[str, AccessPoint] = field(default_factory=dict)
    mount_targets: tuple[MountTarget, ...] = ()
    service_resources: Mapping[str, ServiceResource] = field(default_factory=dict)
    destinations: tuple[Destination, ...] = ()
    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    """Identity of a secret, a parameter or a record of DNS -> what it names, where the code says something about it."""
    uncertain: Mapping[str, Unknown] = field(default_factory=dict)
    """Identity of a resource -> why it is not known whether it is created."""
    several: AbstractSet[str] = frozenset()
    """Identities that stand for a number of resources that is not known; ``uncertain`` says why."""
    users: Mapping[str, Items[Use]] = field(default_factory=dict)
    """Identity of a resource -> who uses it; ``more`` where something outside the scan has its id."""
