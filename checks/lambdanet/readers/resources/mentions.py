"""The resources that a value names, such as that of an environment variable, however it is put together."""

from __future__ import annotations

from dataclasses import replace

from lambdanet.model import Mention
from lambdanet.readers.conversions import is_filled_in, printed, short
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.resources.endpoint_attributes import (
    INVOKE_URL,
    endpoint_in_list,
    is_name,
    kind_of_attribute,
    port_of_attribute,
)
from lambdanet.readers.resources.mentioned_ports import port_beside
from lambdanet.readers.resources.service_names import is_in_invoke_url, names_for_its_api
from lambdanet.values import Known, Unknown, Value

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
_NOT_WHAT_IS_HELD = ("", "id", "arn", "name", "secret_id", "version_id", "version")


def mentions_in(variable: str, datum: Datum, by_scheme: bool) -> tuple[list[Mention], Unknown | None]:
    """What a value names, and why it may name more."""
    datum = endpoint_in_list(datum)
    if isinstance(datum, Reference) and datum.attribute not in _NOT_WHAT_IS_HELD:
        written = short(datum.identity)
        if any(f".{kind}" in f".{written}" for kind in _HOLDING_ANYTHING):
            return [], Unknown(f"the environment variable {variable} is {printed(datum)}, which the code does not tell")
    if isinstance(datum, Reference):
        if _REMOTE_STATE in datum.identity:
            return [], Unknown(
                f"the environment variable {variable} is {printed(datum)}, which the code does not decide"
            )
        kind = kind_of_attribute(datum.attribute)
        calls, port = names_for_its_api(datum.attribute), port_of_attribute(datum.attribute)
        return [
            Mention(
                variable, datum.identity, kind, calls=Known(calls), port=Known(port), by_name=is_name(datum.attribute)
            )
        ], None
    if isinstance(datum, Unknown) and (datum.plain or is_filled_in(datum)):
        return [], None  # the account or the Region is no endpoint
    if isinstance(datum, Unknown):
        return [], Unknown(f"the environment variable {variable}: {datum.reason}", datum.candidates, cause=datum.cause)
    found: list[Mention] = []
    unseen: Unknown | None = None
    parts: tuple[Datum, ...] = ()
    if isinstance(datum, Text):
        parts = tuple(endpoint_in_list(part) for part in datum.parts)
    elif isinstance(datum, Listing):
        parts = datum.elements if datum.more is None else (*datum.elements, datum.more)
    elif isinstance(datum, dict):
        parts = tuple(datum.values())
    for number, part in enumerate(parts):
        inner, inner_unseen = mentions_in(variable, part, by_scheme)
        if isinstance(datum, Text) and isinstance(part, Reference):
            inner = [replace(each, port=port_beside(variable, parts, number, by_scheme)) for each in inner]
        following = parts[number + 1] if number + 1 < len(parts) and isinstance(datum, Text) else None
        found.extend(_in_text(datum, number, mention, following) for mention in inner)
        unseen = inner_unseen if unseen is None else unseen
    return found, unseen


def _in_text(outer: Datum, number: int, mention: Mention, following: Datum) -> Mention:
    """What a reference within a value tells: the URL of an API holds the API's id, and begins longer URLs."""
    if is_in_invoke_url(following):
        return replace(mention, attribute=INVOKE_URL, calls=Known(True))
    if isinstance(outer, Text) and number == 0 and mention.attribute == INVOKE_URL:
        return mention
    return replace(mention, calls=_within(outer, mention))


def _within(outer: Datum, mention: Mention) -> Value[bool]:
    """Whether a reference within a value is all that a variable holds.

    Part of a longer text, a resource's name is not yet what its API is called with. A plan lists references of which
    it does not tell in which variable, and in what, they stand.
    """
    if isinstance(outer, Listing) and mention.calls != Known(False):
        return Unknown(f"the code does not tell what the environment variable {mention.variable} holds")
    return Known(False)
