"""The parser of the command line: arguments in any order, errors that name what was meant, completion in shells."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, NoReturn

_CHOICE = re.compile(r"invalid choice: '(.*?)' \(choose from (.*)\)$")


class Word:
    """The type of an option that takes several words of one form; other words after it are the command's."""

    def __init__(self, form: str, name: str) -> None:
        self._form = re.compile(form)
        self._name = name

    def fits(self, word: str) -> bool:
        """Whether a word has the form."""
        return self._form.fullmatch(word) is not None

    def __call__(self, word: str) -> str:
        """The word; argparse asks so, and shows the error."""
        if not self.fits(word):
            raise argparse.ArgumentTypeError(f"{word} is no {self._name}")
        return word


class _Added(argparse.Action):
    """The words of an option, which may be given again: all of them count, and the default where there are none."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: Any = None) -> None:
        """As argparse asks."""
        before = getattr(namespace, self.dest, None)
        setattr(namespace, self.dest, [*([] if before is self.default else before or []), *values])


class Parser(argparse.ArgumentParser):
    """As argparse's, kinder."""

    # By the name of the command.
    _known: ClassVar[dict[str, list[str]]] = {}
    # By the name of an option that takes several words: whether a word is one of them.
    _several: ClassVar[dict[str, Callable[[str], bool]]] = {}

    def __init__(self, *words: Any, **named: Any) -> None:
        # A command that was cut short is no command: scripts would break with the next one that begins so.
        super().__init__(*words, **{"allow_abbrev": False, **named})

    def add_argument(self, *names: Any, **named: Any) -> Any:
        """As argparse's; the options are remembered, those that take several words with a check for such a word."""
        options = [name for name in names if str(name).startswith("--")]
        self._known.setdefault(self.prog, []).extend(options)
        if named.get("nargs") == "+" and (named.get("choices") or isinstance(named.get("type"), Word)):
            self._several.update(dict.fromkeys(options, _check_of_words(named.get("choices") or (), named.get("type"))))
        if options and named.get("nargs") == "+":
            named.setdefault("action", _Added)
        return super().add_argument(*names, **named)

    def parse_args(self, arguments: Any = None, namespace: Any = None) -> Any:
        """As argparse's, where an option of several words leaves what is none of them to the command."""
        import sys

        words = sys.argv[1:] if arguments is None else list(arguments)
        self._command = f"{self.prog} {words[0]}" if words else self.prog
        return super().parse_args(list(self._in_order(words)), namespace)

    def _in_order(self, words: Sequence[str]) -> Iterator[str]:
        """``--format html FOLDER`` as ``FOLDER --format html``: argparse would take the folder for a format."""
        command, rest = list(words[:1]), list(words[1:])
        moved: list[str] = []
        kept: list[str] = []
        takes: Callable[[str], bool] | None = None
        for word in rest:
            if word.startswith("-"):
                takes = self._several.get(word)
            elif takes is not None and not takes(word):
                moved.append(word)
                continue
            kept.append(word)
        yield from (*command, *moved, *kept)

    def error(self, message: str) -> NoReturn:
        """As argparse's, with the nearest word that there is."""
        command = getattr(self, "_command", self.prog)
        super().error(f"{message}{''.join(_meant(message, self._known.get(command, ())))}")


def _check_of_words(choices: Iterable[str], form: Word | None) -> Callable[[str], bool]:
    """Whether a word is the option's; a wrong choice is, so that the error names the nearest, unless it is a path."""
    if form is not None:
        return form.fits
    known = set(choices)
    return lambda word: word in known or not Path(word).exists()


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that completes a command line, and end; https://kislyuk.github.io/argcomplete/."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser, always_complete_options="long")


def _meant(message: str, options: Iterable[str]) -> Iterator[str]:
    chosen = _CHOICE.search(message)
    if chosen:
        word, known = chosen[1], re.findall(r"[\w.-]+", chosen[2])
    elif message.startswith("unrecognized arguments: -"):
        word, known = message.partition(": ")[2].split()[0].partition("=")[0], list(options)
    else:
        return
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        yield f"; the nearest is {near[0]}"
