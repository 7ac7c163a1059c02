"""A short cut to the syntax of code that is laid out one thing a line, as nearly all code is.

The grammar takes about a millisecond for a block; a scan reads thousands. Lines that hold a plain attribute, or
begin or end a block, are distinguished here, and only expressions that are more than a name, a literal or a list of
these go to the grammar, where equal ones are parsed once. Whatever looks otherwise is left to the grammar whole:
``None`` says so. Both ways give equal syntax; tests compare them.
"""

from __future__ import annotations

from functools import lru_cache

from lambdanet.readers.terraform.syntax.syntax import BlockSyntax, Body, Expression, GetAttr, Literal, Traversal, Tuple

_KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_OPENING = "([{"
_CLOSING = ")]}"


class _OtherLayout(Exception):
    """The text is laid out so that only the grammar can read it."""


def body_of_lines(text: str) -> Body | None:
    """The body of a text with one thing on each line, None when the grammar has to read it."""
    if "<<" in text or "/*" in text or "\\" in text:
        return None
    lines = text.split("\n")
    try:
        body, end = _body(lines, 0, top=True)
    except _OtherLayout:
        return None
    return body if end == len(lines) else None


def _body(lines: list[str], start: int, *, top: bool) -> tuple[Body, int]:
    attributes: dict[str, Expression] = {}
    blocks: list[BlockSyntax] = []
    number = start
    while number < len(lines):
        line = lines[number].strip()
        number += 1
        if not line or line[0] == "#" or line.startswith("//"):
            continue
        if line == "}":
            if top:
                raise _OtherLayout
            return Body(attributes, tuple(blocks)), number
        attribute = _attribute(line)
        if attribute is not None:
            name, text, simple = attribute
            if name in attributes:
                raise _OtherLayout
            if simple is not None:
                attributes[name] = simple
            else:
                attributes[name], number = _value(text, lines, number)
        elif line[-1] == "{":
            block, number = _block(line[:-1], lines, number)
            blocks.append(block)
        else:
            raise _OtherLayout
    if not top:
        raise _OtherLayout
    return Body(attributes, tuple(blocks)), number


@lru_cache(maxsize=4096)
def _attribute(line: str) -> tuple[str, str, Expression | None] | None:
    """Name, text and, if it is simple, expression of the attribute that begins in the line. Many lines are equal."""
    name, equals, value = line.partition("=")
    name = name.rstrip()
    if not equals or value[:1] in ("=", ">") or not name.replace("-", "_").isidentifier():
        return None
    text = value.strip()
    return name, text, _simple(text) if text else None


def _block(header: str, lines: list[str], number: int) -> tuple[BlockSyntax, int]:
    block_type, labels = _type_and_labels(header)
    body, number = _body(lines, number, top=False)
    return BlockSyntax(block_type, labels, body), number


@lru_cache(maxsize=4096)
def _type_and_labels(header: str) -> tuple[str, tuple[str, ...]]:
    """What comes before the brace of a block. Many nested blocks are of one type."""
    words = header.split()
    if not words or not words[0].replace("-", "_").isidentifier():
        raise _OtherLayout
    labels = []
    for word in words[1:]:
        inner = word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word
        if not inner.replace("-", "_").replace(".", "_").isidentifier():
            raise _OtherLayout
        labels.append(inner)
    return words[0], tuple(labels)


def _value(text: str, lines: list[str], number: int) -> tuple[Expression, int]:
    """The expression that begins with ``text``, over as many lines as its brackets are open."""
    whole = _on_one_line(text)
    if whole is not None:
        return whole, number
    depth = _open_brackets(text)
    gathered = [text]
    while depth > 0:
        if number >= len(lines):
            raise _OtherLayout
        line = lines[number].strip()
        number += 1
        depth += _open_brackets(line)
        gathered.append(line)
    if depth < 0 or not text:
        raise _OtherLayout
    # An operator at the end of a line goes on in the next one; so may one at its beginning.
    return _parsed("\n".join(gathered)), number


@lru_cache(maxsize=4096)
def _on_one_line(text: str) -> Expression | None:
    """The expression of a text that closes all the brackets it opens. Many are equal."""
    return _expression(text) if text and _open_brackets(text) == 0 else None


def _open_brackets(line: str) -> int:
    """How many more brackets the line opens than it closes, outside of strings. Comments are left to the grammar."""
    if '"' not in line:
        if "#" in line or "//" in line:
            raise _OtherLayout
        return sum(line.count(mark) for mark in _OPENING) - sum(line.count(mark) for mark in _CLOSING)
    pieces = line.split('"')
    if len(pieces) % 2 == 0:
        raise _OtherLayout
    depth = 0
    for place, piece in enumerate(pieces):
        if place % 2:
            if "${" in piece and piece.count("${") != piece.count("}"):
                raise _OtherLayout  # a string with another string inside
            continue
        if "#" in piece or "//" in piece:
            raise _OtherLayout
        depth += sum(piece.count(mark) for mark in _OPENING) - sum(piece.count(mark) for mark in _CLOSING)
    return depth


def _expression(text: str) -> Expression:
    if text[0] == "[" and text[-1] == "]":
        inner = text[1:-1].strip()
        if not inner:
            return Tuple(())
        if not any(mark in inner for mark in "([{") and not inner.startswith("for "):
            elements = [_simple(piece.strip()) for piece in inner.rstrip(",").split(",")]
            if all(element is not None for element in elements):
                return Tuple(tuple(element for element in elements if element is not None))
    return _parsed(text)


def _simple(text: str) -> Expression | None:
    """A literal or a name with attributes; None for anything else."""
    if text.isdecimal():
        return Literal(int(text))
    if text in _KEYWORDS:
        return Literal(_KEYWORDS[text])
    if len(text) > 1 and text[0] == text[-1] == '"':
        inner = text[1:-1]
        return Literal(inner) if '"' not in inner and "${" not in inner and "%{" not in inner else None
    names = text.split(".")
    if all(name.isidentifier() for name in names) and names[0] not in _KEYWORDS:
        return Traversal(names[0], tuple(GetAttr(name) for name in names[1:]))
    return None


def _parsed(text: str) -> Expression:
    from lambdanet.readers.terraform.syntax.grammar import parse_expression
    from lambdanet.readers.terraform.syntax.syntax import SyntaxProblem

    try:
        return parse_expression(text)
    except SyntaxProblem as problem:
        raise _OtherLayout from problem
