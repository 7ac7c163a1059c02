"""An editor as tests use it: pygls' own client, with a real server at the other end of a pipe."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from repository import CHECKS

# A server starts Checkov, on machines that do other things too.
_MOST_SECONDS = 120


class EditorAtWork:
    """Opens, changes and saves files, and holds what the server shows of them."""

    def __init__(self, client: LanguageClient, loop: asyncio.AbstractEventLoop) -> None:
        self.client = client
        self.loop = loop
        self.shown: dict[str, list[types.Diagnostic]] = {}
        self.judged: list[str] = []
        self.problems: list[str] = []
        self.messages: list[str] = []
        self.opened_pages: list[str] = []
        self._versions: dict[Path, int] = {}
        self._texts: dict[Path, str] = {}

    def wait(self, coroutine: Any) -> Any:
        """The result of what the client asks."""
        return self.ahead(coroutine).result(_MOST_SECONDS)

    def ahead(self, coroutine: Any) -> Future[Any]:
        """Ask, and do not wait."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    def say(self, what: Callable[[Any], None], params: Any) -> None:
        """Send a notification."""
        done: Future[None] = Future()
        self.loop.call_soon_threadsafe(lambda: done.set_result(what(params)))
        done.result(_MOST_SECONDS)

    def add_folder(self, folder: Path) -> None:
        """Add a folder to the workspace."""
        self._folders(added=[folder])

    def remove_folder(self, folder: Path) -> None:
        """Remove a folder from the workspace."""
        self._folders(removed=[folder])

    def _folders(self, added: list[Path] = [], removed: list[Path] = []) -> None:  # noqa: B006  # not changed
        def folders(paths: list[Path]) -> list[types.WorkspaceFolder]:
            return [types.WorkspaceFolder(path.as_uri(), path.name) for path in paths]

        event = types.WorkspaceFoldersChangeEvent(folders(added), folders(removed))
        self.say(self.client.workspace_did_change_workspace_folders, types.DidChangeWorkspaceFoldersParams(event))

    def open(self, file: Path, text: str | None = None) -> None:
        """Open a file."""
        self._versions[file] = 1
        self._texts[file] = file.read_text(encoding="utf-8") if text is None else text
        document = types.TextDocumentItem(file.as_uri(), "terraform", 1, self._texts[file])
        self.say(self.client.text_document_did_open, types.DidOpenTextDocumentParams(document))

    def change(self, file: Path, text: str) -> None:
        """Have another text in the buffer, which is not saved."""
        self._versions[file] += 1
        self._texts[file] = text
        document = types.VersionedTextDocumentIdentifier(self._versions[file], file.as_uri())
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.say(self.client.text_document_did_change, types.DidChangeTextDocumentParams(document, [change]))

    def close(self, file: Path) -> None:
        """Close a file."""
        document = types.TextDocumentIdentifier(file.as_uri())
        self.say(self.client.text_document_did_close, types.DidCloseTextDocumentParams(document))

    def changed_outside(self, file: Path) -> None:
        """Report that a file has changed on the disk."""
        event = types.FileEvent(file.as_uri(), types.FileChangeType.Changed)
        self.say(self.client.workspace_did_change_watched_files, types.DidChangeWatchedFilesParams([event]))

    def of(self, file: Path) -> list[types.Diagnostic]:
        """What is shown of a file."""
        return self.shown.get(file.as_uri(), [])

    def codes(self, file: Path) -> set[str]:
        """The rules that have found something in a file."""
        return {str(one.code) for one in self.of(file) if one.code}

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        end = time.monotonic() + _MOST_SECONDS
        while not is_so():
            assert time.monotonic() < end, f"never {what}; shown: {self.shown}; said: {self.messages}"
            time.sleep(0.02)


@contextmanager
def editor_at_work(*folders: Path, options: dict[str, Any] | None = None) -> Iterator[EditorAtWork]:
    """An editor with folders open, and the server that it has started."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    client = LanguageClient("tests", "1")
    editor = EditorAtWork(client, loop)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def _shown(params: types.PublishDiagnosticsParams) -> None:
        editor.shown[params.uri] = list(params.diagnostics)

    @client.feature("lambdanet/judged")
    def _judged(params: Any) -> None:
        editor.judged.append(params.folder)
        editor.problems += [params.problem] if params.problem else []

    @client.feature(types.WINDOW_SHOW_MESSAGE)
    def _said(params: types.ShowMessageParams) -> None:
        editor.messages.append(params.message)

    @client.feature(types.WINDOW_SHOW_DOCUMENT)
    def _page(params: types.ShowDocumentParams) -> types.ShowDocumentResult:
        editor.opened_pages.append(params.uri)
        return types.ShowDocumentResult(True)

    capabilities = types.ClientCapabilities(
        window=types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(True))
    )
    editor.wait(client.start_io(sys.executable, str(CHECKS / "lambdanet"), "server", "--stdio"))
    editor.wait(
        client.initialize_async(
            types.InitializeParams(
                capabilities,
                workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders],
                initialization_options=options,
            )
        )
    )
    editor.say(client.initialized, types.InitializedParams())
    try:
        yield editor
    finally:
        editor.wait(client.shutdown_async(None))
        editor.say(client.exit, None)
        editor.wait(client.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
