"""IAM policy documents as statements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from lambdanet.model import Condition, PolicyStatement
from lambdanet.own_region import OWN_ACCOUNT, OWN_PARTITION, OWN_REGION
from lambdanet.readers import conversions
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.documents import decoded
from lambdanet.readers.resources.written_action import WrittenAction
from lambdanet.values import Items, Known, Unknown, Value

_DEEPEST = 20


def statements_of(where: str, document: Datum) -> Items[PolicyStatement]:
    """The statements of a policy document written out, as JSON text or as an object."""
    if document is None:
        return Items()
    if isinstance(document, Unknown):
        return Items(more=document)
    if isinstance(document, Reference):
        return Items(more=Unknown(f"{where} is {conversions.printed(document)}", frozenset({document.identity})))
    if not isinstance(document, dict):
        return Items(more=Unknown(f"{where} is {conversions.kind_of(document)}, expected a policy document"))
    return entries_of(where, document).map(lambda entry: _statement(where, entry))


def statements_in(where: str, document: Datum, documents: Mapping[str, Datum]) -> Items[PolicyStatement]:
    """The same of a document that may be an ``aws_iam_policy_document`` read before."""
    if isinstance(document, Reference) and document.identity in documents:
        document = document_at(documents, document.identity)
    return statements_of(where, document)


def entries_of(where: str, document: dict[str, Datum]) -> Items[dict[str, Datum]]:
    """The entries under ``Statement``, of which a lone one may be outside a list."""
    listed = document.get("Statement")
    if isinstance(listed, dict):
        return Items.of([listed])
    items = conversions.to_items(where, listed, "a list of statements")
    elements: list[Value[dict[str, Datum]]] = []
    for element in items.elements:
        if isinstance(element, Known) and not isinstance(element.value, dict):
            element = Unknown(f"{where}: a statement is {conversions.kind_of(element.value)}, expected an object")
        elements.append(element)
    return Items(tuple(elements), items.more)


def _statement(where: str, entry: dict[str, Datum]) -> PolicyStatement:
    effect = conversions.to_text(f"{where}: Effect", entry.get("Effect"))
    condition = entry.get("Condition")
    conditional = condition if isinstance(condition, Unknown) else Known(bool(condition))
    not_actions = lower(where, entry["NotAction"]) if "NotAction" in entry else None
    resources = entry.get("Resource", "*" if "NotResource" not in entry else None)
    return PolicyStatement(
        effect=effect if isinstance(effect, Unknown) else Known(effect.value or "Allow"),
        actions=lower(where, entry.get("Action")),
        not_actions=not_actions,
        resources=_patterns(where, resources),
        conditional=conditional,
        conditions=conditions_of(f"{where}: Condition", condition),
        principals=principals_of(where, entry.get("Principal")),
        not_principals="NotPrincipal" in entry,
        not_resources=_patterns(where, entry["NotResource"]) if "NotResource" in entry else None,
    )


def one_or_more(where: str, datum: Datum) -> Items[str]:
    """A string or a list of strings; unlike elsewhere, a comma does not separate."""
    if isinstance(datum, (str, bool, int, float)):
        text = conversions.to_text(where, datum)
        return Items(() if text == Known(None) else (text,))  # type: ignore[arg-type]
    return conversions.to_strings(where, datum)


def lower(where: str, datum: Datum) -> Items[str]:
    """Actions in lower case, in which they are compared."""
    return one_or_more(where, datum).map(lambda text: WrittenAction(_once(text)))


# What AWS and Terraform put into an ARN: the partition, the Region and the account of the deployment.
_OF_THE_DEPLOYMENT = ("AWS::", "data.aws_caller_identity.", "data.aws_region.", "data.aws_partition.")


def _patterns(where: str, datum: Datum) -> Items[str]:
    """Resources; where only the deployment's own account and Region are put in, any stand for them."""
    if isinstance(datum, Listing):
        return one_or_more(where, Listing(tuple(map(_widened, datum.elements)), datum.more)).map(_once)
    return one_or_more(where, _widened(datum)).map(_once)


def _widened(datum: Datum) -> Datum:
    if not isinstance(datum, Text):
        return datum
    parts = [part if isinstance(part, str) else "*" if _is_of_the_deployment(part) else None for part in datum.parts]
    return datum if None in parts else "".join(part for part in parts if part is not None)


def _is_of_the_deployment(part: Datum) -> bool:
    named = part.identity if isinstance(part, Reference) else part.symbol if isinstance(part, Unknown) else None
    # An identity has no attribute behind it.
    return named is not None and f"{conversions.short(named)}.".startswith(_OF_THE_DEPLOYMENT)


def _once(pattern: str) -> str:
    """A pattern with each of its wildcards once: "**" matches what "*" does."""
    return re.sub(r"\*+", "*", pattern)


# Where an ``aws_iam_policy_document`` names documents whose statements it takes over: before its own, and after them.
_BEFORE, _AFTER = ("source_json", "source_policy_documents"), ("override_json", "override_policy_documents")
# Under this key a document keeps them, until all are read.
_OTHERS = "taken over"


def document_of_blocks(block: Block) -> Datum:
    """A Terraform ``aws_iam_policy_document`` as the document that it stands for, without those that it takes over."""
    entries = block.nested("statement")
    statements = tuple(e if isinstance(e, Unknown) else _entry(e.value) for e in entries.elements)
    others = [_listed(block, names) for names in (_BEFORE, _AFTER)]
    document: dict[str, Datum] = {"Statement": Listing(statements, entries.more)}
    return document if others == [Listing(), Listing()] else {**document, _OTHERS: others}


