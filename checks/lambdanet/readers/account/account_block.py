"""A resource of an account as a block: what AWS says of it, under the names of Terraform's attributes."""

from __future__ import annotations

from typing import Any

from lambdanet.model import Place
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum
from lambdanet.readers.documents import decoded
from lambdanet.readers.readable_block import ReadableBlock
from lambdanet.readers.terraform.configuration.terraform_block import objects
from lambdanet.values import Items, Known, Value


class AccountBlock(ReadableBlock):
    """A resource in an account. Its identity is its id, as code writes it out."""

    __slots__ = ("_data", "_region", "identity", "place", "type")

    language = "terraform"
    vertex: dict[str, Any] | None = None
    """It is not in Checkov's graph."""

    def __init__(self, type: str, identity: str, place: Place, data: dict[str, Datum], region: str = "") -> None:
        self.type = type
        self.identity = identity
        self.place = place
        self._data = data
        self._region = region

    def where(self, name: str) -> str:
        """The attribute as reasons name it."""
        return f"{self.place.address}: {name}"

    def exists(self) -> Value[bool]:
        """It exists."""
        return Known(True)

    def ignores(self, name: str) -> bool:
        """What the code adds by resources of their own comes in addition to what is there."""
        return True

    def region(self) -> Value[str | None]:
        """The Region that its files are of."""
        return Known(self._region or None)

    def datum(self, name: str) -> Datum:
        """The attribute as a datum."""
        return self._data.get(name)

    def document(self, name: str) -> Datum:
        """The attribute as a JSON document, which AWS gives as a text."""
        datum = self.datum(name)
        return decoded(datum, self.where(name)) if isinstance(datum, str) else datum

    def nested(self, name: str) -> Items[Block]:
        """The objects in the attribute."""
        return objects(self, name, self.datum(name), self.where(name))
