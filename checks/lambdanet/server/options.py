"""What a client may set: ``initializationOptions``, in the words of ``lambdanet evidence`` where that has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from lambdanet.evidence.gather.selection import Selection
from lambdanet.frameworks import FRAMEWORKS
from lambdanet.records import dataclass

_Kind = tuple[str, Callable[[Any], bool]]


@dataclass(frozen=True)
class Options:
    """The options.

    undecided: show also what is undecided. lenses: show a line about each function above it.
    mermaid: the editor draws Mermaid in hovers.
    wait: seconds after the last change before it is judged. patience: seconds that judging may take.
    """

    undecided: bool = False
    lenses: bool = True
    mermaid: bool = False
    wait: float = 0.1
    patience: float = 60.0
    frameworks: tuple[str, ...] = FRAMEWORKS
    check: tuple[str, ...] = ()
    skip_check: tuple[str, ...] = ()
    skip_path: tuple[str, ...] = ()
    var_file: tuple[str, ...] = ()
    baseline: str = ""

    def selection(self, root: Path, file: Path | None = None) -> Selection:
        """What to scan of a folder; file: this one alone."""
        return Selection(
            root=root,
            file=file,
            frameworks=tuple(framework for framework in FRAMEWORKS if framework in self.frameworks),
            checks=self.check,
            skip_checks=self.skip_check,
            skip_paths=self.skip_path,
            var_files=tuple(str(root / name) for name in self.var_file),
            baseline=root / self.baseline if self.baseline else None,
        )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 600


_BOOLEAN: _Kind = ("true or false", lambda value: isinstance(value, bool))
_SECONDS: _Kind = ("a number of seconds from 0 to 600", _is_number)
_TEXTS: _Kind = ("a list of texts", _is_texts)
_KNOWN: dict[str, _Kind] = {
    "undecided": _BOOLEAN,
    "lenses": _BOOLEAN,
    "mermaid": _BOOLEAN,
    "wait": _SECONDS,
    "patience": _SECONDS,
    "frameworks": (
        f"a list of {', '.join(FRAMEWORKS)}",
        lambda value: _is_texts(value) and set(value) <= set(FRAMEWORKS),
    ),
    "check": _TEXTS,
    "skip_check": _TEXTS,
    "skip_path": _TEXTS,
    "var_file": _TEXTS,
    "baseline": ("the path of a file", lambda value: isinstance(value, str)),
}


def options_of(given: Any) -> tuple[Options, list[str]]:
    """The options that a client gave, and what is wrong with those that are left out."""
    if given is None:
        return Options(), []
    if not isinstance(given, Mapping):
        return Options(), [f"initializationOptions are {given!r}, expected an object with {', '.join(_KNOWN)}"]
    taken: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in given.items():
        if name not in _KNOWN:
            near = get_close_matches(str(name), _KNOWN, n=1)
            meant = f"the nearest is {near[0]}" if near else f"there are {', '.join(_KNOWN)}"
            problems.append(f"initializationOptions: {name} is not an option; {meant}")
        elif not _KNOWN[name][1](value):
            problems.append(f"initializationOptions: {name} is {value!r}, expected {_KNOWN[name][0]}")
        else:
            taken[name] = tuple(value) if isinstance(value, list) else value
    return Options(**taken), problems
