"""Every rule and policy of the pack with its metadata, also those that the settings switch off."""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING

from lambdanet.handbook.rule_texts import RuleText, rule_texts
from lambdanet.kit.rules import RULES
from lambdanet.pack_folders import checks_folder
from lambdanet.settings.settings_in_force import current

if TYPE_CHECKING:
    from lambdanet.bridge.policies.policies import Policy
    from lambdanet.kit.rules import Rule


@lru_cache(maxsize=1)
def pack_rules() -> dict[str, RuleText]:
    """The rules by id, in the order of their ids."""
    return {rule.id: rule for rule in rule_texts()}


def is_switched_on(rule: RuleText) -> bool:
    """Whether the settings let the rule judge; strict ones have to be asked for."""
    return rule.persona in ("default", current().persona)


def rules_and_policies() -> tuple[Rule | Policy, ...]:
    """What judges, as far as the settings let it: the rules, then the policies."""
    from lambdanet.bridge.policies.policies import policies

    judges: list[Rule | Policy] = [RULES[id] for id in sorted(pack_rules().keys() & RULES.keys())]
    judges += policies()
    return tuple(each for each in judges if each.persona in ("default", current().persona))


def load_rules() -> None:
    """Register the rules with Checkov, as the settings in force let them judge.

    Their files are executed as Checkov does it, and under the same names; once in a process.
    """
    from lambdanet.bridge.checkov_checks import register

    for file in sorted(checks_folder().glob("*/lambdanet_*.py")):
        if file.stem not in sys.modules:
            spec = spec_from_file_location(file.stem, file)
            if spec is not None and spec.loader is not None:
                module = module_from_spec(spec)
                sys.modules[file.stem] = module
                spec.loader.exec_module(module)
    for id in pack_rules().keys() & RULES.keys():
        register(RULES[id])
