"""What the code of a function may do to network interfaces with the execution role that Lambda needs for it.

The condition key ``lambda:SourceFunctionArn`` is there when a function's code calls, and not when Lambda does:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.aws.iam_actions import INTERFACE_ACTIONS
from lambdanet.queries.roles.conditions import SOURCE_FUNCTION, TEXTS, WITHOUT_PATTERNS, Key, key_of_role
from lambdanet.queries.roles.role_permissions import may
from lambdanet.values import Items, Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from lambdanet.model import ExecutionRole, Function, Network

# What AWS advises to deny: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
DENIED_TO_CODE = (
    *INTERFACE_ACTIONS,
    "ec2:DescribeSubnets",
    "ec2:DetachNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)


def open_to_code(network: Network, role: ExecutionRole, function: Function) -> Items[str]:
    """The actions on network interfaces that the code of the function may do with the role."""

    def key(name: str) -> Key:
        if name == SOURCE_FUNCTION:
            return Key(Known(True), lambda value, operator: _names(network, value, function, operator))
        return key_of_role(name, function.region)

    # Statements that are not known may deny.
    doubts = [
        *role.statements.unknowns(),
        *(() if role.managed_policies.more is None else (role.managed_policies.more,)),
    ]
    found: list[Value[str]] = []
    for action in DENIED_TO_CODE:
        answer = all_of([may(role, action, function.region, key), *doubts])
        if answer != Known(False):
            found.append(answer if isinstance(answer, Unknown) else Known(action))
    return Items(tuple(found))


def _names(network: Network, value: Value[str], function: Function, operator: str) -> Value[bool]:
    """Whether a value of the condition is the function's ARN, or a pattern that it matches."""
    if operator not in TEXTS:
        return Unknown(f"a denial depends on {SOURCE_FUNCTION} ({operator})")
    if isinstance(value, Known):
        if value.value == "*":
            return Known(operator not in WITHOUT_PATTERNS)
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
    if operator in WITHOUT_PATTERNS:
        return Known(name == function.name.value)
    return Known(fnmatchcase(function.name.value, name))
