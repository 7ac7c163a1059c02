"""The YAML policies, decided on what the readers see.

Checkov decides a policy on the values that it has rendered. Rendered values are often wrong (a ``dynamic`` block
over nothing looks like a block, a resource with ``count = 0`` looks like one that exists) and CloudFormation's
know no third answer. So the pack puts its own check in the place of each of its policies: the policy's
definition, evaluated by Checkov's own solvers, on the attributes as this pack reads them. An attribute that is
not known is tried as absent and as unknown; where that changes the answer, the policy is undecided.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.model import Resource
from lambdanet.readers.conversions import printed
from lambdanet.readers.data import Datum, Listing, Reference, Text
from lambdanet.values import Unknown
from lambdanet.verdicts import Verdict, failed, not_applicable, passed, undecided

if TYPE_CHECKING:
    from lambdanet.readers.blocks import Block
    from lambdanet.readers.reading import Reading

FOLDER = Path(__file__).resolve().parents[2] / "policies"
# Checkov takes a string that begins so for a variable without a value, and answers "unknown".
_UNKNOWN = "var.unknown"
_MOST_UNKNOWNS = 4


class Policy:
    """One YAML policy. definition: as Checkov's parser takes it."""

    def __init__(self, content: dict[str, Any]) -> None:
        metadata = content["metadata"]
        self.content = content
        self.id = str(metadata["id"])
        self.name = str(metadata["name"])
        self.severity = str(metadata["severity"])
        self.judged_when: dict[str, str] = metadata.get("judged_when") or {}
        self.attributes = _attributes(content["definition"])

    @property
    def solver(self) -> Any:
        """Checkov's solver of the definition."""
        from checkov.common.checks_infra.checks_parser import GraphCheckParser

        if not hasattr(self, "_solver"):
            self._solver = GraphCheckParser().parse_raw_check(self.content, resources_types=None).solver
        return self._solver

    def judge(self, reading: Reading) -> Iterator[Verdict]:
        """The policy's verdict on every resource of its types."""
        for block in reading.blocks:
            if block.type in self.attributes:
                yield self._judge_block(block)

    def _judge_block(self, block: Block) -> Verdict:
        resource = Resource(block.identity, block.place)
        needed = self.judged_when.get(block.type)
        if needed is not None and _absent(_datum(block, needed)):
            return not_applicable(resource, f"{resource.address} has no {needed}.")
        values = {name: _datum(block, name) for name in sorted(self.attributes[block.type])}
        told = "; ".join(f"{name} is {_told(value)}" for name, value in values.items())
        answers = {self._answer(block, tried) for tried in _tries(values)}
        if answers == {True}:
            return passed(resource, f"{resource.address}: {told}.")
        if answers == {False}:
            return failed(resource, f"{resource.address}: {told}.")
        reasons = "; ".join(value.reason for value in values.values() if isinstance(value, Unknown))
        return undecided(resource, f"{resource.address}: {told}. {reasons}".rstrip())

    def _answer(self, block: Block, values: dict[str, Any]) -> bool | None:
        vertex: dict[str, Any] = {"resource_type": block.type, "source_": "Terraform", "block_type_": "resource"}
        for name, value in values.items():
            if value is not None:
                vertex[name] = value
                for end in _outer(name):
                    vertex.setdefault(end, {})
        answer: bool | None = self.solver.get_operation(vertex)
        return answer


@lru_cache(maxsize=1)
def policies() -> tuple[Policy, ...]:
    """The policies of the pack."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        found.append(Policy(yaml.load(file.read_text(encoding="utf-8"), Loader=loader)))  # noqa: S506  # a safe loader
    return tuple(found)


def _attributes(definition: Any) -> dict[str, set[str]]:
    """Resource type -> the attributes that the definition asks of it."""
    found: dict[str, set[str]] = {}
    conditions: list[Any] = [definition]
    while conditions:
        condition = conditions.pop()
        if isinstance(condition, list):
            conditions.extend(condition)
        elif isinstance(condition, dict):
            for resource_type in condition.get("resource_types", ()):
                found.setdefault(resource_type, set()).add(str(condition.get("attribute")))
            conditions.extend(condition[key] for key in ("and", "or", "not") if key in condition)
    return found


def _datum(block: Block, path: str) -> Datum:
    """The attribute at a dotted path, through nested blocks; an object stands for a block that is there."""
    first, _, rest = path.partition(".")
    direct = block.datum(first)
    if not rest and direct is not None:
        return direct
    inner = block.nested(first)
    if not inner.elements:
        return inner.more
    element = inner.elements[0]
    if isinstance(element, Unknown):
        return element
    return _datum(element.value, rest) if rest else {}


def _absent(datum: Datum) -> bool:
    return datum is None or (isinstance(datum, Listing) and not datum.elements and datum.more is None)


def _tries(values: dict[str, Datum]) -> Iterable[dict[str, Any]]:
    """The values as Checkov's solvers take them, every unknown one as absent and as unknown."""
    unknown = [name for name, value in values.items() if isinstance(_plain(value), Unknown)][:_MOST_UNKNOWNS]
    certain = {name: _plain(value) for name, value in values.items() if name not in unknown}
    for choice in itertools.product((None, _UNKNOWN), repeat=len(unknown)):
        yield {**certain, **dict(zip(unknown, choice))}


def _plain(datum: Datum) -> Any:
    if isinstance(datum, Unknown) and not (datum.symbol or "").startswith("AWS::"):
        return datum
    if isinstance(datum, (Reference, Text, Unknown)):
        # A name that no solver takes for a variable: it is known what it refers to.
        return f"<{printed(datum).replace('$', '')}>"
    if isinstance(datum, Listing):
        if datum.more is not None and not datum.elements:
            return datum.more
        return ["<element>" for _ in datum.elements]
    return datum


def _outer(path: str) -> Iterator[str]:
    names = path.split(".")
    for end in range(1, len(names)):
        yield ".".join(names[:end])


def _told(datum: Datum) -> str:
    if datum is None:
        return "not set"
    if isinstance(datum, Unknown):
        return "not known"
    if isinstance(datum, Listing):
        return f"a list of {len(datum.elements)}"
    if isinstance(datum, dict):
        return "set"
    return f'"{printed(datum)}"' if isinstance(datum, (str, Text)) else printed(datum).rsplit("|", 1)[-1]


