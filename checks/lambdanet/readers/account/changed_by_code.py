"""What code changes of a network in an account: once it is deployed, what the code says holds.

A subnet has one table and one ACL, and a table has one route to a destination, so what the code says of them takes the
place of what the account has (https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html). Often it is
the same: the files were made after the code was deployed. What code may or may not make leaves it open.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from lambdanet.identities import DEFAULT_GROUP, configuration_of, made_with, short
from lambdanet.model import NetworkAclAssociation, Route, RouteTableAssociation
from lambdanet.readers.account.withdrawn_by_plan import WithdrawnByPlan
from lambdanet.readers.imported_ids import meant
from lambdanet.readers.resources.collection import Collection, ExclusiveRules
from lambdanet.values import Cause, Items, Known, Unknown

Shape = tuple[str, "dict[str, Any]"]
_DESTINATIONS = ("cidr_block", "ipv6_cidr_block", "destination_prefix_list_id")


class ChangedByCode:
    """What the code said of accounts before anything of these was added.

    tables, acls: the subnets that code associates with a table, or an ACL, or may associate.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self.withdrawn = WithdrawnByPlan(collection.withdrawn)
        for vpc, table in self.withdrawn.main_tables():
            collection.same_as.setdefault(made_with(meant(vpc), "main route table"), meant(table))
        self._adopted = dict(collection.same_as)
        self.tables = self._associated(collection.associations)
        self.acls = self._associated(collection.network_acl_associations)
        self._routes = [
            route
            for route in collection.routes
            if isinstance(route.table, Known) and isinstance(route.destination, Known)
        ]

    def _associated(self, associations: Iterable[RouteTableAssociation | NetworkAclAssociation]) -> set[str]:
        found: set[str] = set()
        for association in associations:
            subnet = association.subnet
            found |= subnet.candidates if isinstance(subnet, Unknown) else {subnet.value or ""}
        return found

    def leaves(self, key: str, id: str, shape: Shape) -> Shape:
        """The type and the attributes; no type where a block of the code adopts it, and says all of it."""
        kind, data = shape
        if key == "RouteTables":
            return self._table(id, kind, self.withdrawn.table(id, data))
        if key == "NetworkAcls":
            data = self._acl(id, self.withdrawn.acl(id, data))
            return kind, {**data, "subnet_ids": [each for each in data["subnet_ids"] if meant(each) not in self.acls]}
        if key == "SecurityGroups":
            return self._group(id, kind, self.withdrawn.group(id, data))
        if key == "VpcEndpoints":
            return kind, self.withdrawn.endpoint(id, data)
        return shape

    def _table(self, id: str, kind: str, data: dict[str, Any]) -> Shape:
        main = self._adopted.get(made_with(meant(str(data.get("vpc_id"))), "main route table"), id)
        if kind == "aws_default_route_table" and main != id:
            if self._collection.types.get(main) == kind:
                self._collection.same_as[id] = main
                return "", data
            # The code makes another table the main one.
            kind, data = "aws_route_table", {name: data[name] for name in ("vpc_id", "route")}
        if isinstance(data["route"], Unknown):
            return kind, data
        said = [route for route in self._routes if route.table == Known(id)]
        return kind, {
            **data,
            "route": [each for each in data["route"] if not any(self._replaces(it, each) for it in said)],
        }

    def _replaces(self, route: Route, held: dict[str, Any]) -> bool:
        """Whether a route of the code takes the place of one of the account.

        It does where it only may be made, too, unless both lead to the same target: then nothing changes.
        """
        if all(route.destination != Known(meant(str(held[name]))) for name in _DESTINATIONS):
            return False
        target = route.target.value.identity if isinstance(route.target, Known) else None
        if route.identity not in self._collection.uncertain or target is None:
            return True
        return target not in (meant(each) for each in held.values() if isinstance(each, str))

    def _acl(self, id: str, data: dict[str, Any]) -> dict[str, Any]:
        """The ACL without entries whose number one of the code has: AWS has one entry of a number and direction."""
        for rule in self._collection.network_acl_rules:
            direction, number = rule.direction, rule.number
            if rule.acl != Known(id) or isinstance(direction, Unknown) or isinstance(number, Unknown):
                continue
            held = data[direction.value]
            if rule.identity not in self._collection.uncertain and not isinstance(held, Unknown):
                others = [each for each in held if isinstance(each, Unknown) or each.get("rule_no") != number.value]
                data = {**data, direction.value: others}
        return data

    def _group(self, id: str, kind: str, data: dict[str, Any]) -> Shape:
        adopted = self._adopted.get(made_with(meant(str(data.get("vpc_id"))), DEFAULT_GROUP), id)
        if kind == "aws_default_security_group" and adopted != id:
            self._collection.same_as[id] = adopted
            return "", data
        for rules in self._collection.exclusive_rules:
            if rules.group == Known(id):
                data = {**data, **{name: self._only(rules, kept, id) for name, kept in rules.kept.items()}}
        return kind, data

    def leaves_of_role(self, data: dict[str, Any]) -> dict[str, Any]:
        """What AWS says of a role, without the policies that code writes anew, or removes.

        Inline policies of a role have names of their own, so one that code names is the code's.
        """
        data = self.withdrawn.role(data)
        for said in self._collection.policies_said:
            if said.role not in (Known(data.get("RoleName")), Known(data.get("Arn"))):
                continue
            list_of, named = ("RolePolicyList", "PolicyName")
            if said.kind == "all attached":
                list_of, named = ("AttachedManagedPolicies", "PolicyArn")
            held, names = data.get(list_of), said.names.known()
            if not isinstance(held, list):
                continue
            if said.kind == "inline":
                kept = [each for each in held if each.get(named) not in names]
            elif said.declared_by in self._collection.uncertain or not said.names.complete:
                kept = None
            else:
                kept = [each for each in held if each.get(named) in names]
            data = {**data, list_of: kept}
        return data

    def _only(self, rules: ExclusiveRules, kept: Items[str], id: str) -> Any:
        """The rules of the account that stay where code lists all that may: those that it makes are not among them."""
        types = self._collection.types
        if rules.declared_by in self._collection.uncertain or not kept.complete:
            return Unknown(f"{short(rules.declared_by)} may remove rules of {id}")
        if any(each not in types for each in kept.known()):
            return Unknown(f"{short(rules.declared_by)} keeps some of the rules of {id}")
        return []


