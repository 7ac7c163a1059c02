"""One declared resource, whatever the language it is written in.

``Block`` is what every language's reader offers and all that the files under ``resources`` use. Names are
given in Terraform's spelling (``subnet_ids``); CloudFormation's reader finds the property of the same name in
its own (``SubnetIds``), so a resource is described once for all languages.
"""

from __future__ import annotations

from typing import Protocol

from lambdanet.model import Place
from lambdanet.readers.datum import Datum
from lambdanet.values import Items, Unknown, Value


class Block(Protocol):
    """A resource, a data source, or a block nested in one."""

    @property
    def language(self) -> str:
        """ "terraform" or "cloudformation"; for the few facts that differ by language."""

    @property
    def type(self) -> str:
        """The resource's type as the language names it, e.g. ``aws_subnet`` or ``AWS::EC2::Subnet``."""

    @property
    def identity(self) -> str:
        """Unique in the whole scan, and equal for every reference to this resource."""

    @property
    def place(self) -> Place:
        """Where the resource is declared."""

    def datum(self, name: str) -> Datum:
        """The attribute as a datum; None when it is absent or null."""

    def null_refused(self, name: str) -> Unknown | None:
        """Why an attribute that must have a value has another one than the null that is written; else None."""

    def text(self, name: str) -> Value[str | None]:
        """The attribute as a string."""

    def number(self, name: str) -> Value[int | None]:
        """The attribute as a whole number; numeric strings count."""

    def flag(self, name: str, default: bool) -> Value[bool]:
        """The attribute as a boolean; "true" and "false" count."""

    def resource(self, name: str) -> Value[str | None]:
        """The identity of the resource that the attribute refers to; an id written out is its own identity."""

    def resources(self, name: str) -> Items[str]:
        """The identities in a list of references; no attribute is an empty list."""

    def strings(self, name: str) -> Items[str]:
        """The attribute as a list of strings; no attribute is an empty list."""

    def document(self, name: str) -> Datum:
        """The attribute as a JSON document (a policy): objects, lists and strings, whether written out or encoded."""

    def nested(self, name: str) -> Items[Block]:
        """The nested blocks (Terraform) or the property's objects (CloudFormation) of this name, in order."""

    def ignores(self, name: str) -> bool:
        """Whether changes of the attribute, or of the blocks of this name, are or may be ignored."""

    def lists(self, name: str) -> bool:
        """Whether the block itself lists these, be it none, so that Terraform removes what others add to them."""

    def region(self) -> Value[str | None]:
        """The Region that the resource is in; None where it is the one of the whole configuration."""

    def provider(self) -> Value[str]:
        """What makes the resource, and so in which account: a name that only what it makes has."""

    def shared_tags(self) -> Datum:
        """The tags that it gets although its block does not name them: those of Terraform's provider."""

    def exists(self) -> Value[bool]:
        """Whether the resource is created at all (conditions; ``count`` and ``for_each`` that are not known)."""
