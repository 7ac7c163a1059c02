"""Whether an interface endpoint answers the functions that call its service, and what stops them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import names
from lambdanet.queries.attachment.zones import are_apart
from lambdanet.queries.dependencies.endpoint_users import calls_by, perhaps_users_of, why_perhaps_refused
from lambdanet.queries.dependencies.endpoints_of_vpc import names_endpoint
from lambdanet.queries.reachability.connections import names_of_endpoint, to_interfaces
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown, is_true

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lambdanet.model import Network, Resource, Subnet, VpcEndpoint
    from lambdanet.queries.dependencies.endpoint_users import User
    from lambdanet.queries.reachability.traffic import Hop

_OF_THE_ENDPOINT = ("endpoint policy", "endpoint", "Region")


@dataclass(frozen=True)
class Answers:
    """The outcome of users' calls to an endpoint.

    problems: what stops them, as clauses. in_the_way: what these rest on, and whom they stop.
    doubts: why others may be stopped.
    answered: the users whose own security groups let their calls out; what these stop is no problem of the endpoint.
    """

    problems: tuple[str, ...]
    in_the_way: tuple[Resource, ...]
    doubts: tuple[Unknown, ...]
    answered: tuple[User, ...]


def answers_to(network: Network, endpoint: VpcEndpoint, users: Sequence[User]) -> Answers:
    """Whether the service's usual name leads the users to the endpoint, or they name it, and their calls reach it."""
    problems: list[str] = []
    doubts: list[Unknown] = []
    affected: list[Resource] = []
    nameless = [user.function for user in users if not names_endpoint(user.function, endpoint)]
    if nameless:
        names_lead = names_of_endpoint(network, endpoint)
        problems += [hop.because for hop in names_lead.stops]
        affected += nameless if names_lead.stops else []
        doubts += [names_lead.answer] if isinstance(names_lead.answer, Unknown) else []
    doubts += _unread_policy(endpoint)
    stops, hidden, silent = _stops(network, endpoint, users)
    for hop, refused in stops.items():
        problems.append(_clause(hop, names(user.function for user in refused)))
        affected += [user.function for user in refused]
    related = [resource for hop in stops for resource in hop.resources]
    answered = [user for user in users if user not in silent]
    return Answers(tuple(dict.fromkeys(problems)), (*related, *affected), (*doubts, *hidden), tuple(answered))


def _unread_policy(endpoint: VpcEndpoint) -> list[Unknown]:
    """Why it is not known what the policy of an endpoint says: it is no document, or not all of it is known."""
    return [] if endpoint.policy == Known(False) else endpoint.statements.unknowns()[:1]


def _clause(hop: Hop, callers: str) -> str:
    return f"it does not admit {callers} on port 443, because {hop.because}" if hop.kind == "ingress" else hop.clause


def _stops(
    network: Network, endpoint: VpcEndpoint, users: Iterable[User]
) -> tuple[dict[Hop, list[User]], list[Unknown], list[User]]:
    """The hops that stop users, why others may be stopped, and whose own groups let nothing out to the endpoint."""
    stops: dict[Hop, list[User]] = {}
    doubts: list[Unknown] = []
    silent: list[User] = []
    for user in users:
        for place in user.places:
            ways = [to_interfaces(network, user.function, subnet, endpoint) for subnet in place]
            answers = list(dict.fromkeys(way.answer for way in ways))
            if answers == [Known(False)]:
                hops = dict.fromkeys(hop for way in ways for hop in way.stops)
                others = [hop for hop in hops if hop.kind != "egress"]
                for hop in others:
                    stops.setdefault(hop, []).append(user)
                silent += [] if others else [user]
            elif answers != [Known(True)]:
                unknowns = [answer for answer in answers if isinstance(answer, Unknown)]
                doubts += unknowns or [Unknown(f"it depends on which of {names(place)} {user.function.address} uses")]
            for hop in _refusals(network, endpoint, user, place):
                stops.setdefault(hop, []).append(user)
        doubts += why_perhaps_refused(network, user, endpoint)
    return stops, doubts, silent


def _refusals(network: Network, endpoint: VpcEndpoint, user: User, place: Sequence[Subnet]) -> Iterable[Hop]:
    """At which hops the endpoint itself stops calls that reach it: its policy, what it serves, its Region."""
    ways = [way for subnet in place for way in calls_by(network, user, subnet, endpoint)]
    hops = [hop for way in ways for hop in way.stops if hop.kind in _OF_THE_ENDPOINT]
    return dict.fromkeys(hop for hop in hops if all(hop in way.stops for way in ways))


def others_to_answer(network: Network, endpoint: VpcEndpoint) -> Iterable[User]:
    """The functions that may call the service too, one of those that reach the endpoint in the same way."""
    return {_way(user, endpoint): user for user in perhaps_users_of(network, endpoint)}.values()


def _way(user: User, endpoint: VpcEndpoint) -> tuple[object, ...]:
    """All that decides whether the endpoint answers the user. Many have the same groups and subnets."""
    function = user.function
    subnets = tuple(subnet.identity for place in user.places for subnet in place)
    groups = function.security_groups
    same = frozenset(groups.known()) if groups.complete else function.identity
    return same, subnets, names_endpoint(function, endpoint)


def subnets_of_other_zones(network: Network, endpoint: VpcEndpoint, users: Iterable[User]) -> list[Subnet]:
    """The users' subnets in whose zones the endpoint provably is not."""
    own_subnets = [network.subnets[one] for one in endpoint.subnets.known() if one in network.subnets]
    if not endpoint.subnets.complete or not own_subnets or len(own_subnets) < len(endpoint.subnets.elements):
        return []
    subnets = {place[0].identity: place[0] for user in users for place in user.places if len(place) == 1}
    zones = [subnet.zone for subnet in own_subnets]
    return [subnet for subnet in subnets.values() if all(is_true(are_apart(subnet.zone, zone)) for zone in zones)]
