"""The entry to the reader of Terraform plans: from Checkov's graph and the plan files to blocks.

A plan hides expressions: of an attribute that is known only after apply it shows the references. A reference to
``aws_subnet.x`` may stand for some of several instances, so a fact that rests on it may stay undecided where
the code decides; it never contradicts the code. What can be known even so: ``plan_references``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from lambdanet.model import Place, Use
from lambdanet.readers.blocks import Block
from lambdanet.readers.conversions import HANDLES, MADE_WITH_VPC, from_python
from lambdanet.readers.datum import Datum, Listing, Reference
from lambdanet.readers.resources.collection import Withdrawn
from lambdanet.readers.surroundings.recipients import Recipient, UnreadCall, is_id_or_arn
from lambdanet.readers.terraform.awscc import AwsccBlock, types_in_awscc
from lambdanet.readers.terraform.configuration.terraform_block import HclBlock, objects
from lambdanet.readers.terraform.configuration.terraform_uses import use_of
from lambdanet.readers.terraform.plan.plan_addresses import caller_of, in_graph, steps_of, without_key
from lambdanet.readers.terraform.plan.plan_file import PlanFile, PlannedInstance, repeated_over
from lambdanet.readers.terraform.plan.plan_ids import IdsOfPlan
from lambdanet.readers.terraform.plan.plan_modules import block_of_local
from lambdanet.readers.terraform.plan.plan_recipients import recipients_in
from lambdanet.readers.terraform.plan.plan_references import (
    LISTS_OF_ONE_VPC,
    TYPES_OF_ATTRIBUTES,
    Group,
    Resolved,
    references_in,
)
from lambdanet.records import dataclass
from lambdanet.values import Cause, Items, Known, Unknown, Value

_NAMESPACES = ("var", "local", "each", "count", "path", "terraform", "self")
_MOST_STEPS = 200
_MAPS = ("variables", "tags")
_ALL_TAGS = "tags_all"
_SOME_VARIABLE = "(the plan does not show which)"
_DOCUMENT = "data.aws_iam_policy_document"
_NEVER_COMPUTED = ("vpc_config",)
_OF_ALL = "references of all blocks"
# What a plan leaves open is in the code that it was made from. That code is not read with the plan: the same
# references would be there if it had been changed since, and nothing in a plan proves that it has not.
_ASK_THE_CODE = " (scan the Terraform code for that)"


class Plan:
    """The plans of a graph."""

    def __init__(self, graph: Any) -> None:
        self._vertices: dict[tuple[str, str], dict[str, Any]] = {}
        for _, vertex in graph.nodes():
            if vertex.get("block_type_") in ("resource", "data"):
                self._vertices[(str(vertex.get("file_path_")), str(vertex.get("__address__")))] = vertex
        files = dict.fromkeys(file for file, _ in self._vertices)
        self._plans = [_OnePlan(PlanFile(file)) for file in files]

    def blocks(self, types: Iterable[str]) -> Iterator[PlanBlock | AwsccBlock]:
        """The instances of these types that the plans create, update or leave as they are."""
        wanted = frozenset((*types, *types_in_awscc()))
        for plan in self._plans:
            for instance in plan.file.instances:
                if instance.type in wanted:
                    block = PlanBlock(plan, instance, self._vertex(plan, instance.address))
                    yield AwsccBlock(block) if instance.type in types_in_awscc() else block

    def withdrawn(self) -> Iterator[Withdrawn]:
        """What the plans take away of what exists, or leave in its place with other attributes."""
        for plan in self._plans:
            for kind, before, deleted in plan.file.before:
                yield Withdrawn(kind, before, deleted)

    def identities_of_ids(self) -> dict[str, str]:
        """The identities of what exists already, by the ids and ARNs that AWS has given; none that two plans have."""
        found: dict[str, set[str]] = {}
        for plan in self._plans:
            for id, identity in plan.by_id.items():
                if is_id_or_arn(id):
                    found.setdefault(id, set()).add(identity)
        return {id: min(identities) for id, identities in found.items() if len(identities) == 1}

    def _vertex(self, plan: _OnePlan, address: str) -> dict[str, Any] | None:
        """The vertex of an instance, with the instance's address; None where it may be another's.

        Checkov finds the lines and the name that it reports under the address, from which it has lost a backslash.
        """
        file = plan.file.path
        if "\\" in address:
            shown = in_graph(address)
            # The address as the graph shows it may be that of another instance, unless that one too is shown otherwise.
            others = shown in plan.addresses - {address} and (file, in_graph(shown)) not in self._vertices
            found = None if others else self._vertices.get((file, shown))
            if found is None and address not in plan.addresses_in_graph - {shown}:
                found = self._vertices.get((file, address))
            return None if found is None else {**found, "__address__": address}
        return self._vertices.get((file, address))

    def users_of(self, identity: str) -> tuple[Use, ...]:
        """Who uses a resource."""
        if is_id_or_arn(identity):
            return tuple(dict.fromkeys(use for plan in self._plans for use in plan.users_of(identity)))
        for plan in self._plans:
            if identity.startswith(f"{plan.file.path}|"):
                return plan.users_of(identity)
        return ()

    def is_nothing(self) -> bool:
        """See ``recipients.Recipients``."""
        return not any(plan.recipients for plan in self._plans)

    def unread_calls(self) -> tuple[UnreadCall, ...]:
        """None: a plan holds all modules."""
        return ()

    def to(self, identity: str) -> Recipient | None:
        """See ``recipients.Recipients``."""
        for plan in self._plans:
            if identity.startswith(f"{plan.file.path}|"):
                return plan.recipients.get(identity)
        return None


class _OnePlan:
    """A plan file with its instances by block, and its literal ids."""

    def __init__(self, file: PlanFile) -> None:
        self.file = file
        self.by_block: defaultdict[tuple[str, str], list[PlannedInstance]] = defaultdict(list)
        self._ids = IdsOfPlan((instance, self.identity(instance)) for instance in file.instances)
        self.by_id = self._ids.of_one
        self.by_identity = {self.identity(instance): instance for instance in file.instances}
        self.addresses = frozenset(instance.address for instance in file.instances)
        self.addresses_in_graph = frozenset(in_graph(address) for address in self.addresses if "\\" in address)
        self._new_vpcs: dict[str, bool] = {}
        self._made: dict[tuple[str, ...], frozenset[str]] = {}
        for instance in file.instances:
            self.by_block[(instance.module, instance.block)].append(instance)
        self._users: dict[str, dict[tuple[str, str], Use]] | None = None

    def identity(self, instance: PlannedInstance) -> str:
        """Unique in the scan."""
        return f"{self.file.path}|{instance.address}"

    def named(self, attribute: str, text: str) -> str | None:
        """The resource that an attribute names by this text; None where it names none, or one of several."""
        return self._ids.named(attribute, text)

    def block_of(self, identity: str) -> str:
        """The address of the block that an instance is of, without the instance's key."""
        instance = self.by_identity[identity]
        return f"{instance.module}.{instance.block}".lstrip(".")

    def resolved(self, references: list[str], instance: PlannedInstance) -> Resolved:
        """What the references of an expression of an instance stand for."""
        search = _Search(self)
        search.follow(references_in(references), _Scope(instance.module, instance.path, instance.repeated_over))
        return Resolved(tuple(search.groups), tuple(search.hidden), tuple(search.known))

    def is_of_new_vpc(self, identity: str) -> bool:
        """Whether it is in a VPC that the plan makes, in which nothing is yet."""
        if identity not in self._new_vpcs:
            instance = self.by_identity.get(identity)
            expression = instance.expressions.get("vpc_id") if instance is not None else None
            found = Resolved((), (), ())
            if instance is not None and isinstance(expression, dict):
                found = self.resolved(_list_of(expression.get("references")), instance)
            vpcs = [self.by_identity[one.identity] for group in found.groups for one in group.references]
            made = all(vpc.type == "aws_vpc" and _is_unknown(vpc, "id") for vpc in vpcs)
            self._new_vpcs[identity] = bool(vpcs) and made and not found.hidden
        return self._new_vpcs[identity]

    def made(self, types: tuple[str, ...]) -> frozenset[str]:
        """What the plan makes of these types."""
        if types and types not in self._made:
            instances = [one for one in self.file.instances if one.type in types and _is_unknown(one, "id")]
            self._made[types] = frozenset(map(self.identity, instances))
        return self._made.get(types, frozenset())

    def instances_of(self, block: str, module: str, own: str) -> list[PlannedInstance] | None:
        """The instances of a block, or the one that is named; None when the plan has no such block."""
        instances = self.by_block.get((module, block), [])
        address = f"{module}.{own}".lstrip(".")
        exact = [instance for instance in instances if instance.address == address]
        if not instances and not self.file.declares(block, module):
            return None
        return exact or instances

    # Users

    @cached_property
    def recipients(self) -> dict[str, Recipient]:
        """By identity, what has the id of a resource but is outside the scan."""
        return recipients_in(self)

    def users_of(self, identity: str) -> tuple[Use, ...]:
        """Who uses a resource, by references and by ids that are known already."""
        if self._users is None:
            self._users = {}
            for instance in self.file.instances:
                use = use_of(instance.type, instance.address)
                if use is None:
                    continue
                for target in self._named_by(instance):
                    self._users.setdefault(target, {})[(use.kind, use.address)] = use
        return tuple(self._users.get(identity, {}).values())

    def _named_by(self, instance: PlannedInstance) -> set[str]:
        references, ids = _all_references(instance.expressions), _all_strings(instance.values)
        named = set(self.resolved(references, instance).candidates)
        named |= {self.by_id.get(text, text) for text in ids if text in self.by_id or is_id_or_arn(text)}
        return named - {self.identity(instance)}


