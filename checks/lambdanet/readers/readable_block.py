"""The typed accessors of ``Block`` for any language that can give an attribute as a datum."""

from __future__ import annotations

from collections.abc import Callable

from lambdanet.readers import conversions
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Listing
from lambdanet.values import Items, Known, Unknown, Value


class ReadableBlock:
    """Mix-in: a language's block gives ``datum`` and ``address``, this gives the rest of the accessors."""

    __slots__ = ()

    def datum(self, name: str) -> Datum:
        """The attribute as a datum; None when it is absent or null."""
        raise NotImplementedError

    def where(self, name: str) -> str:
        """The attribute as reasons name it."""
        raise NotImplementedError

    def null_refused(self, name: str) -> Unknown | None:
        """Only Terraform refuses null where a value must be."""
        return None

    def text(self, name: str) -> Value[str | None]:
        """The attribute as a string."""
        datum = self.datum(name)
        return Known(None) if datum is None else conversions.to_text(self.where(name), datum)

    def number(self, name: str) -> Value[int | None]:
        """The attribute as a whole number."""
        datum = self.datum(name)
        return Known(None) if datum is None else conversions.to_number(self.where(name), datum)

    def flag(self, name: str, default: bool) -> Value[bool]:
        """The attribute as a boolean."""
        return conversions.to_flag(self.where(name), self.datum(name), default)

    def resource(self, name: str) -> Value[str | None]:
        """The identity of the resource that the attribute refers to."""
        datum = self.datum(name)
        return Known(None) if datum is None else conversions.to_resource(self.where(name), datum)

    def resources(self, name: str) -> Items[str]:
        """The identities in a list of references."""
        return conversions.to_resources(self.where(name), self.datum(name))

    def strings(self, name: str) -> Items[str]:
        """The attribute as a list of strings."""
        return conversions.to_strings(self.where(name), self.datum(name))

    def ignores(self, name: str) -> bool:
        """Only Terraform can be asked to."""
        return False

    def lists(self, name: str) -> bool:
        """Only Terraform removes what a list leaves out."""
        return False

    def region(self) -> Value[str | None]:
        """The Region of the whole configuration, unless the language can name another."""
        return Known(None)

    def shared_tags(self) -> Datum:
        """Only Terraform's providers have tags for all that they make."""
        return None

    def provider(self) -> Value[str]:
        """One for the whole configuration, unless the language can name another."""
        return Known("")

    def document(self, name: str) -> Datum:
        """The attribute as a JSON document."""
        return conversions.to_document(self.where(name), self.datum(name))


def objects_in(where: str, datum: Datum, block: Callable[[dict[str, Datum], str], Block]) -> Items[Block]:
    """The objects of a property: of a list each, of a single object that one.

    where: the property as reasons name it. block: makes one of an object and of its index, "[0]", or "".
    """
    if datum is None:
        return Items()
    if isinstance(datum, Unknown):
        return Items(more=datum)
    if isinstance(datum, dict):
        return Items((Known(block(datum, "")),))
    if not isinstance(datum, Listing):
        return Items(more=_no_object(where, datum))
    elements: list[Value[Block]] = []
    for index, element in enumerate(datum.elements):
        if isinstance(element, dict):
            elements.append(Known(block(element, f"[{index}]")))
        elif element is not None:
            elements.append(element if isinstance(element, Unknown) else _no_object(f"{where}[{index}]", element))
    return Items(tuple(elements), datum.more)


def _no_object(where: str, datum: Datum) -> Unknown:
    return Unknown(f"{where} is {conversions.kind_of(datum)}, expected an object")
