"""VPCs with the DNS servers that their DHCP options name."""

from __future__ import annotations

import dataclasses

from lambdanet.model import Vpc
from lambdanet.readers.conversions import undeclared
from lambdanet.readers.linking.grouping import grouped
from lambdanet.readers.resources.collection import Collection, DhcpOptionsOfVpc
from lambdanet.values import Items, Known, Unknown, Value, any_of


def with_dns_servers(vpcs: dict[str, Vpc], collection: Collection) -> dict[str, Vpc]:
    """The VPCs, of which those associated with DHCP options may use other DNS servers than their resolver."""
    if not collection.dhcp_options_of_vpcs:
        return vpcs
    options = grouped(
        collection.dhcp_options_of_vpcs,
        lambda item: item.vpc,
        collection.uncertain,
        lambda identity: identity,
        lambda item: item.declared_by,
    )
    return {
        identity: dataclasses.replace(vpc, other_dns_servers=_others(options[identity], collection))
        if identity in options
        else vpc
        for identity, vpc in vpcs.items()
    }


def _others(associated: Items[DhcpOptionsOfVpc], collection: Collection) -> Value[bool]:
    answers: list[Value[bool]] = [] if associated.more is None else [associated.more]
    for item in associated.known():
        named: Value[str | None] = item.options
        if isinstance(named, Unknown):
            answers.append(named)
        elif named.value is None:
            answers.append(Known(False))
        else:
            answers.append(collection.dhcp_options.get(named.value, undeclared(named.value)))
    return any_of(answers)
