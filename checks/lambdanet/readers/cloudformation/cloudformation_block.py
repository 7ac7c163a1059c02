"""A CloudFormation resource, or an object nested in one, as the resource files see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdanet.model import Place
from lambdanet.readers.blocks import Block
from lambdanet.readers.cloudformation.declarations.restoration import MARKERS
from lambdanet.readers.cloudformation.declarations.template import DeclaredResource, Template
from lambdanet.readers.cloudformation.expressions.intrinsics import condition_holds, evaluate
from lambdanet.readers.cloudformation.expressions.pseudo_parameters import region_of_resources
from lambdanet.readers.datum import Datum, Text
from lambdanet.readers.documents import decoded
from lambdanet.readers.json_texts import Json
from lambdanet.readers.property_names import property_name
from lambdanet.readers.readable_block import ReadableBlock, objects_in
from lambdanet.values import Items, Known, Unknown, Value

_EXISTS: Value[bool] = Known(True)


class CloudFormationBlock(ReadableBlock):
    """Attributes of one resource or object.

    vertex: Checkov's attributes of the resource, for findings; for a generated resource and for a nested
        object those of the resource that brings it.
    generated: SAM makes the resource; it is nowhere in the template.
    """

    __slots__ = (
        "_added_by",
        "_exists",
        "_path",
        "_properties",
        "_template",
        "generated",
        "identity",
        "place",
        "several",
        "type",
        "vertex",
    )

    language = "cloudformation"

    def __init__(
        self,
        block_type: str,
        identity: str,
        place: Place,
        vertex: Mapping[str, Any],
        properties: Mapping[Any, Any],
        template: Template | None,
        *,
        path: str = "",
        exists: Value[bool] = _EXISTS,
        generated: bool = False,
        several: bool = False,
    ) -> None:
        """``properties`` are expressions of ``template``, or data already when there is none."""
        self.type = block_type
        self.identity = identity
        self.place = place
        self.vertex = vertex
        self.generated = generated
        self.several = several
        self._properties = properties
        self._template = template
        self._path = path
        self._exists = exists
        self._added_by: str | None = None

    @classmethod
    def of(cls, resource: DeclaredResource, properties: Mapping[Any, Any] | None = None) -> CloudFormationBlock:
        """The block of a declared resource, with other properties than the declared ones if given."""
        return cls(
            resource.type,
            resource.identity,
            resource.place,
            resource.reported_on,
            resource.properties if properties is None else properties,
            resource.template,
            exists=resource.exists(condition_holds),
            several=resource.several,
        )

    def __repr__(self) -> str:
        return f"CloudFormationBlock({self.place.address}{self._path and '.' + self._path})"

    def names(self) -> list[str]:
        """The names of the properties that are given, as CloudFormation spells them."""
        return [str(key) for key in self._properties if key not in MARKERS]

    def region(self) -> Value[str | None]:
        """The Region, where files say in which the stack is deployed; None for that of the whole configuration."""
        return Known(region_of_resources(self._template) or None) if self._template is not None else Known(None)

    def where(self, name: str) -> str:
        """The property as reasons name it."""
        path = f"{self._path}.{property_name(name)}" if self._path else property_name(name)
        return f"{self.place.address}: {path}"

    def datum(self, name: str) -> Datum:
        """The property as a datum; None when it is absent."""
        key = property_name(name)
        value = self._properties.get(key) if key not in MARKERS else None
        if value is None:
            return self._absent(key)
        return value if self._template is None else evaluate(value, self._template)

    def document(self, name: str) -> Datum:
        """The property as a JSON document: an object, or a text, which may have parts that are not known."""
        datum = self.datum(name)
        return decoded(datum, self.where(name)) if isinstance(datum, (str, Text, Json)) else datum

    def nested(self, name: str) -> Items[Block]:
        """The property's objects: of a list each, of a single object that one."""
        return objects_in(self.where(name), self.datum(name), lambda data, index: self._inner(name, data, index))

    def exists(self) -> Value[bool]:
        """Whether the stack creates the resource: its condition, if it has one."""
        return self._exists

    def _absent(self, key: str) -> Datum:
        if self._added_by is None:
            added_by = (name for name in self._properties if str(name).startswith(("Fn::Transform", "Fn::ForEach")))
            self._added_by = "" if self._template is None else next(added_by, "")
        return Unknown(f"{self.where(key)} may be added by {self._added_by}") if self._added_by else None

    def _inner(self, name: str, data: dict[str, Datum], index: str) -> CloudFormationBlock:
        key = property_name(name)
        path = f"{self._path}.{key}{index}" if self._path else f"{key}{index}"
        return CloudFormationBlock(
            f"{self.type}.{key}",
            f"{self.identity}/{key}{index}",
            self.place,
            self.vertex,
            data,
            None,
            path=path,
            exists=self._exists,
            generated=self.generated,
        )
