"""Findings appear and vanish with what is typed, on the attribute that is to be changed."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from editor_at_work import EditorAtWork
from lsp_code import NETWORK, ONE_ZONE, TEMPLATE, TWO_ZONES


def _text_in(place: types.Range, text: str) -> str:
    """The text of a range, which counts in units of UTF-16."""
    line = text.splitlines()[place.start.line].encode("utf-16-le")
    return line[2 * place.start.character : 2 * place.end.character].decode("utf-16-le")


def _finding(editor: EditorAtWork, file: Path) -> types.Diagnostic:
    return next(one for one in editor.of(file) if one.code == "LAMBDANET_401")


def test_a_finding_says_why_and_where(editor: EditorAtWork, main: Path) -> None:
    found = _finding(editor, main)
    assert _text_in(found.range, ONE_ZONE) == "subnet_ids = [aws_subnet.a.id]"
    assert found.severity == types.DiagnosticSeverity.Warning
    assert found.code_description is not None
    assert found.code_description.href.endswith("/LAMBDANET_401.md")
    assert found.message.startswith("aws_lambda_function.orders uses one subnet (aws_subnet.a)")
    assert found.related_information is not None
    [related] = found.related_information
    assert related.message == "aws_subnet.a"
    assert related.location.uri == (main.parent / "network.tf").as_uri()
    assert _text_in(related.location.range, NETWORK) == 'resource "aws_subnet" "a" {'


def test_a_finding_in_a_template_is_on_the_property(editor: EditorAtWork, template: Path) -> None:
    assert _text_in(_finding(editor, template).range, TEMPLATE) == "SubnetIds: [!Ref A]"


def test_a_finding_vanishes_and_returns_with_the_buffer(editor: EditorAtWork, main: Path) -> None:
    editor.change(main, TWO_ZONES)
    editor.until(lambda: "LAMBDANET_401" not in editor.codes(main), "taken back what was mended")
    editor.change(main, ONE_ZONE)
    editor.until(lambda: "LAMBDANET_401" in editor.codes(main), "shown what was broken again")


def test_a_change_in_one_file_is_seen_in_another(editor: EditorAtWork, main: Path) -> None:
    network = main.parent / "network.tf"
    editor.change(main, TWO_ZONES)
    editor.until(lambda: "LAMBDANET_401" not in editor.codes(main), "taken back what was mended")
    editor.open(network, NETWORK.replace("eu-west-1b", "eu-west-1a"))
    editor.until(lambda: "LAMBDANET_401" in editor.codes(main), "shown what the other buffer breaks")
    editor.close(network)
    editor.until(lambda: "LAMBDANET_401" not in editor.codes(main), "gone back to the file")


def test_a_change_outside_the_editor_is_seen(editor: EditorAtWork, main: Path) -> None:
    network = main.parent / "network.tf"
    editor.change(main, TWO_ZONES)
    editor.until(lambda: "LAMBDANET_401" not in editor.codes(main), "taken back what was mended")
    network.write_text(NETWORK.replace("eu-west-1b", "eu-west-1a"), encoding="utf-8")
    editor.changed_outside(network)
    editor.until(lambda: "LAMBDANET_401" in editor.codes(main), "shown what was changed on the disk")


def test_a_broken_buffer_keeps_what_was_known_where_it_is_by_now(editor: EditorAtWork, main: Path) -> None:
    broken = f'# a new line\nresource "aws_lambda_function" "half {ONE_ZONE}'
    editor.change(main, broken)
    editor.until(lambda: any("cannot be read" in one.message for one in editor.of(main)), "said that it is broken")
    assert _text_in(_finding(editor, main).range, broken) == "subnet_ids = [aws_subnet.a.id]"
    editor.change(main, TWO_ZONES)
    editor.until(lambda: not editor.of(main) or "LAMBDANET_401" not in editor.codes(main), "read it again")
    assert not any("cannot be read" in one.message for one in editor.of(main))


def test_a_broken_buffer_says_nothing_of_what_was_deleted(editor: EditorAtWork, main: Path) -> None:
    editor.change(main, 'resource "aws_lambda')
    editor.until(lambda: any("cannot be read" in one.message for one in editor.of(main)), "said that it is broken")
    assert editor.codes(main) == set()


def test_a_file_outside_the_workspace_is_judged_as_a_single_file(editor: EditorAtWork, tmp_path: Path) -> None:
    (tmp_path / "network.tf").write_text(NETWORK, encoding="utf-8")
    file = tmp_path / "main.tf"
    file.write_text(TWO_ZONES, encoding="utf-8")
    editor.open(file, ONE_ZONE)
    editor.until(lambda: "LAMBDANET_401" in editor.codes(file), "judged the buffer with its neighbours")
    assert not editor.of(tmp_path / "network.tf")
    editor.close(file)
    editor.until(lambda: not editor.of(file), "taken back what is no longer open")


def test_folders_are_apart(editor: EditorAtWork, main: Path, tmp_path_factory: object) -> None:
    other = main.parent.parent / f"{main.parent.name}-other"
    other.mkdir()
    (other / "main.tf").write_text(ONE_ZONE.replace("401", "402"), encoding="utf-8")
    (other / ".lambdanet.yaml").write_text("minimum_zones: 1\n", encoding="utf-8")
    (other / "network.tf").write_text(NETWORK, encoding="utf-8")
    editor.add_folder(other)
    editor.until(lambda: editor.codes(other / "main.tf") != set(), "judged the other folder")
    assert "LAMBDANET_401" not in editor.codes(other / "main.tf"), "its own settings ask for one zone only"
    assert "LAMBDANET_401" in editor.codes(main)
    (other / ".lambdanet.yaml").write_text("minimum_zones: 2\n", encoding="utf-8")
    editor.changed_outside(other / ".lambdanet.yaml")
    editor.until(lambda: "LAMBDANET_401" in editor.codes(other / "main.tf"), "read the new settings")
    editor.remove_folder(other)
    editor.until(lambda: not editor.of(other / "main.tf"), "taken back what was shown of a folder that is gone")
