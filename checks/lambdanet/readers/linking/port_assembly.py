"""Rules whose port is that of another resource: "the port of the database", as the CDK writes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from lambdanet.model import PrivateResource, SecurityGroup, SecurityGroupRule
from lambdanet.values import Items, Known, Unknown


def with_ports(group: SecurityGroup, resources: Mapping[str, PrivateResource]) -> SecurityGroup:
    """The group with the ports that other resources say."""
    hidden = [rule for rule in (*group.ingress.known(), *group.egress.known()) if isinstance(rule.ports, Unknown)]
    if not hidden:
        return group
    return dataclasses.replace(
        group, ingress=_with_ports(group.ingress, resources), egress=_with_ports(group.egress, resources)
    )


def _with_ports(rules: Items[SecurityGroupRule], resources: Mapping[str, PrivateResource]) -> Items[SecurityGroupRule]:
    def with_port(rule: SecurityGroupRule) -> SecurityGroupRule:
        port = _port(rule.ports, resources) if isinstance(rule.ports, Unknown) else None
        return rule if port is None else dataclasses.replace(rule, ports=Known((port, port)))

    return rules.map(with_port)


def _port(ports: Unknown, resources: Mapping[str, PrivateResource]) -> int | None:
    """The one port of the resource whose attribute the unknown is."""
    symbol = ports.symbol or ""
    for identity in ports.candidates:
        resource = resources.get(identity)
        if resource is None or not symbol.startswith(f"{identity}.") or not symbol.lower().endswith("port"):
            continue
        if resource.ports.complete and len(resource.ports.elements) == 1:
            return resource.ports.known()[0]
    return None
