"""
What it checks
    A function in a VPC reaches each private resource it depends on, on the port of the resource. The rule follows a
    connection hop by hop: the egress of the function's security groups, the network ACL out of its
    subnet, the route (local, or over a VPC peering connection or a transit gateway), the network ACL into the
    resource's subnet, the ingress of the resource's security groups, and the answer back through both ACLs to the
    ports 1024-65535 from which functions connect. IPv4 and IPv6 are followed separately.

    The port is the one beside the endpoint in the environment (``http://${host}:8080``), else that of the URL's scheme,
    of the attribute (the brokers of MSK by TLS: 9094), of the listeners of a load balancer, or of the resource itself.
    A URL without a port counts as none if another variable may hold the port (``API_PORT``).

    Some connections go on, or go elsewhere:

    - RDS Proxy answers only if it reaches the database behind it: that way is followed too.
    - From inside its VPC, the name of a publicly accessible database leads to its private address.
    - An Elastic IP, or another public address, is outside the VPC, wherever the resource is.
    - An endpoint for a partner's service is a target of its own, with subnets and security groups.
    - An egress rule to the security group of a private resource means that the function connects to it.

Why
    One closed hop, and the function hangs until it times out. No error says which hop it was: a forgotten security
    group rule, a missing route and an ACL that lets no answer in all look the same.

Passes when
    From each subnet of the function, connections to each subnet in which the resource may be succeed, and a proxy
    reaches its database.

Fails when
    From at least one subnet of the function there is no way to any subnet in which the resource may be. Lambda uses all
    subnets of a function, so some of its calls hang even if another subnet has a way. The explanation names the hop
    that stops the packets, the reason, and the other hops that must be opened.

    A transit gateway is followed where all of it is in the code: the VPC is not attached, its attachment has no subnet
    in the zone of the function's subnet, is associated with no route table, or with one that has no route or a
    blackhole. A rule that names a security group of another VPC works only within a Region, and across a transit
    gateway only if that is switched on there, and not off for an attachment.

    The rule also fails when nothing listens on the port (a load balancer has no listener, or a database uses another
    port), when a proxy cannot reach its database, when a public address is named and no way leads out of the VPC, and
    when an egress rule names a security group and no resource with that group admits the function. A network ACL that
    lets answers back to only some of the ports 1024-65535 stops the connections from the others.

Undecided when
    A hop is not known from the code and none is closed: groups, subnets or tables that are declared elsewhere, blocks
    that AWS chooses, a transit gateway that is only partly in the code, an appliance or a VPN on the way, a peering
    connection that the code does not show as accepted. A rule covers only some of the addresses that the resource may
    get, or only some of its subnets can be reached. A proxy without a known target, managed connections of MSK and VPC
    Lattice, which brings resources of other VPCs into the VPC, are not followed. A resource that is only looked up, or
    that has added options, may listen on an unusual port. In Terraform, inline rules of a security group and rules that
    are separate resources overwrite each other, so nothing passes by the separate ones.

Fix in Terraform
    Open the hop that the explanation names. Most often the resource does not admit the function:

Fix in CloudFormation
    Open the hop that the explanation names. Most often the resource does not admit the function:

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
        sentence = f"{reaches} It is not known on what else it depends"
        return doubted(function, sentence, *needs.doubts, related=resources)
    if needs.doubts:
        return not_known(function, f"on what {function.address} depends", *needs.doubts)
    if resources:
        return passed(function, reaches, resources)
    sentence = f"Nothing in the environment, the mounts or the role of {function.address} names a private resource."
    return not_applicable(function, sentence)
