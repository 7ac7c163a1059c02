"""``dataclass`` for values that never change, at half the price.

For type checkers it is the standard library's own. At run time "frozen" only means "can be hashed": the standard
library's frozen classes set every field through ``object.__setattr__``, which took a tenth of the pack's time,
and write six methods for every class when it is imported, of which three are needed. mypy, which runs in CI,
reports whoever changes such a value.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, *, frozen: bool = False) -> Any:
        """The standard library's decorator; ``frozen`` is enforced by mypy alone."""

        def decorate(cls: type) -> type:
            cls.__repr__ = _repr
            return dataclasses.dataclass(repr=False, unsafe_hash=frozen)(cls)

        return decorate if cls is None else decorate(cls)


def _repr(self: Any) -> str:
    fields = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(fields)})"


__all__ = ["dataclass"]
