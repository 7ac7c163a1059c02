"""What a data source finds, where files with facts say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lambdanet.readers.datum import Datum
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.readers.blocks import Block
    from lambdanet.readers.terraform.modules.module_instance import ModuleInstance


@dataclass(frozen=True)
class LookUp:
    """A data source that is asked for: its block, the module that it is in and its address, for people."""

    block: Block
    module: ModuleInstance
    address: str

    @property
    def root(self) -> str:
        """The folder of the root module."""
        return self.module.directory


Answer = Callable[[LookUp], "dict[str, Datum] | None"]
"""The attributes that the data source has then; None where no file says it."""

ANSWERS: dict[str, Answer] = {}


def answers(*types: str) -> Callable[[Answer], Answer]:
    """Register the function for data sources of these types, without ``data.``."""

    def register(answer: Answer) -> Answer:
        for each in types:
            ANSWERS[each] = answer
        return answer

    return register


def answer_to(look_up: LookUp) -> dict[str, Datum] | None:
    """What the files say about a data source."""
    kind = look_up.block.type.partition(".")[2]
    found = ANSWERS.get(kind)
    return None if found is None else found(look_up)
