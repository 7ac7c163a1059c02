"""What a plan takes away from an account: what it deletes, and what it replaces or changes, as it was before.

A snapshot shows the account before the plan is applied. What the plan makes of it afterwards is read as any code is.
The attributes are those of Terraform's resources, as ``resource_changes`` has them before the change:
https://developer.hashicorp.com/terraform/internals/json-format#change-representation
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lambdanet.aws.ports import NAMES_OF_PROTOCOLS
from lambdanet.readers.resources.collection import Withdrawn
from lambdanet.values import Unknown

_STANDALONE = {
    "aws_vpc_security_group_ingress_rule": "ingress",
    "aws_vpc_security_group_egress_rule": "egress",
}
# The attribute of a rule that names one peer, or several -> the list in which a group of the account has them.
_PEERS = {
    "cidr_blocks": ("cidr_blocks", "cidr_ipv4"),
    "ipv6_cidr_blocks": ("ipv6_cidr_blocks", "cidr_ipv6"),
    "prefix_list_ids": ("prefix_list_ids", "prefix_list_id"),
    "security_groups": ("source_security_group_id", "referenced_security_group_id"),
}
_DESTINATIONS = {
    "cidr_block": "destination_cidr_block",
    "ipv6_cidr_block": "destination_ipv6_cidr_block",
    "destination_prefix_list_id": "destination_prefix_list_id",
}
# What belongs to an endpoint by a resource of its own -> the list of the endpoint, and the attribute with its element.
_OF_ENDPOINTS = {
    "aws_vpc_endpoint_route_table_association": ("route_table_ids", "route_table_id"),
    "aws_vpc_endpoint_subnet_association": ("subnet_ids", "subnet_id"),
    "aws_vpc_endpoint_security_group_association": ("security_group_ids", "security_group_id"),
}
Rule = tuple[str, Any, Any]


class WithdrawnByPlan:
    """gone: the ids and ARNs of what is deleted, or replaced."""

    def __init__(self, withdrawn: Iterable[Withdrawn]) -> None:
        self._by_type: dict[str, list[Withdrawn]] = {}
        self.gone: set[str] = set()
        for each in withdrawn:
            self._by_type.setdefault(each.type, []).append(each)
            if each.deleted:
                self.gone.update(id for name in ("id", "arn") if isinstance(id := each.before.get(name), str))

    def association(self, table: str, subnet: str) -> bool:
        """Whether a subnet no longer has a table of the account."""
        return any(
            each.deleted and (each.before.get("route_table_id"), each.before.get("subnet_id")) == (table, subnet)
            for each in self._by_type.get("aws_route_table_association", ())
        )

    def main_tables(self) -> Iterator[tuple[str, str]]:
        """VPCs with the main table that they have again, because another one no longer is."""
        for each in self._by_type.get("aws_main_route_table_association", ()):
            vpc, table = each.before.get("vpc_id"), each.before.get("original_route_table_id")
            if each.deleted and isinstance(vpc, str) and isinstance(table, str):
                yield vpc, table

    def table(self, id: str, data: dict[str, Any]) -> dict[str, Any]:
        """The table without routes that are deleted."""
        gone = [each.before for each in self._by_type.get("aws_route", ()) if each.before.get("route_table_id") == id]
        if not gone or isinstance(data["route"], Unknown):
            return data

        def is_gone(route: Mapping[str, Any]) -> bool:
            return any(
                route.get(ours) and route.get(ours) == before.get(name)
                for before in gone
                for ours, name in _DESTINATIONS.items()
            )

        return {**data, "route": [route for route in data["route"] if not is_gone(route)]}

    def acl(self, id: str, data: dict[str, Any]) -> dict[str, Any]:
        """The ACL without entries that are deleted or changed, and without subnets that it no longer has."""
        rules = [each.before for each in self._by_type.get("aws_network_acl_rule", ())]
        gone = {
            (each.get("egress"), str(each.get("rule_number"))) for each in rules if each.get("network_acl_id") == id
        }
        associations = self._by_type.get("aws_network_acl_association", ())
        subnets = {each.before.get("subnet_id") for each in associations if each.before.get("network_acl_id") == id}
        kept = {
            name: [
                each
                for each in data[name]
                if isinstance(each, Unknown) or (egress, str(each.get("rule_no"))) not in gone
            ]
            for name, egress in (("ingress", False), ("egress", True))
            if gone and not isinstance(data[name], Unknown)
        }
        return {**data, **kept, "subnet_ids": [each for each in data["subnet_ids"] if each not in subnets]}

    def group(self, id: str, data: dict[str, Any]) -> dict[str, Any]:
        """The group without rules that are deleted or changed."""
        for direction in ("ingress", "egress"):
            for before in self._rules(id, direction):
                data = {**data, direction: _without(data[direction], before, id)}
        return data

    def _rules(self, group: str, direction: str) -> Iterator[Mapping[str, Any]]:
        for kind, each in ((kind, each) for kind, several in self._by_type.items() for each in several):
            which = _STANDALONE.get(kind, each.before.get("type") if kind == "aws_security_group_rule" else None)
            if which == direction and each.before.get("security_group_id") == group:
                yield each.before

    def endpoint(self, id: str, data: dict[str, Any]) -> dict[str, Any]:
        """The endpoint without what it no longer has."""
        for kind, (listed, name) in _OF_ENDPOINTS.items():
            befores = [each.before for each in self._by_type.get(kind, ()) if each.deleted]
            gone = {before.get(name) for before in befores if before.get("vpc_endpoint_id") == id}
            if gone and not isinstance(data[listed], Unknown):
                data = {**data, listed: [each for each in data[listed] if each not in gone]}
        return data

    def role(self, data: dict[str, Any]) -> dict[str, Any]:
        """What AWS says of a role, without policies that are detached or deleted."""
        name = data.get("RoleName")
        for kind, listed, member, attribute in (
            ("aws_iam_role_policy_attachment", "AttachedManagedPolicies", "PolicyArn", "policy_arn"),
            ("aws_iam_role_policy", "RolePolicyList", "PolicyName", "name"),
        ):
            befores = [each.before for each in self._by_type.get(kind, ()) if each.deleted]
            gone = {before.get(attribute) for before in befores if before.get("role") == name}
            held = data.get(listed)
            if gone and isinstance(held, list):
                kept = [each for each in held if not (isinstance(each, dict) and each.get(member) in gone)]
                data = {**data, listed: kept}
        return data


def _without(held: Any, before: Mapping[str, Any], group: str) -> Any:
    """The rules without one. Where other rules have its peers, it is not known which of them it is."""
    if isinstance(held, Unknown):
        return held
    rule, peers = _rule_of(before), {listed: set(_peers_of(before, names, group)) for listed, names in _PEERS.items()}
    wanted = {(listed, peer) for listed, several in peers.items() for peer in several}
    found: set[tuple[str, str]] = set()
    left: list[Any] = []
    for entry in held:
        if isinstance(entry, Unknown):
            left.append(entry)
            continue
        if _rule_of(entry) == rule:
            found |= {(listed, each) for listed, each in wanted if each in entry.get(listed, ())}
            entry = {
                **entry,
                **{listed: [each for each in entry[listed] if each not in peers[listed]] for listed in _PEERS},
            }
        if any(entry.get(listed) for listed in _PEERS):
            left.append(entry)
    known = [entry for entry in left if not isinstance(entry, Unknown)]
    if any(peer in entry.get(listed, ()) for listed, peer in wanted - found for entry in known):
        return Unknown(f"the plan deletes a rule of {group} of which the files say something else")
    return left


def _rule_of(rule: Mapping[str, Any]) -> Rule:
    protocol = str(rule.get("protocol", rule.get("ip_protocol"))).lower()
    protocol = NAMES_OF_PROTOCOLS.get(protocol, protocol)
    # Of all protocols there are no ports, and of ICMP the numbers are types.
    return (protocol, None, None) if protocol == "-1" else (protocol, rule.get("from_port"), rule.get("to_port"))


def _peers_of(rule: Mapping[str, Any], names: tuple[str, ...], group: str) -> Iterator[str]:
    for name in names:
        peers = rule.get(name)
        yield from (each for each in (peers if isinstance(peers, list) else [peers]) if isinstance(each, str))
    if rule.get("self") is True and "source_security_group_id" in names:
        yield group
