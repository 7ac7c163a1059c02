"""The facts that what is not known waits for, as plain data: what a person who has them can supply."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from lambdanet.records import dataclass

MOST = 50


class Sort(Enum):
    """What kind of fact is missing, and with it who has it. The value is what JSON calls it."""

    ID = "id"
    LOOK_UP = "look_up"
    STORED_PARAMETER = "stored_parameter"
    EXPORT = "export"
    STATE = "state"
    VARIABLE = "variable"
    WORKSPACE = "workspace"
    PARAMETER = "parameter"
    MODULE = "module"
    PLAN = "plan"
    RESOURCE = "resource"
    WHEN_IT_RUNS = "when_it_runs"
    FIXED_ADDRESS = "fixed_address"
    PURPOSE = "purpose"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class MissingFact:
    """One. subject: what it is about; "" where only the reason says it.

    An id or ARN, the address of a look-up, of a module's call or a nested stack, the name of a parameter, a variable,
    an export or a state. where: the root module's folder, the plan or the template that waits for it; "" where it is
    the same for all, as an id is.
    """

    sort: Sort
    subject: str = ""
    where: str = ""


def together(facts: Iterable[MissingFact]) -> tuple[MissingFact, ...]:
    """Each once; of very many the first ones."""
    return tuple(dict.fromkeys(facts))[:MOST]
