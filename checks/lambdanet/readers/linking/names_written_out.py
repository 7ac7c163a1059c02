"""What a name that is written out means: something that the code declares, or something of an account."""

from __future__ import annotations

from lambdanet.identities import deployed_with
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Known, Unknown, Value


def meant_by(collection: Collection, kind: str, named: Value[str | None], by: str) -> Value[str | None]:
    """What has the name, or the identity itself. kind: see ``resources.names``. by: identity of who names it."""
    if isinstance(named, Unknown):
        return named
    have_it = collection.named.get((kind, named.value or ""), ())
    found = [one for one in have_it if deployed_with(one) == deployed_with(by)]
    # An account has one role of a name, wherever it is declared.
    found = found or [one for one in have_it if one.startswith("arn:")]
    if len(found) == 1:
        return Known(found[0])
    if not have_it:
        return named
    thing = kind.partition(" of ")[0]
    elsewhere = f"{named.value} may be the {thing} of that name in other code of the scan"
    return Unknown(f"several {thing}s are named {named.value}" if found else elsewhere, frozenset(found or have_it))
