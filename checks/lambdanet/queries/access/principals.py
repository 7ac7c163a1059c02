"""Who an invoke permission admits: whether its principals are everyone, and its conditions or denials narrow that.

A condition narrows when its value names someone or something: an account, an organisation, a resource of one
account. AWS on public access by resource policies: https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html
(control Lambda.1: conditions with wildcards or variables do not count). What operators do where the key is not there:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
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
_INVOKING = ("lambda:invokefunction", "lambda:invokefunctionurl", "lambda:invokeasync")
# AWS chooses the ids of these, so that a resource has one account even where an ARN leaves that open.
_WITH_IDS = frozenset(("apigateway", "cloudfront", "cognito-idp", "elasticloadbalancing", "execute-api", "s3"))
# A variable that AWS fills in for each request; "${AWS::Region}" is one that CloudFormation fills in once.
_OF_THE_REQUEST = re.compile(r"[$&]\{\w+:(?!:)")
_FILLED_IN = re.compile(r"\$\{[^}]*\}")
_FIELDS = 6


def lets_invoke(permission: InvokePermission) -> Value[bool]:
    """Whether one of the actions is an invocation; a statement without actions is for all but some."""
    answers = [_has(permission, action) for action in _INVOKING]
    nameless = not permission.actions.everything()
    return Known(True) if nameless else any_of(answers)


def admits_everyone(permission: InvokePermission) -> Value[bool]:
    """Whether the principals include everyone."""
    principals = permission.principals
    if EVERYONE in principals.known():
        return Known(True)
    unknowns = principals.unknowns()
    return merged(unknowns) if unknowns else Known(False)


def is_narrowed(network: Network, permission: InvokePermission) -> Value[bool]:
    """Whether at least one condition narrows the principals, or a denial in the same policy does."""
    conditions = permission.conditions
    there = {one.key for one in conditions.known() if _must_be_there(one)}
    found = [e if isinstance(e, Unknown) else _narrows(e.value, e.value.key in there) for e in conditions.everything()]
    return any_of([*found, *(_denies_others(denial, permission) for denial in _denials_beside(network, permission))])


def _denials_beside(network: Network, permission: InvokePermission) -> list[InvokePermission]:
    function = permission.function
    if isinstance(function, Unknown) or permission.effect == Known("Deny"):
        return []
    name = function.value or ""
    return _denials(network).get(network.aliases.get(name, name), [])


@once_per_network
def _denials(network: Network) -> dict[str, list[InvokePermission]]:
    """The statements that deny something to everyone, by function."""
    found: dict[str, list[InvokePermission]] = {}
    for permission in network.invoke_permissions:
        function = permission.function
        if permission.effect == Known("Deny") and isinstance(function, Known):
            name = function.value or ""
            found.setdefault(network.aliases.get(name, name), []).append(permission)
    return found


def _denies_others(denial: InvokePermission, permission: InvokePermission) -> Value[bool]:
    """Whether a denial takes what a statement allows from everyone but those whom its condition names."""
    if EVERYONE not in denial.principals.known():
        return Known(False)
    allowed = [action for action in _INVOKING if _has(permission, action) != Known(False)]
    denied = [_has(denial, action) for action in allowed]
    if all(one == Known(False) for one in denied):
        return Known(False)
    judged = [e if isinstance(e, Unknown) else _spares_some(e.value) for e in denial.conditions.everything()]
    if Known(False) in judged and Known(True) not in judged:
        return Known(False)
    if all(one == Known(True) for one in denied) and (not judged or judged == [Known(True)]):
        return Known(True)
    doubts = [one for one in (*denied, *judged) if isinstance(one, Unknown)]
    return merged(doubts) if doubts else Unknown(f"{denial.address} denies it only to some, or only in part")


def _has(permission: InvokePermission, action: str) -> Value[bool]:
    """Whether an action is among those of a statement; one without actions is for all but some."""
    named = [
        e if isinstance(e, Unknown) else Known(fnmatchcase(action, e.value)) for e in permission.actions.everything()
    ]
    return any_of(named) if named else Unknown(f"{permission.address} names the actions that it is not about")


def _spares_some(condition: Condition) -> Value[bool]:
    """Whether the condition of a denial holds for all but those whom it names, also where the key is not there."""
    quantifier, _, operator = condition.operator.lower().rpartition(":")
    if "not" not in operator or operator == "null" or quantifier == "foranyvalue":
        return Known(False)
    return _all_name_someone(condition)


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
        public = all_of(
            [allows, admits_everyone(permission), negation(is_narrowed(network, permission)), lets_invoke(permission)]
        )
        invoked = permission.function
        if isinstance(invoked, Known):
            found.setdefault(invoked.value or "", []).append(public)
        elif public != Known(False):
            for candidate in invoked.candidates:
                found.setdefault(candidate, []).append(invoked)
    return found


def _must_be_there(condition: Condition) -> bool:
    return condition.operator.lower() == "null" and condition.values.known() == ["false"]


def _narrows(condition: Condition, there: bool) -> Value[bool]:
    """Whether a condition narrows the principals. there: whether another one asks for its key to be there."""
    quantifier, _, operator = condition.operator.lower().rpartition(":")
    if "not" in operator or operator == "null":
        return Known(False)
    if not there and (quantifier == "forallvalues" or operator.endswith("ifexists")):
        return Known(False)
    return _all_name_someone(condition)


def _all_name_someone(condition: Condition) -> Value[bool]:
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
    if _OF_THE_REQUEST.search(text):
        return False
    return _arn_names_someone(text) if text.startswith("arn:") else bool(text.strip("*?/: "))


def _arn_names_someone(arn: str) -> bool:
    """Whether an ARN names an account, or a resource that has one; partition, service and Region name nobody."""
    fields = _FILLED_IN.sub("x", arn).split(":", _FIELDS - 1)
    if len(fields) < _FIELDS:
        return bool("".join(fields[4:]).strip("*?/: "))
    _, _, service, _, account, resource = fields
    if account.strip("*?"):
        return True
    return (not account or service in _WITH_IDS) and bool(resource.strip("*?/: "))
