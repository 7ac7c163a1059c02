"""Load balancers with the ports of their listeners, which are resources of their own."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping

from lambdanet.model import PrivateResource, Use
from lambdanet.readers.grouping import grouped
from lambdanet.readers.resources.collection import Collection, Listener
from lambdanet.values import Items, Unknown, Value

LOAD_BALANCER = "load balancer"
CLASSIC = "classic load balancer"
# Of the provider for AWS, and of CloudFormation's own types, listeners are read, and nothing else but stacks makes any.
_OF_AWS = re.compile(r"(?:^|\.)aws_(?!cloudformation_)|^AWS::(?!CloudFormation::)")


def with_listeners(
    resources: Mapping[str, PrivateResource], collection: Collection, uses_of: Callable[[str], tuple[Use, ...]]
) -> dict[str, PrivateResource]:
    """The resources; load balancers that the code declares with what their listeners tell."""
    balancers = {
        each.identity for each in resources.values() if each.declared and each.kind in (LOAD_BALANCER, CLASSIC)
    }
    if not balancers:
        return dict(resources)
    listeners = grouped(
        collection.listeners,
        lambda listener: listener.load_balancer,
        collection.uncertain,
        lambda identity: identity,
        lambda listener: listener.declared_by,
    )
    found = dict(resources)
    for identity in balancers:
        found[identity] = _listening(found[identity], listeners.get(identity, Items()), uses_of)
    return found


def _listening(
    balancer: PrivateResource, listeners: Items[Listener], uses_of: Callable[[str], tuple[Use, ...]]
) -> PrivateResource:
    ports: Items[int] = balancer.ports if balancer.kind == CLASSIC else Items(more=listeners.more)
    for listener in listeners.known():
        port: Value[int | None] = listener.port
        if isinstance(port, Unknown):
            ports = ports + Items((port,))
        elif port.value is not None:
            ports = ports + Items.of([port.value])
    if ports.more is None:
        ports = Items(ports.elements, _handed_on(balancer, uses_of))
    if ports == Items():
        ports = Items(more=Unknown(f"no listener of {balancer.address} is in the scanned code"))
    by_listeners = ports.complete
    return dataclasses.replace(balancer, ports=_each_once(ports), by_listeners=by_listeners)


def _handed_on(balancer: PrivateResource, uses_of: Callable[[str], tuple[Use, ...]]) -> Unknown | None:
    """Why there may be listeners that are not in view."""
    if balancer.kind == CLASSIC:
        return None  # its listeners stand in it
    for use in uses_of(balancer.identity):
        if use.kind in ("exported", "unresolved"):
            return Unknown(f"{use.address} hands {balancer.address} on, which may get listeners elsewhere")
        if use.kind == "other" and not _OF_AWS.search(use.address):
            return Unknown(f"{use.address} may give {balancer.address} listeners")
    return None


def _each_once(ports: Items[int]) -> Items[int]:
    return Items(tuple(dict.fromkeys(ports.elements)), ports.more)
