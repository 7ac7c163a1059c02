"""The syntax of Terraform's language as immutable data: bodies, blocks and expressions."""

from __future__ import annotations

from dataclasses import field
from typing import Union

from lambdanet.records import dataclass

LABELS = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "locals": 0}
"""How many labels the blocks of a configuration have, by type."""


class SyntaxProblem(ValueError):
    """A text is not Terraform, or nests deeper than anyone writes; the message says which."""


@dataclass(frozen=True)
class Literal:
    """A number, a boolean, ``null``, or a string without interpolations."""

    value: str | int | float | bool | None


@dataclass(frozen=True)
class Template:
    """A string with interpolations; the texts between them are ``Literal`` parts."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class GetAttr:
    """The step ``.name``."""

    name: str


@dataclass(frozen=True)
class Index:
    """The step ``[key]``, also in its old form ``.0``."""

    key: Expression


@dataclass(frozen=True)
class Splat:
    """The step ``[*]`` or ``.*`` with the steps that are taken from each element."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Traversal:
    """A name and the steps from what it stands for, such as ``aws_subnet.private[0].id``."""

    root: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Access:
    """Steps from the value of an expression that is not a name, such as ``keys(local.subnets)[0]``."""

    source: Expression
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Call:
    """A function call; with ``expand_last`` the last argument is a list of arguments (``...``)."""

    name: str
    arguments: tuple[Expression, ...]
    expand_last: bool = False


@dataclass(frozen=True)
class Conditional:
    """``condition ? when_true : when_false``."""

    condition: Expression
    when_true: Expression
    when_false: Expression


@dataclass(frozen=True)
class Binary:
    """An operator between two operands."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Unary:
    """``-operand`` or ``!operand``."""

    operator: str
    operand: Expression


@dataclass(frozen=True)
class Tuple:
    """``[first, second]``."""

    elements: tuple[Expression, ...]


@dataclass(frozen=True)
class Quoted:
    """An element of a list that is written ``"${value}"``: until Terraform 0.11 a list there was part of the list."""

    value: Expression


@dataclass(frozen=True)
class Object:
    """``{ key = value }``; a bare name as a key is a ``Literal``."""

    entries: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True)
class ForTuple:
    """``[for key_name, value_name in collection : value if condition]``."""

    key_name: str | None
    value_name: str
    collection: Expression
    value: Expression
    condition: Expression | None


@dataclass(frozen=True)
class ForObject:
    """``{for key_name, value_name in collection : key => value if condition}``; ``grouping`` is the ``...``."""

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression
    value: Expression
    condition: Expression | None
    grouping: bool


@dataclass(frozen=True)
class Unsupported:
    """An expression that is grammatical around it but whose meaning is not worked out, and why."""

    reason: str


Step = Union[GetAttr, Index, Splat]
Expression = Union[
    Literal,
    Template,
    Traversal,
    Access,
    Call,
    Conditional,
    Binary,
    Unary,
    Tuple,
    Quoted,
    Object,
    ForTuple,
    ForObject,
    Unsupported,
]


@dataclass(frozen=True)
class BlockSyntax:
    """A block: its type, its labels and what is between its braces."""

    type: str
    labels: tuple[str, ...]
    body: Body


@dataclass(frozen=True)
class Body:
    """The content of a file or a block."""

    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: tuple[BlockSyntax, ...] = ()

    def blocks_of(self, block_type: str) -> list[BlockSyntax]:
        """The blocks of one type directly in this body."""
        return [block for block in self.blocks if block.type == block_type]

    def has_block(self, block_type: str) -> bool:
        """Whether there is a block of this type, or one that generates them."""
        for block in self.blocks:
            if block.type == block_type or (block.type == "dynamic" and block.labels == (block_type,)):
                return True
        return False
