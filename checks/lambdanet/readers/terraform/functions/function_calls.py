"""Calls of Terraform's functions on data that may be known in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lambdanet.readers.datum import Datum, Derived, Reference, derived
from lambdanet.readers.terraform.functions.encoding_functions import HASHES
from lambdanet.readers.terraform.functions.function_table import function_named
from lambdanet.readers.terraform.values.certainty import (
    EvaluationError,
    Refused,
    Undecided,
    candidates_of,
    doubtful,
)
from lambdanet.readers.terraform.values.type_conversion import number_text
from lambdanet.values import Unknown

# Functions whose text leads where that of their arguments leads: encoded, in other letters, or a piece of it.
_KEEP_THE_TEXT = frozenset(
    (
        *("base64encode", "base64gzip", "yamlencode", "urlencode", "textencodebase64", "format", "join", "replace"),
        *("lower", "upper", "title", "trim", "trimspace", "trimprefix", "trimsuffix", "chomp", "indent", "substr"),
        *("split", "element", "regex", "one", "coalesce", "tostring"),
    )
)
# Functions whose answer is no name of anything, whatever they are given.
_PLAIN_RESULTS = frozenset((*HASHES, "length", "bcrypt", "uuid", "uuidv5", "timestamp", "formatdate"))


# Functions that give some or all elements of their only argument, as they are.
_OF_THE_SAME_ELEMENTS = frozenset(("compact", "distinct", "one", "reverse", "sort", "tolist", "toset"))


def call_function(name: str, arguments: Sequence[Datum]) -> Datum:
    """What the function gives for these arguments.

    An unknown result of known and named arguments has a symbol: equal calls have equal results.
    """
    for argument in arguments:
        if isinstance(argument, EvaluationError):
            return argument
    function = function_named(name)
    if function is None:
        unknown = doubtful(Unknown(f"function {name}() is not evaluated"), *arguments)
        if name in _PLAIN_RESULTS:
            return replace(unknown, plain=True)
        return derived(unknown, tuple(arguments)) if name in _KEEP_THE_TEXT else unknown
    if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
        return EvaluationError(f"{name}() cannot take {len(arguments)} arguments")
    try:
        given = function.implementation(*arguments)
        # What is picked of a text that is cut into pieces is still of that text.
        if isinstance(given, Unknown) and any(isinstance(argument, Derived) for argument in arguments):
            return derived(given, tuple(arguments)) if name in _KEEP_THE_TEXT else given
        return given
    except Refused as refusal:
        return EvaluationError(f"{name}(): {refusal}", candidates_of(*arguments))
    except Undecided as undecided:
        found = _named(undecided.unknown, name, arguments)
        if name in _PLAIN_RESULTS:
            return replace(found, plain=True)
        return derived(found, tuple(arguments)) if name in _KEEP_THE_TEXT else found


def _named(unknown: Unknown, name: str, arguments: Sequence[Datum]) -> Unknown:
    candidates = unknown.candidates | candidates_of(*arguments)
    source = arguments[0] if name in _OF_THE_SAME_ELEMENTS else None
    unknown = replace(unknown, alike=source.alike if isinstance(source, Unknown) else None)
    if isinstance(unknown, EvaluationError) or unknown.symbol is not None:
        return replace(unknown, candidates=candidates)
    written = [_written(argument) for argument in arguments]
    if any(argument is None for argument in written):
        return replace(unknown, candidates=candidates)
    return replace(unknown, candidates=candidates, symbol=f"{name}({', '.join(map(str, written))})")


def _written(argument: Datum) -> str | None:
    """An argument as it is in the symbol of a call, or None where it is neither known nor named."""
    if isinstance(argument, Unknown):
        return argument.symbol
    if isinstance(argument, Reference):
        return f"{argument.identity}.{argument.attribute}"
    if isinstance(argument, bool):
        return str(argument).lower()
    if isinstance(argument, (int, float)):
        return number_text(argument)
    return f'"{argument}"' if isinstance(argument, str) and len(argument) < 100 else None
