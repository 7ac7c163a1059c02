"""``dataclass`` for values that never change, at half the price.

For type checkers it is the standard library's own. At run time

- "frozen" only means "can be hashed": the standard library's frozen classes set every field through
  ``object.__setattr__``, which took a tenth of the pack's time. mypy, which runs in CI, reports whoever changes one.
- a class becomes a dataclass when its first instance is made or unpickled: the standard library compiles methods for
  every class when a module is imported, and Checkov imports the rules' modules in every process, whether or not they
  are run.
"""

from __future__ import annotations

import dataclasses
import threading
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, *, frozen: bool = False) -> Any:
        """The standard library's decorator; ``frozen`` is enforced by mypy alone."""

        def decorate(cls: type) -> type:
            def build_and_begin(self: Any, *values: Any, **named: Any) -> None:
                _build(cls)
                cls.__init__(self, *values, **named)

            def build_and_restore(self: Any, fields: dict[str, Any]) -> None:
                _build(type(self))
                self.__dict__.update(fields)

            _hashable_of_pending[cls] = frozen
            cls.__init__ = build_and_begin
            # What another process has made is not begun here: pickle sets its fields.
            cls.__setstate__ = build_and_restore
            cls.__repr__ = _repr
            return cls

        return decorate if cls is None else decorate(cls)


_hashable_of_pending: dict[Any, bool] = {}
_building = threading.RLock()


def _build(cls: Any) -> None:
    """Make the class, and those that it inherits from, dataclasses."""
    with _building:
        for each in reversed(cls.__mro__):
            hashable = _hashable_of_pending.pop(each, None)
            if hashable is not None:
                del each.__init__, each.__setstate__
                dataclasses.dataclass(repr=False, eq=False)(each)
                _compare_by_fields(each, hashable)


def _compare_by_fields(cls: Any, hashable: bool) -> None:
    names = [field.name for field in dataclasses.fields(cls) if field.compare]
    # One name gives the field itself, none is refused.
    values = attrgetter(*names) if names else _nothing
    # What has an identity has many fields, of which this one distinguishes nearly all.
    distinguishing = attrgetter("identity") if "identity" in names else values

    def is_equal(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self is other or values(self) == values(other)

    def hash_of(self: Any) -> int:
        return hash(distinguishing(self))

    cls.__eq__ = is_equal
    cls.__hash__ = hash_of if hashable else None


def _nothing(_: Any) -> tuple[()]:
    return ()


def _repr(self: Any) -> str:
    fields = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(fields)})"


__all__ = ["dataclass"]
