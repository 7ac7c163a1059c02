"""What the code of a function may do to network interfaces with the execution role that Lambda needs for it.

The condition key ``lambda:SourceFunctionArn`` is there when a function's code calls, and not when Lambda does:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.aws.iam_actions import INTERFACE_ACTIONS
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.roles.role_permissions import matches, may
from lambdanet.values import Items, Known, Unknown, Value, all_of, any_of, negation

if TYPE_CHECKING:
    from lambdanet.model import Condition, ExecutionRole, Function, Network, PolicyStatement

# What AWS advises to deny: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
DENIED_TO_CODE = (
    *INTERFACE_ACTIONS,
    "ec2:DescribeSubnets",
    "ec2:DetachNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)
_KEY = "lambda:sourcefunctionarn"
_EXACT = ("arnequals", "arnlike", "stringequals", "stringlike", "stringequalsignorecase")
_WITHOUT_PATTERNS = ("stringequals", "stringequalsignorecase")


def open_to_code(network: Network, role: ExecutionRole, function: Function) -> Items[str]:
    """The actions on network interfaces that the code of the function may do with the role."""
    found: list[Value[str]] = []
    for action, allowed in _allowed(network, role.identity).items():
        answer = all_of([allowed, negation(_denied(network, role, function, action))])
        if answer != Known(False):
            found.append(answer if isinstance(answer, Unknown) else Known(action))
    return Items(tuple(found))


@once_per_key
def _allowed(network: Network, role: str) -> dict[str, Value[bool]]:
    return {action: may(network.roles[role], action) for action in DENIED_TO_CODE}


def _denied(network: Network, role: ExecutionRole, function: Function, action: str) -> Value[bool]:
    doubts = [more for more in (role.statements.more, role.managed_policies.more) if more is not None]
    return any_of([*(_denies(network, element, function, action) for element in role.statements), *doubts])


def _denies(network: Network, element: Value[PolicyStatement], function: Function, action: str) -> Value[bool]:
    if isinstance(element, Unknown):
        return element
    statement = element.value
    denies = statement.effect if isinstance(statement.effect, Unknown) else Known(statement.effect.value == "Deny")
    if denies == Known(False):
        return denies
    return all_of(
        [denies, matches(statement, action), _covers(statement, action), _holds_for_code(network, statement, function)]
    )


def _covers(statement: PolicyStatement, action: str) -> Value[bool]:
    """Whether a denial is about all resources. Of the descriptions AWS knows no smaller part, so one is of nothing."""
    if "*" in statement.resources.known():
        return Known(True)
    hidden = statement.resources.unknowns()
    if hidden:
        return hidden[0]
    partly = Unknown(f"{action} is denied on some resources")
    return Known(False) if action.startswith("ec2:Describe") else partly


def _holds_for_code(network: Network, statement: PolicyStatement, function: Function) -> Value[bool]:
    """Whether the conditions of a statement hold when the code of the function calls."""
    if isinstance(statement.conditional, Unknown):
        return statement.conditional
    conditions = statement.conditions
    judged = [e if isinstance(e, Unknown) else _holds(network, e.value, function) for e in conditions]
    return all_of([*judged, *([conditions.more] if conditions.more is not None else [])])


def _holds(network: Network, condition: Condition, function: Function) -> Value[bool]:
    operator = condition.operator.lower().rpartition(":")[2]
    operator = operator[: -len("ifexists")] if operator.endswith("ifexists") else operator
    if condition.key != _KEY or operator not in (*_EXACT, "null"):
        return Unknown(f"a denial depends on {condition.key} ({condition.operator})")
    if operator == "null":
        return any_of([e if isinstance(e, Unknown) else Known(e.value == "false") for e in condition.values])
    named = [_names(network, element, function, operator) for element in condition.values]
    return any_of([*named, *([condition.values.more] if condition.values.more is not None else [])])


def _names(network: Network, value: Value[str], function: Function, operator: str) -> Value[bool]:
    """Whether a value of the condition is the function's ARN, or a pattern that it matches."""
    if isinstance(value, Known):
        if value.value == "*":
            return Known(operator not in _WITHOUT_PATTERNS)
        return _named_by(value.value, function, operator)
    if value.symbol is None:
        return value
    own = function.identity
    if value.symbol in (f"{own}.arn", f"{own}.Arn"):
        return Known(True)
    if value.symbol.rpartition(":function:")[2] in (f"${{{own}.function_name}}", f"${{{own}.}}"):
        return Known(True)
    if ":function:" in value.symbol and own not in value.candidates:
        return _named_by(value.symbol, function, operator)
    # The ARN of another function that the code declares is no name of this one.
    others = value.candidates - {own}
    return Known(False) if others == value.candidates != frozenset() and others <= network.functions.keys() else value


def _named_by(arn: str, function: Function, operator: str) -> Value[bool]:
    """Whether an ARN is the function's by its last part: the account and the Region are where the function is."""
    name = arn.rpartition(":function:")[2]
    if isinstance(function.name, Unknown):
        return function.name
    if function.name.value is None:
        return Unknown(f"AWS chooses the name of {function.address}")
    if operator in _WITHOUT_PATTERNS:
        return Known(name == function.name.value)
    return Known(fnmatchcase(function.name.value, name))
