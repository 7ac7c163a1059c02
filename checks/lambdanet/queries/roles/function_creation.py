"""What policies let people do with functions, and whether that is bound to approved networks.

The condition keys ``lambda:VpcIds``, ``lambda:SubnetIds`` and ``lambda:SecurityGroupIds`` apply to the two actions:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html and
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.queries.roles.role_permissions import matches
from lambdanet.values import Items, Known, Unknown, Value, all_of, any_of, negation

if TYPE_CHECKING:
    from collections.abc import Callable

    from lambdanet.model import Condition, PolicyStatement

ACTIONS = ("lambda:CreateFunction", "lambda:UpdateFunctionConfiguration")
_ALL_FUNCTIONS = re.compile(r"arn:[^:]*:(?:lambda|\*):\*:[^:]*:(?:function:)?\*")
_KEYS = ("lambda:vpcids", "lambda:subnetids", "lambda:securitygroupids")


def allowed_actions(statements: Items[PolicyStatement]) -> Items[str]:
    """The actions on functions that statements allow somewhere, under whatever conditions."""
    return _those(lambda action: _any(statements, lambda element: _is_about(element, action, "Allow")))


def unbound_actions(statements: Items[PolicyStatement]) -> Items[str]:
    """The actions that statements allow without binding them to networks."""

    def unbound(action: str) -> Value[bool]:
        return _any(statements, lambda allowed: all_of([_allows_unbound(allowed, action), spared(allowed, action)]))

    def spared(allowed: PolicyStatement, action: str) -> Value[bool]:
        return negation(_any(statements, lambda denial: _denies(denial, action, allowed)))

    return _those(unbound)


def _those(judge: Callable[[str], Value[bool]]) -> Items[str]:
    answers = ((action, judge(action)) for action in ACTIONS)
    return Items(
        tuple(
            answer if isinstance(answer, Unknown) else Known(action)
            for action, answer in answers
            if answer != Known(False)
        )
    )


def _any(statements: Items[PolicyStatement], judge: Callable[[PolicyStatement], Value[bool]]) -> Value[bool]:
    judged = [e if isinstance(e, Unknown) else judge(e.value) for e in statements]
    return any_of([*judged, *([statements.more] if statements.more is not None else [])])


def _is_about(statement: PolicyStatement, action: str, effect: str) -> Value[bool]:
    has_effect = statement.effect if isinstance(statement.effect, Unknown) else Known(statement.effect.value == effect)
    return all_of([has_effect, matches(statement, action), Known(_may_be_of_functions(statement))])


def _may_be_of_functions(statement: PolicyStatement) -> bool:
    """Whether functions may be among the resources of a statement: not by ARNs of other services alone."""
    listed = statement.resources
    return statement.not_resources is not None or not listed.complete or any(map(_may_be_a_function, listed.known()))


def _may_be_a_function(resource: str) -> bool:
    fields = resource.split(":")
    return len(fields) < 3 or fnmatchcase("lambda", fields[2])


def _allows_unbound(statement: PolicyStatement, action: str) -> Value[bool]:
    return all_of([_is_about(statement, action, "Allow"), negation(_is_bound(statement))])


def _denies(statement: PolicyStatement, action: str, allowed: PolicyStatement) -> Value[bool]:
    """Whether an action that is allowed is denied again, for all networks or for those that are not approved."""
    unconditional = negation(statement.conditional)
    denied = [_is_about(statement, action, "Deny"), any_of([unconditional, _is_bound(statement)])]
    return all_of([*denied, _covers(statement, allowed)])


def _covers(denial: PolicyStatement, allowed: PolicyStatement) -> Value[bool]:
    """Whether a denial is for all functions for which something is allowed."""
    some = Unknown("a denial is for some functions only")
    if denial.not_resources is not None:
        return some
    wide = denial.resources.known()
    if any(one == "*" or _ALL_FUNCTIONS.fullmatch(one) for one in wide):
        return Known(True)
    if allowed.not_resources is None and allowed.resources.complete:
        narrow = allowed.resources.known()
        if all(any(fnmatchcase(one, other) for other in wide) for one in narrow):
            return Known(True)
    named = all(one.split(":")[-1].strip("*") for one in wide)
    return Known(False) if denial.resources.complete and named else some


def _is_bound(statement: PolicyStatement) -> Value[bool]:
    conditions = statement.conditions
    judged = [e if isinstance(e, Unknown) else _binds(e.value, statement) for e in conditions]
    return any_of([*judged, *([conditions.more] if conditions.more is not None else [])])


def _binds(condition: Condition, statement: PolicyStatement) -> Value[bool]:
    """Whether a condition is about which network the function is in."""
    if condition.key not in _KEYS:
        return Known(False)
    operator = condition.operator.lower().rpartition(":")[2]
    values = condition.values
    if operator == "null":
        # "There is no VPC" keeps functions in VPCs when it is a reason to deny, "there is one" when it is to allow.
        wanted = "true" if statement.effect == Known("Deny") else "false"
        answers = [e if isinstance(e, Unknown) else Known(e.value == wanted) for e in values]
        return any_of([*answers, *([values.more] if values.more is not None else [])])
    if values == Items():
        return Unknown(f"a condition on {condition.key} has no values")
    if "like" not in operator:
        # Whatever they are, there are some.
        return Known(True)
    answers = [e if isinstance(e, Unknown) else Known(bool(e.value.strip("*?"))) for e in values]
    return all_of([*answers, *([values.more] if values.more is not None else [])])
