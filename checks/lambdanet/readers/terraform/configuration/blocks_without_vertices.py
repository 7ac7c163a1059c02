"""Blocks that are not in Checkov's graph, such as ``import`` and ``removed``, and the addresses in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import Body, Expression, Literal, SyntaxProblem, Traversal


def bodies_of(block_type: str, files: Iterable[str], source: SourceText) -> Iterator[Body]:
    """The blocks of a type in files; none of a file that cannot be read.

    A line alone does not show whether it is in a comment: few files have any such block, so they are parsed.
    """
    begins = re.compile(rf'\s*{block_type}\s*\{{|.*"{block_type}"\s*:')
    for file in files:
        if any(begins.match(line) for line in source.lines(file)):
            with suppress(SyntaxProblem, OSError):
                yield from [block.body for block, _, _ in source.placed_blocks(file) if block.type == block_type]


def address_in(written: Expression | None) -> Traversal | None:
    """The address of a resource or a module, which may be written as a text, and is in JSON."""
    if isinstance(written, Literal) and isinstance(written.value, str):
        from lambdanet.readers.terraform.syntax.grammar import parse_expression

        with suppress(SyntaxProblem):
            written = parse_expression(written.value)
    return written if isinstance(written, Traversal) else None
