"""Scans single files, as editors do, and takes configurations apart into several files."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from lambdanet.bridge.ledger import LEDGER
from scanning import WORDS, reports_of_file, scanned_under

# rule, file, line, verdict, explanation
Reported = tuple[str, str, int, str, str]


def reported_on_file(file: Path, framework: str, settings: Path | None) -> set[Reported]:
    """What Checkov reports when the file alone is given to Checkov; its path is reported as given."""
    with scanned_under(settings):
        reports_of_file(file, framework)
        return set(_entries(framework))


def reported_in_folder(folder: Path, framework: str, settings: Path | None) -> set[Reported]:
    """What Checkov reports when the folder is given to Checkov."""
    with scanned_under(settings):
        reports_of_file(folder, framework)
        return set(_entries(framework))


def _entries(framework: str) -> Iterator[Reported]:
    for entry in LEDGER.entries:
        place = entry.verdict.resource.place
        if entry.framework == framework:
            yield entry.rule, place.file, place.line, WORDS[entry.verdict.kind], entry.verdict.explanation


def take_apart(folder: Path, seed: int) -> list[Path]:
    """Spread the blocks of a folder's Terraform files over two files, in place of those; the two."""
    written = sorted(folder.glob("*.tf"))
    chosen = random.Random(seed)  # noqa: S311  # the same in every run
    parts: list[list[str]] = [[], []]
    for file in written:
        for block in _blocks(file.read_text(encoding="utf-8")):
            parts[chosen.randrange(2)].append(block)
        file.unlink()
    made = []
    for name, part in zip(("one.tf", "two.tf"), parts):
        (folder / name).write_text("".join(part), encoding="utf-8")
        made.append(folder / name)
    return made


def _blocks(text: str) -> Iterator[str]:
    """The blocks at the top of a file that is laid out as ``terraform fmt`` does it."""
    block: list[str] = []
    for line in text.splitlines(keepends=True):
        block.append(line)
        # A block that begins in the first column ends there, or in the line in which it begins.
        if line.startswith("}") or re.match(r"\w.*\{.*\}\s*$", line):
            yield "".join(block)
            block = []
    yield "".join(block)
