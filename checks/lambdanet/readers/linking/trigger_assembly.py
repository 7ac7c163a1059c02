"""Links rules, their targets and aliases to what runs which function."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from lambdanet.created_together import is_there_with
from lambdanet.identities import is_written_out
from lambdanet.model import CustomResource, Trigger
from lambdanet.readers.conversions import short
from lambdanet.readers.linking.names_written_out import meant_by
from lambdanet.readers.resources.collection import Collection, RuleTarget
from lambdanet.values import Cause, Known, Unknown, all_of


def aliases(collection: Collection) -> dict[str, str]:
    """The function of each alias and version, by identity."""
    named = collection.function_of_qualifier.items()
    return {alias: of.value for alias, of in named if isinstance(of, Known) and of.value is not None}


def triggers(collection: Collection) -> Iterator[Trigger]:
    """What runs functions."""
    for trigger in collection.triggers:
        yield _linked(trigger, collection)
    for target in collection.rule_targets:
        for trigger in _triggers_by_rule(target, collection):
            yield _linked(trigger, collection)


def custom_resources(collection: Collection) -> Iterator[CustomResource]:
    """The custom resources, one for each function that answers: a topic passes requests on to its subscribers."""
    for resource in collection.custom_resources:
        token = resource.function
        listening = [one.function for one in collection.subscriptions if token == Known(one.topic)]
        for function in listening or [token]:
            doubt = collection.uncertain.get(resource.identity)
            named = function.value or "" if isinstance(function, Known) else ""
            if doubt is not None and named and not is_there_with(collection.uncertain, resource.identity, named):
                function = doubt.of_another(frozenset({named}))
            yield dataclasses.replace(resource, function=function)


def _linked(trigger: Trigger, collection: Collection) -> Trigger:
    """Say which function the alias is of, and whether the trigger is created."""
    function = trigger.function
    if isinstance(function, Known) and function.value in collection.function_of_qualifier:
        trigger = dataclasses.replace(trigger, function=collection.function_of_qualifier[function.value])
    uncertain = collection.uncertain.get(trigger.identity)
    return trigger if uncertain is None else dataclasses.replace(trigger, active=all_of([uncertain, trigger.active]))


def _triggers_by_rule(target: RuleTarget, collection: Collection) -> Iterator[Trigger]:
    rule = meant_by(collection, target.kind, target.rule, target.identity)
    found = collection.event_rules.get(rule.value or "") if isinstance(rule, Known) else None
    by_schedule = Trigger(target.identity, target.place, kind="schedule", function=target.function, role=target.role)
    if isinstance(rule, Unknown) or found is None:
        named = "" if isinstance(rule, Unknown) else short(rule.value or "")
        if isinstance(rule, Known) and is_written_out(rule.value or ""):
            named = f"a rule {named} on the same event bus"
        missing = Unknown(f"{named} is not in the scanned code", cause=Cause.NOT_DECLARED)
        yield dataclasses.replace(by_schedule, schedule=rule.of_another() if isinstance(rule, Unknown) else missing)
        return
    doubts = [collection.uncertain.get(identity) for identity in (rule.value or "", target.identity)]
    active = all_of([found.active, *(doubt for doubt in doubts if doubt is not None)])
    by_schedule = dataclasses.replace(by_schedule, identity=rule.value or "", place=found.place, active=active)
    if found.schedule != Known(None):
        yield dataclasses.replace(by_schedule, schedule=found.schedule)
    if found.pattern:
        yield dataclasses.replace(by_schedule, kind="event rule")
