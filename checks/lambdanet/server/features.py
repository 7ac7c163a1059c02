"""What an editor asks about a place in a file: hovers, lenses, actions and completions."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from lambdanet.evidence.gather.findings_of_part import JudgedFunction
from lambdanet.server.actions import OPEN_PAGE, actions_for
from lambdanet.server.diagnostics import SOURCE
from lambdanet.server.editor import Editor, path_of, shows_pages
from lambdanet.server.hover import hover_text, summary
from lambdanet.server.places import whole_line
from lambdanet.server.resources_at import resources_at, resources_in
from lambdanet.server.settings_help import completions
from lambdanet.settings.known_settings import FILE


def add_features(server: Editor) -> None:
    """Answer what an editor asks about a place."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def _hover(editor: Editor, params: types.HoverParams) -> types.Hover | None:
        path = path_of(params.text_document.uri)
        folder = editor.folder_of(path) if path is not None else None
        if path is None or folder is None or folder.answer is None or folder.answer.evidence is None:
            return None
        evidence = folder.answer.evidence
        judged = resources_at(path, params.position.line, evidence, editor.texts(folder))
        text = hover_text(judged, evidence, editor.options.mermaid)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def _lenses(editor: Editor, params: types.CodeLensParams) -> list[types.CodeLens]:
        path = path_of(params.text_document.uri)
        folder = editor.folder_of(path) if path is not None else None
        if path is None or folder is None or folder.answer is None or not editor.options.lenses:
            return []
        if folder.answer.evidence is None:
            return []
        texts = editor.texts(folder)
        lines = texts.now(path).splitlines()
        return [
            types.CodeLens(texts.range(path, whole_line(lines, block[0])), types.Command(f"{summary(judged.path)}", ""))
            for judged, block in resources_in(path, folder.answer.evidence, texts)
            if isinstance(judged, JudgedFunction)
        ]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION)
    def _actions(editor: Editor, params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        path = path_of(params.text_document.uri)
        folder = editor.folder_of(path) if path is not None else None
        if path is None or folder is None or folder.answer is None:
            return []
        text, answer = editor.texts(folder).now(path), folder.answer
        ours = [one for one in params.context.diagnostics if one.source == SOURCE and one.code]
        return [action for one in ours for action in actions_for(path, text, one, answer, shows_pages(editor))]

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[":", " "]))
    def _completions(editor: Editor, params: types.CompletionParams) -> list[types.CompletionItem]:
        path = path_of(params.text_document.uri)
        if path is None or Path(path).name != FILE:
            return []
        return completions(editor.buffers().get(path, ""), params.position.line, params.position.character)

    @server.command(OPEN_PAGE)
    def _open_page(editor: Editor, uri: str) -> None:
        editor.window_show_document(types.ShowDocumentParams(uri, take_focus=True))