def let_code_mean(collection: Collection, vpc_of: Mapping[str, str]) -> None:
    """Let what a configuration says of something that it does not name be about the VPCs of its functions.

    Whoever deploys it may give it the id. What is known only when AWS has made it is not there yet. vpc_of: by the id
    of what was taken from accounts, the VPC.
    """
    by_identity = {meant(id): vpc for id, vpc in vpc_of.items()}
    vpcs: defaultdict[str, set[str]] = defaultdict(set)
    for function in collection.functions:
        named = (*function.subnets.known(), *function.security_groups.known())
        vpcs[configuration_of(function.identity)].update(by_identity[one] for one in named if one in by_identity)
    for listed, owner, start in (
        (collection.security_group_rules, "group", "sg-"),
        (collection.routes, "table", "rtb-"),
        (collection.network_acl_rules, "acl", "acl-"),
        (collection.associations, "subnet", "subnet-"),
        (collection.network_acl_associations, "subnet", "subnet-"),
        (collection.endpoint_additions, "endpoint", "vpce-"),
    ):
        entries: list[Any] = listed
        for place, entry in enumerate(entries):
            known = getattr(entry, owner)
            if isinstance(known, Unknown) and not known.exhaustive and known.cause is not Cause.WHEN_IT_RUNS:
                by = entry.declared_by if owner == "endpoint" else entry.identity
                around = vpcs.get(configuration_of(by), set())
                may_be = frozenset(meant(id) for id, vpc in vpc_of.items() if vpc in around and id.startswith(start))
                named_so = known.of_another(known.candidates | may_be, known.symbol)
                entries[place] = dataclasses.replace(entry, **{owner: named_so})
