"""Which resources use a security group, a subnet, a VPC or a function, from the properties of all resources."""

from __future__ import annotations

from typing import Any

from lambdanet.model import Use
from lambdanet.readers.cloudformation.blocks_of_templates import Reading
from lambdanet.readers.surroundings.cloudformation_types import FUNCTIONS, NO_USERS, OF_FUNCTIONS

_STACKS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")


class Uses:
    """Who refers to a resource."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._types = {block.identity: block.type for block in reading.blocks}

    def of(self, identity: str) -> tuple[Use, ...]:
        """The uses of a resource; see ``Reading`` for those that leave functions out."""
        reading = self._reading
        apart = self._types.get(identity, "").startswith(OF_FUNCTIONS)
        users = reading.users_besides_functions if apart else reading.users
        found = [_use(block) for block in users.get(identity, ())]
        uses = [use for use in found if use is not None]
        return tuple({(use.kind, use.address): use for use in uses}.values())


def _use(block: Any) -> Use | None:
    if block.type in FUNCTIONS:
        return Use("function", block.place.address)
    return None if block.type.startswith((*_STACKS, *NO_USERS)) else Use("other", block.place.address)
