"""Writes which commits are releases of the modules that are described: ``python scripts/release_commits.py``.

Asks the repositories of the modules for their tags. ``--repository`` says where they are, with ``{}`` for the name.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "checks"))

from lambdanet.readers.terraform.registry.catalogue import DESCRIPTIONS  # noqa: E402
from lambdanet.readers.terraform.registry.release_commits import TABLE  # noqa: E402

REPOSITORY = "https://github.com/terraform-aws-modules/terraform-aws-{}.git"
_TAG = re.compile(r"([0-9a-f]{40})\trefs/tags/v?(\d+\.\d+\.\d+)(\^\{\})?")


def main(arguments: list[str]) -> int:
    """Write the table; its head, which says what it is, stays."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repository", default=REPOSITORY, help="where git finds a module's repository")
    parser.add_argument("--table", type=Path, default=TABLE, help="the file to write")
    options = parser.parse_args(arguments)
    head = [line for line in options.table.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    lines = [line for name in sorted({_name(each) for each in DESCRIPTIONS}) for line in _section(name, options)]
    options.table.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    return 0


def _name(address: str) -> str:
    return address.split("/")[1]


def _section(name: str, options: argparse.Namespace) -> Iterator[str]:
    """The commits of one module, the oldest release first. An annotated tag is followed by the commit that it tags."""
    command = ["git", "ls-remote", "--tags", options.repository.format(name)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    commits: dict[tuple[int, ...], str] = {}
    for commit, version, is_of_tag in _TAG.findall(listed):
        number = tuple(map(int, version.split(".")))
        if is_of_tag or number not in commits:
            commits[number] = commit
    editions = [
        edition for address, each in DESCRIPTIONS.items() if _name(address) == name for edition in each.editions
    ]
    first, below = min(each.first for each in editions), max(each.below for each in editions)
    yield f"[{name}]"
    for number, commit in sorted(commits.items()):
        if first <= number < below:
            yield f"{commit} {'.'.join(map(str, number))}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
