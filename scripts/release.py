"""Says whether a tag may be released: ``python3 scripts/release.py v0.1.0``. Needs Python alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from _venv import ROOT

# Where the version is written, besides the tag.
VERSIONS = {
    "pyproject.toml": r'^version = "([^"]+)"',
    "checks/lambdanet/evidence/findings/report_versions.py": r'^PACK_VERSION = "([^"]+)"',
    "CHANGELOG.md": r"^## \[([^\]]+)\] - \d{4}-\d\d-\d\d$",
}
# The places that are copied name the release that they get.
COPIES = ("docs", "docs/copy")
# Stands for whoever publishes: what names it leads nowhere.
PLACEHOLDER = "github.com/OWNER/"


def main(arguments: list[str]) -> int:
    """Print what is wrong with the tag, or nothing."""
    if len(arguments) != 1 or not re.fullmatch(r"v\d+\.\d+\.\d+", arguments[0]):
        sys.stderr.write("release.py: give the tag, such as v0.1.0\n")
        return 2
    problems = list(problems_of(arguments[0][1:]))
    for problem in problems:
        sys.stderr.write(f"release.py: {problem}\n")
    return 1 if problems else 0


def problems_of(version: str) -> Iterator[str]:
    """Where another version is written, and where nobody's name is."""
    for name, pattern in VERSIONS.items():
        found = re.search(pattern, (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
        if not found or found[1] != version:
            yield f"{name} is about {found[1] if found else 'no released version'}, the tag about {version}"
    for folder in COPIES:
        for file in sorted((ROOT / folder).iterdir()):
            if file.is_file():
                text = file.read_text(encoding="utf-8")
                others = set(re.findall(r"(?:--branch |rev: |ref=)v(\d+\.\d+\.\d+)", text)) - {version}
                if others:
                    yield f"{file.relative_to(ROOT).as_posix()} gets {', '.join(sorted(others))}"
    placed = [
        file
        for file in ("README.md", "pyproject.toml", "docs/ci.md", "docs/copy/github-actions.yml")
        if PLACEHOLDER in (ROOT / file).read_text(encoding="utf-8")
    ]
    if placed:
        yield f"{PLACEHOLDER} stands for the one who publishes; put the name there: {', '.join(placed)} and others"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
