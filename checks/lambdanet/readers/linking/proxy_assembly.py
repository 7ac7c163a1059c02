"""Proxies with the databases behind them, which their targets name by reference or by name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from lambdanet.identities import deployed_with
from lambdanet.model import Onward, PrivateResource
from lambdanet.readers.linking.grouping import grouped
from lambdanet.readers.resources.collection import Collection, ProxyTarget
from lambdanet.values import Cause, Items, Known, Unknown, Value


def with_databases_behind(
    resources: Mapping[str, PrivateResource], collection: Collection
) -> dict[str, PrivateResource]:
    """The resources; proxies and their endpoints with where they take connections."""
    found = dict(resources)
    if not collection.proxy_of:
        return found
    named = _by_name(resources, collection)
    targets = grouped(
        collection.proxy_targets,
        lambda target: _resolved(target.proxy, target, named, resources),
        collection.uncertain,
        lambda identity: identity,
        lambda target: target.declared_by,
    )
    for identity, of_endpoint in collection.proxy_of.items():
        resource = found[identity]
        onward: Value[Onward | None] = _onward(resource, of_endpoint, targets, named, resources)
        proxy = resources.get(_meant(of_endpoint, resource.identity, named, resources) or "", resource)
        found[identity] = dataclasses.replace(resource, onward=onward, ports=proxy.ports)
    return found


def _onward(
    resource: PrivateResource,
    of_endpoint: Value[str | None],
    targets: Mapping[str, Items[ProxyTarget]],
    named: Mapping[tuple[str, str], list[str]],
    resources: Mapping[str, PrivateResource],
) -> Value[Onward | None]:
    missing = Unknown(
        f"which database is behind {resource.address} is not in the scanned code", cause=Cause.NOT_DECLARED
    )
    proxy = _meant(of_endpoint, resource.identity, named, resources)
    if proxy is None or proxy not in targets:
        return missing
    behind: Items[str] = Items(more=targets[proxy].more)
    for target in targets[proxy].known():
        for database in target.databases.everything():
            meant = _meant(database, target.declared_by, named, resources)
            behind = behind + (Items((missing,)) if meant is None else Items.of([meant]))
    return Known(Onward(proxy, behind)) if behind != Items() else missing


def _by_name(resources: Mapping[str, PrivateResource], collection: Collection) -> dict[tuple[str, str], list[str]]:
    """By where the name holds and by name: the databases and proxies that have it."""
    found: dict[tuple[str, str], list[str]] = {}
    for identity, name in collection.names.items():
        found.setdefault((deployed_with(identity), name), []).append(identity)
    return found


def _resolved(
    value: Value[str | None],
    target: ProxyTarget,
    named: Mapping[tuple[str, str], list[str]],
    resources: Mapping[str, PrivateResource],
) -> Value[str | None]:
    meant = _meant(value, target.declared_by, named, resources)
    return value if meant is None else Known(meant)


def _meant(
    value: Value[str | None] | Value[str],
    by: str,
    named: Mapping[tuple[str, str], list[str]],
    resources: Mapping[str, PrivateResource],
) -> str | None:
    """The resource that a reference, or a name written out, means."""
    if isinstance(value, Unknown):
        return _only(value.candidates) if value.exhaustive else None
    if value.value in resources:
        return value.value
    return _only(named.get((deployed_with(by), value.value or ""), ()))


def _only(found: Iterable[str]) -> str | None:
    listed = list(found)
    return listed[0] if len(listed) == 1 else None
