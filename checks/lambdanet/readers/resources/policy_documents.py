"""IAM policy documents as statements."""

from __future__ import annotations

from lambdanet.model import Condition, PolicyStatement
from lambdanet.readers import conversions
from lambdanet.readers.blocks import Block
from lambdanet.readers.data import Datum, Reference
from lambdanet.values import Items, Known, Unknown, Value


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


def entries_of(where: str, document: dict[str, Datum]) -> Items[dict[str, Datum]]:
    """The entries under ``Statement``, of which a lone one may stand outside a list."""
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
    not_actions = _lower(where, entry["NotAction"]) if "NotAction" in entry else None
    resources = entry.get("Resource", "*" if "NotResource" not in entry else None)
    return PolicyStatement(
        effect=effect if isinstance(effect, Unknown) else Known(effect.value or "Allow"),
        actions=_lower(where, entry.get("Action")),
        not_actions=not_actions,
        resources=one_or_more(where, resources),
        conditional=conditional,
    )


def one_or_more(where: str, datum: Datum) -> Items[str]:
    """A string or a list of strings; unlike elsewhere, a comma does not separate."""
    if isinstance(datum, str):
        return Items.of([datum])
    return conversions.to_strings(where, datum)


def _lower(where: str, datum: Datum) -> Items[str]:
    return one_or_more(where, datum).map(str.lower)


def statements_of_blocks(block: Block) -> Items[PolicyStatement]:
    """The statements of a Terraform ``aws_iam_policy_document``."""
    entries = block.nested("statement")
    statements: list[Value[PolicyStatement]] = []
    for entry in entries.elements:
        statements.append(entry if isinstance(entry, Unknown) else Known(_statement_block(entry.value)))
    more = entries.more
    for name in ("source_policy_documents", "override_policy_documents", "source_json", "override_json"):
        if more is None and block.datum(name) is not None:
            more = Unknown(f"{block.place.address} takes over the statements of other documents")
    return Items(tuple(statements), more)


def _statement_block(entry: Block) -> PolicyStatement:
    effect = entry.text("effect")
    conditions = entry.nested("condition")
    not_actions = entry.strings("not_actions").map(str.lower)
    conditional = conditions.is_empty()
    return PolicyStatement(
        effect=effect if isinstance(effect, Unknown) else Known(effect.value or "Allow"),
        actions=entry.strings("actions").map(str.lower),
        not_actions=None if not_actions == Items() else not_actions,
        resources=entry.strings("resources"),
        conditional=conditional if isinstance(conditional, Unknown) else Known(not conditional.value),
    )


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
        found.extend(Condition(operator, key.lower(), one_or_more(where, value)) for key, value in keys.items())
    return Items.of(found)


def principals_of(where: str, datum: Datum) -> Items[str]:
    """The principals of a statement: "*", or kind -> one or several."""
    if isinstance(datum, dict):
        principals: Items[str] = Items()
        for value in datum.values():
            principals = principals + one_or_more(where, value)
        return principals
    return one_or_more(where, datum)


