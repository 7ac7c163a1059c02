"""Reads the fixtures of a rule in other worlds.

In one a resource may not be created, in another it is not, in a third the code does not say one of its attributes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from checkov.runner_filter import RunnerFilter

from lambdanet.bridge.policies.policies import policies
from lambdanet.bridge.policies.policy_verdicts import verdicts as policy_verdicts
from lambdanet.evidence.gather.pack_rules import load_rules
from lambdanet.kit import verdicts
from lambdanet.kit.rules import RULES
from lambdanet.kit.verdicts import Verdict
from lambdanet.readers.cloudformation.declarations.partial_texts import resources_in
from lambdanet.readers.reading import _reading
from lambdanet.readers.resources.resource_readers import READERS
from lambdanet.readers.terraform.values.certainty import candidates_of
from lambdanet.settings.settings_in_force import current
from lambdanet.values import Known, Unknown, Value
from repository import RULE_FIXTURES

_RUNNERS = {"terraform": "checkov.terraform.runner", "cloudformation": "checkov.cloudformation.runner"}
_WORST_FIRST = (verdicts.FAILED, verdicts.UNDECIDED, verdicts.PASSED, verdicts.NOT_APPLICABLE)

_META_ARGUMENTS = ("count", "for_each", "provider", "depends_on", "lifecycle")

# Identity of what is judged -> what the rule says of it.
World = dict[str, Verdict]


@dataclass
class Fixtures:
    """A configuration or template among the fixtures of a rule, as it was read."""

    rule: str
    framework: str
    blocks: list[Any]
    surroundings: Callable[[], tuple[Any, Any]]
    """Who uses what, and who was handed what; both remember what they have found."""

    def certain(self) -> list[Any]:
        """The blocks of which it is certain that they are created."""
        return [b for b in self.blocks if isinstance(b.exists(), Known) and not getattr(b, "generated", False)]

    def world(self, block: Any = None, exists: Value[bool] = Known(True)) -> World:
        """What the rule says when that of a block is so, and all else as it is written."""
        before = None if block is None else block._exists
        if block is not None:
            block._exists = exists
        try:
            return self._judged()
        finally:
            if block is not None:
                block._exists = before

    def attributes(self, block: Any) -> list[str]:
        """The names of the attributes of a block that decide about it, not whether it is created."""
        if self.framework == "cloudformation":
            return list(block.names())
        return [name for name in block._declaration.body.attributes if name not in _META_ARGUMENTS]

    def world_without(self, block: Any, name: str) -> World:
        """What the rule says when the code does not say an attribute, but what it may refer to."""
        datum = block.datum(name)
        named = candidates_of(datum) if self.framework == "terraform" else frozenset(resources_in(datum))
        hidden = Unknown(f"the code does not say {block.where(name)}", named)
        if self.framework == "terraform":
            block._data[name] = hidden
            try:
                return self._judged()
            finally:
                block._data[name] = datum
        before = block._properties
        block._properties = {**before, name: hidden}
        try:
            return self._judged()
        finally:
            block._properties = before

    def _judged(self) -> World:
        reading = _reading(self.framework, list(self.blocks), *self.surroundings())
        policy = next((policy for policy in policies() if policy.id == self.rule), None)
        said: Iterable[Verdict] = (
            policy_verdicts(policy, reading)
            if policy is not None
            else RULES[self.rule].judge(reading.network, current())
        )
        world: World = {}
        for verdict in said:
            before = world.get(verdict.resource.identity)
            if before is None or _WORST_FIRST.index(verdict.kind) < _WORST_FIRST.index(before.kind):
                world[verdict.resource.identity] = verdict
        return world

    def is_referred_to(self, block: Any) -> bool:
        """Whether anything names the block: then code that is deployed has it, or does not mean what it says."""
        folder = RULE_FIXTURES / self.rule / self.framework
        if self.framework == "cloudformation":
            name = block.place.address.rpartition(".")[2]
            return len(re.findall(rf"\b{re.escape(name)}\b", Path(block.place.file).read_text(encoding="utf-8"))) > 1
        name = ".".join(re.sub(r"\[.*?\]", "", block.place.address).split(".")[-2:])
        named = re.compile(rf'{re.escape(name)}\b(?!")')
        return any(named.search(file.read_text(encoding="utf-8")) for file in folder.rglob("*.tf"))


@lru_cache(maxsize=4)
def fixtures_of(rule: str, framework: str) -> tuple[Fixtures, ...]:
    """Read the fixtures of a rule through Checkov's runner, each configuration and template by itself.

    Once for tests in a row. A world is a reading of one of them, so it costs the same however many there are.
    """
    load_rules()
    runner = import_module(_RUNNERS[framework]).Runner()
    runner.definitions = runner.context = runner.breadcrumbs = None
    folder = RULE_FIXTURES / rule / framework
    filtered = RunnerFilter(framework=[framework], checks=["NONE"], show_progress_bar=False)
    runner.run(root_folder=str(folder), external_checks_dir=None, runner_filter=filtered)
    graph = runner.graph_manager.get_reader_endpoint()
    by_case: dict[str, list[int]] = {}
    for index, (_, vertex) in zip(graph.node_indices(), graph.nodes()):
        case = Path(str(vertex.get("file_path_", ""))).resolve().relative_to(folder).parts[0]
        by_case.setdefault(case, []).append(index)
    read = _read_terraform if framework == "terraform" else _read_cloudformation
    return tuple(Fixtures(rule, framework, *read(graph.subgraph(indices))) for indices in by_case.values())


def _read_terraform(graph: Any) -> tuple[list[Any], Callable[[], tuple[Any, Any]]]:
    from lambdanet.readers.terraform.configuration.blocks_of_configuration import read_blocks
    from lambdanet.readers.terraform.configuration.configuration import Configuration
    from lambdanet.readers.terraform.configuration.terraform_recipients import Recipients
    from lambdanet.readers.terraform.configuration.terraform_uses import Uses

    configuration = Configuration(vertex for _, vertex in graph.nodes())
    return list(read_blocks(configuration, READERS)), lambda: (Uses(configuration).of, Recipients(configuration))


def _read_cloudformation(graph: Any) -> tuple[list[Any], Callable[[], tuple[Any, Any]]]:
    from lambdanet.readers.cloudformation.blocks_of_templates import read
    from lambdanet.readers.cloudformation.cloudformation_recipients import Recipients
    from lambdanet.readers.cloudformation.cloudformation_uses import Uses

    found = read(graph)
    blocks = [block for block in found.blocks if block.type in READERS]
    return blocks, lambda: (Uses(found).of, Recipients(found))


MAY_BE = Unknown("it may not be created")
IS_NOT: Value[bool] = Known(False)