def _listed(block: Block, names: Sequence[str]) -> Listing:
    found: list[Datum] = []
    more: Unknown | None = None
    for name in names:
        datum = block.datum(name)
        if isinstance(datum, Listing):
            found += datum.elements
            more = datum.more if more is None else more
        elif datum is not None:
            found.append(datum)
    return Listing(tuple(found), more)


def document_at(documents: Mapping[str, Datum], identity: str, depth: int = 0) -> Datum:
    """The document of an ``aws_iam_policy_document`` with the statements that it takes over.

    Of statements with one ``sid`` the last is kept
    (https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document).
    """
    document = documents[identity]
    others = document.get(_OTHERS) if isinstance(document, dict) else None
    if others is None:
        return document
    statements: list[Datum] = []
    more: Unknown | None = document["Statement"].more
    for part in (others[0], document["Statement"], others[1]):
        for element in part.elements if part is not document["Statement"] else (document,):
            found = _statements_in(element, documents, depth)
            statements += found.elements
            more = found.more if more is None else more
        more = part.more if more is None else more
    kept: dict[object, Datum] = {}
    for number, statement in enumerate(statements):
        sid = statement.get("Sid") if isinstance(statement, dict) else None
        if sid is not None and not isinstance(sid, str):
            more = Unknown("the sid of a statement is not known") if more is None else more
        kept[sid if isinstance(sid, str) and sid else number] = statement
    return {"Statement": Listing(tuple(kept.values()), more)}


def _statements_in(element: Datum, documents: Mapping[str, Datum], depth: int) -> Listing:
    """The statements of one document."""
    if isinstance(element, Reference) and element.identity in documents and depth < _DEEPEST:
        element = document_at(documents, element.identity, depth + 1)
    elif not isinstance(element, dict):
        element = decoded(element)
    if isinstance(element, Unknown):
        return Listing((), element)
    listed = element.get("Statement") if isinstance(element, dict) else None
    if isinstance(listed, Listing):
        return listed
    return Listing((listed,)) if isinstance(listed, dict) else Listing((), Unknown("a document is not a policy"))


_LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}


def _entry(statement: Block) -> Datum:
    entry: dict[str, Datum] = {"Effect": statement.datum("effect") or "Allow"}
    if statement.datum("sid") is not None:
        entry["Sid"] = statement.datum("sid")
    for name, key in _LISTS.items():
        if statement.datum(name) is not None:
            entry[key] = statement.datum(name)
    principals = statement.nested("principals")
    if principals.elements or principals.more is not None:
        named: list[Datum] = [principals.more] if principals.more is not None else []
        for principal in principals.elements:
            listed = principal if isinstance(principal, Unknown) else principal.value.datum("identifiers")
            named.extend(listed.elements if isinstance(listed, Listing) else [listed])
        entry["Principal"] = {"*": Listing(tuple(named))}
    conditions = statement.nested("condition")
    found: dict[str, dict[str, Datum]] = {}
    for condition in conditions.known():
        test, variable = condition.text("test"), condition.text("variable")
        if isinstance(test, Unknown) or isinstance(variable, Unknown):
            entry["Condition"] = Unknown(f"{statement.place.address}: a condition cannot be seen")
            return entry
        found.setdefault(test.value or "", {})[variable.value or ""] = condition.datum("values")
    hidden = conditions.unknowns()
    if hidden:
        entry["Condition"] = hidden[0]
    elif found:
        entry["Condition"] = found
    return entry


def conditions_of(where: str, datum: Datum) -> Items[Condition]:
    """The conditions of a statement: operator -> key -> one or several values."""
    if datum is None:
        return Items()
    if isinstance(datum, Unknown):
        return Items(more=datum)
    if not isinstance(datum, dict):
        return Items(more=Unknown(f"{where} is {conversions.kind_of(datum)}, expected an object"))
    found: list[Condition] = []
    for operator, keys in datum.items():
        if not isinstance(keys, dict):
            return Items(more=Unknown(f"{where}: {operator} cannot be seen"))
        found.extend(Condition(operator, key.lower(), _values(where, value)) for key, value in keys.items())
    return Items.of(found)


_OF_THE_STACK = {"AWS::Region": OWN_REGION, "AWS::AccountId": OWN_ACCOUNT, "AWS::Partition": OWN_PARTITION}


def _values(where: str, datum: Datum) -> Items[str]:
    """The values of a condition; a template's own Region and account are those of its functions, whichever they are."""
    values = one_or_more(where, datum)
    elements = tuple(_in_own_words(element) for element in values.elements)
    return Items(elements, None if values.more is None else _in_own_words(values.more))


_V = TypeVar("_V", Unknown, "Value[str]")


def _in_own_words(value: _V) -> _V:
    if not isinstance(value, Unknown) or not value.symbol or "AWS::" not in value.symbol:
        return value
    symbol = _OF_THE_STACK.get(value.symbol, value.symbol)
    for name, words in _OF_THE_STACK.items():
        symbol = symbol.replace(f"${{{name}}}", f"${{{words}}}")
    return value.of_another(value.candidates, symbol)


def principals_of(where: str, datum: Datum) -> Items[str]:
    """The principals of a statement: "*", or kind -> one or several."""
    if datum is None:
        return Items()
    if isinstance(datum, dict):
        principals: Items[str] = Items()
        for value in datum.values():
            principals = principals + one_or_more(where, value)
        return principals
    return one_or_more(where, datum)
