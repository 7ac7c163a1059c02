"""Reads template text through Checkov's real CloudFormation runner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from checkov.cloudformation.runner import Runner
from checkov.runner_filter import RunnerFilter

from lambdanet.readers.cloudformation.blocks_of_templates import Reading, read
from lambdanet.readers.cloudformation.cloudformation_block import CloudFormationBlock


def graph_of(folder: Path) -> Any:
    runner = Runner()
    runner.run(root_folder=str(folder), runner_filter=RunnerFilter(checks=["NONE"]))
    return runner.graph_manager.get_reader_endpoint()


def read_files(folder: Path, *, scanned: str = "", **files: str) -> Reading:
    """Each keyword is a file's stem; text that begins with a brace is JSON. scanned: the folder, as it is scanned."""
    for name, text in files.items():
        ending = "json" if text.lstrip().startswith("{") else "yaml"
        (folder / f"{name}.{ending}").write_text(text)
    return read(graph_of(Path(scanned) if scanned else folder))


def blocks_of(folder: Path, text: str) -> dict[str, CloudFormationBlock]:
    """The blocks of one template by logical id."""
    return {block.identity.rpartition("#")[2]: block for block in read_files(folder, t=text).blocks}
