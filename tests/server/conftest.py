"""An editor with a server at work, and a folder of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from editor_at_work import EditorAtWork, editor_at_work
from lsp_code import NETWORK, ONE_ZONE, TEMPLATE


@pytest.fixture(scope="session")
def editor() -> Iterator[EditorAtWork]:
    """One for all tests: it takes Checkov's time to start."""
    with editor_at_work(options={"wait": 0.05, "mermaid": True}) as working:
        yield working


@pytest.fixture
def folder(editor: EditorAtWork, tmp_path: Path) -> Iterator[Path]:
    """A folder of the workspace: ``main.tf`` has a function in one zone, ``network.tf`` its network."""
    (tmp_path / "main.tf").write_text(ONE_ZONE, encoding="utf-8")
    (tmp_path / "network.tf").write_text(NETWORK, encoding="utf-8")
    editor.add_folder(tmp_path)
    yield tmp_path
    editor.remove_folder(tmp_path)


@pytest.fixture
def main(editor: EditorAtWork, folder: Path) -> Iterator[Path]:
    """The file with the function, open, with what is wrong in it shown."""
    file = folder / "main.tf"
    editor.open(file)
    editor.until(lambda: "LAMBDANET_401" in editor.codes(file), "shown what is wrong in the file that is opened")
    yield file
    editor.close(file)


@pytest.fixture
def template(editor: EditorAtWork, folder: Path) -> Iterator[Path]:
    """A template, open, with what is wrong in it shown."""
    file = folder / "stack.yaml"
    file.write_text(TEMPLATE, encoding="utf-8")
    editor.open(file)
    editor.until(lambda: "LAMBDANET_401" in editor.codes(file), "shown what is wrong in the template")
    yield file
    editor.close(file)
