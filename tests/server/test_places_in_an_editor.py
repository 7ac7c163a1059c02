"""What an editor asks about a place: hovers, lenses, actions, and the settings file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types

from editor_at_work import EditorAtWork
from lsp_code import NETWORK, ONE_ZONE, TEMPLATE


def _hover(editor: EditorAtWork, file: Path, line: int) -> str:
    place = types.HoverParams(types.TextDocumentIdentifier(file.as_uri()), types.Position(line, 3))
    found = editor.wait(editor.client.text_document_hover_async(place))
    return found.contents.value if found is not None else ""


def _line(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines()) if part in line)


def test_a_function_shows_its_facts_and_its_path(editor: EditorAtWork, main: Path) -> None:
    said = _hover(editor, main, _line(ONE_ZONE, "subnet_ids"))
    assert said.startswith("### `aws_lambda_function.orders`")
    assert "`aws_subnet.a` (10.0.0.0/24, eu-west-1a)" in said
    assert "| in several zones | no |" in said
    assert "```mermaid" in said
    assert "**failed** LAMBDANET_401" in said


def test_a_subnet_shows_who_uses_it(editor: EditorAtWork, main: Path) -> None:
    network = main.parent / "network.tf"
    editor.open(network)
    assert "Used by 1 function: `aws_lambda_function.orders`." in _hover(
        editor, network, _line(NETWORK, '"aws_subnet" "a"')
    )
    assert _hover(editor, network, _line(NETWORK, '"aws_subnet" "b"') - 1) == ""
    editor.close(network)


def test_a_lens_sums_up_the_path(editor: EditorAtWork, main: Path) -> None:
    asked = types.CodeLensParams(types.TextDocumentIdentifier(main.as_uri()))
    [lens] = editor.wait(editor.client.text_document_code_lens_async(asked))
    assert lens.range.start.line == _line(ONE_ZONE, '"aws_lambda_function"')
    assert lens.command.title.startswith("1 zone")


def _actions(editor: EditorAtWork, file: Path, rule: str) -> dict[str, Any]:
    found = next(one for one in editor.of(file) if one.code == rule)
    document = types.TextDocumentIdentifier(file.as_uri())
    asked = types.CodeActionParams(document, found.range, types.CodeActionContext([found]))
    return {one.title: one for one in editor.wait(editor.client.text_document_code_action_async(asked))}


def _applied(action: types.CodeAction, file: Path, text: str) -> str:
    assert action.edit is not None
    assert action.edit.changes is not None
    [edit] = action.edit.changes[file.as_uri()]
    lines = text.splitlines(keepends=True)
    return "".join([*lines[: edit.range.start.line], edit.new_text, *lines[edit.range.start.line :]])


def test_a_suppression_works_where_it_is_inserted(editor: EditorAtWork, main: Path) -> None:
    action = next(one for title, one in _actions(editor, main, "LAMBDANET_401").items() if "Suppress" in title)
    suppressed = _applied(action, main, ONE_ZONE)
    assert "  # checkov:skip=LAMBDANET_401:" in suppressed
    editor.change(main, suppressed)
    editor.until(lambda: "LAMBDANET_401" not in editor.codes(main), "suppressed by the comment")


def test_a_suppression_works_in_a_template(editor: EditorAtWork, template: Path) -> None:
    action = next(one for title, one in _actions(editor, template, "LAMBDANET_401").items() if "Suppress" in title)
    editor.change(template, _applied(action, template, TEMPLATE))
    editor.until(lambda: "LAMBDANET_401" not in editor.codes(template), "suppressed by the comment")


def test_the_fix_of_the_page_changes_nothing_but_what_is_read(editor: EditorAtWork, main: Path) -> None:
    action = next(one for title, one in _actions(editor, main, "LAMBDANET_401").items() if "fix" in title)
    shown = _applied(action, main, ONE_ZONE)
    added = [line for line in shown.splitlines() if line not in ONE_ZONE.splitlines()]
    assert added
    assert all(line.startswith("#") for line in added)
    assert any("subnet_ids" in line for line in added)


def test_a_page_is_opened(editor: EditorAtWork, main: Path) -> None:
    action = next(one for title, one in _actions(editor, main, "LAMBDANET_401").items() if "page)" in title)
    asked = types.ExecuteCommandParams(action.command, action.arguments)
    editor.wait(editor.client.workspace_execute_command_async(asked))
    editor.until(lambda: any(uri.endswith("LAMBDANET_401.md") for uri in editor.opened_pages), "opened the page")


def test_settings_are_checked_and_completed(editor: EditorAtWork, folder: Path) -> None:
    settings = folder / ".lambdanet.yaml"
    editor.open(settings, "minimum_zones: 9\npersonna: strict\n")
    editor.until(lambda: bool(editor.of(settings)), "checked the settings")
    wrong = {one.range.start.line: one.message for one in editor.of(settings)}
    assert "from 1 to 6" in wrong[0]
    assert "the nearest is persona" in wrong[1]
    text = "minimum_zones: 2\n\npersona: \n"
    editor.change(settings, text)
    editor.until(lambda: {one.range.start.line for one in editor.of(settings)} == {2}, "checked what was mended")
    asked = {
        line: types.CompletionParams(types.TextDocumentIdentifier(settings.as_uri()), types.Position(line, character))
        for line, character in ((1, 0), (2, 9))
    }
    names = {one.label for one in editor.wait(editor.client.text_document_completion_async(asked[1]))}
    assert "justification_tag" in names
    assert "minimum_zones" not in names
    values = {one.label for one in editor.wait(editor.client.text_document_completion_async(asked[2]))}
    assert values == {"default", "strict"}
    editor.close(settings)
