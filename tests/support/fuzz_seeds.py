"""What the fuzzer begins with: the fixtures, every input that once broke something, and code that hides secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from repository import REPOSITORY

FIXTURES = REPOSITORY / "tests" / "fixtures"
CORPUS = REPOSITORY / "tests" / "fuzz" / "corpus"
# The kind of an input by the ending of its name. In the corpus ".txt" comes after it: no scan of this repository
# reads what once broke something.
KINDS = {".tf": "terraform", ".template": "cloudformation", ".plan": "terraform_plan"}
# Stands for everything that no report may show.
CANARY = "kanarienvogel7f3a"
ESCAPES = "\x1b]0;title\x07\x1b[2J\x9b31m\u202e\u2066"


@dataclass(frozen=True)
class Input:
    """A file for one of Checkov's runners."""

    kind: str
    name: str
    content: bytes


@lru_cache(maxsize=1)
def seeds() -> tuple[Input, ...]:
    """Everything that is mutated, in an order that does not change."""
    return (*_of_fixtures(), *corpus())


@lru_cache(maxsize=1)
def corpus() -> tuple[Input, ...]:
    """Every input that once broke something, and those that hold secrets."""
    files = {Path(file.stem): file for file in sorted(CORPUS.iterdir())}
    return tuple(Input(KINDS[name.suffix], name.name, file.read_bytes()) for name, file in files.items())


def _of_fixtures() -> Iterator[Input]:
    for file in sorted(FIXTURES.rglob("*")):
        if file.suffix in (".tf", ".template"):
            yield Input(KINDS[file.suffix], file.name, file.read_bytes())
        elif file.suffix == ".json" and b'"resource_changes"' in file.read_bytes():
            yield Input("terraform_plan", file.name, file.read_bytes())


class _ShortForms(yaml.SafeLoader):
    """Reads a template with the short forms of its functions in the long form."""


def _long_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".")
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_ShortForms.add_multi_constructor("!", _long_form)


@lru_cache(maxsize=1)
def trees() -> dict[str, tuple[Any, ...]]:
    """The seeds that are data, by kind: templates and plans."""
    found: dict[str, list[Any]] = {"cloudformation": [], "terraform_plan": []}
    for seed in seeds():
        if seed.kind in found:
            try:
                found[seed.kind].append(yaml.load(seed.content, Loader=_ShortForms))  # noqa: S506  # a safe loader
            except (yaml.YAMLError, ValueError, TypeError, RecursionError):
                continue
    return {kind: tuple(tree for tree in each if isinstance(tree, dict)) for kind, each in found.items()}


def written(tree: Any) -> bytes:
    """The data as JSON, which is also YAML."""
    return json.dumps(tree, indent=1, default=str).encode("utf-8", "surrogatepass")
