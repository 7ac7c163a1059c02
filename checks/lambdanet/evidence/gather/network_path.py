"""The way that a function's packets take, as plain data from which every format draws its picture."""

from __future__ import annotations

from lambdanet.records import dataclass

REACHED = "reached"
STOPPED = "stopped"
UNDECIDED = "undecided"


@dataclass(frozen=True)
class SubnetOnPath:
    """A subnet of the function.

    zone, cidr: "" where the code does not say them. size: its usable addresses. demand: the interfaces that are
    known to be in it, as a number or a range. table: the route table's address. acl: its network ACL's.
    leads_to: the kind of target of its default route, and its address; "nowhere" without one.
    internet: whether the function's packets reach the internet from it, as one of the constants above.
    """

    address: str
    zone: str
    cidr: str
    size: int | None
    demand: str
    table: str
    acl: str
    leads_to: str
    target: str
    because: str = ""
    internet: str = UNDECIDED

    @property
    def way_out(self) -> str:
        """The kind of target in words; "" where it is not known."""
        return "no default route" if self.leads_to == "nowhere" else self.leads_to


@dataclass(frozen=True)
class GroupOnPath:
    """A security group with its rules in words."""

    address: str
    egress: tuple[str, ...]
    ingress: tuple[str, ...]


@dataclass(frozen=True)
class TableOnPath:
    """A route table: (destination, kind of target, address of the target) of each route; the local one is not shown."""

    address: str
    routes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class EndpointOnPath:
    """A VPC endpoint of the function's VPC for a service that the function uses."""

    address: str
    service: str
    kind: str


@dataclass(frozen=True)
class Need:
    """Something that the function needs: a private resource or an AWS service.

    kind: the resource's in AWS's words, or "AWS service". port: of a private resource. evidence: a clause.
    outcome: one of the constants above. way: by what it is reached, "inside the VPC", an endpoint or a NAT gateway.
    stops: what stops it, each with the kind of hop ("egress", "network ACL", "route", "ingress", "address",
    "listener" of a load balancer, "behind" a proxy), the address of the hop, and the clause that says why.
    because: why that is undecided.
    """

    name: str
    kind: str
    port: int | None
    evidence: str
    outcome: str
    way: str = ""
    by: str = ""
    stops: tuple[tuple[str, str, str], ...] = ()
    because: str = ""


@dataclass(frozen=True)
class NetworkPath:
    """Everything that a picture of a function's network shows.

    attached: "yes", "no" or "undecided"; because: why that is undecided. hidden_subnets, hidden_groups: why there may
    be others than these.
    """

    attached: str
    vpc: str = ""
    subnets: tuple[SubnetOnPath, ...] = ()
    groups: tuple[GroupOnPath, ...] = ()
    tables: tuple[TableOnPath, ...] = ()
    endpoints: tuple[EndpointOnPath, ...] = ()
    needs: tuple[Need, ...] = ()
    because: str = ""
    hidden_subnets: tuple[str, ...] = ()
    hidden_groups: tuple[str, ...] = ()
