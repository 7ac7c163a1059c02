"""Who an invoke permission admits: whether its principals are everyone and its conditions narrow that.

A condition narrows when its value names someone or something: an account, an organisation, a resource of one
account. AWS on public access by resource policies: https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html
(control Lambda.1: conditions with wildcards or variables do not count).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_network
from lambdanet.values import Known, Unknown, Value, all_of, any_of, merged, negation

if TYPE_CHECKING:
    from lambdanet.model import Condition, Function, InvokePermission, Network

EVERYONE = "*"
_NARROWING_KEYS = frozenset(
    (
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "lambda:eventsourcetoken",
    )
)
_URL_AUTH = "lambda:functionurlauthtype"


def admits_everyone(permission: InvokePermission) -> Value[bool]:
    """Whether the principals include everyone."""
    principals = permission.principals
    if EVERYONE in principals.known():
        return Known(True)
    unknowns = principals.unknowns()
    return merged(unknowns) if unknowns else Known(False)


def is_narrowed(permission: InvokePermission) -> Value[bool]:
    """Whether at least one condition narrows the principals."""
    found = [element if isinstance(element, Unknown) else _narrows(element.value) for element in permission.conditions]
    more = permission.conditions.more
    return any_of(found if more is None else [*found, more])


def is_public(network: Network, function: Function) -> Value[bool]:
    """Whether a statement of the function's resource policy lets everyone invoke it."""
    statements = _public_statements(network).get(function.identity, [])
    return any_of(statements if function.more is None else [*statements, function.more])


@once_per_network
def _public_statements(network: Network) -> dict[str, list[Value[bool]]]:
    """For each function, of every statement that is about it, or may be, whether it admits everyone."""
    found: dict[str, list[Value[bool]]] = {}
    for permission in network.invoke_permissions:
        effect = permission.effect
        allows = effect if isinstance(effect, Unknown) else Known(effect.value == "Allow")
        public = all_of([allows, admits_everyone(permission), negation(is_narrowed(permission))])
        invoked = permission.function
        if isinstance(invoked, Known):
            found.setdefault(invoked.value or "", []).append(public)
        elif public != Known(False):
            for candidate in invoked.candidates:
                found.setdefault(candidate, []).append(invoked)
    return found


def _narrows(condition: Condition) -> Value[bool]:
    operator = condition.operator.lower().rsplit(":", 1)[-1]
    if "not" in operator or operator.endswith("ifexists") or operator == "null":
        return Known(False)
    if condition.key not in _NARROWING_KEYS and condition.key != _URL_AUTH:
        return Known(False)
    values = condition.values
    if not values.elements and values.more is None:
        return Known(False)
    judged = [
        element if isinstance(element, Unknown) else Known(_names_someone(condition.key, element.value))
        for element in values.elements
    ]
    # Several values are alternatives: the widest decides.
    wide = [value for value in judged if value == Known(False)]
    if wide:
        return wide[0]
    unknowns = [value for value in [*judged, values.more] if isinstance(value, Unknown)]
    return merged(unknowns) if unknowns else Known(True)


def _names_someone(key: str, value: str) -> bool:
    text = value.strip()
    if key == _URL_AUTH:
        return text == "AWS_IAM"
    if text.startswith("arn:"):
        # Account and resource; partition, service and Region name nobody.
        text = "".join(text.split(":")[4:])
    return bool(text.strip("*?/: "))
