"""
What it checks
    A function in a VPC reaches each private resource it depends on, on the port on which the resource listens. A
    connection is followed hop by hop: the egress of the function's security groups, the network ACL out of its
    subnet, the route (local, or over a VPC peering connection), the network ACL into the resource's subnet, the
    ingress of the resource's security groups, and the answer back through both ACLs to the ports 1024-65535 from
    which functions connect. IPv4 and IPv6 are followed apart.

Why
    One hop that is closed, and the function hangs until it times out. Nothing says which hop it was: the error is
    the same for a forgotten rule of a security group, a missing route and an ACL that lets no answer in.

Passes when
    From each of the function's subnets connections come about to each subnet in which the resource may stand.

Fails when
    From at least one of the function's subnets there is provably no way to any place where the resource may stand.
    Lambda uses all subnets of a function, so some of its calls hang even where another subnet has a way. The
    explanation names the hop that stops the packets and the rule, entry or route that it rests on. A hop that is
    not known hides no other that is closed.

    A network ACL that lets answers back to some of the ports 1024-65535 only stops the connections from the others.

Undecided when
    A hop is not told by the code and none is closed: groups, subnets or tables from elsewhere, blocks that AWS
    decides, a transit gateway, an appliance or a VPN on the way, a peering connection that is not seen to be
    accepted. So is a rule that covers only some of the addresses that the resource may get, and a resource that
    is reached in some of its subnets only.

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
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.connections import reach
from lambdanet.queries.private_dependencies import private_dependencies
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import names, reasons, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Function, Network
    from lambdanet.queries.private_dependencies import Dependency
    from lambdanet.queries.reachability.reach import Reach
    from lambdanet.settings import Settings
    from lambdanet.verdicts import Verdict


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
    dependencies = private_dependencies(network, function)
    doubts = dependencies.unknowns()
    found = [(item, reach(network, function, item.resource)) for item in dependencies.known()]
    closed = [(item, way) for item, way in found if way.answer == Known(False)]
    hidden = [(item, way.answer) for item, way in found if isinstance(way.answer, Unknown)]
    if closed:
        told = " ".join(_sentence(function, item, way) for item, way in closed)
        hops = [hop for _, way in closed for part in way.blocked for hop in part.hops]
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


def _named(item: Dependency) -> str:
    return f"{item.resource.address} ({item.resource.kind}) on {item.port}"


def _sentence(function: Function, item: Dependency, way: Reach) -> str:
    """From where the function does not reach a resource, and what stops it."""
    subnets = [short(part.subnet.value) for part in way.blocked if isinstance(part.subnet, Known)]
    everywhere = len(way.blocked) == len(function.subnets.elements) and function.subnets.more is None
    hops = list(dict.fromkeys(hop for part in way.blocked for hop in part.hops))
    places: dict[str, list[str]] = {}
    for hop in hops:
        places.setdefault(hop.because, []).append(hop.where)
    clauses = [f"{because} {names(where)}".rstrip() for because, where in places.items()]
    start = "" if everywhere or not subnets else f"From {names(subnets)}, "
    cannot = "cannot always reach" if all(hop.partly for hop in hops) else "cannot reach"
    more = f"; and {len(clauses) - 2} more" if len(clauses) > 2 else ""
    return f"{start}{function.address} {cannot} {_named(item)}: {'; '.join(clauses[:2])}{more}."
