r"""How a plan writes addresses and references: steps divided by dots, each perhaps with a key in brackets.

A key is a string of Terraform's language: quotation marks and backslashes in it come after a backslash, dots and
brackets as they are, as in ``module.m["a\"b"].aws_subnet.x["10.0.1.0/24"]``. References spell a key as addresses do
(seen in the output of ``terraform show -json`` of Terraform 1.11.4).
"""

from __future__ import annotations

import json


def steps_of(address: str) -> list[str]:
    """The steps of an address or a reference, with their keys."""
    found, depth, quoted, escaped = [""], 0, False, False
    for character in address:
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = character == "\\", character != '"'
        elif character == '"':
            quoted = True
        elif character in "[]":
            depth += 1 if character == "[" else -1
        elif character == "." and not depth:
            found.append("")
            continue
        found[-1] += character
    return found


def without_key(step: str) -> str:
    """A step without its key; what comes before one has no bracket."""
    return step.split("[", 1)[0]


def calls_to(module: str) -> tuple[str, ...]:
    """The names of the module calls that lead to a module instance; none for the root."""
    return tuple(without_key(step) for step in steps_of(module)[1::2])


def caller_of(module: str) -> str:
    """The address of the module instance that calls another."""
    return ".".join(steps_of(module)[:-2])


def in_graph(address: str) -> str:
    """An address as Checkov's graph has it, which takes away a backslash from each two where JSON is still JSON."""
    try:
        changed = json.loads(json.dumps(address).replace("\\\\", "\\"))
    except ValueError:
        return address
    return str(changed)
