"""What is generated is what is on the disk, and what is written by hand points at what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lambdanet.kit.rules import STATEMENTS as STATEMENT_IDS
from lambdanet.kit.statements import STATEMENTS
from repository import REPOSITORY

GENERATOR = REPOSITORY / "scripts" / "generate_docs.py"
by_hand = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md")])
written = sorted([*by_hand, *(REPOSITORY / "docs" / "rules").glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_generated_pages_are_up_to_date() -> None:
    run = subprocess.run([sys.executable, str(GENERATOR), "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"run scripts/generate_docs.py\n{run.stdout[-4000:]}{run.stderr[-4000:]}"


@pytest.mark.parametrize("page", written, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = [target for target in LINK.findall(prose) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_readme_gives_the_two_commands() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for command in ("python3 scripts/demo.py", "python3 scripts/check.py"):
        assert f"```\n{command}\n```" in readme
        assert (REPOSITORY / command.split()[-1]).exists()
    assert "python3 scripts/check.py" in (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")


def test_every_statement_has_its_words() -> None:
    assert tuple(STATEMENTS) == STATEMENT_IDS
    assert all(STATEMENTS.values())
