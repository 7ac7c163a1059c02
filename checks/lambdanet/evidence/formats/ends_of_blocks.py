"""Where the block that begins in a line ends, by how the file is laid out; for showing it, not for judging."""

from __future__ import annotations

from collections.abc import Sequence


def end_of_block(lines: Sequence[str], line: int) -> int:
    """The number of the last line of the block; the first one's where it cannot be seen."""
    if not 0 < line <= len(lines):
        return line
    first = lines[line - 1].rstrip()
    if lines[line - 1].lstrip().startswith(('"', "{")):
        return _by_braces(lines, line)
    if first.endswith("{"):
        return next((number for number in range(line + 1, len(lines) + 1) if _closes(lines[number - 1], first)), line)
    return _by_indentation(lines, line)


def _closes(line: str, first: str) -> bool:
    """Terraform: the brace is below the first letter of the block."""
    return line.rstrip() == f"{' ' * _indentation(first)}}}"


def _by_indentation(lines: Sequence[str], line: int) -> int:
    """YAML: what is further to the right belongs to the block; or as far, where its name is in the line before."""
    last, least = line, _indentation(lines[line - 1])
    before = next((each for each in reversed(lines[: line - 1]) if each.strip() and each.strip()[0] != "#"), "")
    if 0 < _indentation(before) < least:
        least -= 1
    for number in range(line + 1, len(lines) + 1):
        bare = lines[number - 1].strip()
        if not bare or bare.startswith("#"):
            continue
        if _indentation(lines[number - 1]) <= least:
            break
        last = number
    return last


def _by_braces(lines: Sequence[str], line: int) -> int:
    """JSON: braces outside of strings are closed again; a string ends in its line."""
    depth = 0
    for number in range(line, len(lines) + 1):
        in_string = escaped = False
        for letter in lines[number - 1]:
            if in_string:
                in_string = escaped or letter != '"'
                escaped = letter == "\\" and not escaped
            elif letter == '"':
                in_string = True
            elif letter in "{}":
                depth += 1 if letter == "{" else -1
                if depth <= 0:
                    return number
    return line


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
