"""Adds what is in an account to what was read of the code, resource by resource."""

from __future__ import annotations

from typing import Any

from lambdanet.given.account import Account, Item
from lambdanet.model import Place
from lambdanet.readers.account.account_block import AccountBlock
from lambdanet.readers.account.changed_by_code import ChangedByCode
from lambdanet.readers.conversions import from_python
from lambdanet.readers.datum import Datum
from lambdanet.readers.resources.collection import Collection, reader_of
from lambdanet.values import Cause, Unknown


class Adding:
    """taken: what was added, by identity. accounts_of: the account of each. code: what the code said before."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.code = ChangedByCode(collection)
        self.taken: dict[str, Item] = {}
        self.accounts_of: dict[str, Account] = {}

    def read(self, kind: str, item: Item, data: dict[str, Any], account: Account, identity: str = "") -> None:
        """Read a resource as the one of Terraform that it is. identity: where it is not the id of the item."""
        place = Place(identity or item.id, item.file.shown, 1)
        held: dict[str, Datum] = {name: from_python(value) for name, value in data.items()}
        block = AccountBlock(kind, identity or item.id, place, held, account.region)
        self.collection.types[block.identity] = kind
        reader = reader_of(kind)
        if reader is not None:
            reader(block, self.collection)


def missing(why: str) -> Unknown:
    """What no file holds."""
    return Unknown(why, cause=Cause.NOT_DECLARED)
