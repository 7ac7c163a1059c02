"""A folder in an editor shows what ``checkov`` with the pack reports: by the same rules, settings and comments."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from editor_at_work import EditorAtWork, editor_at_work
from repository import RULE_FIXTURES, fixture_folders, settings_of
from scanning import FAIL, UNDECIDED, scan

# Each scan takes seconds, so a run takes a part of the fixtures, and some that have settings of their own.
ONE_IN = 14
CHOSEN = [*fixture_folders()[::ONE_IN], ("LAMBDANET_205", "terraform"), ("LAMBDANET_503", "cloudformation")]


@pytest.fixture(scope="module")
def all_shown() -> Iterator[EditorAtWork]:
    with editor_at_work(options={"undecided": True}) as editor:
        yield editor


@pytest.mark.parametrize(("rule", "framework"), CHOSEN)
def test_an_editor_shows_what_checkov_reports(
    rule: str, framework: str, all_shown: EditorAtWork, tmp_path: Path
) -> None:
    folder = tmp_path / "code"
    shutil.copytree(RULE_FIXTURES / rule / framework, folder)
    settings = settings_of(rule)
    if settings is not None:
        shutil.copy(settings, folder / ".lambdanet.yaml")
    reported = {
        (finding.rule, finding.file, finding.explanation)
        for finding in scan(folder, framework, settings=settings).findings
        if finding.verdict in (FAIL, UNDECIDED) and finding.skipped_because is None
    }
    assert reported
    all_shown.add_folder(folder)
    all_shown.until(lambda: folder.as_uri() in all_shown.judged, "judged the folder")
    try:
        assert _shown(all_shown, folder) == reported
    finally:
        all_shown.remove_folder(folder)


def _shown(editor: EditorAtWork, folder: Path) -> set[tuple[str, str, str]]:
    prefix = f"{folder.as_uri()}/"
    return {
        (str(one.code), uri.removeprefix(prefix), one.message.removeprefix("Undecided: "))
        for uri, ones in list(editor.shown.items())
        if uri.startswith(prefix)
        for one in ones
    }
