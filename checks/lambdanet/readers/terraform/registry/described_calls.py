"""The calls of described modules: which are there, and the instance that each makes."""

from __future__ import annotations

import re

from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, OtherModules
from lambdanet.readers.terraform.registry.catalogue import description_of
from lambdanet.readers.terraform.registry.described_module import DescribedModule
from lambdanet.readers.terraform.registry.descriptions import Description, Edition
from lambdanet.readers.terraform.registry.loader import declared_in
from lambdanet.readers.terraform.registry.module_sources import Source, parsed_source
from lambdanet.readers.terraform.registry.version_constraints import NotAConstraint, may_meet

_OF_EVERY_CALL = frozenset(("source", "version", "providers", "count", "for_each", "depends_on", "lifecycle"))


def described(
    configuration: OtherModules, module: ModuleInstance, call: Declaration, key: int | str | None
) -> ModuleInstance | str:
    """The instance that a call makes, or why the call is not described."""
    source = _evaluated(module, call, "source")
    named = parsed_source(source) if source is not None else None
    description = description_of(named.address) if named is not None else None
    if named is None or description is None:
        return "the module is not described"
    editions = _editions(description, named, module, call)
    if not editions:
        return "this version of the module is not described"
    declared = declared_in(editions)
    for name in (*call.body.attributes, *(block.type for block in call.body.blocks)):
        is_known = name in _OF_EVERY_CALL or ("variable", name) in declared
        if not is_known and re.fullmatch(description.harmless, name) is None:
            return f"what its input {name} does is not described"
    return DescribedModule(configuration, module, call, key, declared)


def _editions(
    description: Description, source: Source, module: ModuleInstance, call: Declaration
) -> tuple[Edition, ...]:
    """The editions of the description that the call may get."""
    if source.from_repository:
        constraint = source.version
    elif call.attribute("version") is not None:
        constraint = _evaluated(module, call, "version")
        if constraint is None:
            return description.editions
    else:
        constraint = None
    if constraint is None:
        return description.editions
    try:
        return tuple(each for each in description.editions if may_meet(constraint, each.first, each.below))
    except NotAConstraint:
        return ()


def _evaluated(module: ModuleInstance, call: Declaration, name: str) -> str | None:
    expression = call.attribute(name)
    datum = module.evaluate(expression) if expression is not None else None
    return datum if isinstance(datum, str) else None
