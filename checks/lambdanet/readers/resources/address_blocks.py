"""The blocks of addresses of VPCs and subnets, in their own resources and in separate ones.

Sources: CreateVpc, AssociateVpcCidrBlock, CreateSubnet and AssociateSubnetCidrBlock of the EC2 API.
"""

from __future__ import annotations

from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Addition, Collection, reads
from lambdanet.values import Cause, Known, Unknown, Value

# What asks AWS for a block without saying which one.
_IPV6_FROM_A_POOL = ("ipv6_ipam_pool_id", "ipv6_netmask_length")
# A value that is the result of one of these is a block, though it is not known which.
_MAKE_BLOCKS = ("cidrsubnet(", "cidrsubnets(", "Cidr(")


def block_of_addresses(block: Block) -> Value[str]:
    """The IPv4 block that a resource names; without one a pool gives it."""
    written = block.text("cidr_block")
    if isinstance(written, Unknown):
        return written
    if not written.value:
        return Unknown(f"the IPv4 block of {block.place.address} is not in the code", cause=Cause.NOT_DECLARED)
    return Known(written.value)


def has_ipv6(block: Block) -> Value[bool]:
    """Whether a subnet has an IPv6 block of its own, known or not."""
    if any(block.datum(name) is not None for name in _IPV6_FROM_A_POOL):
        return Known(True)
    datum = block.datum("ipv6_cidr_block")
    if isinstance(datum, Unknown):
        made_by = datum.symbol or datum.list_symbol or ""
        return Known(True) if made_by.startswith(_MAKE_BLOCKS) else datum
    written = block.text("ipv6_cidr_block")
    return written if isinstance(written, Unknown) else Known(bool(written.value))


@reads("aws_vpc_ipv4_cidr_block_association", "AWS::EC2::VPCCidrBlock")
def block_of_vpc(block: Block, collection: Collection) -> None:
    """A further block of a VPC; in CloudFormation it may be an IPv6 block instead."""
    cloudformation = block.language == "cloudformation"
    if cloudformation and block.datum("cidr_block") is None and block.datum("Ipv4IpamPoolId") is None:
        return
    addition = Addition(block.resource("vpc_id"), block_of_addresses(block), block.identity)
    collection.vpc_blocks.append(addition)


@reads("AWS::EC2::SubnetCidrBlock")
def ipv6_block_of_subnet(block: Block, collection: Collection) -> None:
    """An IPv6 block of a subnet."""
    written = block.text("Ipv6CidrBlock")
    unknown = Unknown(f"AWS decides the IPv6 block of {block.place.address}")
    value = written if isinstance(written, Unknown) else Known(written.value) if written.value else unknown
    collection.ipv6_blocks_of_subnets.append(Addition(block.resource("subnet_id"), value, block.identity))


@reads("aws_vpc_security_group_vpc_association", "AWS::EC2::SecurityGroupVpcAssociation")
def vpc_of_group(block: Block, collection: Collection) -> None:
    """A VPC in which a security group of another one may be used."""
    group = block.resource("GroupId" if block.language == "cloudformation" else "security_group_id")
    vpc = block.resource("vpc_id")
    if isinstance(vpc, Unknown) or vpc.value is not None:
        collection.vpcs_of_groups.append(Addition(group, vpc, block.identity))  # type: ignore[arg-type]
