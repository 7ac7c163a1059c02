"""Does a network ACL let anything through both ways: requests out of its subnets, and the answers back in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability.acls import (
    INBOUND,
    OUTBOUND,
    answers_by_ports,
    more_than_allowed,
    of_acl,
    pieces,
    ports_in_words,
)
from lambdanet.queries.reachability.address_sets import IPV4, NONE, everything, private
from lambdanet.queries.reachability.sieve import Sieve
from lambdanet.queries.reachability.traffic import ANY_PORT, Flow
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.model import Network, NetworkAcl
    from lambdanet.queries.reachability.intervals import Intervals
    from lambdanet.values import Unknown

_PROTOCOLS = ("tcp", "udp")


@dataclass(frozen=True)
class BothWays:
    """What an ACL lets through both ways, over IPv4.

    closed: a clause that says why nothing comes back at all. internet_closed: why nothing comes back from the
    internet, to which requests are let out. doubt: why it is not known whether something comes back.
    """

    closed: str | None = None
    internet_closed: str | None = None
    doubt: Unknown | None = None


@once_per_key
def both_ways(network: Network, identity: str) -> BothWays:
    """What the network ACL does to requests and their answers."""
    acl = network.network_acls[identity]
    if (too_many := more_than_allowed(acl)) is not None:
        return BothWays(doubt=too_many)
    out = {protocol: _requests_out(acl, protocol) for protocol in _PROTOCOLS}
    if all(sieve.possible.empty for sieve in out.values()):
        return BothWays(closed="lets no request out by TCP or UDP")
    back = {protocol: out[protocol] & _answers_in(acl, protocol) for protocol in _PROTOCOLS}
    asks_by_tcp = not out["tcp"].certain.empty
    if (asks_by_tcp and back["tcp"].possible.empty) or all(sieve.possible.empty for sieve in back.values()):
        return BothWays(closed=_unanswered(acl, "tcp" if asks_by_tcp else "udp", out["tcp"].certain))
    internet = everything(IPV4) - private(IPV4)
    asked = out["tcp"].certain & internet
    unanswered = not asked.empty and (back["tcp"].possible & internet).empty
    closed = _unanswered(acl, "tcp", asked, " to the internet") if unanswered else None
    certain = back["tcp"].certain if asks_by_tcp else back["tcp"].certain | back["udp"].certain
    if certain.empty or (not asked.empty and closed is None and (certain & internet).empty):
        why = next((sieve.why for sieve in (*back.values(), *out.values()) if sieve.why is not None), None)
        return BothWays(internet_closed=closed, doubt=why)
    return BothWays(internet_closed=closed)


def _requests_out(acl: NetworkAcl, protocol: str) -> Sieve:
    """The addresses to which requests of a protocol are let out on one port at least."""
    certain, possible, why = NONE, NONE, None
    for ports in pieces(acl.egress, ANY_PORT):
        sieve = of_acl(acl, OUTBOUND, Flow(ports, protocol))
        certain, possible = certain | sieve.certain, possible | sieve.possible
        why = sieve.why if why is None else why
    return Sieve(certain, possible, why)


def _answers_in(acl: NetworkAcl, protocol: str) -> Sieve:
    """The addresses from which answers are let in to all ports from which functions connect."""
    first, *others = (sieve for _, sieve in answers_by_ports(acl, INBOUND, IPV4, protocol))
    for sieve in others:
        first = first & sieve
    return first


def _unanswered(acl: NetworkAcl, protocol: str, asked: Intervals, where: str = "") -> str:
    """A clause that says to which ports no answers come in from the addresses that are asked."""
    wanted = asked if not asked.empty else everything(IPV4)
    stopped = [
        ports for ports, sieve in answers_by_ports(acl, INBOUND, IPV4, protocol) if (wanted & sieve.possible).empty
    ]
    to_ports = f" to {protocol} {ports_in_words(stopped)}" if stopped else ""
    return f"lets requests out{where} but no answers{to_ports} back in"
