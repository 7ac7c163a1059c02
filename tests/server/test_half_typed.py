"""Whatever is half typed: an answer comes, nothing is said of what is not there, and the last good answers stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor_at_work import EditorAtWork, editor_at_work
from lsp_code import NETWORK, ONE_ZONE, TEMPLATE, TWO_ZONES

# A text is judged after each so many characters of it; a prime, so that all kinds of places are met.
EVERY = 17
HOSTILE = {
    "nothing": "",
    "a byte of its own": "\x00",
    "an opening for each depth": "resource a b {" * 200,
    "a template in a template": "locals { a = " + '"${' * 40,
    "an alias of everything": "Resources: &a\n  A: *a\n  Type: AWS::Lambda::Function\n",
    "not a mapping": "- AWSTemplateFormatVersion\n- Resources\n- AWS::Lambda::Function\n",
    "line ends of another system": ONE_ZONE.replace("\n", "\r\n"),
}


@pytest.mark.parametrize(("name", "text"), [("main.tf", ONE_ZONE), ("stack.yaml", TEMPLATE)])
def test_every_prefix_is_answered(editor: EditorAtWork, folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.write_text("", encoding="utf-8")
    editor.open(file)
    for end in [*range(0, len(text), EVERY), len(text)]:
        _type(editor, folder, file, text[:end])
        _assert_there(editor, file, text[:end])
    assert "LAMBDANET_401" in editor.codes(file)
    for end in range(len(text), 0, -5 * EVERY):
        _type(editor, folder, file, text[:end])
        _assert_there(editor, file, text[:end])
    editor.close(file)


@pytest.mark.parametrize("name", ["main.tf", "stack.yaml"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_texts_are_answered(editor: EditorAtWork, folder: Path, name: str, kind: str) -> None:
    file = folder / name
    file.write_text("", encoding="utf-8")
    editor.open(file)
    _type(editor, folder, file, HOSTILE[kind])
    _assert_there(editor, file, HOSTILE[kind])
    _type(editor, folder, file, ONE_ZONE if name == "main.tf" else TEMPLATE)
    editor.until(lambda: "LAMBDANET_401" in editor.codes(file), "judged what is sound again")
    editor.close(file)


def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(ONE_ZONE, encoding="utf-8")
    (tmp_path / "network.tf").write_text(NETWORK, encoding="utf-8")
    with editor_at_work(tmp_path, options={"wait": 0, "patience": 0.001}) as editor:
        file = tmp_path / "main.tf"
        editor.open(file)
        editor.until(lambda: any("took longer" in said for said in editor.messages), "given up")
        # A process that starts has more time, so one of two questions is answered.
        for number, text in enumerate((TWO_ZONES, f"{TWO_ZONES}\n")):
            answers = len(editor.judged) + len(editor.messages)
            editor.change(file, text)
            editor.until(lambda: len(editor.judged) + len(editor.messages) > answers, f"answered {number}")  # noqa: B023
        editor.until(lambda: "LAMBDANET_401" not in editor.codes(file), "judged by a new process")


def _type(editor: EditorAtWork, folder: Path, file: Path, text: str) -> None:
    judged = editor.judged.count(folder.as_uri())
    problems = list(editor.problems)
    editor.change(file, text)
    editor.until(lambda: editor.judged.count(folder.as_uri()) > judged, f"judged {text[-60:]!r}")
    assert editor.problems == problems


def _assert_there(editor: EditorAtWork, file: Path, text: str) -> None:
    lines = text.splitlines()
    for one in editor.of(file):
        place = one.range
        line = lines[place.start.line] if lines else ""
        assert place.start.line == place.end.line
        assert 0 <= place.start.character <= place.end.character <= len(line.encode("utf-16-le")) // 2
        if one.code:
            name = (one.data["address"] if isinstance(one.data, dict) else one.data.address).rpartition(".")[2]
            assert name in text, f"{one.code} speaks of {name}, which is not in {text!r}"
