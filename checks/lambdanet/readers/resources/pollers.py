"""Event source mappings, as far as their pollers need a network."""

from __future__ import annotations

from lambdanet.model import Poller
from lambdanet.readers import conversions
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Reference, Text
from lambdanet.readers.resources.collection import Collection, reads, reported
from lambdanet.readers.resources.event_triggers import referred_in
from lambdanet.values import Items, Known, Unknown, Value, any_of, negation

_SUBNET, _GROUP = "VPC_SUBNET", "VPC_SECURITY_GROUP"
_SECRETS = (
    *("BASIC_AUTH", "SASL_SCRAM_512_AUTH", "SASL_SCRAM_256_AUTH"),
    *("CLIENT_CERTIFICATE_TLS_AUTH", "SERVER_ROOT_CA_CERTIFICATE"),
)
"""Kinds of access by a secret: https://docs.aws.amazon.com/lambda/latest/api/API_SourceAccessConfiguration.html"""


@reads("aws_lambda_event_source_mapping", "AWS::Lambda::EventSourceMapping")
def poller(block: Block, collection: Collection) -> None:
    """What the pollers of a mapping read, and by which subnets Lambda reaches it."""
    terraform = block.language == "terraform"
    accesses = block.nested("source_access_configuration" if terraform else "SourceAccessConfigurations")
    given: dict[str, list[Value[str]]] = {_SUBNET: [], _GROUP: []}
    secrets: list[Value[bool]] = [] if accesses.more is None else [accesses.more]
    for access in accesses.elements:
        kind = access if isinstance(access, Unknown) else access.value.text("type")
        if isinstance(kind, Unknown) or isinstance(access, Unknown):
            secrets.append(kind if isinstance(kind, Unknown) else Unknown("an access is not known"))
        elif kind.value in given:
            given[kind.value].append(_named(block, access.value.datum("uri" if terraform else "URI")))
        else:
            secrets.append(Known(kind.value in _SECRETS))
    identity, place = reported(block)
    collection.pollers.append(
        Poller(
            identity,
            place,
            source=referred_in(block, "event_source_arn"),
            subnets=Items(tuple(given[_SUBNET]), accesses.more),
            security_groups=Items(tuple(given[_GROUP]), accesses.more),
            has_secret=any_of(secrets),
            provisioned=negation(block.nested("provisioned_poller_config").is_empty()),
        )
    )


def _named(block: Block, datum: Datum) -> Value[str]:
    """The subnet or the group in "subnet:subnet-0a1b", by reference or written out; the front may be left out."""
    if isinstance(datum, Text) and len(datum.parts) == 2 and isinstance(datum.parts[1], Reference):
        datum = datum.parts[1]
    elif isinstance(datum, str):
        datum = datum.rpartition(":")[2]
    named = conversions.to_resource(f"{block.place.address}: an access", datum)
    if isinstance(named, Unknown):
        return named
    return Known(named.value) if named.value else Unknown(f"{block.place.address}: an access names nothing")
