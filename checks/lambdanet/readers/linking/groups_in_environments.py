"""Security groups that functions have in their environment: their code may start a task or an instance with them."""

from __future__ import annotations

from collections.abc import Iterable

from lambdanet.model import Function
from lambdanet.readers.surroundings.recipients import Recipient


def recipients_by_code(functions: Iterable[Function], groups: frozenset[str]) -> dict[str, Recipient]:
    """The function that has each of the groups in its environment, the first of several."""
    found: dict[str, Recipient] = {}
    for function in functions:
        for mention in function.environment.known():
            if mention.resource in groups:
                clause = f"{function.address} has {{}} in its environment variable {mention.variable}"
                found.setdefault(mention.resource, Recipient(clause, "its code"))
        for doubt in function.environment.unknowns():
            for group in doubt.candidates & groups:
                found.setdefault(group, Recipient(f"{function.address} may have {{}} in its environment", "its code"))
    return found
