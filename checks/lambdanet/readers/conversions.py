"""From a datum to the typed value that the model wants; one place for all languages.

A wrong type is not an error of the scan: it makes this one value unknown, with a reason that names the
resource, the attribute, what was found and what was expected.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lambdanet.identities import made_with as made_with
from lambdanet.identities import short as short
from lambdanet.missing_facts import MissingFact, together
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.imported_ids import meant
from lambdanet.readers.secrets_of_databases import as_secret
from lambdanet.readers.sets import in_some_order
from lambdanet.undeclared import missing
from lambdanet.undeclared import undeclared as undeclared
from lambdanet.values import Items, Known, Unknown, Value


def kind_of(datum: Datum) -> str:
    """What a datum is, for people."""
    if datum is None:
        return "null"
    if isinstance(datum, bool):
        return "a boolean"
    if isinstance(datum, (int, float)):
        return "a number"
    if isinstance(datum, (str, Text)):
        return "a string"
    if isinstance(datum, Listing):
        return "a list"
    if isinstance(datum, Reference):
        return f"a reference to {datum.symbol or short(datum.identity)}"
    return "an object" if isinstance(datum, dict) else type(datum).__name__


def _unexpected(where: str, datum: Datum, expected: str) -> Unknown:
    return Unknown(f"{where} is {kind_of(datum)}, expected {expected}")


# The symbol of a call has the directory of each name that is in it.
_OF_A_CALL = re.compile(r"(?:one key of those (?:as many as )?)?[a-z][a-z0-9_]*\(")
_WHERE = re.compile(r"(?:(?<=\()|(?<=, ))[^(),\"|#]*[|#]")
_QUOTED, _CALL = re.compile(r'"[^"]*"'), re.compile(r"\b[a-z][a-z0-9_]*\(")
_FILLED_IN = ("terraform.workspace", "path.module", "path.root", "path.cwd")


def is_filled_in(unknown: Unknown) -> bool:
    """Whether AWS or Terraform fills in the value at deployment, such as the account: it names something."""
    # What is worked out from nothing else, as in ``lower(terraform.workspace)``, is no other thing.
    worked_out = _CALL.sub("", _QUOTED.sub("", unknown.symbol or ""))
    names = [short(name) for name in re.split(r"[(),\s]+", worked_out) if name and not name.isdecimal()]
    return bool(names) and all(name.startswith("AWS::") or name.endswith(_FILLED_IN) for name in names)


def canonical(datum: Datum) -> str:
    """A datum written out so that equal texts are equal values, in the whole scan."""
    if isinstance(datum, Text):
        return "".join(part if isinstance(part, str) else "${" + canonical(part) + "}" for part in datum.parts)
    if isinstance(datum, Reference):
        datum = as_secret(datum)
        return f"{datum.identity}.{datum.attribute}"
    if isinstance(datum, Unknown):
        return datum.symbol or "?"
    return str(datum)


def printed(datum: Datum) -> str:
    """A datum as a person would write it, without the files and directories that make it unique."""
    if isinstance(datum, Text):
        return "".join(part if isinstance(part, str) else "${" + printed(part) + "}" for part in datum.parts)
    if isinstance(datum, Reference):
        return datum.symbol or f"{short(datum.identity)}.{datum.attribute}".rstrip(".")
    if isinstance(datum, Unknown):
        symbol = datum.symbol or "?"
        return _WHERE.sub("", symbol) if _OF_A_CALL.match(symbol) else short(symbol)
    return str(datum)


def unknown_text(where: str, text: Text) -> Unknown:
    """The unknown for a string with unknown parts."""
    candidates: set[str] = set()
    waits_for: list[MissingFact] = []
    nameless = False
    for part in text.parts:
        if isinstance(part, Reference):
            candidates.add(as_secret(part).identity)
            waits_for += missing(part.identity)
        elif isinstance(part, Unknown):
            candidates |= part.candidates
            waits_for += part.waits_for
            nameless = nameless or part.symbol is None
    symbol = None if nameless else canonical(text)
    reason = f'{where} is "{printed(text)}"'
    return Unknown(reason, frozenset(candidates), symbol, waits_for=together(waits_for))


def to_text(where: str, datum: Datum) -> Value[str | None]:
    """A string; numbers and booleans are written out, as all input languages do."""
    if datum is None or isinstance(datum, str):
        return Known(datum)
    if isinstance(datum, Unknown):
        return datum
    if isinstance(datum, bool):
        return Known("true" if datum else "false")
    if isinstance(datum, (int, float)):
        return Known(f"{datum:g}" if isinstance(datum, float) else str(datum))
    if isinstance(datum, Text):
        return unknown_text(where, datum)
    if isinstance(datum, Reference):
        return _decided_by_aws(where, datum)
    return _unexpected(where, datum, "a string")


def _decided_by_aws(where: str, datum: Reference) -> Unknown:
    reason = f"{where} is {printed(datum)}, which AWS decides"
    candidates = frozenset({as_secret(datum).identity})
    return Unknown(reason, candidates, canonical(datum), waits_for=missing(datum.identity))


def to_number(where: str, datum: Datum) -> Value[int | None]:
    """A whole number; numeric strings count."""
    if datum is None or (isinstance(datum, int) and not isinstance(datum, bool)):
        return Known(datum)
    if isinstance(datum, Unknown):
        return datum
    if isinstance(datum, float) and datum.is_integer():
        return Known(int(datum))
    if isinstance(datum, str):
        try:
            return Known(int(datum.strip()))
        except ValueError:
            return Unknown(f'{where} is "{datum}", expected a whole number')
    if isinstance(datum, Text):
        return unknown_text(where, datum)
    if isinstance(datum, Reference):
        return _decided_by_aws(where, datum)
    return _unexpected(where, datum, "a whole number")


def to_flag(where: str, datum: Datum, default: bool) -> Value[bool]:
    """A boolean; "true" and "false" count, null is the default."""
    if datum is None:
        return Known(default)
    if isinstance(datum, bool):
        return Known(datum)
    if isinstance(datum, Unknown):
        return datum
    if isinstance(datum, str) and datum.strip().lower() in ("true", "false"):
        return Known(datum.strip().lower() == "true")
    return _unexpected(where, datum, "true or false")


# Attributes by which a reference means the resource itself; any other attribute names another resource.
HANDLES = frozenset(
    {
        *("", "id", "arn", "name", "function_name", "qualified_arn", "invoke_arn", "unique_id", "role", "role_name"),
        *(
            "group_id",
            "security_group_rule_id",
            "owner_id",
            "Id",
            "Arn",
            "Name",
            "GroupId",
            "SubnetId",
            "VpcId",
            "RouteTableId",
        ),
        *(
            "NatGatewayId",
            "InternetGatewayId",
            "PrefixListId",
            "TransitGatewayRouteTableId",
            "RoleId",
            "RoleName",
            "FunctionName",
            "FunctionArn",
        ),
        *(
            "AccessPointId",
            "AccessPointArn",
            "FileSystemId",
            "FileSystemArn",
            "PolicyArn",
            "PolicyId",
            "TopicArn",
            "QueueArn",
            "AliasArn",
        ),
        *("ListenerArn", "LoadBalancerArn", "TargetGroupArn", "DBInstanceArn", "DBClusterArn", "DBProxyArn"),
        *(
            "CapacityProviderArn",
            "cluster_identifier",
        ),
    }
)

# What AWS makes with a VPC, an endpoint or a transit gateway, by the attribute that names it in either language.
MADE_WITH_VPC = {
    "default_security_group_id": "default security group",
    "DefaultSecurityGroup": "default security group",
    "main_route_table_id": "main route table",
    "default_route_table_id": "main route table",
    "default_network_acl_id": "default network ACL",
    "DefaultNetworkAcl": "default network ACL",
    "prefix_list_id": "prefix list",
    "association_default_route_table_id": "default route table",
    "propagation_default_route_table_id": "default route table",
}


def vpc_that_it_comes_with(identity: str) -> str | None:
    """The VPC with which AWS makes the resource of this identity; None for any other resource."""
    for what in MADE_WITH_VPC.values():
        if identity.endswith(f"/{what}"):
            return identity[: -len(what) - 1]
    return None


def identity_of(reference: Reference) -> str | None:
    """The identity of the resource that a reference's attribute names; None when it may be any other."""
    reference = as_secret(reference)
    if reference.attribute in HANDLES:
        return reference.identity
    if reference.attribute in MADE_WITH_VPC:
        return made_with(reference.identity, MADE_WITH_VPC[reference.attribute])
    return None


