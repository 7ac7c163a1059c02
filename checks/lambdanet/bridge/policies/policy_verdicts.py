"""Evaluates a YAML policy on the blocks that the readers have read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lambdanet.bridge.policies.conditions import holds
from lambdanet.bridge.policies.policies import Policy
from lambdanet.bridge.policies.policy_connections import ANY
from lambdanet.kit.verdicts import FAILED, Verdict, failed, not_applicable, not_known, passed, undecided
from lambdanet.kit.wording import short, with_article
from lambdanet.model import Resource
from lambdanet.queries.attachment.vpcs_with_functions import may_hold_functions, vpcs_with_functions
from lambdanet.readers.conversions import is_filled_in, printed
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.values import Cause, Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Network
    from lambdanet.readers.blocks import Block
    from lambdanet.readers.reading import Reading

# It is equal to nothing that code says.
_UNKNOWN = object()
_MOST_UNKNOWNS = 4
_LONGEST_SHOWN = 100


def verdicts(policy: Policy, reading: Reading) -> Iterator[Verdict]:
    """The policy's verdict on every resource of its types."""
    links = {name: connection.links(reading.blocks) for name, connection in policy.connections.items()}
    for block in reading.blocks:
        if block.type in policy.attributes:
            yield _where_functions_are(
                policy, reading, block, _verdict(policy, block, links, _more(reading.network, block.identity))
            )


def _where_functions_are(policy: Policy, reading: Reading, block: Block, verdict: Verdict) -> Verdict:
    """Some policies are about VPCs, and about what is in them, only where functions are."""
    if not policy.only_in_vpcs_with_functions:
        return verdict
    network, address = reading.network, verdict.resource.address
    in_vpc = Known(block.identity) if block.identity in network.vpcs else block.resource("vpc_id")
    if isinstance(in_vpc, Unknown) or in_vpc.value in vpcs_with_functions(network):
        return verdict
    where = address if in_vpc.value == block.identity else f"the VPC of {address}"
    doubt = may_hold_functions(network, in_vpc.value or "")
    if doubt is None:
        return not_applicable(verdict.resource, f"No function is known to be in {where}.")
    if verdict.kind != FAILED:
        return verdict
    return not_known(verdict.resource, f"whether a function is in {where}", doubt)


def _verdict(policy: Policy, block: Block, links: dict[str, dict[str, Value[bool]]], more: Unknown | None) -> Verdict:
    resource = Resource(block.identity, block.place)
    needed = policy.judged_when.get(block.type)
    if needed is not None and _absent(_datum(block, needed)):
        return not_applicable(resource, f"{resource.address} has no {needed}.")
    values = {
        name: _link(links[name], block, more) if name in links else _filled_in(policy, block, name)
        for name in sorted(policy.attributes[block.type])
    }
    sentences = "; ".join(_sentence(policy, block, name, value) for name, value in values.items())
    answers = {_answer(policy, block, tried) for tried in _tries(values)}
    if answers == {True}:
        there = "; ".join(_sentence(policy, block, name, value) for name, value in values.items() if not _absent(value))
        return passed(resource, f"{resource.address}: {there or sentences}.")
    if answers == {False}:
        return failed(resource, f"{resource.address} {policy.wrong} ({sentences}): {policy.advice}")
    doubts = [doubt for doubt in map(_doubt, values.values()) if doubt is not None]
    if doubts:
        return not_known(resource, f"whether {resource.address} {policy.wrong}", *doubts)
    # It is a value that the policy cannot compare.
    return undecided(resource, f"It is not known whether {resource.address} {policy.wrong} ({sentences}).")


def _doubt(value: Datum) -> Unknown | None:
    """Why a value is not known, be it of a list only how long it is."""
    more = value.more if isinstance(value, Listing) and not value.elements else None
    return value if isinstance(value, Unknown) else more


def _answer(policy: Policy, block: Block, values: dict[str, Any]) -> bool | None:
    attributes: dict[str, Any] = {}
    for name, value in values.items():
        if value is not None:
            attributes[name] = value
            for end in _outer(name):
                attributes.setdefault(end, {})
    return holds(policy.content["definition"], block.type, attributes, _UNKNOWN)