class PlanBlock(HclBlock):
    """An instance of a plan, or an object nested in one."""

    __slots__ = (
        "_expressions",
        "_instance",
        "_path",
        "_plan",
        "_unknown",
        "_values",
        "identity",
        "place",
        "type",
        "vertex",
    )

    def __init__(
        self,
        plan: _OnePlan,
        instance: PlannedInstance,
        vertex: dict[str, Any] | None,
        *,
        nested: tuple[str, Any, Any, Any] | None = None,
    ) -> None:
        self._plan = plan
        self._instance = instance
        self.identity = plan.identity(instance)
        self.vertex = vertex
        line = (vertex or {}).get("__startline__")
        self.place = Place(instance.address, plan.file.path, line if isinstance(line, int) else 0)
        if nested is None:
            self.type = instance.type
            self._path, self._values, self._unknown = "", instance.values, instance.unknown
            self._expressions: Any = instance.expressions
        else:
            self._path, self._values, self._unknown, self._expressions = nested
            self.type = f"{instance.type}.{self._path}"

    def where(self, name: str) -> str:
        """The attribute as reasons name it."""
        return f"{self.place.address}: {self._path}.{name}".replace(": .", ": ")

    def region(self) -> Value[str | None]:
        """The Region: providers since version 6 write it into each resource's values; else the provider's."""
        region = self.text("region")
        named = region.value if isinstance(region, Known) else None
        return Known(named or self._instance.region or None)

    def lists(self, name: str) -> bool:
        """Whether the configuration does; of what exists a plan lists also what others added to it."""
        made = self._unknown_of("id") is True
        return self._expression(name) is not None or (made and bool(self.nested(name).elements))

    def shared_tags(self) -> Datum:
        """All tags that it will have, the provider's included; where there are none, plans say "known after apply"."""
        return self.datum(_ALL_TAGS) if self._unknown_of(_ALL_TAGS) is not True else None

    def provider(self) -> Value[str]:
        """The provider, by the key that the plan has for its configuration."""
        return Known(self._instance.provider)

    def exists(self) -> Value[bool]:
        """What a plan lists will exist."""
        return Known(True)

    def datum(self, name: str) -> Datum:
        """The planned value; for what AWS decides, what the configuration refers to."""
        value = self._values.get(name) if isinstance(self._values, dict) else None
        unknown = self._unknown_of(name)
        expression = self._expression(name)
        if unknown is True or (value is None and unknown is None and expression is not None):
            shown = self._from_expression(name, expression)
            return self._hidden_entries(name, shown, expression) if name in _MAPS else shown
        if isinstance(value, dict) and isinstance(unknown, dict):
            return self._partly_known(name, value, unknown, expression)
        if isinstance(value, list) and isinstance(unknown, list) and any(flag is True for flag in unknown):
            return self._from_expression(name, expression)
        return self._known(name, value)

    def document(self, name: str) -> Datum:
        """The planned document; of one that is known after apply what it is made from is no document but a policy's."""
        datum = super().document(name)
        named = self._plan.by_identity.get(datum.identity) if isinstance(datum, Reference) else None
        if not isinstance(datum, (Reference, Listing)) or (named is not None and named.type == _DOCUMENT):
            return datum
        expression = self._expression(name)
        references = _list_of(expression.get("references")) if isinstance(expression, dict) else []
        return Unknown(_after_apply(self.where(name), references), cause=Cause.HIDDEN_BY_PLAN)

    def nested(self, name: str) -> Items[Block]:
        """The planned blocks; none when the plan has an empty list."""
        values = self._values.get(name) if isinstance(self._values, dict) else None
        unknown = self._unknown_of(name)
        expression = self._expression(name)
        if values is None and unknown is True and expression is None:
            # What AWS fills in, such as rules that are written elsewhere; unless it is nothing that AWS fills in.
            hidden = Unknown(
                f"the plan does not show whether {self.place.address} has a {name}", cause=Cause.HIDDEN_BY_PLAN
            )
            return Items(more=hidden) if name in _NEVER_COMPUTED else Items()
        if unknown is True or (values is None and expression is not None):
            return self._configured_blocks(name, expression)
        if isinstance(values, dict):
            return objects(self, name, from_python(values), self.where(name))
        if not isinstance(values, list):
            return Items()
        written = expression if isinstance(expression, list) else []
        elements = []
        for index, value in enumerate(values):
            flags = unknown[index] if isinstance(unknown, list) and index < len(unknown) else None
            # Blocks may be kept as a set: which of several a value belongs to is not shown.
            shown = written[0] if len(written) == 1 and len(values) == 1 else _united(written, len(values))
            if isinstance(expression, dict) and expression.get("references"):
                # Rules and routes within a group or table: the references of all of them together are shown.
                shown = {key: {_OF_ALL: expression["references"]} for key in TYPES_OF_ATTRIBUTES}
            path = f"{self._path}.{name}".lstrip(".")
            elements.append(
                Known(PlanBlock(self._plan, self._instance, self.vertex, nested=(path, value, flags, shown)))
            )
        return Items(tuple(elements))

    def resource(self, name: str) -> Value[str | None]:
        """The resource referred to; a reference in the configuration says more than a planned name."""
        references = self._direct_references(name)
        if len(references) == 1:
            return Known(references[0].identity)
        return super().resource(name)

    def _configured_blocks(self, name: str, expression: Any) -> Items[Block]:
        if not isinstance(expression, list):
            return Items(
                more=Unknown(f"the plan does not show the {name} of {self.place.address}", cause=Cause.HIDDEN_BY_PLAN)
            )
        path = f"{self._path}.{name}".lstrip(".")
        return Items(
            tuple(
                Known(PlanBlock(self._plan, self._instance, self.vertex, nested=(path, {}, True, block)))
                for block in expression
                if isinstance(block, dict)
            )
        )

    def _expression(self, name: str) -> Any:
        return self._expressions.get(name) if isinstance(self._expressions, dict) else None

    def _unknown_of(self, name: str) -> Any:
        if self._unknown is True:
            return True
        return self._unknown.get(name) if isinstance(self._unknown, dict) else None

    def _known(self, name: str, value: Any) -> Datum:
        if isinstance(value, str) and (identity := self._plan.named(name, value)) is not None:
            return Reference(identity, "id", value)
        if isinstance(value, list) and value:
            named = [self._plan.named(name, each) if isinstance(each, str) else None for each in value]
            if None not in named:
                return Listing(tuple(Reference(str(one), "id", each) for one, each in zip(named, value)))
        return from_python(value)

    def _direct_references(self, name: str) -> list[Reference]:
        expression = self._expression(name)
        references = expression.get("references") if isinstance(expression, dict) else None
        if not references:
            return []
        found = self._plan.resolved(references, self._instance)
        if found.hidden or found.known or len(found.groups) != 1 or len(found.groups[0].references) != 1:
            return []
        only = found.groups[0].references[0]
        return [only] if only.attribute in HANDLES and self._may_be(name, found.groups[0]) else []

    def _from_expression(self, name: str, expression: Any) -> Datum:
        if expression is None:
            # Of a dynamic block a plan shows the values, and nothing of its expressions.
            made = self._plan.made(TYPES_OF_ATTRIBUTES.get(name, ()))
            reason = f"{self.where(name)} is known after apply, and the plan does not show from what"
            hidden = Unknown(reason, made, cause=Cause.HIDDEN_BY_PLAN)
            return hidden if self._path and not self._expressions else None
        if isinstance(expression, dict) and "constant_value" in expression:
            return from_python(expression["constant_value"])
        if isinstance(expression, dict) and _OF_ALL in expression:
            return self._among(name, expression[_OF_ALL])
        references = expression.get("references") if isinstance(expression, dict) else None
        if not references:
            return Unknown(f"the plan does not show {self.where(name)}", cause=Cause.HIDDEN_BY_PLAN)
        found = self._plan.resolved(references, self._instance)
        groups = [group for group in found.groups if group.references]
        if found.hidden or not groups or not all(self._may_be(name, group) for group in groups):
            return self._open(name, found, references)
        each = [reference for group in groups for reference in group.references]
        if len(each) == 1 and (name in TYPES_OF_ATTRIBUTES or not found.known):
            return self._listed(name, each, found) if name in LISTS_OF_ONE_VPC else each[0]
        if not all(reference.attribute in HANDLES for reference in each):
            return self._open(name, found, references)
        one_value = name in TYPES_OF_ATTRIBUTES and name not in LISTS_OF_ONE_VPC
        certain = not one_value and not found.known and not any(group.is_open for group in groups)
        if certain and all(len(group.references) == 1 for group in groups):
            return self._listed(name, each, found)
        # All that the value can be is named, unless nothing says what the attribute asks for.
        bounded = name in TYPES_OF_ATTRIBUTES and self._plan.file.complete
        which = " or ".join(sorted({self._plan.block_of(reference.identity) for reference in each}))
        doubt = Unknown(
            f"the plan does not show which instances of {which} are meant{_ASK_THE_CODE}",
            found.candidates,
            exhaustive=bounded,
            cause=Cause.HIDDEN_BY_PLAN,
        )
        return Listing((doubt,), self._others(name, doubt, found)) if name in LISTS_OF_ONE_VPC else doubt

    def _among(self, name: str, references: list[str]) -> Datum:
        """An attribute of one of several blocks, from what all of them refer to: one of what has the right type."""
        found = self._plan.resolved(references, self._instance)
        named = [reference for group in found.groups for reference in group.references]
        types = TYPES_OF_ATTRIBUTES[name]
        fit = [reference for reference in named if self._plan.by_identity[reference.identity].type in types]
        of = f"the references of {self.place.address} belong{_ASK_THE_CODE}"
        why = f"the plan does not show to which of its blocks {of}"
        if found.hidden or not fit or any(reference.attribute in MADE_WITH_VPC for reference in named):
            return Unknown(why, found.candidates | self._plan.made(types), cause=Cause.HIDDEN_BY_PLAN)
        among = frozenset(one.identity for one in fit)
        doubt = Unknown(why, among, exhaustive=self._plan.file.complete, cause=Cause.HIDDEN_BY_PLAN)
        datum: Datum = fit[0] if len(doubt.candidates) == 1 and doubt.exhaustive else doubt
        return Listing((datum,), None if datum is not doubt else doubt) if name in LISTS_OF_ONE_VPC else datum

    def _may_be(self, name: str, group: Group) -> bool:
        """Whether the attribute may hold the ids of these; an attribute that is named says so itself."""
        types = TYPES_OF_ATTRIBUTES.get(name)
        if types is None or not group.whole:
            return True
        return all(self._plan.by_identity[reference.identity].type in types for reference in group.references)

    def _open(self, name: str, found: Resolved, references: list[str]) -> Datum:
        """One of what is shown, or something else."""
        if not found.hidden and not found.known and len(found.groups) == 1 and len(found.groups[0].references) == 1:
            group = found.groups[0]
            if self._may_be(name, group):
                return group.references[0]
        why = "; ".join(unknown.reason for unknown in found.hidden)
        candidates = found.candidates
        if found.hidden:
            # What a local value holds may be any of what the plan makes.
            candidates |= self._plan.made(TYPES_OF_ATTRIBUTES.get(name, ()))
        where = self.where(name)
        reason = f"{where} is known after apply: {why}" if why else _after_apply(where, references)
        return Unknown(reason, candidates, cause=Cause.HIDDEN_BY_PLAN)

    def _listed(self, name: str, each: list[Reference], found: Resolved) -> Listing:
        """A list in which these certainly are."""
        doubt = Unknown(
            f"the plan does not show whether {self.where(name)} names others by their ids{_ASK_THE_CODE}",
            found.candidates,
            cause=Cause.HIDDEN_BY_PLAN,
        )
        more = self._others(name, doubt, found) if name == "subnet_ids" else None
        return Listing(tuple(each), None if more is None or more.exhaustive else more)

    def _others(self, name: str, doubt: Unknown, found: Resolved) -> Unknown:
        """What else may be in a list: what is written out beside references is shown nowhere."""
        alone = all(self._plan.is_of_new_vpc(candidate) for candidate in found.candidates)
        if alone:
            return replace(doubt, exhaustive=self._plan.file.complete)
        return Unknown(
            f"the plan does not show whether {self.where(name)} names others by their ids{_ASK_THE_CODE}",
            found.candidates,
            cause=Cause.HIDDEN_BY_PLAN,
        )

    def _partly_known(self, name: str, value: dict[str, Any], unknown: dict[str, Any], expression: Any) -> Datum:
        """An object of which AWS decides some entries; which of them holds which reference is not shown."""
        data: dict[str, Datum] = {key: from_python(inner) for key, inner in value.items()}
        hidden = sorted(key for key, flag in unknown.items() if flag is True)
        if hidden:
            data[" or ".join(hidden)] = self._from_expression_as_list(name, expression)
        return data

    def _hidden_entries(self, name: str, shown: Datum, expression: Any) -> Datum:
        """A map of which AWS decides an entry: the provider marks it as unknown as a whole, with what else it holds."""
        if not isinstance(shown, (Reference, Listing)):
            return shown
        references = _list_of(expression.get("references")) if isinstance(expression, dict) else []
        named = shown.elements if isinstance(shown, Listing) else (shown,)
        candidates = frozenset(one.identity for one in named if isinstance(one, Reference))
        rest = Unknown(_after_apply(self.where(name), references), candidates, cause=Cause.HIDDEN_BY_PLAN)
        # Only one that is alone is certainly in it: what is not known is made from what is not known.
        return (
            {_SOME_VARIABLE: Listing((shown, rest))} if isinstance(shown, Reference) and name == "variables" else rest
        )

    def _from_expression_as_list(self, name: str, expression: Any) -> Datum:
        references = expression.get("references") if isinstance(expression, dict) else None
        found = self._plan.resolved(references or [], self._instance)
        elements: list[Datum] = []
        for group in found.groups:
            # Of ``aws_db_instance.x[count.index].address`` neither the instance is shown nor the attribute.
            if len(group.references) == 1 and not group.is_open:
                elements += group.references
            elif group.references:
                which = self._plan.block_of(group.references[0].identity)
                reason = f"the plan does not show what of {which} is meant{_ASK_THE_CODE}"
                among = frozenset(one.identity for one in group.references)
                elements.append(Unknown(reason, among, cause=Cause.HIDDEN_BY_PLAN))
        if found.hidden or found.known or not elements:
            elements.append(Unknown(f"the plan does not show {self.where(name)}", cause=Cause.HIDDEN_BY_PLAN))
        return Listing(tuple(elements))


