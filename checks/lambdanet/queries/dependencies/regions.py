"""Whether two resources are in one Region."""

from __future__ import annotations

from lambdanet.values import Known, Unknown, Value


def same_region(first: Value[str | None], second: Value[str | None]) -> Value[bool]:
    """Whether two Regions are one; None is the Region of the whole configuration, which the code does not name."""
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        if first == second and isinstance(first, Unknown) and first.symbol is not None:
            return Known(True)
        return first if isinstance(first, Unknown) else second  # type: ignore[return-value]
    if first.value == second.value:
        return Known(True)
    if first.value is None or second.value is None:
        named = first.value or second.value
        return Unknown(f"the code does not say whether {named} is the Region in which it is deployed")
    return Known(False)
