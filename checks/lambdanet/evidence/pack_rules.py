"""Every rule and policy of the pack with its metadata, also those that the settings keep silent."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from lambdanet.evidence.folders import external_checks
from lambdanet.policies import Policy, policies
from lambdanet.records import dataclass
from lambdanet.rule_kit import RULES, Control, Rule
from lambdanet.settings import current


@dataclass(frozen=True)
class PackRule:
    """What a report says about a rule.

    persona, speaks: strict ones have to be asked for by the settings. frameworks: what it is in other frameworks.
    """

    id: str
    name: str
    severity: str
    statements: tuple[str, ...]
    persona: str
    speaks: bool
    frameworks: tuple[Control, ...]


@lru_cache(maxsize=1)
def pack_rules() -> dict[str, PackRule]:
    """The rules by id, in the order of their ids."""
    load_rules()
    known: list[Rule | Policy] = [*RULES.values(), *policies()]
    found = [
        PackRule(
            rule.id,
            rule.name,
            rule.severity,
            rule.statements,
            rule.persona,
            rule.persona in ("default", current().persona),
            rule.frameworks,
        )
        for rule in known
    ]
    return {rule.id: rule for rule in sorted(found, key=lambda rule: rule.id)}


def load_rules() -> None:
    """Execute the files of the rules, which registers them with Checkov, as Checkov does and under the same names."""
    for file in sorted(Path(external_checks()[0]).glob("*/lambdanet_*.py")):
        if file.stem not in sys.modules:
            spec = spec_from_file_location(file.stem, file)
            if spec is not None and spec.loader is not None:
                module = module_from_spec(spec)
                sys.modules[file.stem] = module
                spec.loader.exec_module(module)