def _filled_in(policy: Policy, block: Block, name: str) -> Datum:
    """The attribute; unknown where the block names nothing, with which nothing can be deployed."""
    named_by = policy.named_by.get(name)
    if named_by is not None and _datum(block, f"{name}.{named_by}") == "":
        return Unknown(f"{name}.{named_by} is empty", cause=Cause.NO_VALUE)
    return _datum(block, name)


def _datum(block: Block, path: str) -> Datum:
    """The attribute at a dotted path, through nested blocks; an object stands for a block that is there."""
    first, _, rest = path.partition(".")
    direct = block.datum(first)
    if not rest and direct is not None:
        return direct
    inner = block.nested(first)
    if not inner.elements:
        return inner.more
    element = inner.elements[0]
    if isinstance(element, Unknown):
        return element
    return _datum(element.value, rest) if rest else {}


def _link(links: dict[str, Value[bool]], block: Block, more: Unknown | None) -> Datum:
    """A connection as an attribute: there, absent or unknown. more: why there may be one outside the scan."""
    found = links.get(block.identity, links.get(ANY, more))
    return found if isinstance(found, Unknown) else (None if found is None else "connected")


def _more(network: Network, identity: str) -> Unknown | None:
    """Why something outside the scan may be connected with a resource."""
    if identity in network.vpcs:
        return network.vpcs[identity].more
    endpoint = network.endpoints.get(identity)
    return None if endpoint is None else endpoint.more


def _sentence(policy: Policy, block: Block, name: str, value: Datum) -> str:
    if name not in policy.connections:
        return f"{name} is {_shown(value)}"
    language = block.type.partition("_")[0].partition("::")[0]
    front = (f"{language}_", f"{language}::")
    kinds = " or ".join(kind for kind in policy.connections[name].by if kind.startswith(front))
    if isinstance(value, Unknown):
        return f"it is not known whether it has {with_article(kinds)}"
    return f"the scanned code has no {kinds} for it" if value is None else f"it has {with_article(kinds)}"


def _absent(datum: Datum) -> bool:
    return datum is None or (isinstance(datum, Listing) and not datum.elements and datum.more is None)


def _tries(values: dict[str, Datum]) -> Iterable[dict[str, Any]]:
    """The values as conditions take them, every unknown one as absent and as unknown."""
    unknown = [name for name, value in values.items() if isinstance(_plain(value), Unknown)][:_MOST_UNKNOWNS]
    certain = {name: _plain(value) for name, value in values.items() if name not in unknown}
    for choice in itertools.product((None, _UNKNOWN), repeat=len(unknown)):
        yield {**certain, **dict(zip(unknown, choice))}


def _plain(datum: Datum) -> Any:
    if isinstance(datum, Unknown) and not is_filled_in(datum):
        return datum
    if isinstance(datum, (Reference, Text, Unknown)):
        # It is known what it refers to, and of a text also how it begins and ends.
        shown = printed(datum).replace("$", "")
        return shown if isinstance(datum, Text) else f"<{shown}>"
    if isinstance(datum, Listing):
        doubt = _doubt(datum)
        return ["<element>" for _ in datum.elements] if doubt is None else doubt
    return datum


def _outer(path: str) -> Iterator[str]:
    names = path.split(".")
    for end in range(1, len(names)):
        yield ".".join(names[:end])


def _shown(datum: Datum) -> str:
    if datum is None:
        return "not set"
    if isinstance(datum, Unknown):
        return short(printed(datum)) if is_filled_in(datum) else "not known"
    if isinstance(datum, Listing):
        return f"a list of {len(datum.elements)}"
    if isinstance(datum, (str, Text)) and len(printed(datum)) <= _LONGEST_SHOWN:
        return f'"{printed(datum)}"'
    # A document is too long to be shown, and there is more than one way to write it.
    return short(printed(datum)) if isinstance(datum, (bool, int, float, Reference)) else "set"
