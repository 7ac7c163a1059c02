"""Whether the conditions of a policy statement hold for a call, by what is known of the call's context.

What operators do with a key that is not there:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html. Which keys are
there: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Callable

from lambdanet.own_region import OWN_ACCOUNT, OWN_PARTITION, OWN_REGION
from lambdanet.queries.roles.arns_of_roles import is_arn_of, is_arn_of_another
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, Value, all_of, any_of, negation

if TYPE_CHECKING:
    from lambdanet.model import Condition, PolicyStatement

SOURCE_FUNCTION = "lambda:sourcefunctionarn"
WITHOUT_PATTERNS = ("stringequals", "stringequalsignorecase")
TEXTS = ("arnequals", "arnlike", "stringlike", *WITHOUT_PATTERNS)
_INSERTED = re.compile(r"\$\{[^{}]*\}")
# The ARN of a role, whatever its account and its name: what a pattern has to match to match all of them.
_ROLE_FIELDS = (
    {"*", "arn"},
    {"*", "aws", f"${{{OWN_PARTITION}}}"},
    {"*", "iam"},
    {"", "*"},
    {"*", f"${{{OWN_ACCOUNT}}}"},
    {"*", "role/*"},
)


@dataclass(frozen=True)
class Key:
    """What the context of a call says about a condition key.

    present: whether it is there. matches: whether its value is one that a condition names, by an operator in lower
    case that is no negation.
    """

    present: Value[bool]
    matches: Callable[[Value[str], str], Value[bool]]


@lru_cache(maxsize=1)
def _by_the_call() -> Unknown:
    return Unknown("it depends on the call")


# What a call says about a condition key by its name, in lower case.
Context = Callable[[str], Key]


def holds(statement: PolicyStatement, context: Context) -> Value[bool]:
    """Whether all conditions of a statement hold for a call with this context."""
    if isinstance(statement.conditional, Unknown):
        return statement.conditional
    conditions = statement.conditions
    judged = [e if isinstance(e, Unknown) else _holds(e.value, context(e.value.key)) for e in conditions]
    return all_of([*judged, *([conditions.more] if conditions.more is not None else [])])


def _holds(condition: Condition, key: Key) -> Value[bool]:
    quantifier, _, operator = condition.operator.lower().rpartition(":")
    if operator == "null":
        asked = [e if isinstance(e, Unknown) else Known(e.value == "true") for e in condition.values.everything()]
        absent = negation(key.present)
        return any_of([_same(one, absent) for one in asked])
    if_exists = operator.endswith("ifexists")
    operator = operator[: -len("ifexists")] if if_exists else operator
    negative = "not" in operator
    matched = any_of(key.matches(value, operator.replace("not", "")) for value in condition.values.everything())
    there = negation(matched) if negative else matched
    without = Known(if_exists or negative or quantifier == "forallvalues")
    if isinstance(key.present, Unknown):
        return there if there == without else _doubt(condition)
    answer = there if key.present.value else without
    return _doubt(condition) if answer == _by_the_call() else answer


def _same(one: Value[bool], other: Value[bool]) -> Value[bool]:
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return one if isinstance(one, Unknown) else other
    return Known(one.value == other.value)


def _doubt(condition: Condition) -> Unknown:
    return Unknown(f"a denial depends on {condition.key} ({condition.operator})")


def of_lambda(region: Value[str | None], role: str = "") -> Context:
    """The context of the calls that Lambda itself makes with the role of a function in this Region.

    role: its identity, where it is a role of the code.
    The key ``lambda:SourceFunctionArn`` is there in calls of the function's code only:
    https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html.
    """

    def key(name: str) -> Key:
        if name == SOURCE_FUNCTION:
            return Key(Known(False), _not_known)
        return key_of_role(name, region, role)

    return key


def key_of_role(name: str, region: Value[str | None], role: str = "") -> Key:
    """What is known of a key in all calls with a role that are made in this Region."""
    if name == "aws:requestedregion":
        return Key(Known(True), lambda value, operator: _is_region(region, value, operator))
    if name == "aws:principalarn":
        return Key(Known(True), lambda value, operator: _is_arn_of_role(value, operator, role))
    if name == "aws:principaltype":
        return Key(Known(True), lambda value, operator: _is_text(Known("AssumedRole"), value, operator))
    if name == "aws:principalaccount":
        return Key(Known(True), _is_own_account)
    if name in ("aws:userid", "aws:currenttime", "aws:epochtime"):
        return Key(Known(True), _any_text)
    if name == "aws:securetransport":
        return Key(Known(True), _is_encrypted)
    return Key(_by_the_call(), _any_text)


def _not_known(value: Value[str], operator: str) -> Value[bool]:
    return _by_the_call()


def _any_text(value: Value[str], operator: str) -> Value[bool]:
    """A value of which nothing is known: only the pattern of everything certainly matches it."""
    if isinstance(value, Unknown):
        return value
    everything = value == Known("*") and operator in TEXTS and operator not in WITHOUT_PATTERNS
    return Known(True) if everything else _by_the_call()


def _is_region(actual: Value[str | None], value: Value[str], operator: str) -> Value[bool]:
    if actual == Known(None) and isinstance(value, Unknown) and value.symbol == OWN_REGION and operator in TEXTS:
        return Known(True)
    return _is_text(actual, value, operator)


def _is_own_account(value: Value[str], operator: str) -> Value[bool]:
    if isinstance(value, Unknown) and value.symbol == OWN_ACCOUNT and operator in TEXTS:
        return Known(True)
    return _any_text(value, operator)


def _is_text(actual: Value[str | None], value: Value[str], operator: str) -> Value[bool]:
    if value == Known("*") or not isinstance(actual, Known) or actual.value is None or isinstance(value, Unknown):
        return _any_text(value, operator)
    if operator not in TEXTS:
        return _by_the_call()
    if operator == "stringequalsignorecase":
        return Known(actual.value.lower() == value.value.lower())
    if operator == "stringequals":
        return Known(actual.value == value.value)
    return Known(fnmatchcase(actual.value, value.value))


def _is_encrypted(value: Value[str], operator: str) -> Value[bool]:
    """Whether a truth value is that of AWS's own calls, which are encrypted."""
    if isinstance(value, Unknown) or operator != "bool":
        return _any_text(value, operator)
    return Known(value.value.lower() == "true")


def _is_arn_of_role(value: Value[str], operator: str, role: str) -> Value[bool]:
    if isinstance(value, Unknown) and is_arn_of(value, role):
        return Known(True) if operator in TEXTS else _by_the_call()
    if isinstance(value, Unknown) and is_arn_of_another(value, role):
        return Known(False) if operator in TEXTS else _by_the_call()
    pattern = value.value if isinstance(value, Known) else value.symbol or ""
    if pattern != "*" and operator in TEXTS and operator not in WITHOUT_PATTERNS:
        fields = _fields(pattern)
        if len(fields) == len(_ROLE_FIELDS) and all(field in any_ for field, any_ in zip(fields, _ROLE_FIELDS)):
            return Known(True)
        if fields[-1].startswith(("user/", "root", "group/")):
            return Known(False)
    return _any_text(value, operator)


def _fields(arn: str) -> list[str]:
    """The parts of an ARN. What is inserted within braces, such as a name of the stack's account, is of one part."""
    inserted = _INSERTED.findall(arn)
    parts = iter(inserted)
    fields = _INSERTED.sub("\0", arn).split(":", len(_ROLE_FIELDS) - 1)
    return [re.sub("\0", lambda _: next(parts), field) for field in fields]
