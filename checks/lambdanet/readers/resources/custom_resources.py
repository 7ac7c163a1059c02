"""Custom resources of CloudFormation, and the subscriptions by which a topic passes their requests on."""

from __future__ import annotations

from lambdanet.model import CustomResource
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import CUSTOM, Collection, Subscription, reads
from lambdanet.readers.resources.event_triggers import function_in
from lambdanet.values import Known, Value


@reads(CUSTOM, "AWS::CloudFormation::CustomResource", "Custom::VpcRestrictDefaultSG")
def custom_resource(block: Block, collection: Collection) -> None:
    """A custom resource: its service token is the ARN of a function, or of a topic to which functions listen."""
    token = function_in(block, "ServiceToken")
    collection.custom_resources.append(CustomResource(block.identity, block.place, function=token))


@reads("AWS::SNS::Subscription")
def subscription(block: Block, collection: Collection) -> None:
    """The subscription of a function to a topic."""
    _note(block, block.resource("TopicArn"), collection)


@reads("AWS::SNS::Topic")
def topic(block: Block, collection: Collection) -> None:
    """The subscriptions in a topic itself."""
    for inner in block.nested("Subscription").known():
        _note(inner, Known(block.identity), collection)


def _note(block: Block, named: Value[str | None], collection: Collection) -> None:
    if block.text("Protocol") == Known("lambda") and isinstance(named, Known) and named.value is not None:
        collection.subscriptions.append(Subscription(named.value, block.resource("Endpoint")))
