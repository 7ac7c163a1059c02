"""What a proxy reaches: it answers its clients only with what a database behind it answers.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-network-prereqs.html
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability.passage import passage
from lambdanet.queries.reachability.places import places
from lambdanet.queries.reachability.traffic import ANY_PORT, Flow
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Network, Onward, PrivateResource
    from lambdanet.queries.reachability.traffic import Hop, Passage


@dataclass(frozen=True)
class Beyond:
    """Whether a proxy reaches its database, and if it does not, which hops stop it from everywhere to everywhere."""

    answer: Value[bool]
    database: PrivateResource | None = None
    hops: tuple[Hop, ...] = field(default=())


@once_per_key
def beyond(network: Network, onward: Onward) -> Beyond:
    """The outcome of the connections that a proxy opens.

    Unlike a function, a proxy does not need all of its subnets: it is cut off when no way leads from any of them.
    """
    found = [_to_database(network, onward, target) for target in onward.targets.everything()]
    first = found[0]
    if all(each.answer == first.answer for each in found):
        return first
    hidden = [each for each in found if isinstance(each.answer, Unknown)]
    return hidden[0] if hidden else Beyond(Unknown("it connects to one database and not to another"))


def _to_database(network: Network, onward: Onward, target: Value[str]) -> Beyond:
    if isinstance(target, Unknown):
        return Beyond(target)
    proxy, database = network.private_resources[onward.proxy], network.private_resources[target.value]
    passages = list(_passages(network, proxy, database, _ports(database.ports) or (ANY_PORT,)))
    answers = [each.answer for each in passages]
    if all(answer == Known(False) for answer in answers):
        others = _passages(network, proxy, database, _ports(database.other_ports))
        if any(each.answer != Known(False) for each in others):
            return Beyond(Unknown(f"{database.address} may listen on another port than {proxy.address} may connect to"))
        hops = dict.fromkeys(each.stopped_by for each in passages if each.stopped_by is not None)
        return Beyond(Known(False), database, tuple(hops))
    for answer in answers:
        if isinstance(answer, Unknown):
            return Beyond(
                answer.with_reason(f"whether {proxy.address} reaches {database.address}: {answer.reason}"),
                database,
            )
    if all(answer == Known(True) for answer in answers):
        return Beyond(Known(True), database)
    return Beyond(Unknown(f"{proxy.address} reaches {database.address} from some of its subnets only"), database)


def _passages(
    network: Network, proxy: PrivateResource, database: PrivateResource, asked: tuple[tuple[int, int], ...]
) -> Iterator[Passage]:
    for source in places(network, proxy, Unknown("")):
        for target in places(network, database, source.subnet):
            for ports in asked:
                yield passage(network, source, target, Flow(ports))


def _ports(ports: Items[int]) -> tuple[tuple[int, int], ...]:
    return tuple((port, port) for port in ports.known()) if ports.complete else (ANY_PORT,)
