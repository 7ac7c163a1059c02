"""Flow logs: the policy about them asks which VPC each is about, the network needs no more than their presence."""

from __future__ import annotations

from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, reads


@reads("aws_flow_log", "AWS::EC2::FlowLog")
def flow_log(block: Block, collection: Collection) -> None:
    """A flow log is kept as the block that it is, for the policies."""
