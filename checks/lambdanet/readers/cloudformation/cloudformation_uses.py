"""Which resources use a security group, a subnet, a VPC or a function, from the properties of all resources."""

from __future__ import annotations

from typing import Any

from lambdanet.model import Use
from lambdanet.readers.cloudformation.blocks_of_templates import Reading
from lambdanet.readers.surroundings.cloudformation_types import (
    FUNCTIONS,
    GROUPS_AND_SUBNETS,
    LAUNCHERS,
    NO_USERS,
    OF_FUNCTIONS,
)

_STACKS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")


class Uses:
    """Who refers to a resource."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._types = {block.identity: block.type for block in reading.blocks}

    def of(self, identity: str) -> tuple[Use, ...]:
        """The uses of a resource; see ``Reading`` for those that leave functions out."""
        reading = self._reading
        type = self._types.get(identity, "")
        apart = type.startswith(OF_FUNCTIONS)
        users = reading.users_besides_functions if apart else reading.users
        found = [_use(block, type in GROUPS_AND_SUBNETS) for block in users.get(identity, ())]
        uses = [use for use in found if use is not None]
        return tuple({(use.kind, use.address): use for use in uses}.values())


def _use(block: Any, of_tasks: bool) -> Use | None:
    """of_tasks: what is used is a group or a subnet, as those are of the tasks that a rule starts."""
    if block.type in FUNCTIONS:
        return Use("function", block.place.address)
    starts_there = of_tasks and block.type in LAUNCHERS
    uses_nothing = block.type.startswith((*_STACKS, *NO_USERS)) and not starts_there
    return None if uses_nothing else Use("other", block.place.address)
