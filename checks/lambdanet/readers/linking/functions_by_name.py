"""Functions that others name by a name that is written out: these others are the declared function's from then on."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from lambdanet.model import CustomResource, Destination, FunctionUrl, InvokePermission, Trigger
from lambdanet.readers.linking.names_written_out import meant_by
from lambdanet.readers.resources.collection import Collection, ProvisionedConcurrency, RuleTarget
from lambdanet.readers.resources.names import FUNCTION
from lambdanet.values import Value

_Naming = TypeVar(
    "_Naming", Trigger, RuleTarget, CustomResource, InvokePermission, FunctionUrl, Destination, ProvisionedConcurrency
)


def find_functions_by_name(collection: Collection) -> None:
    """Put the functions in the place of their names."""
    if not any(kind == FUNCTION for kind, _ in collection.named):
        return

    def function(named: Value[str | None], by: str) -> Value[str | None]:
        return meant_by(collection, FUNCTION, named, by)

    def found(items: list[_Naming]) -> None:
        for at, item in enumerate(items):
            by = item.declared_by if isinstance(item, ProvisionedConcurrency) else item.identity
            meant = function(item.function, by)
            if meant is not item.function:
                items[at] = dataclasses.replace(item, function=meant)

    found(collection.triggers)
    found(collection.rule_targets)
    found(collection.custom_resources)
    found(collection.invoke_permissions)
    found(collection.function_urls)
    found(collection.destinations)
    found(collection.provisioned)
    for qualifier, named in collection.function_of_qualifier.items():
        collection.function_of_qualifier[qualifier] = function(named, qualifier)
