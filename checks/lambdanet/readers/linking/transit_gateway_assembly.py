"""Transit gateways with the routes, associations and propagations from everywhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from lambdanet.model import Place, TransitGateway, TransitGatewayRoute, TransitGatewayRouteTable
from lambdanet.readers.conversions import made_with
from lambdanet.readers.linking.grouping import grouped
from lambdanet.readers.resources.collection import Collection, TransitGatewayLink
from lambdanet.values import Items, Known, Value


def transit_gateway_route_tables(
    collection: Collection, same: Callable[[str], str]
) -> dict[str, TransitGatewayRouteTable]:
    """The tables by identity, the default one of each gateway among them."""
    tables = [*collection.transit_gateway_route_tables, *map(_default_table, collection.transit_gateways)]
    uncertain = collection.uncertain
    routes = grouped(collection.transit_gateway_routes, lambda route: route.table, uncertain, same)
    links = {
        kind: grouped(
            _of_kind(collection, kind), lambda link: link.table, uncertain, same, lambda link: link.declared_by
        )
        for kind in ("association", "propagation")
    }
    return {
        table.identity: dataclasses.replace(
            table,
            routes=routes.get(table.identity, Items()).map(lambda route: _with_attachment(route, same)),
            associations=_attachments(links["association"].get(table.identity, Items()), same),
            propagations=_attachments(links["propagation"].get(table.identity, Items()), same),
        )
        for table in tables
    }


def _of_kind(collection: Collection, kind: str) -> Iterable[TransitGatewayLink]:
    return [link for link in collection.transit_gateway_links if link.kind == kind]


def _default_table(gateway: TransitGateway) -> TransitGatewayRouteTable:
    place = Place(f"the default route table of {gateway.address}", gateway.place.file, gateway.place.line)
    identity = made_with(gateway.identity, "default route table")
    return TransitGatewayRouteTable(identity, place, declared=False, gateway=Known(gateway.identity), default=True)


def _with_attachment(route: TransitGatewayRoute, same: Callable[[str], str]) -> TransitGatewayRoute:
    return dataclasses.replace(route, attachment=_named(route.attachment, same))


def _attachments(links: Items[TransitGatewayLink], same: Callable[[str], str]) -> Items[str]:
    found: list[Value[str]] = []
    for link in links.known():
        named = _named(link.attachment, same)
        if not isinstance(named, Known):
            found.append(named)
        elif named.value is not None:
            found.append(Known(named.value))
    return Items(tuple(found), links.more)


def _named(attachment: Value[str | None], same: Callable[[str], str]) -> Value[str | None]:
    if isinstance(attachment, Known) and attachment.value is not None:
        return Known(same(attachment.value))
    return attachment
