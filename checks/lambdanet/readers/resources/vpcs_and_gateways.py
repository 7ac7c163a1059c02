"""VPCs."""

from __future__ import annotations

from lambdanet.model import Vpc
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.address_blocks import block_of_addresses
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.undeclared import looked_up
from lambdanet.values import Items, Known, Unknown, Value


@reads("aws_vpc", "AWS::EC2::VPC")
def vpc(block: Block, collection: Collection) -> None:
    """A VPC that the code makes: never the default one."""
    collection.vpcs.append(
        Vpc(
            block.identity,
            block.place,
            cidrs=Items((block_of_addresses(block),)),
            default=Known(False),
            tenancy=block.text("instance_tenancy"),
            dns_support=block.flag("enable_dns_support", True),
            dns_hostnames=block.flag("enable_dns_hostnames", False),
            region=block.region(),
        )
    )


@reads("aws_default_vpc")
def default_vpc(block: Block, collection: Collection) -> None:
    """The Region's default VPC, adopted: its main route table leads to an internet gateway."""
    cidrs: Items[str] = Items(more=Unknown(f"{block.place.address}: AWS decides the block of a default VPC"))
    collection.of_default_networks[block.identity] = (block.provider(), block.region())
    collection.vpcs.append(
        Vpc(
            block.identity,
            block.place,
            cidrs=cidrs,
            default=Known(True),
            tenancy=Known("default"),
            dns_support=block.flag("enable_dns_support", True),
            dns_hostnames=block.flag("enable_dns_hostnames", True),
            region=block.region(),
        )
    )


@reads("data.aws_vpc")
def known_vpc(block: Block, collection: Collection) -> None:
    """A VPC that exists elsewhere; ``default = true`` asks for the default one."""
    asked = block.flag("default", False)
    unknown = looked_up(block.identity, block.place.address)
    default: Value[bool] = Known(True) if isinstance(asked, Known) and asked.value else unknown
    collection.vpcs.append(
        Vpc(
            block.identity,
            block.place,
            declared=False,
            cidrs=Items(more=unknown),
            default=default,
            tenancy=unknown,
            dns_support=unknown,
            dns_hostnames=unknown,
        )
    )
