"""Sets of DHCP options, as far as they say which DNS servers a VPC uses."""

from __future__ import annotations

from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, DhcpOptionsOfVpc, reads
from lambdanet.undeclared import looked_up
from lambdanet.values import Known, Value

# The resolver of the VPC itself (https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html).
_OWN_RESOLVER = "amazonprovideddns"


@reads("aws_vpc_dhcp_options", "AWS::EC2::DHCPOptions")
def dhcp_options(block: Block, collection: Collection) -> None:
    """A set of options: whether it names other DNS servers than the VPC's own resolver."""
    servers = block.strings("domain_name_servers")
    others = [server for server in servers.known() if server.strip().lower() != _OWN_RESOLVER]
    doubts = servers.unknowns()
    collection.dhcp_options[block.identity] = doubts[0] if doubts and not others else Known(bool(others))


@reads("aws_default_vpc_dhcp_options")
def default_dhcp_options(block: Block, collection: Collection) -> None:
    """The options that every VPC has first: they name the VPC's own resolver."""
    collection.dhcp_options[block.identity] = Known(False)


@reads("data.aws_vpc_dhcp_options")
def known_dhcp_options(block: Block, collection: Collection) -> None:
    """Options that exist elsewhere."""
    collection.dhcp_options[block.identity] = looked_up(block.identity, block.place.address)


@reads("aws_vpc_dhcp_options_association", "AWS::EC2::VPCDHCPOptionsAssociation")
def dhcp_options_of_vpc(block: Block, collection: Collection) -> None:
    """Which options a VPC has."""
    named: Value[str | None] = block.resource("dhcp_options_id")
    if named == Known("default"):
        named = Known(None)
    collection.dhcp_options_of_vpcs.append(DhcpOptionsOfVpc(block.resource("vpc_id"), named, block.identity))
