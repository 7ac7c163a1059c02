"""Names of parameters and secrets: a variable that holds one, written out, is given the parameter or the secret.

Only names that are paths count: a word may be anything, also where something has it as its name. A name means what it
names where code is deployed together.
"""

from __future__ import annotations

from lambdanet.identities import deployed_with
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Reference
from lambdanet.readers.resources.collection import Collection

_NAMES = {
    "aws_ssm_parameter": "name",
    "AWS::SSM::Parameter": "Name",
    "aws_secretsmanager_secret": "name",
    "AWS::SecretsManager::Secret": "Name",
}


def note_stored(block: Block, collection: Collection) -> None:
    """Note the path of a parameter or a secret that a block declares."""
    name = block.datum(_NAMES[block.type]) if block.type in _NAMES else None
    if isinstance(name, str) and "/" in name:
        attribute = "name" if block.language == "terraform" else ""
        named = collection.stored.setdefault((deployed_with(block.identity), name), [])
        named.append(Reference(block.identity, attribute))


def with_stored(datum: Datum, collection: Collection, identity: str) -> Datum:
    """A value of a block, or the parameter or the secret whose path it is."""
    found = collection.stored.get((deployed_with(identity), datum), []) if isinstance(datum, str) else []
    return found[0] if len(found) == 1 else datum
