"""VPCs, internet gateways and the like: resources of which only the existence and few facts matter."""

from __future__ import annotations

from lambdanet.model import InternetGateway, NatGateway, Vpc
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.address_blocks import block_of_addresses
from lambdanet.readers.resources.collection import Collection, reads
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
    collection.vpcs.append(
        Vpc(
            block.identity,
            block.place,
            cidrs=cidrs,
            default=Known(True),
            tenancy=Known("default"),
            dns_support=block.flag("enable_dns_support", True),
            dns_hostnames=block.flag("enable_dns_hostnames", True),
        )
    )


@reads("data.aws_vpc")
def known_vpc(block: Block, collection: Collection) -> None:
    """A VPC that exists elsewhere; ``default = true`` asks for the default one."""
    asked = block.flag("default", False)
    unknown = Unknown(f"{block.place.address} is looked up when Terraform runs")
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


@reads("aws_internet_gateway", "AWS::EC2::InternetGateway", "data.aws_internet_gateway")
def internet_gateway(block: Block, collection: Collection) -> None:
    """An internet gateway."""
    collection.internet_gateways.append(InternetGateway(block.identity, block.place))


@reads("aws_nat_gateway", "AWS::EC2::NatGateway")
def nat_gateway(block: Block, collection: Collection) -> None:
    """A NAT gateway; a regional one (since 2025) stands in no subnet."""
    mode = block.text("availability_mode")
    regional = mode if isinstance(mode, Unknown) else Known(mode.value == "regional")
    connectivity = block.text("connectivity_type")
    allocation = block.datum("allocation_id")
    collection.nat_gateways.append(
        NatGateway(
            block.identity,
            block.place,
            subnet=block.resource("subnet_id"),
            connectivity=Known("public") if connectivity == Known(None) else connectivity,
            regional=regional,
            elastic_ip=allocation if isinstance(allocation, Unknown) else Known(allocation is not None),
        )
    )


@reads("data.aws_nat_gateway")
def known_nat_gateway(block: Block, collection: Collection) -> None:
    """A NAT gateway that exists elsewhere."""
    unknown = Unknown(f"{block.place.address} is looked up when Terraform runs")
    collection.nat_gateways.append(
        NatGateway(
            block.identity,
            block.place,
            declared=False,
            subnet=unknown,
            connectivity=unknown,
            regional=unknown,
            elastic_ip=unknown,
        )
    )
