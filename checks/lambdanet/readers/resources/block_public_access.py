"""VPC Block Public Access: the account's mode in a Region, and the VPCs and subnets that it leaves out."""

from __future__ import annotations

from lambdanet.model import BlockPublicAccess, BlockPublicAccessExclusion
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.values import Unknown, Value


@reads("aws_vpc_block_public_access_options", "AWS::EC2::VPCBlockPublicAccessOptions")
def options(block: Block, collection: Collection) -> None:
    """The mode."""
    exists = block.exists()
    mode = exists if isinstance(exists, Unknown) else block.text("internet_gateway_block_mode")
    collection.block_public_access.append(
        BlockPublicAccess(block.identity, block.place, mode=mode, region=block.region())
    )


@reads("aws_vpc_block_public_access_exclusion", "AWS::EC2::VPCBlockPublicAccessExclusion")
def exclusion(block: Block, collection: Collection) -> None:
    """What is left out; its two modes differ only in what may come in."""
    collection.block_public_access_exclusions.append(
        BlockPublicAccessExclusion(
            block.identity,
            block.place,
            vpc=_perhaps(block, block.resource("vpc_id")),
            subnet=_perhaps(block, block.resource("subnet_id")),
        )
    )


def _perhaps(block: Block, named: Value[str | None]) -> Value[str | None]:
    """What an exclusion names, unknown when the exclusion itself may not be made."""
    exists = block.exists()
    if isinstance(named, Unknown) or named.value is None or not isinstance(exists, Unknown):
        return named
    return exists.of_another(frozenset({named.value}), exhaustive=True)
