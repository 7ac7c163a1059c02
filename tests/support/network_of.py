"""Reads text through Checkov's real runners into the network that the rules see."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from checkov.runner_filter import RunnerFilter

from lambdanet.model import Network, Resource
from lambdanet.readers.reading import read


def terraform(folder: Path, code: str) -> Network:
    """The network of a root module with this code."""
    (folder / "main.tf").write_text(code, encoding="utf-8")
    return _read(folder, "checkov.terraform.runner")


def cloudformation(folder: Path, code: str) -> Network:
    """The network of a template with this code."""
    (folder / "network.yaml").write_text(code, encoding="utf-8")
    return _read(folder, "checkov.cloudformation.runner")


def name(resource: Resource) -> str:
    """The name that the resource has in its configuration or template."""
    return resource.address.rpartition(".")[2]


def _read(folder: Path, runner_of: str) -> Network:
    runner = import_module(runner_of).Runner()
    runner.run(root_folder=str(folder), runner_filter=RunnerFilter(checks=["NONE"]))
    return read(runner.graph_manager.get_reader_endpoint()).network
