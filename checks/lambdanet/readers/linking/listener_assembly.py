"""Load balancers with the ports of their listeners, which are resources of their own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from lambdanet.model import PrivateResource
from lambdanet.readers.linking.grouping import grouped
from lambdanet.readers.resources.collection import Collection, Listener
from lambdanet.values import Items, Unknown, Value

LOAD_BALANCER = "load balancer"
CLASSIC = "classic load balancer"


def with_listeners(resources: Mapping[str, PrivateResource], collection: Collection) -> dict[str, PrivateResource]:
    """The resources; load balancers that the code declares have the ports of their listeners."""
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
        found[identity] = _listening(found[identity], listeners.get(identity, Items()))
    return found


def _listening(balancer: PrivateResource, listeners: Items[Listener]) -> PrivateResource:
    ports: Items[int] = balancer.ports if balancer.kind == CLASSIC else Items(more=listeners.more)
    for listener in listeners.known():
        port: Value[int | None] = listener.port
        if isinstance(port, Unknown):
            ports = ports + Items((port,))
        elif port.value is not None:
            ports = ports + Items.of([port.value])
    if ports == Items():
        ports = Items(more=Unknown(f"no listener of {balancer.address} is in the scanned code"))
    by_listeners = ports.complete
    return dataclasses.replace(balancer, ports=_each_once(ports), by_listeners=by_listeners)


def _each_once(ports: Items[int]) -> Items[int]:
    return Items(tuple(dict.fromkeys(ports.elements)), ports.more)