@dataclass(frozen=True)
class _Scope:
    """Where an expression is: a module instance, the calls to it, and what the block is repeated over."""

    module: str
    path: tuple[str, ...]
    over: tuple[str, ...] = ()


class _Search:
    """Follows references to the resources that they lead to."""

    def __init__(self, plan: _OnePlan) -> None:
        self.plan = plan
        self.groups: list[Group] = []
        self.hidden: list[Unknown] = []
        self.known: list[str] = []
        self._steps = _MOST_STEPS

    def follow(self, references: list[str], scope: _Scope) -> None:
        """Follow the references of one expression."""
        for reference in references:
            self._steps -= 1
            if self._steps < 0:
                self.hidden.append(Unknown("more references than are followed"))
                return
            names = steps_of(reference)
            if reference == "each.key" or names[0] == "count" or (names[0] == "var" and not scope.path):
                # Terraform needs to know these before it makes the plan.
                self.known.append(reference)
            elif names[0] == "each":
                self._follow_element(reference, scope)
            elif names[0] == "var" and len(names) > 1:
                self._follow_argument(without_key(names[1]), scope)
            elif names[0] == "module" and len(names) > 2:
                self._follow_output(names, scope)
            elif names[0] == "local" and (block := self._block_of_local(names, scope)) is not None:
                self._find(list(block), reference, scope)
            elif names[0] in _NAMESPACES or names[0] == "module":
                self.hidden.append(
                    Unknown(f"the plan does not show what {reference} is{_ASK_THE_CODE}", cause=Cause.HIDDEN_BY_PLAN)
                )
            else:
                self._find(names, reference, scope)

    def _follow_element(self, reference: str, scope: _Scope) -> None:
        """``each.value``: which of the elements is meant is not shown; that it is one of them is."""
        if not scope.over:
            self.known.append(reference)
            return
        inner = _Search(self.plan)
        inner._steps = self._steps
        inner.follow(references_in(scope.over), _Scope(scope.module, scope.path))
        self._steps = inner._steps
        # What an element is made of besides its index may be any attribute of what it was made from.
        self.groups += [Group(group.references, whole=True, element=True) for group in inner.groups]
        self.hidden += inner.hidden
        self.known += inner.known

    def _follow_argument(self, name: str, scope: _Scope) -> None:
        """A variable of a module: what the call gives, else a default, which is known."""
        file = self.plan.file
        outer_path, call_name = scope.path[:-1], scope.path[-1]
        call = file.call(file.module(outer_path), call_name)
        given = _mapping_of(_mapping_of(call.get("expressions")).get(name))
        references = references_in(_list_of(given.get("references")))
        if not references:
            self.known.append(f"var.{name}")
            return
        self.follow(references, _Scope(caller_of(scope.module), outer_path, repeated_over(call)))

    def _block_of_local(self, names: list[str], scope: _Scope) -> tuple[str, str] | None:
        if not scope.path or len(names) != 2:
            return None
        file = self.plan.file
        return block_of_local(file.call(file.module(scope.path[:-1]), scope.path[-1]), names[1])

    def _follow_output(self, names: list[str], scope: _Scope) -> None:
        call, bracket, key = names[1].partition("[")
        path = (*scope.path, call)
        output = _mapping_of(self.plan.file.module(path).get("outputs")).get(without_key(names[2]))
        expression = _mapping_of(_mapping_of(output).get("expression"))
        references = references_in(_list_of(expression.get("references")))
        if not references:
            self.hidden.append(Unknown(f"the plan does not show what {'.'.join(names)} is", cause=Cause.HIDDEN_BY_PLAN))
            return
        self.follow(references, _Scope(f"{scope.module}.module.{call}{bracket}{key}".lstrip("."), path))

    def _find(self, names: list[str], reference: str, scope: _Scope) -> None:
        front = 3 if names[0] == "data" else 2
        own, attribute = ".".join(names[:front]), ".".join(names[front:])
        instances = self.plan.instances_of(without_key(own), scope.module, own)
        if instances is None:
            self.hidden.append(Unknown(f"the plan does not show what {reference} is", cause=Cause.HIDDEN_BY_PLAN))
            return
        found = tuple(
            Reference(self.plan.identity(one), attribute or "id", f"{one.address}.{attribute or 'id'}")
            for one in instances
        )
        self.groups.append(Group(found, whole=not attribute))


