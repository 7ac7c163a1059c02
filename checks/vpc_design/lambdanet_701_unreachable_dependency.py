"""
What it checks
    A function in a VPC reaches each private resource it depends on, on the port on which the resource listens. A
    connection is followed hop by hop: the egress of the function's security groups, the network ACL out of its
    subnet, the route (local, or over a VPC peering connection or a transit gateway), the network ACL into the
    resource's subnet, the ingress of the resource's security groups, and the answer back through both ACLs to the
    ports 1024-65535 from which functions connect. IPv4 and IPv6 are followed apart.

    The port is the one that stands beside the endpoint in the environment (``http://${host}:8080``), else that of the
    URL's scheme, of the attribute (the brokers of MSK by TLS: 9094), of the listeners of a load balancer, or the
    resource's own. A URL without a port tells none where another variable may hold it (``API_PORT``).

    Some ends are not where the connection ends, or not only:

    - RDS Proxy answers when it reaches the database behind it: its own way there is followed too.
    - From inside its VPC, the name of a publicly accessible database leads to its private address.
    - An Elastic IP, or another public address, is outside the VPC, wherever the resource stands.
    - An endpoint of a partner's service is an end of its own, with subnets and security groups.
    - An egress rule that leads to the security group of a private resource is there for connections to it, whether or
      not the environment names it.

Why
    One hop that is closed, and the function hangs until it times out. Nothing says which hop it was: the error is
    the same for a forgotten rule of a security group, a missing route and an ACL that lets no answer in.

Passes when
    From each of the function's subnets connections come about to each subnet in which the resource may stand, and a
    proxy reaches its database.

Fails when
    From at least one of the function's subnets there is provably no way to any place where the resource may stand.
    Lambda uses all subnets of a function, so some of its calls hang even where another subnet has a way. The
    explanation names the hop that stops the packets and the rule, entry or route that it rests on, and then the hops
    behind it that have to be opened as well. A hop that is not known hides no other that is closed.

    A transit gateway is followed where all of it is in the code: the VPC is not attached, its attachment has no subnet
    in the zone of the function's subnet, is associated with no route table, or with one that has no route or a
    blackhole. A rule that names a security group of another VPC holds within a Region only, and across a transit
    gateway only where that is switched on.

    It fails too when a load balancer has no listener on the port, when a proxy is cut off from its database, when a
    public address is named and no way leads out of the VPC, and when no resource with the security group to which an
    egress rule leads admits the function.

    A network ACL that lets answers back to some of the ports 1024-65535 only stops the connections from the others.

Undecided when
    A hop is not told by the code and none is closed: groups, subnets or tables from elsewhere, blocks that AWS
    decides, a transit gateway that is not wholly in the code, an appliance or a VPN on the way, a peering connection
    that is not seen to be accepted. So is a rule that covers only some of the addresses that the resource may get,
    and a resource that is reached in some of its subnets only. A proxy without a target in view, the managed
    connections of MSK and VPC Lattice, which brings resources of other VPCs into the function's, are not followed. A
    resource that is only looked up, or to which options were added, may listen on another port than is usual. In
    Terraform, rules in a security group and rules of separate resources overwrite each other, so nothing passes by
    the separate ones.

Fix in Terraform
    Open the hop that the explanation names; most often the resource does not admit the function:

Fix in CloudFormation
    Open the hop that the explanation names; most often the resource does not admit the function:

References
    https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
    https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html
    https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-network-prereqs.html
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-security-groups.html
    https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html
    https://docs.aws.amazon.com/msk/latest/developerguide/aws-access-mult-vpc.html
    https://docs.aws.amazon.com/vpc/latest/privatelink/use-resource-endpoint.html
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.kit.wording import names, reasons, short
from lambdanet.queries.attachment.attachment import functions_in_vpc
from lambdanet.queries.dependencies.private_dependencies import needs_inside, port_of
from lambdanet.queries.dependencies.private_reach import needs_by_rule, outcome
from lambdanet.queries.dependencies.public_addresses import needs_by_public_address
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network, PrivateResource
    from lambdanet.queries.dependencies.private_dependencies import Dependency
    from lambdanet.queries.dependencies.private_reach import Outcome
    from lambdanet.queries.reachability.traffic import Hop
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_701",
    name="Ensure a Lambda function reaches the private resources it depends on",
    statements=("S6", "S10"),
    severity="HIGH",
    judges="function in a VPC with a private dependency",
    since="0.1.0",
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    for function, settled in functions_in_vpc(network):
        yield settled if settled is not None else _verdict(network, function)


def _verdict(network: Network, function: Function) -> Verdict:
    dependencies = needs_inside(network, function)
    doubts = dependencies.unknowns()
    found = [(item, outcome(network, function, item)) for item in dependencies.known()]
    found = [*found, *_besides(network, function, {item.resource.identity for item, _ in found})]
    by_address = needs_by_public_address(network, function)
    found = [*found, *((item, way) for item, way in by_address if not found or way.answer == Known(False))]
    closed = [(item, way) for item, way in found if way.answer == Known(False)]
    hidden = [(item, way.answer) for item, way in found if isinstance(way.answer, Unknown)]
    if closed:
        told = " ".join(_sentence(function, item, way) for item, way in closed)
        hops = [hop for _, way in closed for part in way.blocked for hop in (*part.hops, *part.further)]
        related = [resource for hop in hops for resource in hop.resources]
        return failed(function, told, [*(item.resource for item, _ in closed), *related])
    if hidden:
        item, why = hidden[0]
        explanation = f"It is not known whether {function.address} reaches {_named(item)}: {reasons(why)}."
        return undecided(function, explanation, [item.resource for item, _ in hidden])
    reached = names(_named(item) for item, _ in found)
    if doubts:
        what = f"{function.address} reaches {reached}. It is not known on what else it depends"
        told = what if found else f"It is not known on what {function.address} depends"
        return undecided(function, f"{told}: {reasons(*doubts)}.", [item.resource for item, _ in found])
    if not found:
        return not_applicable(
            function, f"Nothing in the environment, the mounts or the role of {function.address} is a private resource."
        )
    return passed(function, f"{function.address} reaches {reached}.", [item.resource for item, _ in found])


def _besides(network: Network, function: Function, named: set[str]) -> list[tuple[Dependency, Outcome]]:
    """What egress rules are for and does not come about, besides the resources that are named elsewhere.

    What comes about, or is not known, says nothing: the rule may be for another function that has the group.
    """
    return [
        (item, way)
        for item, way in needs_by_rule(network, function)
        if item.resource.identity not in named and way.answer == Known(False)
    ]


def _named(item: Dependency) -> str:
    return _on_port(item.resource)


def _on_port(resource: PrivateResource) -> str:
    return f"{resource.address} ({resource.kind}) on {port_of(resource)}"


def _sentence(function: Function, item: Dependency, way: Outcome) -> str:
    """From where the function does not reach a resource, and what stops it."""
    subnets = [short(part.subnet.value) for part in way.blocked if isinstance(part.subnet, Known)]
    everywhere = len(way.blocked) == len(function.subnets.elements) and function.subnets.more is None
    hops = list(dict.fromkeys(hop for part in way.blocked for hop in part.hops))
    further = [hop for part in way.blocked for hop in part.further if hop not in hops]
    start = "" if everywhere or not subnets else f"From {names(subnets)}, "
    cannot = "cannot always reach" if all(hop.partly for hop in hops) else "cannot reach"
    also = f" Also: {_clauses(further)}." if further else ""
    if way.behind is not None:
        proxy = f"{function.address} {'reaches' if way.arrives else 'depends on'} {_named(item)}"
        return f"{proxy}, which {cannot} {_on_port(way.behind)}: {_clauses(hops)}.{also}"
    purpose = f", to which {item.by_rule} lets it connect" if item.by_rule else ""
    return f"{start}{function.address} {cannot} {_named(item)}{purpose}: {_clauses(hops)}.{also}"


def _clauses(hops: Iterable[Hop]) -> str:
    """What stops it, the first two of several."""
    places: dict[str, list[str]] = {}
    for hop in dict.fromkeys(hops):
        places.setdefault(hop.because, []).append(hop.where)
    clauses = [f"{because} {names(where)}".rstrip() for because, where in places.items()]
    more = f"; and {len(clauses) - 2} more" if len(clauses) > 2 else ""
    return f"{'; '.join(clauses[:2])}{more}"
