"""Strings and heredocs taken apart: text, interpolations ``${}`` and directives ``%{}``."""

from __future__ import annotations

import re
from collections.abc import Callable

from lambdanet.readers.terraform.syntax.outline import SetAside, interpolation_end
from lambdanet.readers.terraform.syntax.syntax import (
    Call,
    Conditional,
    Expression,
    ForTuple,
    Literal,
    SyntaxProblem,
    Template,
)
from lambdanet.records import dataclass

_SEQUENCE = re.compile(r"\$\$\{|%%\{|[$%]\{")
_SEQUENCE_OR_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|\$\$\{|%%\{|[$%]\{", re.DOTALL)
_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\", "$${": "${", "%%{": "%{"}
_IF = re.compile(r"if\b(.*)", re.DOTALL)
_FOR = re.compile(r"for\s+([\w-]+)(?:\s*,\s*([\w-]+))?\s+in\b(.*)", re.DOTALL)

ParseExpression = Callable[[str], Expression]


@dataclass
class _Piece:
    """A stretch of text, or the inside of ``${}`` ("$") or ``%{}`` ("%")."""

    kind: str
    content: str


def template(string: SetAside, parse: ParseExpression) -> Expression:
    """The expression a string stands for; ``parse`` reads the expressions in it."""
    if not string.heredoc and "${" not in string.content and "%{" not in string.content and "\\" not in string.content:
        return Literal(string.content)
    pieces = _pieces(string)
    if string.flush:
        _remove_common_indent(pieces)
    return _Assembly(_trimmed(pieces), parse).whole()


def _pieces(string: SetAside) -> list[_Piece]:
    content = string.content
    notable = _SEQUENCE if string.heredoc else _SEQUENCE_OR_ESCAPE
    pieces: list[_Piece] = []
    text: list[str] = []
    position = 0
    while (match := notable.search(content, position)) is not None:
        text.append(content[position : match.start()])
        found = match.group()
        position = match.end()
        if found in ("${", "%{"):
            pieces += [_Piece("text", "".join(text))] if any(text) else []
            text = []
            end = interpolation_end(content, position)
            pieces.append(_Piece(found[0], content[position : end - 1]))
            position = end
        else:
            text.append(_unescaped(found))
    text.append(content[position:])
    pieces += [_Piece("text", "".join(text))] if any(text) else []
    return pieces


def letters_of(label: str) -> str:
    """A label of a block as it is meant: escapes stand for letters as in a string, and no expression is in it."""
    return _SEQUENCE_OR_ESCAPE.sub(lambda found: _unescaped(found[0]), label) if "\\" in label else label


def _unescaped(escape: str) -> str:
    if escape[:2] in ("\\u", "\\U") and len(escape) > 2:
        code_point = int(escape[2:], 16)
        if code_point > 0x10FFFF or 0xD800 <= code_point <= 0xDFFF:
            raise SyntaxProblem(f"{escape} is not a character")
        return chr(code_point)
    if escape not in _ESCAPES:
        raise SyntaxProblem(f"unknown escape {escape}")
    return _ESCAPES[escape]


def _remove_common_indent(pieces: list[_Piece]) -> None:
    """Take the indent that all lines share off each line, as ``<<-`` asks for; blank lines do not count."""
    indents: list[int] = []
    lines_of: list[tuple[_Piece, list[str], list[int]]] = []
    line_begins = True
    for piece in pieces:
        if piece.kind != "text":
            if line_begins:
                indents.append(0)
            line_begins = False
            continue
        lines = piece.content.splitlines(keepends=True)
        indented: list[int] = []
        for number, line in enumerate(lines):
            if line_begins and not (line.endswith("\n") and not line.strip()):
                indents.append(len(line) - len(line.lstrip()))
                indented.append(number)
            line_begins = line.endswith("\n")
        lines_of.append((piece, lines, indented))
    common = min(indents, default=0)
    for piece, lines, indented in lines_of:
        for number in indented:
            lines[number] = lines[number][common:]
        piece.content = "".join(lines)


def _trimmed(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces with the strip markers ``~`` carried out."""
    for number, piece in enumerate(pieces):
        if piece.kind == "text":
            continue
        if piece.content.startswith("~"):
            piece.content = piece.content[1:]
            if number and pieces[number - 1].kind == "text":
                pieces[number - 1].content = pieces[number - 1].content.rstrip()
        if piece.content.endswith("~"):
            piece.content = piece.content[:-1]
            if number + 1 < len(pieces) and pieces[number + 1].kind == "text":
                pieces[number + 1].content = pieces[number + 1].content.lstrip()
    return pieces


class _Assembly:
    """Puts pieces together; a directive becomes a conditional or a joined ``for``, which mean the same."""

    def __init__(self, pieces: list[_Piece], parse: ParseExpression) -> None:
        self._pieces = pieces
        self._parse = parse
        self._next = 0

    def whole(self) -> Expression:
        parts, closing = self._sequence()
        if closing:
            raise SyntaxProblem(f"unexpected directive {closing}")
        if len(self._pieces) == 1 and self._pieces[0].kind == "$":
            return parts[0]
        return _joined(parts)

    def _sequence(self) -> tuple[list[Expression], str]:
        """The parts up to the directive that closes the sequence, and that directive."""
        parts: list[Expression] = []
        while self._next < len(self._pieces):
            piece = self._pieces[self._next]
            self._next += 1
            if piece.kind == "text":
                parts.append(Literal(piece.content))
            elif piece.kind == "$":
                parts.append(self._parse(piece.content))
            else:
                directive = piece.content.strip()
                if directive in ("else", "endif", "endfor"):
                    return parts, directive
                parts.append(self._directive(directive))
        return parts, ""

    def _directive(self, directive: str) -> Expression:
        if (match := _IF.match(directive)) is not None:
            when_true, closing = self._sequence()
            when_false: list[Expression] = []
            if closing == "else":
                when_false, closing = self._sequence()
            if closing != "endif":
                raise SyntaxProblem("a template directive if is not closed")
            return Conditional(self._parse(match.group(1)), _joined(when_true), _joined(when_false))
        if (match := _FOR.match(directive)) is not None:
            first, second, collection = match.groups()
            parts, closing = self._sequence()
            if closing != "endfor":
                raise SyntaxProblem("a template directive for is not closed")
            key_name, value_name = (first, second) if second else (None, first)
            lines = ForTuple(key_name, value_name, self._parse(collection), _joined(parts), None)
            return Call("join", (Literal(""), lines))
        raise SyntaxProblem(f"unknown template directive {directive}")


def _joined(parts: list[Expression]) -> Expression:
    """A template of the parts, or a plain string where they are only text."""
    texts = [part.value for part in parts if isinstance(part, Literal) and isinstance(part.value, str)]
    return Literal("".join(texts)) if len(texts) == len(parts) else Template(tuple(parts))
