"""What makes a function run, as far as the code says."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.kit.wording import names
from lambdanet.queries.caching import once_per_network
from lambdanet.values import Items, Known, Unknown, is_false

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import ExecutionRole, Function, InvokePermission, Network, PolicyStatement, Trigger
    from lambdanet.values import Value

SCHEDULE = "schedule"
FRONTS = ("API", "load balancer", "resolver")
"""Kinds of triggers behind which someone waits for the function's answer; a function URL is another."""
_SERVICES_OF_FRONTS = ("apigateway.", "elasticloadbalancing.")
_SCHEDULING_SERVICES = ("events.", "scheduler.")


def triggers_of(network: Network, function: Function) -> list[Trigger]:
    """The triggers of a function, those that are switched off too.

    One that may be of this function, or of another, is ``active`` for an unknown reason.
    """
    return _triggers(network).get(function.identity, [])


def schedules_of(network: Network, function: Function) -> list[Trigger]:
    """The schedules that run a function, also those that are switched off."""
    return [trigger for trigger in triggers_of(network, function) if trigger.kind == SCHEDULE]


def running_schedules(network: Network, function: Function) -> list[Trigger]:
    """The schedules that run a function and are not known to be switched off."""
    return [trigger for trigger in schedules_of(network, function) if not is_false(trigger.active)]


@once_per_network
def _triggers(network: Network) -> dict[str, list[Trigger]]:
    found: defaultdict[str, list[Trigger]] = defaultdict(list)
    for trigger in network.triggers:
        for identity, doubt in _named(network, trigger.function):
            if doubt is not None and trigger.active != Known(False):
                found[identity].append(dataclasses.replace(trigger, active=doubt))
            else:
                found[identity].append(trigger)
    return dict(found)


def fronts_of(network: Network, function: Function) -> Items[str]:
    """Where someone waits for the function's answer: what triggers, URLs and permissions say about it."""
    return Items(tuple(_fronts(network).get(function.identity, ())))


@once_per_network
def _fronts(network: Network) -> dict[str, list[Value[str]]]:
    found: defaultdict[str, list[Value[str]]] = defaultdict(list)

    def note(named: Value[str | None], there: Value[object], reason: str) -> None:
        for identity, doubt in _named(network, named):
            unknown = there if doubt is None else doubt
            found[identity].append(unknown if isinstance(unknown, Unknown) else Known(reason))

    for trigger in network.triggers:
        if trigger.kind in FRONTS and trigger.active != Known(False):
            note(trigger.function, trigger.active, trigger.address)
    for url in network.function_urls:
        note(url.function, Known(True), url.address)
    for permission in network.invoke_permissions:
        for principal in permission.principals.known() if permission.effect != Known("Deny") else ():
            if principal.startswith(_SERVICES_OF_FRONTS):
                note(permission.function, permission.effect, f"requests of {principal}")
    return dict(found)


def other_callers(network: Network, function: Function) -> Items[str]:
    """Who may run a function besides its schedules: triggers, permissions, and whatever else names the function."""
    triggers = triggers_of(network, function)
    found = [item.address for item in triggers if item.kind != SCHEDULE and item.active != Known(False)]
    found += [url.address for url in network.function_urls if function.identity in _candidates(network, url.function)]
    schedules = {item.identity for item in triggers if item.kind == SCHEDULE}
    for permission in _permissions(network).get(function.identity, []):
        if not _is_for(permission, schedules):
            found.append(f"a permission for {names(permission.principals.known()) or 'someone not known'}")
    own = {item.role.value for item in triggers if isinstance(item.role, Known)}
    found += [role.address for role in _invokers(network).get(function.identity, []) if role.identity not in own]
    for identity in (function.identity, *_aliases(network).get(function.identity, [])):
        found += [use.address for use in network.users[identity].known()]
    return Items(Items.of(dict.fromkeys(found)).elements, function.more)


def _named(network: Network, named: Value[str | None]) -> Iterator[tuple[str, Unknown | None]]:
    """The functions that something names for certain, or may name, with the doubt."""
    if isinstance(named, Known):
        if named.value is not None:
            yield network.aliases.get(named.value, named.value), None
        return
    for candidate in named.candidates:
        yield network.aliases.get(candidate, candidate), named


def _candidates(network: Network, named: Value[str | None]) -> set[str]:
    return {identity for identity, _ in _named(network, named)}


@once_per_network
def _aliases(network: Network) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for alias, function in network.aliases.items():
        found[function].append(alias)
    return dict(found)


@once_per_network
def _permissions(network: Network) -> dict[str, list[InvokePermission]]:
    found: defaultdict[str, list[InvokePermission]] = defaultdict(list)
    for permission in network.invoke_permissions:
        if permission.effect != Known("Deny"):
            for identity in _candidates(network, permission.function):
                found[identity].append(permission)
    return dict(found)


def _is_for(permission: InvokePermission, schedules: set[str]) -> bool:
    """Whether the permission is what the function's schedules need."""
    principals = permission.principals
    if not principals.complete or not all(name.startswith(_SCHEDULING_SERVICES) for name in principals.known()):
        return False
    source = permission.source
    return isinstance(source, Known) and (source.value is None or source.value in schedules)


@once_per_network
def _invokers(network: Network) -> dict[str, list[ExecutionRole]]:
    """The roles that may invoke a function which their policies name."""
    found: defaultdict[str, list[ExecutionRole]] = defaultdict(list)
    for role in network.roles.values():
        for hidden in role.statements.unknowns():
            for identity in hidden.candidates:
                found[network.aliases.get(identity, identity)].append(role)
        for statement in (*role.statements.known(), *role.perhaps_allowed):
            if _lets_invoke(statement):
                for resource in statement.resources.unknowns():
                    for identity in resource.candidates:
                        found[network.aliases.get(identity, identity)].append(role)
    return dict(found)


def _lets_invoke(statement: PolicyStatement) -> bool:
    return statement.effect != Known("Deny") and any(
        fnmatchcase("lambda:invokefunction", action) for action in statement.actions.known()
    )
