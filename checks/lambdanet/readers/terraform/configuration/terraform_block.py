"""A Terraform resource, or a block nested in one, as the resource files see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdanet.missing_facts import Sort
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Listing, Text
from lambdanet.readers.documents import decoded
from lambdanet.readers.json_texts import Json
from lambdanet.readers.readable_block import ReadableBlock, objects_in
from lambdanet.readers.terraform.configuration.provider_regions import provider_of, region_of_provider, tags_of_provider
from lambdanet.readers.terraform.evaluation.nested_blocks import nested_blocks
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.ignored_changes import ignored_in
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, ResourceInstance, suffix
from lambdanet.readers.terraform.syntax.syntax import Body, GetAttr, Traversal
from lambdanet.values import Cause, Items, Known, Unknown, Value

Bindings = Mapping[str, Datum]

_NONE: Items[Block] = Items()
# Of these a function, and what belongs to one, has one at most:
# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
_OF_LAMBDA = "aws_lambda_"
_ONE_AT_MOST = frozenset(
    (
        "vpc_config",
        "environment",
        "snap_start",
        "file_system_config",
        "dead_letter_config",
        "destination_config",
        "provisioned_poller_config",
    )
)


class HclBlock(ReadableBlock):
    """What all blocks of Terraform's language have in common."""

    __slots__ = ()

    language = "terraform"

    def document(self, name: str) -> Datum:
        """The attribute as a JSON document: a string, a heredoc with interpolations, or ``jsonencode``."""
        datum = self.datum(name)
        return decoded(datum, self.where(name)) if isinstance(datum, (str, Text, Json)) else datum


class TerraformBlock(HclBlock):
    """One instance of a resource or a data source."""

    __slots__ = (
        "_bindings",
        "_data",
        "_declaration",
        "_exists",
        "_instance",
        "_kept",
        "_module",
        "identity",
        "place",
        "several",
        "type",
        "vertex",
    )

    def __init__(
        self,
        module: ModuleInstance,
        declaration: Declaration,
        key: int | str | None,
        exists: Value[bool],
        vertex: dict[str, Any],
        several: bool,
    ) -> None:
        instance = ResourceInstance(module, declaration, key)
        front = "data." if declaration.kind == "data" else ""
        self.type = front + declaration.name.split(".", 1)[0]
        self.identity = instance.identity
        address = f"{module.prefix}{front}{declaration.name}{suffix(key)}"
        self.place = module.place_of(declaration, address)
        self.vertex = vertex
        self.several = several
        self._instance = instance
        self._module = module
        self._declaration = declaration
        self._bindings = module.bindings(declaration, key)
        self._exists = exists
        self._kept = instance.kept()
        self._data: dict[str, Datum] = {}

    def where(self, name: str) -> str:
        """The attribute as reasons name it."""
        return f"{self.place.address}: {name}"

    def exists(self) -> Value[bool]:
        """Whether Terraform creates the instance."""
        return self._exists

    def answer(self) -> dict[str, Datum] | None:
        """What files with facts say about a data source; None where none says anything."""
        return self._instance.answer()

    def datum(self, name: str) -> Datum:
        """The attribute as a datum."""
        data = self._data
        if name not in data:
            if self._kept.has(name):
                data[name] = self._instance.as_it_was(name)
            else:
                expression = self._declaration.attribute(name)
                data[name] = None if expression is None else self._module.evaluate(expression, self._bindings)
        return data[name]

    def ignores(self, name: str) -> bool:
        """Whether it says so in its ``lifecycle``."""
        return ignored_in(self._declaration.body).has(name)

    def lists(self, name: str) -> bool:
        """Whether there are such blocks, or ``name = []``, and changes of them are not ignored."""
        return not self.ignores(name) and (bool(self.nested(name).elements) or isinstance(self.datum(name), Listing))

    def region(self) -> Value[str | None]:
        """The Region of its own, else the one of its provider."""
        own = self.text("region") if "region" in self._declaration.body.attributes else Known(None)
        return own if own != Known(None) else region_of_provider(self._module, self._declaration.attribute("provider"))

    def shared_tags(self) -> Datum:
        """The ``default_tags`` of its provider; that of Cloud Control has none."""
        if not self.type.startswith("aws_"):
            return None
        return tags_of_provider(self._module, self._declaration.attribute("provider"))

    def provider(self) -> Value[str]:
        """The provider that it names, else the default one."""
        return provider_of(self._module, self._declaration.attribute("provider"))

    def nested(self, name: str) -> Items[Block]:
        """The nested blocks of this name, those of ``dynamic`` blocks included."""
        if self._kept.has(name):
            return Items(more=self._instance.as_it_was(name))
        body = self._declaration.body
        # Most of what is asked for is not there.
        if name not in body.attributes and not body.has_block(name):
            return _NONE
        return _nested(self, self._module, body, name, self._bindings, self.where(name))


