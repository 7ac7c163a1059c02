"""What a function is given by its environment: also what a secret, a parameter or a record of DNS names for it.

A secret or a parameter says something only to those who are given its name and may read it.
"""

from __future__ import annotations

import dataclasses
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from lambdanet.kit.wording import short
from lambdanet.queries.caching import once_per_key
from lambdanet.queries.dependencies.named_for_others import hidden_permissions
from lambdanet.queries.dependencies.secrets_in_use import read_without_a_name, sent_by_api
from lambdanet.queries.roles.denials import denials_of, is_about
from lambdanet.queries.roles.resource_patterns import Pattern, covers, overlap, pattern_of
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value, all_of, any_of, negation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Carrier, ExecutionRole, Function, Mention, Network, PolicyStatement

_READING = {"secret": "secretsmanager:getsecretvalue", "parameter": "ssm:getparameter"}
_ALL_READING = {
    "secret": ("secretsmanager:getsecretvalue",),
    "parameter": ("ssm:getparameter", "ssm:getparameters", "ssm:getparametersbypath", "ssm:getparameterhistory"),
}
_EVERYTHING = "AdministratorAccess"
# Attributes that are the secret or the parameter itself; "" is a template's Ref.
_ITSELF = ("", "arn", "id", "secret_id", "Arn", "Id")
_FIELDS = 6
_UNCERTAIN = "a denial in the role's policies depends on the call"
_CONTENT = "secret content"
# What is under these keys of a database's secret leads to the database, or lets log in there.
_HOST = f"{_CONTENT}.host"
_OF_DATABASES = (_HOST, f"{_CONTENT}.password")


def mentions_of(network: Network, function: Function) -> Items[Mention]:
    """What the function's environment names, by itself or by what it names; ``more`` where it may name more."""
    return _mentions(network, function.identity)


@once_per_key
def _mentions(network: Network, identity: str) -> Items[Mention]:
    function = network.functions[identity]
    found: list[Value[Mention]] = []
    more = function.environment.more
    role = network.roles.get(function.role.value or "") if isinstance(function.role, Known) else None
    waiting = list(reversed(function.environment.elements))
    followed: set[Mention] = set()
    while waiting:
        element = waiting.pop()
        found.append(element)
        # A record may lead to another one, also in a circle.
        given = dataclasses.replace(element.value, carrier="") if isinstance(element, Known) else None
        if given is None or given in followed:
            continue
        followed.add(given)
        named, doubt = _named_by(network, function, role, given)
        waiting += map(Known, reversed(named))
        more = doubt if more is None else more
    if more is None and role is not None:
        needed = {one for each in found if isinstance(each, Known) for one in _needed(network, each.value)}
        more = read_without_a_name(network, role, needed)
    return Items(tuple(found), more)


def _named_by(
    network: Network, function: Function, role: ExecutionRole | None, given: Mention
) -> tuple[list[Mention], Unknown | None]:
    """What a thing that a function is given names for it, and why it may name more."""
    carrier = network.carriers.get(given.resource)
    if carrier is None:
        return [], _unknown_values(network, given) if given.attribute.startswith(_CONTENT) else None
    answer = _is_read(network, function, carrier, given)
    if isinstance(answer, Unknown):
        return [], answer
    if not answer.value:
        return [], None
    doubt = carrier.doubt
    address = network.service_resources.get(given.resource, carrier).address
    if given.attribute.startswith(_CONTENT):
        address = f"the content of {address}"
    found: list[Mention] = []
    for mention in carrier.mentions:
        by_arn = carrier.kind == "secret" and given.calls == Known(True)
        by_api = sent_by_api(network, role, mention.resource) if by_arn else None
        if by_api is None:
            found.append(_carried(carrier, address, given, mention))
        doubt = by_api if doubt is None else doubt
    return found, doubt


def _needed(network: Network, mention: Mention) -> Iterator[str]:
    """What a function connects to by a mention: a resource, and the databases behind it where that is a proxy."""
    if mention.attribute == "endpoint":
        yield mention.resource
        resource = network.private_resources.get(mention.resource)
        onward = resource.onward.value if resource is not None and isinstance(resource.onward, Known) else None
        yield from onward.targets.known() if onward is not None else ()


def _carried(carrier: Carrier, named: str, given: Mention, mention: Mention) -> Mention:
    """What a carrier names, as the function is given it; a URL around the name of a record has the port."""
    of_record = carrier.kind == "record"
    return dataclasses.replace(
        mention,
        variable=given.variable,
        port=given.port if of_record and given.port != Known(None) else mention.port,
        by_name=mention.by_name or of_record,
        carrier=named,
        for_login=carrier.kind == "secret" and given.attribute != _HOST,
    )


