"""Which roles, users and groups have which policy."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

from lambdanet.created_together import is_there_with
from lambdanet.model import IdentityPolicy
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Items, Known, Unknown, Value


def identity_policies(collection: Collection) -> tuple[IdentityPolicy, ...]:
    """The policies with whoever has them by attachments from everywhere."""
    whose: defaultdict[str, list[Value[str]]] = defaultdict(list)
    for attachment in collection.attachments:
        role = attachment.role
        holder: Value[str] = role if isinstance(role, Unknown) else Known(role.value or "")
        if isinstance(role, Known) and not is_there_with(
            collection.uncertain, attachment.declared_by, role.value or ""
        ):
            doubt = collection.uncertain[attachment.declared_by]
            holder = doubt.of_another(frozenset({role.value or ""}))
        for policy in {attachment.declared_by, *attachment.policies.known()}:
            whose[policy].append(holder)
        for hidden in (*attachment.policies.unknowns(), *attachment.managed_policies.unknowns()):
            for candidate in hidden.candidates:
                whose[candidate].append(hidden.of_another())
    for holds in (*collection.roles, *collection.users_and_groups):
        for hidden in holds.managed_policies.unknowns():
            for candidate in hidden.candidates:
                whose[candidate].append(hidden.of_another())
    boundaries = {policy for boundary in collection.boundaries.values() for policy in boundary.policies.known()}
    return tuple(
        dataclasses.replace(
            policy,
            principals=Items(tuple(whose.get(policy.identity, ())) or policy.principals.elements),
            boundary=policy.identity in boundaries,
        )
        for policy in collection.identity_policies
    )
