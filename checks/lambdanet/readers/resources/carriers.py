"""What secrets, parameters and records of DNS name: whoever is given one of these is given what it names too."""

from __future__ import annotations

import dataclasses

from lambdanet.model import Carrier, Mention
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.readers.resources.dns_records import records_in
from lambdanet.readers.resources.endpoint_attributes import ENDPOINT
from lambdanet.readers.resources.mentions import mentions_in
from lambdanet.values import Known, Unknown, Value

SECRET, PARAMETER, RECORD = "secret", "parameter", "record"


@reads("aws_secretsmanager_secret_version")
def version(block: Block, collection: Collection) -> None:
    """The text of a secret."""
    _add(block, collection, SECRET, _text(block, "secret_string"), block.resource("secret_id"))


@reads("AWS::SecretsManager::Secret")
def secret(block: Block, collection: Collection) -> None:
    """A secret with its text, or with the part of it that is not made up."""
    _add(block, collection, SECRET, _text(block, "SecretString"))
    for generated in block.nested("GenerateSecretString").known():
        _add(block, collection, SECRET, _text(generated, "SecretStringTemplate"))


@reads("AWS::SecretsManager::SecretTargetAttachment")
def attachment(block: Block, collection: Collection) -> None:
    """What completes a secret with the host and the port of a database.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secrettargetattachment.html
    """
    target, named = block.resource("TargetId"), block.resource("SecretId")
    if isinstance(target, Known) and target.value is not None and isinstance(named, Known):
        mention = Mention("", target.value, ENDPOINT, by_name=True)
        _note(block, collection, SECRET, (mention,), (named.value or "",), of_database=True)


@reads("aws_ssm_parameter", "AWS::SSM::Parameter")
def parameter(block: Block, collection: Collection) -> None:
    """A parameter with its value."""
    for name in ("value", "insecure_value") if block.language == "terraform" else ("Value",):
        _add(block, collection, PARAMETER, _text(block, name))


@reads("aws_route53_record")
def record(block: Block, collection: Collection) -> None:
    """A record of DNS: where it leads."""
    _add(block, collection, RECORD, block.datum("records"))
    for alias in block.nested("alias").known():
        _add(block, collection, RECORD, alias.datum("name"))


@reads("AWS::Route53::RecordSet", "AWS::Route53::RecordSetGroup")
def record_set(block: Block, collection: Collection) -> None:
    """A record of DNS of a template, or several: where each leads."""
    for identity, record in records_in(block):
        _add(block, collection, RECORD, record.datum("ResourceRecords"), identity=identity)
        for alias in record.nested("AliasTarget").known():
            _add(block, collection, RECORD, alias.datum("DNSName"), identity=identity)


def _text(block: Block, name: str) -> Datum:
    """A text, or the object that it encodes."""
    document = block.document(name)
    return document if isinstance(document, dict) else block.datum(name)


def _add(
    block: Block,
    collection: Collection,
    kind: str,
    datum: Datum,
    owner: Value[str | None] = Known(None),
    identity: str = "",
) -> None:
    """Note what a text names; what it hides it hides from everyone who is given the secret.

    identity: of one of several things that the block declares.
    """
    if datum is None or isinstance(owner, Unknown):
        return
    found: list[Mention] = []
    doubt: Unknown | None = None
    for each in datum.elements if isinstance(datum, Listing) else (datum,):
        mentions, unseen = mentions_in("", each, True, collection.words)
        found += mentions
        doubt = unseen if doubt is None else doubt
    _note(block, collection, kind, tuple(found), (owner.value,) if owner.value else (), doubt, identity=identity)


def _note(
    block: Block,
    collection: Collection,
    kind: str,
    mentions: tuple[Mention, ...],
    owners: tuple[str, ...],
    hidden: Unknown | None = None,
    of_database: bool = False,
    identity: str = "",
) -> None:
    """hidden: why the text may name more. of_database: its keys are those of a database's secret."""
    own = identity or block.identity
    identities = frozenset((own, *owners))
    uncertain = collection.uncertain.get(block.identity)
    if uncertain is not None:
        mentions, hidden = (), uncertain
    elif hidden is not None:
        hidden = hidden.with_reason(f"what {block.place.address} holds: {hidden.reason}", hidden.candidates)
    if mentions or hidden is not None:
        collection.carriers.append(
            Carrier(
                own,
                block.place,
                kind=kind,
                identities=identities,
                mentions=mentions,
                doubt=hidden,
                of_database=of_database,
            )
        )


def carriers(collection: Collection) -> dict[str, Carrier]:
    """By everything that they are named by: those that are one, together."""
    found: dict[str, Carrier] = {}
    for carrier in collection.carriers:
        for identity in sorted(carrier.identities):
            known = found.get(identity)
            if known is not None:
                carrier = dataclasses.replace(
                    carrier,
                    identities=carrier.identities | known.identities,
                    mentions=(*known.mentions, *carrier.mentions),
                    doubt=known.doubt if carrier.doubt is None else carrier.doubt,
                    of_database=carrier.of_database or known.of_database,
                )
        found.update(dict.fromkeys(carrier.identities, carrier))
    return found
