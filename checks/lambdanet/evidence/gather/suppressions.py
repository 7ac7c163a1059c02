"""The comments in Terraform code by which a finding is suppressed, as Checkov understands them.

A comment counts within the block that it is in; in a module's call, for all that the call makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

_MARKS = ("checkov:skip=", "bridgecrew:skip=", "cortex:skip=")
_COMMENT = re.compile(r"(checkov:skip=|bridgecrew:skip=|cortex:skip=) *([A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)?(:[^\n]*)?")
_NO_REASON = "No comment provided"


class SkipComments:
    """The comments of the files of a part; each file is read once."""

    def __init__(self) -> None:
        self._of_file = cache(lambda file: tuple(_comments(file)))

    def reason(self, rule: str, vertex: Mapping[str, Any]) -> str | None:
        """The reason for which a rule is suppressed on a block; None where no comment says so."""
        file, first, last = vertex["file_path_"], vertex["__start_line__"], vertex["__end_line__"]
        around = vertex["source_module_object_"]
        while True:
            for line, id, reason in self._of_file(file):
                if first < line < last and id == rule:
                    return str(reason)
            if around is None:
                return None
            file, (first, last), around = around.path, around.lines, around.nested_tf_module


def _comments(file: str) -> Iterator[tuple[int, str, str]]:
    """Line, rule and reason of each comment."""
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:
            lines = stream.readlines()
    except OSError:
        return
    for number, line in enumerate(lines, 1):
        if any(mark in line for mark in _MARKS):
            found = _COMMENT.search(line)
            for id in (found.group(2) or "").split(",") if found else ():
                yield number, id.strip(), found.group(3)[1:] if found and found.group(3) else _NO_REASON