def _is_read(network: Network, function: Function, carrier: Carrier, given: Mention) -> Value[bool]:
    """Whether the function gets to know what the carrier holds."""
    if carrier.kind == "record":
        return Known(True)
    if given.attribute.startswith(_CONTENT):
        # Of what a secret holds under a key it is known what it is where AWS has chosen the keys.
        known = given.attribute in (_CONTENT, *_OF_DATABASES) if carrier.of_database else given.attribute == _CONTENT
        return Known(True) if known else _unknown_values(network, given)
    if given.calls != Known(True):
        return given.calls
    private = carrier.doubt is not None or any(
        mention.resource in network.private_resources for mention in carrier.mentions
    )
    if isinstance(function.role, Unknown):
        return function.role if private else Known(False)
    role = network.roles.get(function.role.value or "")
    if role is None:
        reason = f"whether the execution role of {function.address} may read {carrier.address} is not in the code"
        return not_in_code(reason, function.role.value) if private else Known(False)
    answer = _may_read(network, role, carrier)
    return answer if private or isinstance(answer, Known) else Known(False)


def _unknown_values(network: Network, given: Mention) -> Unknown:
    secret = network.service_resources.get(given.resource)
    named = short(given.resource) if secret is None else secret.address
    return Unknown(f"the environment variable {given.variable} holds what {named} holds, which is not in the code")


def _may_read(network: Network, role: ExecutionRole, carrier: Carrier) -> Value[bool]:
    answers: list[Value[bool]] = [
        _allows(network, statement, carrier)
        for statement in role.statements.known()
        if statement.effect == Known("Allow")
    ]
    allowed = any_of([*answers, *hidden_permissions(role)])
    within = _is_within_boundary(network, role, carrier)
    return all_of([allowed, within, negation(_is_denied(network, role, carrier))])


def _is_within_boundary(network: Network, role: ExecutionRole, carrier: Carrier) -> Value[bool]:
    """Whether the permissions boundary of the role, if it has one, lets it read the carrier."""
    if isinstance(role.boundary, Unknown) or role.boundary.value is None:
        return role.boundary if isinstance(role.boundary, Unknown) else Known(True)
    boundary = role.boundary.value
    if _EVERYTHING in boundary.managed_policies.known():
        return Known(True)
    bounded = dataclasses.replace(
        role, managed_policies=boundary.managed_policies, statements=boundary.statements, boundary=Known(None)
    )
    return _may_read(network, bounded, carrier)


def _is_denied(network: Network, role: ExecutionRole, carrier: Carrier) -> Value[bool]:
    """Whether the role is denied every action by which the carrier is read."""
    return all_of([_is_action_denied(network, role, action, carrier) for action in _ALL_READING[carrier.kind]])


def _is_action_denied(network: Network, role: ExecutionRole, action: str, carrier: Carrier) -> Value[bool]:
    answers: list[Value[bool]] = []
    for statement in denials_of(role, action):
        uncertain = Unknown(_UNCERTAIN)
        named = _names(network, statement, carrier) if statement.not_resources is None else uncertain
        answers.append(named if statement.conditional == Known(False) or named == Known(False) else uncertain)
    return any_of(answers)


def _allows(network: Network, statement: PolicyStatement, carrier: Carrier) -> Value[bool]:
    wanted = _READING[carrier.kind]
    by_exception = statement.not_actions is not None and is_about(statement, wanted)
    if not by_exception and not any(_is_action(action, wanted) for action in statement.actions.known()):
        return Known(False)
    return _names(network, statement, carrier)


def _names(network: Network, statement: PolicyStatement, carrier: Carrier) -> Value[bool]:
    """Whether the carrier is among the resources of a statement."""
    if any(_names_it(element, carrier) for element in statement.resources.everything()):
        return Known(True)
    patterns = [pattern_of(network, element) for element in statement.resources.everything()]
    own = [Pattern("", identity) for identity in sorted(carrier.identities) if identity in network.service_resources]
    if any(covers(network, pattern, one) or _is_its_name(network, pattern, one) for pattern in patterns for one in own):
        return Known(True)
    if own and all(overlap(network, pattern, one) is False for pattern in patterns for one in own):
        return Known(False)
    return Unknown(f"the code does not say whether {carrier.address} is among what the role may read")


def _is_action(action: str, wanted: str) -> bool:
    """Whether an action is that of reading; parameters are read by several."""
    return fnmatchcase(wanted, action) or (wanted.startswith("ssm:") and action.startswith("ssm:getparameter"))


def _names_it(element: Value[str], carrier: Carrier) -> bool:
    """Whether a statement's resource is the carrier, by whichever of the resources that stand for it."""
    if isinstance(element, Known) or element.symbol is None:
        return False
    owner, _, attribute = element.symbol.rpartition(".")
    return owner in carrier.identities and attribute in _ITSELF


def _is_its_name(network: Network, pattern: Pattern | None, own: Pattern) -> bool:
    """Whether an ARN names the resource, in the account and the Region of the deployment."""
    arn = network.service_resources[own.resource].arn
    if pattern is None or pattern.resource or not isinstance(arn, Known) or arn.value is None:
        return False
    last, named = arn.value.split(":", _FIELDS - 1)[-1], pattern.text.split(":", _FIELDS - 1)[-1]
    return pattern.text.startswith("arn:") and (fnmatchcase(last, named) or last.rstrip("-*?") == named.rstrip("-*?"))
