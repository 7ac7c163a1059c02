"""The editor at the other end: what it holds, which folders it has open, and what it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from lambdanet.server.diagnostics import diagnostics_of
from lambdanet.server.judged_folder import JudgedFolder
from lambdanet.server.options import Options
from lambdanet.server.settings_help import diagnostics_of_settings
from lambdanet.server.texts import Texts
from lambdanet.settings.known_settings import FILE

JUDGED = "lambdanet/judged"
"""A notification of our own: everything that was found in a folder is shown; a client may show that it is ready."""
_OF_SETTINGS = "settings"


def _version() -> str:
    try:
        return version("lambdanet")
    except PackageNotFoundError:
        return "clone"


class Editor(LanguageServer):
    """The server with its folders."""

    def __init__(self) -> None:
        super().__init__("lambdanet", _version(), text_document_sync_kind=types.TextDocumentSyncKind.Incremental)
        self.options = Options()
        self.folders: dict[str, JudgedFolder] = {}
        # Path -> who found something there -> what; several folders may call one module.
        self._shown: dict[str, dict[str, list[types.Diagnostic]]] = {}

    def buffers(self) -> dict[str, str]:
        """By path: the text of every file that is open."""
        found = {}
        for document in self.workspace.text_documents.values():
            path = path_of(document.uri)
            if path is not None:
                found[path] = document.source
        return found

    def units(self, text: str) -> int:
        """How long the editor counts a text."""
        return int(self.workspace.position_codec.client_num_units(text))

    def texts(self, folder: JudgedFolder) -> Texts:
        """The texts of a folder as they are now."""
        judged = folder.answer.judged if folder.answer is not None else {}
        return Texts(self.buffers(), judged, self.units)

    def open_folder(self, root: str, file: str | None = None) -> None:
        """Judge a folder from now on, or one file of a folder that is not in the workspace."""
        key = file or root
        if key not in self.folders:
            self.folders[key] = JudgedFolder(
                Path(root), Path(file) if file else None, self.options, self.buffers, self._show, self.say
            )
            self.folders[key].change(at_once=True)

    def close_folder(self, key: str) -> None:
        """Judge a folder no more, and show nothing of it."""
        folder = self.folders.pop(key, None)
        if folder is not None:
            folder.end()
            self._replace(key, {})

    def folder_of(self, path: str) -> JudgedFolder | None:
        """The innermost folder that holds the path."""
        holding = [folder for folder in self.folders.values() if folder.holds(path)]
        return max(holding, key=lambda folder: (folder.file is not None, len(str(folder.root))), default=None)

    def change(self, path: str, **how: bool) -> None:
        """A file has changed: whatever may have read it is judged again."""
        for folder in self.folders.values():
            folder.change(**how)
        if Path(path).name == FILE:
            self.check_settings(path)

    def check_settings(self, path: str) -> None:
        """Show what is wrong in a file of settings that is open."""
        text = self.buffers().get(path)
        found = [] if text is None else diagnostics_of_settings(text, self.units)
        self._replace(f"{_OF_SETTINGS} {path}", {path: found} if found else {})

    def say(self, text: str) -> None:
        """Show a message."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text))

    def _show(self, folder: JudgedFolder) -> None:
        key = str(folder.file or folder.root)
        if folder.answer is not None and self.folders.get(key) is folder:
            self._replace(key, diagnostics_of(folder.answer, self.texts(folder), self.options.undecided))
            if self.options.lenses and _has(self.client_capabilities, "workspace", "code_lens", "refresh_support"):
                self.workspace_code_lens_refresh(None)
            self.protocol.notify(JUDGED, {"folder": folder.root.as_uri(), "problem": folder.answer.problem})

    def _replace(self, key: str, found: Mapping[str, list[types.Diagnostic]]) -> None:
        """Show what was found in a folder in place of what was shown of it."""
        before = {path for path, by_folder in self._shown.items() if key in by_folder}
        for path in before - found.keys():
            del self._shown[path][key]
        for path, ones in found.items():
            self._shown.setdefault(path, {})[key] = ones
        self._publish(before | found.keys())

    def _publish(self, paths: Iterable[str]) -> None:
        opened = {path_of(uri): (uri, document) for uri, document in self.workspace.text_documents.items()}
        for path in sorted(paths):
            ones = [one for found in self._shown[path].values() for one in found]
            uri, document = opened.get(path, (Path(path).as_uri(), None))
            known = document.version if document is not None else None
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, ones, known))
            if not ones:
                del self._shown[path]


def path_of(uri: str) -> str | None:
    """The path of a file; None of what is no file of this machine."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return str(path) if path else None


def _has(capabilities: Any, *names: str) -> bool:
    for name in names:
        capabilities = getattr(capabilities, name, None)
    return bool(capabilities)


def shows_pages(editor: Editor) -> bool:
    """Whether the editor opens files that it is asked to."""
    return _has(editor.client_capabilities, "window", "show_document", "support")