def to_resource(where: str, datum: Datum) -> Value[str | None]:
    """The identity of the resource referred to; an id written out is its own identity."""
    if isinstance(datum, Reference):
        identity = identity_of(datum)
        if identity is not None:
            return Known(identity)
        # AWS or another configuration decides which resource that is; two such values may be one resource.
        reason = f"{where} is {printed(datum)}, which the code does not decide"
        return Unknown(reason, symbol=canonical(datum), waits_for=missing(datum.identity))
    if isinstance(datum, str):
        return Known(meant(datum.strip()) or None)
    if datum is None or isinstance(datum, Unknown):
        return Known(None) if datum is None else datum
    if isinstance(datum, Text):
        return unknown_text(where, datum)
    return _unexpected(where, datum, "an id")


def to_items(where: str, datum: Datum, expected: str = "a list") -> Items[Any]:
    """A list of data; null is an empty list, a single value a list of one, a comma-joined string is split."""
    if datum is None:
        return Items()
    if isinstance(datum, Unknown):
        return Items(more=datum)
    if isinstance(datum, Listing):
        # What is made of the items asks for no order.
        elements = tuple(e if isinstance(e, Unknown) else Known(e) for e in in_some_order(datum) if e is not None)
        return Items(elements, datum.more)
    if isinstance(datum, str):
        return Items.of([part.strip() for part in datum.split(",") if part.strip()])
    if isinstance(datum, Reference) and identity_of(datum) is None:
        # Such as an output of another stack: a list, of which nothing is known, or one value.
        reason = f"{where} is {printed(datum)}, which the code does not decide"
        return Items(more=Unknown(reason, symbol=canonical(datum), waits_for=missing(datum.identity)))
    if isinstance(datum, (Reference, Text)):
        return Items((Known(datum),))
    return Items(more=_unexpected(where, datum, expected))