def _after_apply(where: str, references: Iterable[Any]) -> str:
    """Why a value is not known, with some of what it is made from."""
    named = ", ".join(sorted(set(references_in(references)))[:3])
    return f"{where} is known after apply: it depends on {named}" if named else f"{where} is known after apply"


def _mapping_of(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_unknown(instance: PlannedInstance, name: str) -> bool:
    return instance.unknown is True or (isinstance(instance.unknown, dict) and instance.unknown.get(name) is True)


def _united(expressions: list[Any], number: int) -> Any:
    """The expressions of several blocks as those of one that may be any of them.

    Where there are more values than blocks some are of a dynamic block, of which nothing is shown.
    """
    united: dict[str, dict[str, list[str]]] = {}
    for expression in expressions:
        for name, inner in (expression or {}).items() if isinstance(expression, dict) else ():
            if isinstance(inner, dict):
                bounded = name in TYPES_OF_ATTRIBUTES and number <= len(expressions)
                placeholder = {_OF_ALL: []} if bounded else {"references": ["local.several_blocks"]}
                for references in united.setdefault(name, placeholder).values():
                    references.extend(inner.get("references") or [])
    return united


def _all_references(value: Any) -> list[str]:
    if isinstance(value, dict):
        listed = value.get("references")
        own = [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
        return own + [item for key, inner in value.items() if key != "references" for item in _all_references(inner)]
    return [item for inner in value for item in _all_references(inner)] if isinstance(value, list) else []


def _all_strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for element in inner for text in _all_strings(element)]
