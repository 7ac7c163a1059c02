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

    - RDS Proxy answers when it reaches the database behind it: its way there is followed too.
    - From inside its VPC, the name of a publicly accessible database leads to its private address.
    - An Elastic IP, or another public address, is outside the VPC, wherever the resource stands.
    - An endpoint of a partner's service is an end of its own, with subnets and security groups.
    - An egress rule that leads to the security group of a private resource is there for connections to it.

Why
    One closed hop, and the function hangs until it times out. Nothing says which hop it was: the error is the same
    for a forgotten rule of a security group, a missing route and an ACL that lets no answer in.

Passes when
    From each of the function's subnets connections come about to each subnet in which the resource may stand, and a
    proxy reaches its database.

Fails when
    From at least one of the function's subnets there is provably no way to any place where the resource may stand.
    Lambda uses all subnets of a function, so some of its calls hang even where another subnet has a way. The
    explanation names the hop that stops the packets, on what it rests, and the hops behind it to be opened as well.

    A transit gateway is followed where all of it is in the code: the VPC is not attached, its attachment has no subnet
    in the zone of the function's subnet, is associated with no route table, or with one that has no route or a
    blackhole. A rule that names a security group of another VPC holds within a Region only, and across a transit
    gateway only where that is switched on.

    It fails too when nothing listens on the port (no listener of a load balancer, or a database on another port), when
    a proxy is cut off from its database, when a public address is named and no way leads out of the VPC, and when no
    resource with the security group to which an egress rule leads admits the function. A network ACL that lets answers
    back to some of the ports 1024-65535 only stops the connections from the others.

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

from lambdanet.kit.rule_kit import doubted, failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.dependencies.needs_met import needs_of, what_stops
from lambdanet.queries.judged.subjects import functions, is_in_vpc

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_701",
    name="Ensure a Lambda function reaches the private resources it depends on",
    statements=("S6", "S10"),
    severity="HIGH",
    of=functions("function in a VPC with a private dependency", is_in_vpc),
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    needs = needs_of(network, function)
    if needs.closed:
        return failed(function, " ".join(what_stops(function, *closed) for closed in needs.closed), needs.in_the_way)
    if needs.hidden:
        item, doubt = needs.hidden[0]
        hidden = [item.resource for item, _ in needs.hidden]
        return not_known(function, f"whether {function.address} reaches {item}", doubt, related=hidden)
    resources = [item.resource for item, _ in needs.found]
    reaches = f"{function.address} reaches {names(str(item) for item, _ in needs.found)}."
    if needs.doubts and resources:
        told = f"{reaches} It is not known on what else it depends"
        return doubted(function, told, *needs.doubts, related=resources)
    if needs.doubts:
        return not_known(function, f"on what {function.address} depends", *needs.doubts)
    if resources:
        return passed(function, reaches, resources)
    told = f"Nothing in the environment, the mounts or the role of {function.address} is a private resource."
    return not_applicable(function, told)
