"""Do the security groups of an interface admit what comes from a subnet?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.reachability.addresses import everything
from lambdanet.queries.reachability.groups import let_through
from lambdanet.queries.reachability.passage import addresses_in
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Network
    from lambdanet.queries.reachability.traffic import End, Flow
    from lambdanet.values import Items


def admits(network: Network, groups: Items[str], source: End, flow: Flow) -> Value[bool]:
    """Whether the groups let in a connection from the other end, whichever address that has in its subnet."""
    sieve = let_through(network, groups, "ingress", source.groups, flow)
    found = addresses_in(network, source.subnet, flow.family)
    wanted = everything(flow.family) if isinstance(found, Unknown) else found.value
    if (wanted & sieve.possible).empty:
        return Known(False)
    if wanted.within(sieve.certain):
        return Known(True)
    return sieve.why if sieve.why is not None else Unknown("it depends on the address that AWS gives")
