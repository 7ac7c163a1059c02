"""The YAML policies, decided on what the readers see.

Checkov decides a policy on the values that it has rendered. Rendered values are often wrong (a ``dynamic`` block
over nothing looks like a block, a resource with ``count = 0`` looks like one that exists) and CloudFormation's
know no third answer. So the pack puts its own check in the place of each of its policies: the policy's
definition, decided on the attributes as this pack reads them (``conditions``). An attribute that is
not known is tried as absent and as unknown; where that changes the answer, the policy is undecided.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

from lambdanet.bridge.policies.policy_connections import without_connections
from lambdanet.pack_folders import policies_folder


class Policy:
    """One YAML policy.

    content: as Checkov's parser takes it, with an attribute in the place of each connection.
    judged_when: resource type -> the property without which the policy is not about the resource.
    named_by: attribute -> the property that is an empty text where the block names nothing, as a default may.
    wrong: what is wrong with a resource that fails, after its address. advice: what to do about it.
    only_in_vpcs_with_functions: the policy is about VPCs, and about what is in them, where functions are.
    """

    def __init__(self, content: dict[str, Any]) -> None:
        metadata = content["metadata"]
        definition, self.connections = without_connections(content["definition"], metadata.get("connected_by") or {})
        self.content = {**content, "definition": definition}
        self.id = str(metadata["id"])
        self.name = str(metadata["name"])
        self.severity = str(metadata["severity"])
        self.persona = str(metadata.get("persona") or "default")
        self.statements: tuple[str, ...] = tuple(metadata.get("statements") or ())
        self.judged_when: dict[str, str] = metadata.get("judged_when") or {}
        self.named_by: dict[str, str] = metadata.get("named_by") or {}
        self.wrong, self.advice = str(metadata["wrong"]), str(metadata["advice"])
        self.only_in_vpcs_with_functions = bool(metadata.get("judged_in_vpcs_with_functions"))
        self.attributes = _attributes(definition)


@lru_cache(maxsize=1)
def policies() -> tuple[Policy, ...]:
    """The policies of the pack."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = []
    folder = policies_folder()
    # Not with a pattern of pathlib, which compiles a regular expression: this runs while Checkov loads checks.
    for name in sorted(os.listdir(folder)):
        if name.endswith(".yaml"):
            text = (folder / name).read_text(encoding="utf-8")
            found.append(Policy(yaml.load(text, Loader=loader)))  # noqa: S506  # a safe loader
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
