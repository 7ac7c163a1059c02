"""An action of a policy: IAM compares actions without regard to case, people know them as they are written."""

from __future__ import annotations


class WrittenAction(str):
    """The action in lower case, which a sentence shows as the policy has it."""

    __slots__ = ("_written",)
    _written: str

    def __new__(cls, written: str) -> WrittenAction:
        """written: as the policy has it."""
        action = super().__new__(cls, written.lower())
        action._written = written
        return action

    def __format__(self, specification: str) -> str:
        """What an f-string shows."""
        return format(self._written, specification)
