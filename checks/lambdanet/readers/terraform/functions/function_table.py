"""Where the modules of functions enter their functions."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from lambdanet.readers.datum import Datum
from lambdanet.records import dataclass

Implementation = Callable[..., Datum]


@dataclass(frozen=True)
class Function:
    """A Terraform function; ``least`` and ``most`` count its arguments, with ``most`` None for any number."""

    name: str
    implementation: Implementation
    least: int
    most: int | None


FUNCTIONS: dict[str, Function] = {}
# Those first of which most code calls a function: the others are imported for what none of the first has.
_MODULES = ("encoding", "collection", "string", "ip", "number", "regex")


def function_named(name: str) -> Function | None:
    """The function, or None where there is none of the name."""
    for module in _MODULES:
        if name in FUNCTIONS:
            break
        import_module(f"lambdanet.readers.terraform.functions.{module}_functions")
    return FUNCTIONS.get(name)


def function(name: str) -> Callable[[Implementation], Implementation]:
    """Enter the decorated Python function under its Terraform name; its positional parameters are the arguments."""

    def enter(implementation: Any) -> Implementation:
        code = implementation.__code__
        takes_any_number = bool(code.co_flags & 0x04)  # CO_VARARGS
        least = code.co_argcount - len(implementation.__defaults__ or ())
        most = None if takes_any_number else code.co_argcount
        FUNCTIONS[name] = Function(name, implementation, least, most)
        return implementation  # type: ignore[no-any-return]

    return enter
