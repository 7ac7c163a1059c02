"""A Terraform text without its comments, strings and heredocs.

The grammar that Checkov brings lexes a string with regular expressions that neither nest nor always end. So
strings and heredocs are set aside first and replaced by ``"0"``, ``"1"``, ...: what is left is short and regular,
and the strings are taken apart on their own (``templates``). Newlines that mean nothing become spaces on the way.
"""

from __future__ import annotations

import re

from lambdanet.readers.terraform.syntax.syntax import SyntaxProblem
from lambdanet.records import dataclass

DEEPEST_NESTING = 25
"""How many brackets and interpolations may be open at once."""

_NOTABLE = re.compile(r'["#\n(){}\[\]]|//|/\*|<<-?[A-Za-z_][\w.-]*[ \t]*\n')
_NOTABLE_IN_STRING = re.compile(r'\\.|"|\$\$\{|%%\{|[$%]\{|\n', re.DOTALL)
# Comments may come before the word, each of them as long as it is.
_FOR = re.compile(r"(?:\s|#[^\n]*\n|//[^\n]*\n|/\*.*?\*/)*for\s", re.DOTALL)
_CLOSING = {"(": ")", "[": "]", "{": "}", "for": "}"}


@dataclass(frozen=True)
class SetAside:
    """The raw content of a string or, with ``heredoc``, of a heredoc; ``flush`` marks the ``<<-`` form."""

    content: str
    heredoc: bool = False
    flush: bool = False


@dataclass(frozen=True)
class Outline:
    """The remaining text, and what each ``"n"`` in it stands for."""

    text: str
    strings: tuple[SetAside, ...]


def outline(text: str, *, newlines_matter: bool = True) -> Outline:
    """Take strings and comments out of ``text``; raises ``SyntaxProblem`` where brackets or quotes do not match.

    newlines_matter: whether a newline outside all brackets ends something, as in a body; in an expression it
        does not.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    pieces: list[str] = []
    strings: list[SetAside] = []
    opened: list[str] = []
    position = 0
    while (match := _NOTABLE.search(text, position)) is not None:
        pieces.append(text[position : match.start()])
        notable = match.group()
        position = match.end()
        if notable == "\n":
            meaningful = opened[-1] == "{" if opened else newlines_matter
            pieces.append("\n" if meaningful else " ")
        elif notable == '"':
            end = _string_end(text, position, len(opened))
            pieces.append(f'"{len(strings)}"')
            strings.append(SetAside(text[position : end - 1]))
            position = end
        elif notable in "([{":
            pieces.append(notable)
            opened.append("for" if notable == "{" and _FOR.match(text, position) else notable)
            _refuse_depth(len(opened))
        elif notable in ")]}":
            if not opened or _CLOSING[opened.pop()] != notable:
                raise SyntaxProblem(f"unexpected {notable}")
            pieces.append(notable)
        elif notable in ("#", "//", "/*"):
            pieces.append(" ")
            position = _comment_end(text, notable, position)
        else:
            content, position = _heredoc(text, notable, position)
            pieces.append(f'"{len(strings)}"')
            strings.append(content)
    if opened:
        raise SyntaxProblem("a bracket is not closed")
    pieces.append(text[position:])
    return Outline("".join(pieces), tuple(strings))


def interpolation_end(text: str, start: int, depth: int = 1) -> int:
    """Where the interpolation or directive ends whose content begins at ``start``: just behind its brace.

    depth: how many brackets are open around the content, its own brace included.
    """
    _refuse_depth(depth)
    opened: list[str] = []
    position = start
    while (match := _NOTABLE.search(text, position)) is not None:
        notable = match.group()
        position = match.end()
        if notable == '"':
            position = _string_end(text, position, depth + len(opened))
        elif notable in "([{":
            opened.append(notable)
            _refuse_depth(depth + len(opened))
        elif notable in ")]}":
            if not opened and notable == "}":
                return position
            if not opened or _CLOSING[opened.pop()] != notable:
                raise SyntaxProblem(f"unexpected {notable} in an interpolation")
        elif notable in ("#", "//", "/*"):
            position = _comment_end(text, notable, position)
        elif notable != "\n":
            position = _heredoc(text, notable, position)[1]
    raise SyntaxProblem("an interpolation is not closed")


def _comment_end(text: str, introduction: str, start: int) -> int:
    """Where the comment ends: before its newline, or behind its ``*/``."""
    end = text.find("*/" if introduction == "/*" else "\n", start)
    if introduction == "/*":
        if end < 0:
            raise SyntaxProblem("a comment is not closed")
        return end + 2
    return len(text) if end < 0 else end


def _refuse_depth(depth: int) -> None:
    if depth > DEEPEST_NESTING:
        raise SyntaxProblem(f"more than {DEEPEST_NESTING} brackets are nested")


def _string_end(text: str, start: int, depth: int) -> int:
    """Where the quoted string ends whose content begins at ``start``: just behind its closing quote."""
    _refuse_depth(depth)
    position = start
    while (match := _NOTABLE_IN_STRING.search(text, position)) is not None:
        position = match.end()
        if match.group() == '"':
            return position
        if match.group() == "\n":
            break
        if match.group() in ("${", "%{"):
            # The brackets around count too, or strings in interpolations in strings could nest without end.
            position = interpolation_end(text, position, depth + 1)
    raise SyntaxProblem("a quote is not closed")


def _heredoc(text: str, introduction: str, start: int) -> tuple[SetAside, int]:
    """The heredoc whose content begins at ``start``, and where its closing marker ends."""
    marker = introduction.lstrip("<-").strip()
    closing = re.compile(rf"^[ \t]*{re.escape(marker)}[ \t]*$", re.MULTILINE).search(text, start)
    if closing is None:
        raise SyntaxProblem(f"the heredoc {marker} is not closed")
    content = SetAside(text[start : closing.start()], heredoc=True, flush=introduction.startswith("<<-"))
    return content, closing.end()
