"""Where Lambda sends what becomes of events, besides the function's own dead-letter queue."""

from __future__ import annotations

from lambdanet.model import Destination
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, reads


@reads("aws_lambda_function_event_invoke_config", "AWS::Lambda::EventInvokeConfig")
def event_invoke_config(block: Block, collection: Collection) -> None:
    """The destinations of asynchronous invocations; without any, Lambda sends nothing."""
    if not block.nested("destination_config").elements and block.nested("destination_config").more is None:
        return
    collection.destinations.append(Destination(block.identity, block.place, function=block.resource("function_name")))
