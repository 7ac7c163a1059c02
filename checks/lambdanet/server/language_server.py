"""The Language Server Protocol: what an editor reports and asks, and which part of the server answers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from lsprotocol import types

from lambdanet.server.editor import Editor, path_of
from lambdanet.server.features import add_features
from lambdanet.server.options import options_of
from lambdanet.settings.known_settings import FILE


def make_server() -> Editor:
    """The server, to be started."""
    server = Editor()
    _add_start(server)
    _add_workspace(server)
    _add_documents(server)
    add_features(server)
    return server


def _add_start(server: Editor) -> None:
    problems: list[str] = []

    @server.feature(types.INITIALIZE)
    def _initialize(editor: Editor, params: types.InitializeParams) -> None:
        editor.options, wrong = options_of(params.initialization_options)
        problems.extend(wrong)

    @server.feature(types.INITIALIZED)
    async def _initialized(editor: Editor, params: types.InitializedParams) -> None:
        for problem in problems:
            editor.say(problem)
        for uri in editor.workspace.folders:
            _open_folder(editor, uri)
        if not editor.workspace.folders and editor.workspace.root_uri:
            _open_folder(editor, editor.workspace.root_uri)


def _add_workspace(server: Editor) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def _folders(editor: Editor, params: types.DidChangeWorkspaceFoldersParams) -> None:
        for gone in params.event.removed:
            editor.close_folder(path_of(gone.uri) or "")
        for new in params.event.added:
            _open_folder(editor, new.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def _watched(editor: Editor, params: types.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            _on_disk(editor, path_of(change.uri))

    @server.feature(types.SHUTDOWN)
    def _shutdown(editor: Editor, params: Any) -> None:
        for key in list(editor.folders):
            editor.folders.pop(key).end()


def _add_documents(server: Editor) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def _opened(editor: Editor, params: types.DidOpenTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            if editor.folder_of(path) is None:
                editor.open_folder(os.path.dirname(path), path)
            editor.change(path, at_once=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def _changed(editor: Editor, params: types.DidChangeTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            editor.change(path)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def _saved(editor: Editor, params: types.DidSaveTextDocumentParams) -> None:
        _on_disk(editor, path_of(params.text_document.uri))

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def _closed(editor: Editor, params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            editor.close_folder(path)
            editor.change(path, at_once=True)


def _open_folder(editor: Editor, uri: str) -> None:
    path = path_of(uri)
    if path is not None and os.path.isdir(path):
        editor.open_folder(path)


def _on_disk(editor: Editor, path: str | None) -> None:
    """A file has changed on the disk: a file of settings is read anew, nothing is assumed to be known of others."""
    if path is None:
        return
    if Path(path).name == FILE:
        for folder in editor.folders.values():
            if str(folder.root) == os.path.dirname(path):
                folder.new_settings()
    editor.change(path, at_once=True, forget=True)
