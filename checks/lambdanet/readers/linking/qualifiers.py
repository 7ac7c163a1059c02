"""The alias or version of which a function URL is, or for whose requests a permission is, where its ARN is named."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from lambdanet.model import FunctionUrl, InvokePermission
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Known

_Qualified = TypeVar("_Qualified", FunctionUrl, InvokePermission)


def name_qualifiers(collection: Collection) -> None:
    """Put the names of aliases and versions beside the functions that are named by them, and for their identities."""
    names = collection.name_of_qualifier
    if not names:
        return

    def found(items: list[_Qualified]) -> None:
        for at, item in enumerate(items):
            for named in (item.qualifier, item.function):
                if isinstance(named, Known) and named.value in names:
                    items[at] = dataclasses.replace(item, qualifier=names[named.value])
                    break

    found(collection.function_urls)
    found(collection.invoke_permissions)
