"""The pictures of the README show what the commands print today, are small, and are described in words."""

from __future__ import annotations

import re
import subprocess
import sys

from repository import REPOSITORY

SCRIPTS = REPOSITORY / "scripts"
IMAGES = REPOSITORY / "docs" / "images"
MOST_BYTES = 200_000
SHOWN = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")


def test_the_terminal_shows_what_the_command_prints() -> None:
    command = [
        sys.executable,
        "-c",
        "import screenshots, sys; sys.stdout.buffer.write(screenshots.terminal().encode())",
    ]
    made = subprocess.run(command, cwd=SCRIPTS, capture_output=True, check=True).stdout
    assert made == (IMAGES / "terminal.svg").read_bytes(), "run scripts/screenshots.py"


def test_each_picture_is_small_shown_and_described() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    described = {target: " ".join(words.split()) for words, target in SHOWN.findall(readme)}
    files = sorted(IMAGES.iterdir())
    assert sorted(described) == [file.relative_to(REPOSITORY).as_posix() for file in files]
    assert [file.name for file in files if file.stat().st_size > MOST_BYTES] == []
    assert [target for target, words in described.items() if len(words.split()) < 8] == []