def _each(where: str, items: Items[Any], convert: Any) -> Items[Any]:
    """Each element converted. A list among them may be any number of elements.

    Terraform before 0.12 took such a list for its elements, later ones and CloudFormation refuse it.
    """
    elements: list[Value[Any]] = []
    more = items.more
    for element in items.elements:
        if isinstance(element, Known) and isinstance(element.value, Listing):
            reason = f"{where} holds a list within a list"
            more = Unknown(reason, frozenset(_named_in(element.value))) if more is None else more
            continue
        value = element if isinstance(element, Unknown) else convert(element.value)
        if isinstance(value, Unknown) or value.value is not None:
            elements.append(value)
    return Items(tuple(elements), more)


def _named_in(listing: Listing) -> Iterator[str]:
    """The resources to which a list refers, and the lists within it."""
    for element in listing.elements:
        if isinstance(element, Listing):
            yield from _named_in(element)
        elif isinstance(element, Reference):
            yield element.identity
        elif isinstance(element, Unknown):
            yield from element.candidates


def to_resources(where: str, datum: Datum) -> Items[str]:
    """The identities in a list of references or ids."""
    items = to_items(where, datum, "a list of ids")
    return _each(where, items, lambda element: to_resource(where, element))


def to_strings(where: str, datum: Datum) -> Items[str]:
    """A list of strings."""
    return _each(where, to_items(where, datum, "a list of strings"), lambda element: to_text(where, element))


def to_document(where: str, datum: Datum) -> Datum:
    """A JSON document (a policy) as a datum of objects and lists; text is parsed."""
    if not isinstance(datum, str):
        return datum
    try:
        return from_python(json.loads(datum))
    except (ValueError, RecursionError):
        return Unknown(f"{where} is not a JSON document")


def from_python(value: Any) -> Datum:
    """Plain JSON data as a datum."""
    if isinstance(value, list):
        return Listing(tuple(from_python(element) for element in value))
    if isinstance(value, dict):
        return {str(key): from_python(element) for key, element in value.items()}
    return value