class NestedTerraformBlock(HclBlock):
    """A block nested in a resource."""

    __slots__ = ("_bindings", "_body", "_module", "_path", "identity", "place", "type")

    def __init__(
        self, outer: Any, module: ModuleInstance, body: Body, bindings: Bindings, name: str, path: str
    ) -> None:
        self.type = f"{outer.type}.{name}"
        self.identity = outer.identity
        self.place = outer.place
        self._module = module
        self._body = body
        self._bindings = bindings
        self._path = path

    def where(self, name: str) -> str:
        """The attribute as reasons name it."""
        return f"{self._path}.{name}"

    def exists(self) -> Value[bool]:
        """A block that is there exists."""
        return Known(True)

    def datum(self, name: str) -> Datum:
        """The attribute as a datum."""
        expression = self._body.attributes.get(name)
        return None if expression is None else self._module.evaluate(expression, self._bindings)

    def null_refused(self, name: str) -> Unknown | None:
        """Null is the default of code that others give values; the reason names the variable of a root module."""
        expression = self._body.attributes.get(name)
        if expression is None or self.datum(name) is not None:
            return None
        variable = None
        if isinstance(expression, Traversal) and expression.root == "var" and self._module.call is None:
            variable = next((step.name for step in expression.steps if isinstance(step, GetAttr)), None)
        if variable is None:
            return Unknown(f"{self.place.address}: {name} is null, which Terraform refuses", cause=Cause.NO_VALUE)
        waits_for = self._module.waits_for(Sort.VARIABLE, f"var.{variable}")
        reason = f"var.{variable} is null, which Terraform refuses for {name}"
        return Unknown(reason, cause=Cause.NO_VALUE, waits_for=waits_for)

    def nested(self, name: str) -> Items[Block]:
        """The nested blocks of this name."""
        return _nested(self, self._module, self._body, name, self._bindings, self.where(name))


class ObjectBlock(HclBlock):
    """An object of an attribute that may be written as blocks (``ingress = [{...}]``), or of a plan."""

    __slots__ = ("_data", "_path", "identity", "place", "type")

    def __init__(self, outer: Any, data: dict[str, Datum], name: str, path: str) -> None:
        self.type = f"{outer.type}.{name}"
        self.identity = outer.identity
        self.place = outer.place
        self._data = data
        self._path = path

    def where(self, name: str) -> str:
        """The attribute as reasons name it."""
        return f"{self._path}.{name}"

    def exists(self) -> Value[bool]:
        """An object that is there exists."""
        return Known(True)

    def datum(self, name: str) -> Datum:
        """The attribute as a datum."""
        return self._data.get(name)

    def nested(self, name: str) -> Items[Block]:
        """The objects in the attribute."""
        return objects(self, name, self.datum(name), self.where(name))


def objects(outer: Any, name: str, datum: Datum, path: str) -> Items[Block]:
    """The objects of a datum as blocks, of which it is not known which in a list they are."""
    return objects_in(path, datum, lambda data, _: ObjectBlock(outer, data, name, path))


def _nested(outer: Any, module: ModuleInstance, body: Body, name: str, bindings: Bindings, path: str) -> Items[Block]:
    found = _all_nested(outer, module, body, name, bindings, path)
    if name in _ONE_AT_MOST and len(found.elements) > 1 and outer.type.startswith(_OF_LAMBDA):
        return Items(more=Unknown(f"{path} is there more than once, which Terraform refuses"))
    return found


def _all_nested(
    outer: Any, module: ModuleInstance, body: Body, name: str, bindings: Bindings, path: str
) -> Items[Block]:
    if not body.has_block(name):
        expression = body.attributes.get(name)
        return _NONE if expression is None else objects(outer, name, module.evaluate(expression, bindings), path)
    found, more = nested_blocks(body, name, module, bindings)
    if found or more is not None or name not in body.attributes:
        elements = tuple(Known(NestedTerraformBlock(outer, module, inner, bound, name, path)) for inner, bound in found)
        return Items(elements, more)
    return objects(outer, name, module.evaluate(body.attributes[name], bindings), path)
