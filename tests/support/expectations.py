"""Reads from the fixtures what the rules ought to say.

An expectation is a comment directly above a resource, several may be one above the other::

    # fail: LAMBDANET_401 [both-subnets-in-one-zone]
    resource "aws_lambda_function" "orders" {

Files that cannot hold comments, and resources with several instances or in a module, have theirs in a sidecar,
``<file>.expected`` beside a file or ``expected`` in the folder of a root module, with one line for each::

    fail: LAMBDANET_401 [both-subnets-in-one-zone] module.api.aws_lambda_function.this[0]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from repository import RULE_FIXTURES, TEST_FIXTURES

_WORD = r"(?P<verdict>pass|fail|undecided|n/a)"
_EXPECTATION = re.compile(_WORD + r": (?P<rule>LAMBDANET_\d{3}) \[(?P<label>[a-z0-9-]+)\](?: (?P<address>\S.*))?")
_LOOKS_LIKE_ONE = re.compile(r"\s*#\s*(pass|fail|undecided|n/?a)\b\s*:?\s*LAMBDANET", re.IGNORECASE)
_HCL_BLOCK = re.compile(r'\s*(?P<kind>resource|data|module)\s+"(?P<first>[^"]+)"(?:\s+"(?P<second>[^"]+)")?\s*\{')
_LOGICAL_ID = re.compile(r"  (?P<id>[A-Za-z0-9]+):\s*$")
_TYPE = re.compile(r"    Type:\s*[\"']?(?P<type>[\w:]+)")


class ExpectationProblem(AssertionError):
    """An expectation that is not written as it should be, or is above nothing."""


@dataclass(frozen=True)
class Expectation:
    """What a rule ought to say about a resource.

    case: the root module's folder or the template, within which addresses are unique.
    """

    verdict: str
    rule: str
    label: str
    address: str
    case: str
    file: Path
    line: int


def case_of(file: str) -> str:
    """The case that a file belongs to, given its path below the folder of the framework."""
    return Path(file).parts[0] if file else ""


def expectations(rule: str, framework: str) -> list[Expectation]:
    """Every expectation in the fixtures of a rule in a framework."""
    root = RULE_FIXTURES / rule / framework
    found = expectations_below(root)
    for expectation in found:
        if expectation.rule != rule:
            raise ExpectationProblem(f"{_where(expectation.file, expectation.line)}: is about {expectation.rule}")
        if framework == "terraform" and expectation.file.parent != root / expectation.case:
            raise ExpectationProblem(f"{expectation.file}: what stands in a module needs a sidecar")
    return found


def expectations_below(root: Path) -> list[Expectation]:
    """Every expectation in a folder, whatever rules they are about."""
    found = []
    for file in sorted(root.rglob("*")):
        case = file.relative_to(root).parts[0]
        if file.name == "expected" or file.suffix == ".expected":
            # The sidecar of a template belongs to the template, the sidecar of a folder to the folder.
            found += list(_in_sidecar(file, case.removesuffix(".expected")))
        elif file.suffix in (".tf", ".template") or file.name.endswith((".tf.json", ".yaml", ".yml")):
            found += list(_in_comments(file, case))
    return found


def _in_sidecar(file: Path, case: str) -> Iterator[Expectation]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _EXPECTATION.fullmatch(line.strip())
        if match is None or not match["address"]:
            raise ExpectationProblem(f"{_where(file, number)}: not an expectation with an address: {line}")
        yield Expectation(match["verdict"], match["rule"], match["label"], match["address"], case, file, number)


def _in_comments(file: Path, case: str) -> Iterator[Expectation]:
    lines = file.read_text(encoding="utf-8").splitlines()
    waiting: list[tuple[int, re.Match[str]]] = []
    for index, line in enumerate(lines):
        match = _EXPECTATION.fullmatch(line.strip().removeprefix("#").strip()) if "#" in line else None
        if match is not None and line.strip().startswith("#") and not match["address"]:
            waiting.append((index + 1, match))
            continue
        if _LOOKS_LIKE_ONE.match(line):
            raise ExpectationProblem(f"{_where(file, index + 1)}: not a well-formed expectation: {line}")
        if not waiting:
            continue
        address = _address(lines, index)
        if address is None:
            raise ExpectationProblem(f"{_where(file, index + 1)}: the expectation above stands above no resource")
        for number, found in waiting:
            yield Expectation(found["verdict"], found["rule"], found["label"], address, case, file, number)
        waiting = []
    if waiting:
        raise ExpectationProblem(f"{_where(file, waiting[0][0])}: the expectation stands above nothing")


def _address(lines: list[str], index: int) -> str | None:
    """The address, as Checkov prints it, of the resource that begins on this line."""
    block = _HCL_BLOCK.match(lines[index])
    if block:
        front = {"resource": "", "data": "data.", "module": "module."}[block["kind"]]
        return front + ".".join(name for name in (block["first"], block["second"]) if name)
    logical = _LOGICAL_ID.match(lines[index])
    if logical:
        for line in lines[index + 1 :]:
            if _LOGICAL_ID.match(line):
                break
            kind = _TYPE.match(line)
            if kind:
                return f"{kind['type']}.{logical['id']}"
    return None


def _where(file: Path, line: int) -> str:
    return f"{file.relative_to(TEST_FIXTURES)}:{line}"
