"""What is in the parameter store, where files say it: dynamic references, and parameters that are read there.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html

``{{resolve:ssm:name}}`` is the latest version, ``{{resolve:ssm:name:2}}`` the second. Secure strings and secrets are
left to AWS.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lambdanet.given.facts import contradicted, take
from lambdanet.given.facts_of_place import facts_for
from lambdanet.given.notes import notes
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.readers.cloudformation.declarations.partial_texts import scalar_text
from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.cloudformation.expressions.pseudo_parameters import region_of
from lambdanet.readers.datum import Datum
from lambdanet.values import Unknown

_OF_STORE = re.compile(
    r"\{\{resolve:ssm:(?P<name>(?:arn:[^{}\s]+?:parameter/)?[A-Za-z0-9_./-]+)(?::(?P<version>\d{1,9}))?\}\}"
)
_PARAMETER = "AWS::SSM::Parameter"


def resolved(reference: str, template: Template, unknown: Unknown) -> Datum:
    """What a dynamic reference stands for; the unknown, perhaps with another reason, where files do not say it."""
    found = _OF_STORE.fullmatch(reference)
    if found is None:
        return unknown
    version = found["version"]
    return stored_value(found["name"], template, unknown, None if version is None else int(version))


def stored_in(reference: str) -> tuple[MissingFact, ...]:
    """The stored parameter that a dynamic reference names; none of those to secure strings, which nobody reads."""
    found = _OF_STORE.fullmatch(reference)
    return (MissingFact(Sort.STORED_PARAMETER, found["name"]),) if found is not None else ()


def stored_value(name: str, template: Template, unknown: Unknown, version: int | None = None) -> Datum:
    """What a stored parameter holds; the unknown, perhaps with another reason, where files do not say it."""
    facts = facts_for(template.file)
    given = None if facts is None else facts.parameter(name, region_of(template), version)
    if isinstance(given, Unknown):
        return replace(unknown, reason=given.reason)
    if given is None:
        return unknown
    made = _made_here(name, template)
    if made is not None and made != given.value:
        notes().add_contradiction(contradicted(given, f"the stored parameter {name}"))
        return unknown
    return take(given, template.file)


def _made_here(name: str, template: Template) -> str | None:
    """The text that a template of the scan puts into the parameter; None where none does, or it is none."""
    memory = template.scan.memory
    if "stored parameters" not in memory:
        memory["stored parameters"] = {}
        memory["stored parameters"] = {
            named: (resource.template, resource.properties.get("Value"))
            for owner in template.scan.templates.values()
            for resource in owner.resources.values()
            if resource.type == _PARAMETER and isinstance(named := resource.properties.get("Name"), str)
        }
    found = memory["stored parameters"].get(name)
    if found is None:
        return None
    owner, value = found
    return scalar_text(owner.evaluate(value)) if isinstance(value, str) else None
