"""From the files of models to the declarations of a module, for one version or for what several agree on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from lambdanet.readers.terraform.registry.descriptions import Edition
from lambdanet.readers.terraform.syntax.grammar import parse_body
from lambdanet.readers.terraform.syntax.line_syntax import body_of_lines
from lambdanet.readers.terraform.syntax.syntax import BlockSyntax, Body, Conditional, Expression, Literal, Unsupported

Declared = Mapping[tuple[str, str], Body]
"""Kind and name -> what is declared."""

MODELS = Path(__file__).parent / "models"
_BLOCK_ON_ONE_LINE = re.compile(r"^([^{\n]*)\{ (.*) \}$", re.MULTILINE)
_DIFFERS = Unsupported("it differs between the versions of the module that the call may get")


@lru_cache(maxsize=64)
def declared_in(editions: tuple[Edition, ...]) -> Declared:
    """What the models declare; of several, what they agree on, everything else unknown.

    They agree where their expressions are equal, and where their values are equal for the inputs given.
    """
    parsed = [_declared(edition.model) for edition in reversed(editions)]  # the newest comes first
    if len(parsed) == 1:
        return parsed[0]
    names = dict.fromkeys(name for each in parsed for name in each)
    return {(kind, name): _agreed(kind, [each.get((kind, name)) for each in parsed]) for kind, name in names}


def _declared(model: tuple[str, ...]) -> Declared:
    return {key: body for file in model for key, body in _declared_in_file(file).items()}


@lru_cache(maxsize=64)
def _declared_in_file(name: str) -> Declared:
    found: dict[tuple[str, str], Body] = {}
    written = (MODELS / f"{name}.tf.txt").read_text(encoding="utf-8")
    text = _BLOCK_ON_ONE_LINE.sub(r"\1{\n\2\n}", written)
    for block in (body_of_lines(text) or parse_body(text)).blocks:
        if block.type == "locals":
            for name, expression in block.body.attributes.items():
                found["local", name] = Body({name: expression})
        else:
            found[block.type, ".".join(block.labels)] = block.body
    return found


def _agreed(kind: str, bodies: Sequence[Body | None]) -> Body:
    """One body for the bodies that a declaration has in several versions; None where it is not declared."""
    present = [body for body in bodies if body is not None]
    # An input that a version does not have is not given to it, an output is not asked of it: who uses one has a version
    # with it. A local value that a version does not have is not used.
    everywhere = len(present) == len(bodies) or kind in ("variable", "local", "output")
    if everywhere and all(body == present[0] for body in present):
        return present[0]
    attributes = {name: _agreed_value(name, present) for body in present for name in body.attributes}
    if not everywhere:
        attributes["count"] = _DIFFERS
    blocks: list[BlockSyntax] = []
    for block_type in dict.fromkeys(_type_of(block) for body in present for block in body.blocks):
        written = [tuple(block for block in body.blocks if _type_of(block) == block_type) for body in present]
        if all(each == written[0] for each in written):
            blocks += written[0]
        else:
            attributes[block_type] = _DIFFERS
    return Body(attributes, tuple(blocks))


def _type_of(block: BlockSyntax) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _agreed_value(name: str, bodies: Sequence[Body]) -> Expression:
    values = [body.attributes.get(name, Literal(None)) for body in bodies]
    if name in ("count", "for_each") and Literal(None) in values:
        return _DIFFERS
    distinct = list(dict.fromkeys(map(_Comparable, values)))
    agreed = distinct[-1].expression
    for other in reversed(distinct[:-1]):
        # A condition that is not known: the evaluator takes the value when both sides come to the same.
        agreed = Conditional(_DIFFERS, other.expression, agreed)
    return agreed


class _Comparable:
    """An expression as a key: syntax has equality, and its text is the same where it is equal."""

    def __init__(self, expression: Expression) -> None:
        self.expression = expression
        self._text = repr(expression)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Comparable) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)
