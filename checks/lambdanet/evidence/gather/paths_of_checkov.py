"""The grammar of the paths by which Checkov finds attributes: its parser works it out anew for each path.

That takes a hundred times as long as to parse the path, and half of a run over large templates.
"""

from __future__ import annotations

import threading
from importlib import import_module
from types import SimpleNamespace
from typing import Any


class _OneAtATime:
    """A parser for several threads: it keeps what it has read of a path in itself."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser
        self._lock = threading.Lock()

    def parse(self, **options: Any) -> Any:
        """What the tokens mean."""
        with self._lock:
            return self._parser.parse(**options)


def parse_with_one_grammar() -> None:
    """Have the parser of paths keep its grammar, which is that of its class, whichever the object."""
    try:
        parser, yacc = import_module("bc_jsonpath_ng.parser"), import_module("ply.yacc")
    except ImportError:  # another version of Checkov has another parser
        return
    if isinstance(getattr(parser, "ply", None), SimpleNamespace):
        return
    made: dict[tuple[type, object], _OneAtATime] = {}

    def made_once(**options: Any) -> _OneAtATime:
        grammar = (type(options["module"]), options["start"])
        if grammar not in made:
            made[grammar] = _OneAtATime(yacc.yacc(**options))
        return made[grammar]

    parser.ply = SimpleNamespace(yacc=SimpleNamespace(yacc=made_once))  # type: ignore[attr-defined]
