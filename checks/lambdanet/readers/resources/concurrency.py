"""How many executions of a function there may be at once, how many are kept ready, and what each may use."""

from __future__ import annotations

from lambdanet.aws.quotas import LEAST_MEMORY_IN_MB
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, ProvisionedConcurrency, reads
from lambdanet.values import Items, Known, Unknown, Value

UNRESERVED = -1
"""Terraform's word for a function without reserved concurrency."""


def memory(block: Block) -> Value[int]:
    """The memory of a function in MB."""
    written = block.number("memory_size")
    if isinstance(written, Unknown):
        return written
    return Known(LEAST_MEMORY_IN_MB if written.value is None else written.value)


def reserved_concurrency(block: Block) -> Value[int | None]:
    """The concurrency that is set aside for a function; None when nothing is, which is also what -1 means."""
    written = block.number("reserved_concurrent_executions")
    return Known(None) if written == Known(UNRESERVED) else written


def provisioned_concurrency(block: Block) -> Items[int]:
    """What a block asks for: SAM's functions, versions and aliases have it in a block of theirs."""
    asked = Items[int]()
    configured = block.nested("provisioned_concurrency_config")
    for element in configured.elements:
        executions = element if isinstance(element, Unknown) else _executions(element.value)
        asked = asked + (Items(more=element) if isinstance(element, Unknown) else Items((executions,)))
    return asked if configured.more is None else asked + Items(more=configured.more)


_VERSION = "AWS::Lambda::Version"


@reads("aws_lambda_alias", "AWS::Lambda::Alias", _VERSION)
def version_or_alias(block: Block, collection: Collection) -> None:
    """A version or an alias: who names it means its function."""
    function = block.resource("function_name")
    collection.function_of_qualifier[block.identity] = function
    collection.name_of_qualifier[block.identity] = _name(block)
    asked = provisioned_concurrency(block)
    for executions in asked.elements:
        collection.provisioned.append(ProvisionedConcurrency(function, block.identity, executions))
    if asked.more is not None:
        # Whether it asks for any is not known, so the function's list is left open.
        collection.provisioned.append(
            ProvisionedConcurrency(_perhaps(function, asked.more), block.identity, asked.more)
        )


@reads("aws_lambda_provisioned_concurrency_config")
def provisioned_concurrency_config(block: Block, collection: Collection) -> None:
    """Terraform's resource for a version or an alias."""
    named = block.resource("function_name")
    collection.provisioned.append(ProvisionedConcurrency(named, block.identity, _executions(block)))


def _name(block: Block) -> Value[str | None]:
    if block.type == _VERSION:
        return Unknown(f"the number of {block.place.address} is not known before it is deployed", symbol=block.identity)
    return block.text("name" if block.language == "terraform" else "Name")


def _perhaps(function: Value[str | None], doubt: Unknown) -> Unknown:
    if isinstance(function, Unknown):
        return doubt.of_another(function.candidates)
    return doubt.of_another(frozenset({function.value} if function.value else ()))


def _executions(block: Block) -> Value[int]:
    written = block.number("provisioned_concurrent_executions")
    if written == Known(None):
        return Unknown(f"{block.place.address} does not say how many executions are provisioned")
    return written  # type: ignore[return-value]
