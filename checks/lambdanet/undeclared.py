"""What the code only refers to: nothing of it is known, because it is elsewhere or looked up."""

from __future__ import annotations

from lambdanet.values import Cause, Unknown


def undeclared(address: str, named: str = "") -> Unknown:
    """Why nothing is known of what the code only refers to; named: by another word, where its address was said."""
    told = named or address
    if "data." in address:
        return Unknown(f"{told} is looked up when Terraform runs", cause=Cause.WHEN_IT_RUNS)
    return Unknown(f"{told} is not declared in the scanned code", cause=Cause.NOT_DECLARED)
