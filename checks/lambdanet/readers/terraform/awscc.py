"""Resources of Terraform's provider awscc, which are CloudFormation's under other names: read as what they are.

The provider is generated from CloudFormation's schemas and makes resources by the Cloud Control API, so that defaults
are those of CloudFormation (https://registry.terraform.io/providers/hashicorp/awscc/latest/docs).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lambdanet.model import Place
from lambdanet.readers.blocks import Block
from lambdanet.readers.conversions import HANDLES, MADE_WITH_VPC
from lambdanet.readers.datum import Datum, Listing, Text
from lambdanet.readers.documents import decoded
from lambdanet.readers.json_texts import Json
from lambdanet.readers.property_names import property_name
from lambdanet.readers.readable_block import ReadableBlock, objects_in
from lambdanet.readers.resources.collection import READERS
from lambdanet.readers.resources.endpoint_attributes import IDENTIFIER, kind_of_attribute
from lambdanet.readers.terraform.awscc_types import in_snake_case, type_in_awscc
from lambdanet.values import Items, Known, Value

_NUMBER = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
# What is the writer's, not CloudFormation's: names of variables, keys of documents and of tags.
_OWN_KEYS = ("Variables", "PolicyDocument", "AssumeRolePolicyDocument", "Policy", "EventPattern")


@lru_cache(maxsize=1)
def types_in_awscc() -> dict[str, str]:
    """The provider's types that are read, with CloudFormation's."""
    return {type_in_awscc(name): name for name in READERS if name.startswith("AWS::") and name.count("::") > 1}


@lru_cache(maxsize=4096)
def _spellings(name: str) -> tuple[str, ...]:
    """A property's name as the provider may spell it: ``s3_bucket``, and ``cidr_ipv_6``."""
    words = in_snake_case(property_name(name))
    return tuple(dict.fromkeys((words, _NUMBER.sub("_", words), name)))


@lru_cache(maxsize=4096)
def attribute_in_cloudformation(name: str) -> str:
    """An attribute that others refer to, in CloudFormation's spelling where that means something."""
    front, dot, rest = name.partition(".")
    spelled = f"{property_name(front)}{dot}{property_name(rest) if rest else ''}"
    means = spelled in HANDLES or spelled in MADE_WITH_VPC or kind_of_attribute(spelled) != IDENTIFIER
    return spelled if means and name not in HANDLES else name


class _OfCloudFormation(ReadableBlock):
    """What a resource of the provider and the objects in it have in common."""

    __slots__ = ()

    language = "cloudformation"
    type: str
    identity: str
    place: Place

    def document(self, name: str) -> Datum:
        """The property as a JSON document."""
        datum = self.datum(name)
        return decoded(datum, self.where(name)) if isinstance(datum, (str, Text, Json)) else datum

    def nested(self, name: str) -> Items[Block]:
        """The property's objects."""
        return objects_in(self.where(name), self.datum(name), lambda data, _: _AwsccObject(self, name, data))


class _AwsccObject(_OfCloudFormation):
    """An object in a property; its data have CloudFormation's names already."""

    __slots__ = ("_data", "_path", "identity", "place", "type")

    def __init__(self, outer: _OfCloudFormation, name: str, data: dict[str, Datum]) -> None:
        self.type = f"{outer.type}.{property_name(name)}"
        self.identity = outer.identity
        self.place = outer.place
        self._data = data
        self._path = outer.where(name)

    def where(self, name: str) -> str:
        """The attribute as reasons name it."""
        return f"{self._path}.{_spellings(name)[0]}"

    def exists(self) -> Value[bool]:
        """An object that is there exists."""
        return Known(True)

    def datum(self, name: str) -> Datum:
        """The property as a datum."""
        return self._data.get(property_name(name))


class AwsccBlock(_OfCloudFormation):
    """A resource of the provider, as the resource of CloudFormation that it is."""

    __slots__ = ("_outer", "identity", "place", "several", "type", "vertex")

    generated = False

    def __init__(self, outer: Any) -> None:
        self._outer = outer
        self.type = types_in_awscc()[outer.type]
        self.identity = outer.identity
        self.place = outer.place
        self.vertex: Any = outer.vertex
        self.several = bool(getattr(outer, "several", False))

    def where(self, name: str) -> str:
        """The attribute as reasons name it."""
        return f"{self.place.address}: {_spellings(name)[0]}"

    def exists(self) -> Value[bool]:
        """Whether Terraform creates it."""
        answer: Value[bool] = self._outer.exists()
        return answer

    def region(self) -> Value[str | None]:
        """The Region of its provider."""
        answer: Value[str | None] = self._outer.region()
        return answer

    def provider(self) -> Value[str]:
        """As of the resource."""
        answer: Value[str] = self._outer.provider()
        return answer

    def datum(self, name: str) -> Datum:
        """The property as a datum, with CloudFormation's names in it."""
        for spelled in _spellings(name):
            found = self._outer.datum(spelled)
            if found is not None:
                return _renamed(found, property_name(name))
        return None


def _renamed(datum: Datum, key: str) -> Datum:
    """A datum with the names of properties in the place of attributes'."""
    if key in _OWN_KEYS or (key == "Tags" and isinstance(datum, dict)):
        return datum
    if isinstance(datum, dict):
        named = {property_name(name): value for name, value in datum.items()}
        return {name: _renamed(value, name) for name, value in named.items()}
    if isinstance(datum, Listing):
        # A list of tags has objects of a key and a value.
        of_each = "" if key == "Tags" else key
        return type(datum)(tuple(_renamed(element, of_each) for element in datum.elements), datum.more)
    return datum
