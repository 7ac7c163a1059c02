"""The resources that a value names, such as that of an environment variable, however it is put together."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace

from lambdanet.model import Mention
from lambdanet.readers.account.hosts import with_references
from lambdanet.readers.blocks import Block
from lambdanet.readers.conversions import is_filled_in, printed, short
from lambdanet.readers.datum import WHOLE, Datum, Derived, Listing, Reference, Text
from lambdanet.readers.json_texts import Json
from lambdanet.readers.resources.collection import Collection
from lambdanet.readers.resources.dynamic_secrets import with_contents
from lambdanet.readers.resources.endpoint_attributes import (
    BUCKET_HOST,
    CONNECTED_ENDPOINT,
    ENDPOINT,
    INVOKE_URL,
    PUBLIC_ENDPOINT,
    PUBLIC_NAME,
    endpoint_in_list,
    is_name,
    kind_of_attribute,
    port_of_attribute,
)
from lambdanet.readers.resources.mentioned_ports import name_a_port, port_beside
from lambdanet.readers.resources.service_names import is_in_invoke_url, is_in_uri_of_s3, names_for_its_api
from lambdanet.readers.secrets_of_databases import as_secret, is_no_host
from lambdanet.undeclared import missing
from lambdanet.values import Known, Unknown, Value

Mentioned = tuple["list[Mention]", "Unknown | None"]
"""What a value names, and why it may name something that is not seen."""

# What another configuration decides, although it has the form of a reference.
_REMOTE_STATE = "data.terraform_remote_state."
# What another configuration, a parameter or a secret holds may be anything, also an endpoint.
_HOLDING_ANYTHING = (
    "data.terraform_remote_state.",
    "data.tfe_outputs.",
    "data.aws_ssm_parameter.",
    "data.aws_secretsmanager_secret_version.",
    "data.aws_cloudformation_stack.",
    "data.aws_cloudformation_export.",
    "data.external.",
    "data.http.",
)
_DATABASES = (
    *("aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift"),
    *("aws_elasticache_", "AWS::RDS::DB", "AWS::DocDB::", "AWS::Redshift", "AWS::ElastiCache::"),
)
# Who logs in, and to what within the database.
_LOGINS = (
    *("username", "password", "master_username", "master_password", "master_user_password", "auth_token"),
    *("admin_username", "admin_user_password", "db_name", "database_name", "DBName"),
)
_HOSTS_OF_AWS = ".amazonaws.com"
# What is known of a text that can be one ARN and nothing beside it, such as an address or a list of several.
_ONE_ARN = re.compile(r"arn:(?!.*//)[\w:/.*+=@-]*")
# An address of RFC 1918 or 6598, which is no block of addresses and no part of a longer number.
_PRIVATE_ADDRESS = re.compile(
    r"(?<![\w.])(?:10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|192\.168|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))"
    r"(?:\.\d{1,3}){2}(?![\w./]\d|\d)"
)
_LEADING_THERE = (ENDPOINT, PUBLIC_ENDPOINT, PUBLIC_NAME, CONNECTED_ENDPOINT)
_NOT_WHAT_IS_HELD = ("", "id", "arn", "name", "secret_id", "version_id", "version")


def note_words(block: Block, collection: Collection) -> None:
    """Note what is no address wherever it is: it is in a function's name, in which AWS allows no dot, or a login.

    https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    """
    noted: list[Datum] = []
    if block.type.endswith(("_lambda_function", "::Function")):
        name = block.datum("function_name")
        noted += name.parts if isinstance(name, Text) else (name,)
    elif block.type.startswith(_DATABASES):
        noted += (block.datum(attribute) for attribute in _LOGINS)
    for part in noted:
        if isinstance(part, Unknown) and part.symbol is not None:
            collection.words.add(part.symbol)


def mentions_in(variable: str, datum: Datum, by_scheme: bool, words: AbstractSet[str] = frozenset()) -> Mentioned:
    """What a value names, and why it may name something that is not seen.

    words: the symbols of unknown values that are no addresses.
    """
    datum = with_references(endpoint_in_list(_unwrapped(with_contents(datum) if isinstance(datum, Text) else datum)))
    if isinstance(datum, Reference):
        return _of_reference(variable, datum)
    if isinstance(datum, Unknown) and (datum.plain or datum.symbol in words or is_filled_in(datum)):
        return [], None  # the account or the Region is no endpoint
    if isinstance(datum, Derived):
        return _in_what_it_is_made_of(variable, datum, by_scheme, words)
    if isinstance(datum, Json):
        return _in_json(variable, datum.value, by_scheme, words)
    if isinstance(datum, Unknown):
        return [], datum.with_reason(f"{_held_by(variable)}{datum.reason}", datum.candidates)
    found: list[Mention] = []
    unseen = _who_has_the_address_in(variable, datum)
    parts: tuple[Datum, ...] = ()
    if isinstance(datum, Text):
        parts = tuple(with_references(endpoint_in_list(part)) for part in datum.parts)
    elif isinstance(datum, Listing):
        parts = datum.elements if datum.more is None else (*datum.elements, datum.more)
    elif isinstance(datum, dict):
        parts = tuple(datum.values())
    for number, part in enumerate(parts):
        inner, inner_unseen = mentions_in(variable, part, by_scheme, words)
        if isinstance(datum, Text) and isinstance(part, Unknown) and _is_within_name_of_aws(parts, number):
            inner_unseen = None
        if isinstance(datum, Text) and isinstance(part, Reference):
            inner = [replace(each, port=port_beside(variable, parts, number, by_scheme)) for each in inner]
        found.extend(_in_text(datum, parts, number, mention) for mention in inner)
        unseen = inner_unseen if unseen is None else unseen
    return found, unseen


def _who_has_the_address_in(variable: str, datum: Datum) -> Unknown | None:
    """Why a text with a private address may name something that is not seen; None of another datum."""
    address = _PRIVATE_ADDRESS.search(datum) if isinstance(datum, str) else None
    if address is None:
        return None
    return Unknown(f"{_held_by(variable)}what has the private address {address[0]} is not known")


def _is_within_name_of_aws(parts: tuple[Datum, ...], number: int) -> bool:
    """Whether a part of a text is one of an ARN, or of the name of a public host of AWS, such as the Region."""
    before, after = parts[number - 1] if number else "", parts[number + 1] if number + 1 < len(parts) else ""
    known = "".join(part for part in parts if isinstance(part, str))
    if isinstance(parts[0], str) and _ONE_ARN.fullmatch(known):
        return True
    in_host = isinstance(before, str) and before.endswith(".") and isinstance(after, str)
    return in_host and after.startswith(_HOSTS_OF_AWS)


def _held_by(variable: str) -> str:
    """What a reason begins with; nothing where no variable holds the value, but, for example, a secret."""
    return f"the environment variable {variable}: " if variable else ""


def _of_reference(variable: str, datum: Reference) -> Mentioned:
    datum = as_secret(datum)
    if is_no_host(datum):
        return [], None
    if datum.attribute not in _NOT_WHAT_IS_HELD:
        written = short(datum.identity)
        if any(f".{kind}" in f".{written}" for kind in _HOLDING_ANYTHING):
            reason = f"the environment variable {variable} is {printed(datum)}, whose value is not in the code"
            return [], Unknown(reason, waits_for=missing(datum.identity))
    if _REMOTE_STATE in datum.identity:
        reason = f"the environment variable {variable} is {printed(datum)}, which the code does not decide"
        return [], Unknown(reason, waits_for=missing(datum.identity))
    kind = kind_of_attribute(datum.attribute)
    calls, port = names_for_its_api(datum.attribute), port_of_attribute(datum.attribute)
    return [
        Mention(variable, datum.identity, kind, calls=Known(calls), port=Known(port), by_name=is_name(datum.attribute))
    ], None


def _unwrapped(datum: Datum) -> Datum:
    """A text of one part, as ``format("%s", x)`` makes it, is the part."""
    return datum.parts[0] if isinstance(datum, Text) and len(datum.parts) == 1 else datum


def _in_what_it_is_made_of(variable: str, datum: Derived, by_scheme: bool, words: AbstractSet[str]) -> Mentioned:
    """What is encoded leads where it led before; whether it is all that the variable holds is not known.

    What may be a part of an endpoint only leads nowhere that is known.
    """
    found: list[Mention] = []
    unseen: Unknown | None = None
    why = Unknown(f"the code does not say what the environment variable {variable} holds")
    for part in datum.of:
        inner, inner_unseen = mentions_in(variable, part, by_scheme, words)
        for each in inner:
            if datum.cut != WHOLE and each.attribute in _LEADING_THERE:
                piece = f"the environment variable {variable} may hold a part only of the endpoint of "
                unseen = unseen or Unknown(f"{piece}{short(each.resource)}", frozenset({each.resource}))
            else:
                found.append(replace(each, calls=why if each.calls != Known(False) else each.calls))
        unseen = inner_unseen if unseen is None else unseen
    return found, unseen


def _in_json(variable: str, value: Datum, by_scheme: bool, words: AbstractSet[str]) -> Mentioned:
    """What the values of a document name: each of them is a value of its own, as that of a variable is."""
    if isinstance(value, Listing):
        parts = value.elements if value.more is None else (*value.elements, value.more)
    elif isinstance(value, dict):
        parts = tuple(value.values())
        # A port that is next to the host is the one that is meant, not that of its scheme.
        by_scheme = by_scheme and not name_a_port(map(str, value))
    else:
        return mentions_in(variable, value, by_scheme, words)
    found: list[Mention] = []
    unseen: Unknown | None = None
    for part in parts:
        inner, inner_unseen = _in_json(variable, part, by_scheme, words)
        found += inner
        unseen = inner_unseen if unseen is None else unseen
    return found, unseen


def _in_text(outer: Datum, parts: tuple[Datum, ...], number: int, mention: Mention) -> Mention:
    """What a reference within a value means: the URL of an API holds the API's id, and begins longer URLs."""
    if isinstance(outer, Text):
        if number + 1 < len(parts) and is_in_invoke_url(parts[number + 1]):
            return replace(mention, attribute=INVOKE_URL, calls=Known(True))
        if mention.attribute == BUCKET_HOST or (number == 0 and mention.attribute == INVOKE_URL):
            return mention
        if number and is_in_uri_of_s3(parts[number - 1]) and mention.calls != Known(False):
            held = f"the environment variable {mention.variable} holds a URI of {short(mention.resource)}"
            return replace(mention, calls=Unknown(f"{held}, which another service may read"))
    return replace(mention, calls=_within(outer, mention))


def _within(outer: Datum, mention: Mention) -> Value[bool]:
    """Whether a reference within a value is all that a variable holds.

    Part of a longer text, a resource's name is not yet what its API is called with. A plan lists references without
    the variable, and the part of its value, that they are in.
    """
    if isinstance(outer, Listing) and mention.calls != Known(False):
        return Unknown(f"the code does not say what the environment variable {mention.variable} holds")
    return Known(False)
