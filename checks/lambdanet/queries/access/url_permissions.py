"""The two permissions that a caller of a function URL needs, in the resource policy of its function.

Since October 2025 these are ``lambda:InvokeFunctionUrl`` and ``lambda:InvokeFunction``:
https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html.
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.created_together import is_there_with
from lambdanet.kit.wording import short
from lambdanet.queries.access.principals import EVERYONE, admits_everyone, is_narrowed
from lambdanet.values import Known, Unknown, all_of, any_of, negation

if TYPE_CHECKING:
    from lambdanet.model import FunctionUrl, InvokePermission, Network
    from lambdanet.values import Value

URL, INVOKE = "lambda:InvokeFunctionUrl", "lambda:InvokeFunction"
_SOURCE = "aws:sourcearn"
VIA_URL = "lambda:invokedviafunctionurl"


def permissions_of(network: Network, url: FunctionUrl) -> tuple[list[InvokePermission], list[Unknown]]:
    """The statements of the resource policy for requests to the URL, and why there may be others.

    Of one that may not be created it is not known whether it allows anything.
    """
    function = url.function
    if isinstance(function, Unknown):
        return [], [function]
    own = network.aliases.get(function.value or "", function.value or "")
    found, doubts = [], []
    for permission in network.invoke_permissions:
        named = permission.function
        if isinstance(named, Unknown):
            if not named.candidates or own in {network.aliases.get(one, one) for one in named.candidates}:
                doubts.append(named)
        elif network.aliases.get(named.value or "", named.value or "") == own:
            meets = is_for_requests_to(permission, url)
            if isinstance(meets, Unknown):
                doubts.append(meets)
            elif meets.value:
                found.append(_as_created(network, permission, url))
    declared = network.functions.get(own)
    if declared is None or not declared.declared:
        doubts.append(Unknown(f"the function of {url.address} is not in the scanned code"))
    elif declared.more is not None:
        doubts.append(declared.more)
    return found, doubts


def _as_created(network: Network, permission: InvokePermission, url: FunctionUrl) -> InvokePermission:
    if is_there_with(network.uncertain, permission.identity, url.identity):
        return permission
    return replace(permission, effect=network.uncertain[permission.identity])


def is_for_requests_to(permission: InvokePermission, url: FunctionUrl | InvokePermission) -> Value[bool]:
    """Whether a statement about the URL's function is for requests to what the URL is of: an alias, or the function.

    One for an alias is not for the function: https://docs.aws.amazon.com/lambda/latest/dg/using-aliases.html. Nothing
    there says the opposite of one for the function.
    """
    named, wanted = permission.qualifier, url.qualifier
    if named == wanted or (isinstance(named, Unknown) and isinstance(wanted, Unknown) and _are_one(named, wanted)):
        return Known(True)
    for qualifier in (named, wanted):
        if isinstance(qualifier, Unknown):
            return qualifier
    if named == Known(None):
        return Unknown(f"{permission.address} is for the function, and {url.address} is of an alias")
    return Known(False)


def _are_one(one: Unknown, other: Unknown) -> bool:
    return one.symbol is not None and one.symbol == other.symbol


def is_via_url(permission: InvokePermission) -> bool:
    """Whether a statement is for requests to function URLs alone."""
    conditions = permission.conditions.known()
    return any(one.key == VIA_URL and one.values.known() == ["true"] for one in conditions)


def lets(permission: InvokePermission, action: str, principal: str) -> Value[bool]:
    """Whether a statement lets a principal do an action by the URL."""
    if permission.effect == Known("Deny"):
        return Known(False)
    named = [
        element if isinstance(element, Unknown) else Known(_is(element.value, action))
        for element in permission.actions.everything()
    ]
    whom = [
        element if isinstance(element, Unknown) else Known(element.value in (EVERYONE, principal))
        for element in permission.principals.everything()
    ]
    answers = [any_of(named), any_of(whom)]
    if Known(False) in answers:
        return Known(False)
    return next((answer for answer in (*answers, permission.effect) if isinstance(answer, Unknown)), Known(True))


def may_be_of_one_source(one: InvokePermission, other: InvokePermission) -> bool:
    """Whether both statements may be for requests from the same source, such as one distribution of CloudFront."""
    first, second = _sources(one), _sources(other)
    if not first or not second or any(set("*?") & set(source) for source in first | second):
        return True
    return bool(first & second)


def _sources(permission: InvokePermission) -> frozenset[str]:
    """The sources that a statement names; none where it does not say all of them."""
    named = [condition.values for condition in permission.conditions.known() if condition.key == _SOURCE]
    return frozenset(named[0].known()) if len(named) == 1 and named[0].complete else frozenset()


def _is(pattern: str, action: str) -> bool:
    return fnmatchcase(action.lower(), pattern)


def url_opens_to_everyone(network: Network, permission: InvokePermission) -> Value[bool]:
    """Whether a statement in the same policy lets everyone do the other half: use the URL without signing."""
    function = permission.function
    if isinstance(function, Unknown):
        return function
    own = network.aliases.get(function.value or "", function.value or "")
    answers: list[Value[bool]] = []
    for other in network.invoke_permissions:
        named = other.function
        if isinstance(named, Unknown):
            answers += [named] if own in named.candidates else []
        elif network.aliases.get(named.value or "", named.value or "") == own:
            to_all = [lets(other, URL, EVERYONE), admits_everyone(other), negation(is_narrowed(network, other))]
            answers.append(all_of([is_for_requests_to(other, permission), *to_all]))
    declared = network.functions.get(own)
    more = declared.more if declared is not None else Unknown(f"{short(own)} is not in the scanned code")
    return any_of([*answers, *([more] if more is not None else [])])
