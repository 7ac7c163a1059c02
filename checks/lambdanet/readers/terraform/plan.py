"""The entry to the reader of Terraform plans: from Checkov's graph and the plan files to blocks.

A plan hides expressions: of an attribute that is known only after apply it tells the references. A reference to
``aws_subnet.x`` may stand for some of several instances, so a fact that rests on it may stay undecided where
the code decides; it never contradicts the code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from lambdanet.model import Place, Use
from lambdanet.readers.blocks import Block
from lambdanet.readers.conversions import HANDLES, from_python
from lambdanet.readers.data import Datum, Listing, Reference
from lambdanet.readers.terraform.block import HclBlock, objects
from lambdanet.readers.terraform.plan_file import PlanFile, PlannedInstance
from lambdanet.readers.terraform.uses import use_of
from lambdanet.values import Items, Known, Unknown, Value

_NAMESPACES = ("var", "local", "each", "count", "path", "terraform", "self")
_MOST_STEPS = 200


class Plan:
    """The plans of a graph."""

    def __init__(self, graph: Any) -> None:
        self._vertices: dict[tuple[str, str], dict[str, Any]] = {}
        for _, vertex in graph.nodes():
            if vertex.get("block_type_") in ("resource", "data"):
                self._vertices[(str(vertex.get("file_path_")), str(vertex.get("__address__")))] = vertex
        files = dict.fromkeys(file for file, _ in self._vertices)
        self._plans = [_OnePlan(PlanFile(file)) for file in files]

    def blocks(self, types: Iterable[str]) -> Iterator[PlanBlock]:
        """The instances of these types that the plans create, update or leave as they are."""
        wanted = frozenset(types)
        for plan in self._plans:
            for instance in plan.file.instances:
                if instance.type in wanted:
                    vertex = self._vertices.get((plan.file.path, instance.address))
                    yield PlanBlock(plan, instance, vertex)

    def uses_of(self, identity: str) -> tuple[Use, ...]:
        """The uses of a resource."""
        for plan in self._plans:
            if identity.startswith(f"{plan.file.path}|"):
                return plan.uses_of(identity)
        return ()


class _OnePlan:
    """A plan file with its instances by block, and its literal ids."""

    def __init__(self, file: PlanFile) -> None:
        self.file = file
        self.by_block: defaultdict[tuple[str, str], list[PlannedInstance]] = defaultdict(list)
        self.by_id: dict[str, str] = {}
        for instance in file.instances:
            self.by_block[(instance.module, instance.block)].append(instance)
            for name in ("id", "arn"):
                value = instance.values.get(name)
                if isinstance(value, str) and value:
                    self.by_id.setdefault(value, self.identity(instance))
        self._uses: dict[str, dict[tuple[str, str], Use]] | None = None

    def identity(self, instance: PlannedInstance) -> str:
        """Unique in the scan."""
        return f"{self.file.path}|{instance.address}"

    def resolved(self, references: list[str], instance: PlannedInstance) -> tuple[list[list[Reference]], list[Unknown]]:
        """What references stand for: for each the instances among which it is, and those that are not seen."""
        found: list[list[Reference]] = []
        hidden: list[Unknown] = []
        steps = [_MOST_STEPS]
        self._resolve(references_in(references), instance.module, instance.path, found, hidden, steps)
        if any(reference.startswith(("each.", "count.")) for reference in references):
            # Which of the elements is meant is not told; that it is one of them is.
            over: list[list[Reference]] = []
            self._resolve(references_in(instance.repeated_over), instance.module, instance.path, over, hidden, steps)
            may_be = frozenset(reference.identity for group in over for reference in group)
            hidden.append(Unknown(f"the plan does not tell which element {instance.address} is for", may_be))
        return found, hidden

    def _resolve(
        self,
        references: list[str],
        module: str,
        path: tuple[str, ...],
        found: list[list[Reference]],
        hidden: list[Unknown],
        steps: list[int],
    ) -> None:
        for reference in references:
            steps[0] -= 1
            if steps[0] < 0:
                hidden.append(Unknown("more references than are followed"))
                return
            names = reference.split(".")
            if names[0] == "var" and path and len(names) > 1:
                call = self.file.call(self.file.module(path[:-1]), path[-1])
                given = (call.get("expressions") or {}).get(names[1].split("[", 1)[0])
                inner = references_in((given or {}).get("references") or []) if isinstance(given, dict) else []
                outer = module.rpartition("module.")[0].rstrip(".")
                if inner:
                    self._resolve(inner, outer, path[:-1], found, hidden, steps)
                    continue
            if names[0] in _NAMESPACES:
                hidden.append(Unknown(f"the plan does not tell what {reference} is"))
            elif names[0] == "module" and len(names) > 2:
                self._resolve_output(names, module, path, found, hidden, steps)
            elif names[0] == "module":
                hidden.append(Unknown(f"the plan does not tell what {reference} is"))
            else:
                found.append(self._instances(names, module))

    def _resolve_output(
        self,
        names: list[str],
        module: str,
        path: tuple[str, ...],
        found: list[list[Reference]],
        hidden: list[Unknown],
        steps: list[int],
    ) -> None:
        call, bracket, key = names[1].partition("[")
        inner_path = (*path, call)
        output = (self.file.module(inner_path).get("outputs") or {}).get(names[2].split("[", 1)[0])
        expression = (output or {}).get("expression") if isinstance(output, dict) else None
        references = references_in((expression or {}).get("references") or [])
        if not references:
            hidden.append(Unknown(f"the plan does not tell what {'.'.join(names)} is"))
            return
        inner = f"{module}.module.{call}{bracket}{key}".lstrip(".")
        self._resolve(references, inner, inner_path, found, hidden, steps)

    def _instances(self, names: list[str], module: str) -> list[Reference]:
        front = 3 if names[0] == "data" else 2
        own, attribute = ".".join(names[:front]), ".".join(names[front:])
        block = own.split("[", 1)[0]
        instances = self.by_block.get((module, block), [])
        address = f"{module}.{own}".lstrip(".")
        exact = [instance for instance in instances if instance.address == address]
        return [
            Reference(self.identity(instance), attribute or "id", f"{instance.address}.{attribute or 'id'}")
            for instance in (exact or instances)
        ]

    # Uses

    def uses_of(self, identity: str) -> tuple[Use, ...]:
        """The uses of a resource, by references and by ids that are known already."""
        if self._uses is None:
            self._uses = {}
            for instance in self.file.instances:
                use = use_of(instance.type, instance.address)
                if use is None:
                    continue
                for target in self._named_by(instance):
                    self._uses.setdefault(target, {})[(use.kind, use.address)] = use
            for name, output in (self.file.module(()).get("outputs") or {}).items():
                root = PlannedInstance("", "", (), "", "", {}, None, {"value": (output or {}).get("expression")})
                for target in self._named_by(root):
                    self._uses.setdefault(target, {})[("exported", f"output.{name}")] = Use(
                        "exported", f"output.{name}"
                    )
        return tuple(self._uses.get(identity, {}).values())

    def _named_by(self, instance: PlannedInstance) -> set[str]:
        references, ids = _all_references(instance.expressions), _all_strings(instance.values)
        found, hidden = self.resolved(references, instance)
        named = {reference.identity for group in found for reference in group}
        named |= {self.by_id[text] for text in ids if text in self.by_id}
        named |= {candidate for unknown in hidden for candidate in unknown.candidates}
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

    def exists(self) -> Value[bool]:
        """What a plan lists will exist."""
        return Known(True)

    def datum(self, name: str) -> Datum:
        """The planned value; what AWS decides is what the configuration refers to."""
        value = self._values.get(name) if isinstance(self._values, dict) else None
        unknown = self._unknown_of(name)
        expression = self._expression(name)
        if unknown is True or (value is None and unknown is None and expression is not None):
            return self._from_expression(name, expression)
        if isinstance(value, dict) and isinstance(unknown, dict):
            return self._partly_known(name, value, unknown, expression)
        if isinstance(value, list) and isinstance(unknown, list) and any(flag is True for flag in unknown):
            return self._from_expression(name, expression)
        return self._known(value, expression)

    def nested(self, name: str) -> Items[Block]:
        """The planned blocks; none when the plan has an empty list."""
        values = self._values.get(name) if isinstance(self._values, dict) else None
        unknown = self._unknown_of(name)
        expression = self._expression(name)
        if values is None and unknown is True and expression is None:
            return Items()
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
            # Blocks may be kept as a set: which of several a value belongs to is not told.
            told = written[0] if len(written) == 1 and len(values) == 1 else _united(written)
            path = f"{self._path}.{name}".lstrip(".")
            elements.append(
                Known(PlanBlock(self._plan, self._instance, self.vertex, nested=(path, value, flags, told)))
            )
        return Items(tuple(elements))

    def resource(self, name: str) -> Value[str | None]:
        """The resource referred to; a reference in the configuration tells more than a planned name."""
        references = self._direct_references(name)
        if len(references) == 1:
            return Known(references[0].identity)
        return super().resource(name)

    def _configured_blocks(self, name: str, expression: Any) -> Items[Block]:
        if not isinstance(expression, list):
            return Items(more=Unknown(f"the plan does not tell the {name} of {self.place.address}"))
        path = f"{self._path}.{name}".lstrip(".")
        return Items(
            tuple(
                Known(PlanBlock(self._plan, self._instance, self.vertex, nested=(path, {}, True, told)))
                for told in expression
                if isinstance(told, dict)
            )
        )

    def _expression(self, name: str) -> Any:
        return self._expressions.get(name) if isinstance(self._expressions, dict) else None

    def _unknown_of(self, name: str) -> Any:
        if self._unknown is True:
            return True
        return self._unknown.get(name) if isinstance(self._unknown, dict) else None

    def _known(self, value: Any, expression: Any) -> Datum:
        if isinstance(value, str) and value in self._plan.by_id:
            return Reference(self._plan.by_id[value], "id", value)
        if isinstance(value, list) and value and all(isinstance(v, str) and v in self._plan.by_id for v in value):
            return Listing(tuple(Reference(self._plan.by_id[v], "id", v) for v in value))
        return from_python(value)

    def _direct_references(self, name: str) -> list[Reference]:
        expression = self._expression(name)
        references = expression.get("references") if isinstance(expression, dict) else None
        if not references:
            return []
        found, hidden = self._plan.resolved(references, self._instance)
        if hidden or len(found) != 1 or len(found[0]) != 1 or found[0][0].attribute not in HANDLES:
            return []
        return found[0]

    def _from_expression(self, name: str, expression: Any) -> Datum:
        if expression is None:
            return None
        if isinstance(expression, dict) and "constant_value" in expression:
            return from_python(expression["constant_value"])
        references = expression.get("references") if isinstance(expression, dict) else None
        if not references:
            return Unknown(f"the plan does not tell {self.where(name)}")
        found, hidden = self._plan.resolved(references, self._instance)
        candidates = frozenset(reference.identity for group in found for reference in group)
        candidates = candidates.union(*(unknown.candidates for unknown in hidden))
        if hidden or not all(found) or not all(ref.attribute in HANDLES for group in found for ref in group):
            if len(found) == 1 and len(found[0]) == 1 and not hidden:
                return found[0][0]
            why = (
                "; ".join(unknown.reason for unknown in hidden) or f"it depends on {', '.join(sorted(references)[:3])}"
            )
            return Unknown(f"{self.where(name)} is known after apply: {why}", candidates)
        if len(found) == 1 and len(found[0]) == 1:
            return found[0][0]
        certain = [group[0] for group in found if len(group) == 1]
        open_groups = [group for group in found if len(group) > 1]
        doubts = [
            Unknown(
                f"the plan does not tell which instances of {group[0].symbol.split('[', 1)[0]} are meant",
                frozenset(reference.identity for reference in group),
                exhaustive=True,
            )
            for group in open_groups
        ]
        more = None
        if doubts:
            may_be = frozenset().union(*(doubt.candidates for doubt in doubts))
            more = Unknown(doubts[0].reason, may_be, exhaustive=True)
        return Listing((*certain, *doubts), more)

    def _partly_known(self, name: str, value: dict[str, Any], unknown: dict[str, Any], expression: Any) -> Datum:
        """An object of which AWS decides some entries; which of them holds which reference is not told."""
        data: dict[str, Datum] = {key: from_python(inner) for key, inner in value.items()}
        hidden = sorted(key for key, flag in unknown.items() if flag is True)
        if hidden:
            data[" or ".join(hidden)] = self._from_expression_as_list(name, expression)
        return data

    def _from_expression_as_list(self, name: str, expression: Any) -> Datum:
        references = expression.get("references") if isinstance(expression, dict) else None
        found, unseen = self._plan.resolved(references or [], self._instance)
        elements: list[Datum] = [reference for group in found for reference in group[:1]]
        if unseen or not elements:
            elements.append(Unknown(f"the plan does not tell {self.where(name)}"))
        return Listing(tuple(elements))


def references_in(references: Iterable[Any]) -> list[str]:
    """The references without those that only shorten the one before: a plan lists ``a.b.id`` and then ``a.b``."""
    kept: list[str] = []
    for reference in references:
        if isinstance(reference, str) and not (kept and kept[-1].startswith((f"{reference}.", f"{reference}["))):
            kept.append(reference)
    return kept


def _united(expressions: list[Any]) -> Any:
    """The expressions of several blocks as those of one that may be any of them."""
    united: dict[str, dict[str, list[str]]] = {}
    for expression in expressions:
        for name, inner in (expression or {}).items() if isinstance(expression, dict) else ():
            if isinstance(inner, dict):
                references = united.setdefault(name, {"references": ["local.several_blocks"]})["references"]
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
