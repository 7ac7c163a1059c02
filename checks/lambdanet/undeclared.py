"""What the code only refers to: nothing of it is known, because it is elsewhere or looked up."""

from __future__ import annotations

from lambdanet.identities import configuration_of, is_id, is_written_out, short
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.values import Cause, Unknown


def undeclared(identity: str, named: str = "") -> Unknown:
    """Why nothing is known of what the code only refers to; named: by another word, where its address was said."""
    name = named or short(identity)
    if "data." in short(identity):
        return looked_up(identity, name)
    return not_in_code(f"{name} is not declared in the scanned code", identity)


def looked_up(identity: str, named: str) -> Unknown:
    """What is not known of something that Terraform looks up, by its identity and its name."""
    reason = f"{named} is looked up when Terraform runs"
    return Unknown(reason, cause=Cause.WHEN_IT_RUNS, waits_for=missing(identity))


def not_in_code(reason: str, identity: str | None) -> Unknown:
    """What is not known of something that the code only refers to, for a reason that names it."""
    return Unknown(reason, cause=Cause.NOT_DECLARED, waits_for=missing(identity or ""))


def missing(identity: str) -> tuple[MissingFact, ...]:
    """The fact to ask for about what the code only refers to; none where its identity says nothing to ask for."""
    if is_written_out(identity):
        # What AWS makes with a VPC comes after the VPC's id.
        id = identity if identity.startswith("arn:") else identity.partition("/")[0]
        return (MissingFact(Sort.ID, id),) if is_id(id) or id.startswith("arn:") else ()
    address = short(identity)
    if address.startswith("data.") or ".data." in address:
        return (MissingFact(Sort.LOOK_UP, address, configuration_of(identity)),)
    return ()
