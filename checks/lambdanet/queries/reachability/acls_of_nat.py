"""What the network ACL of a NAT gateway's subnet does to the packets on both sides of the gateway.

https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability import acls
from lambdanet.queries.reachability.address_sets import IPV4, everything
from lambdanet.queries.reachability.passage import addresses_in
from lambdanet.queries.reachability.to_public import HTTPS, acl_out_and_back, through_all
from lambdanet.queries.reachability.traffic import Flow, Hop
from lambdanet.values import Known, Unknown, Value, all_of

if TYPE_CHECKING:
    from lambdanet.model import NatGateway, Network, Subnet


def through_acls(network: Network, subnet: Subnet, gateway: NatGateway) -> tuple[Value[bool], tuple[Hop, ...]]:
    """What the network ACL of the gateway's own subnet does to the packets on both of its sides."""
    if gateway.regional == Known(True):
        return Known(True), ()
    if isinstance(gateway.subnet, Unknown):
        # Its place is not known, as with one that is looked up.
        return Known(True), ()
    if gateway.subnet.value is None or gateway.subnet.value not in network.subnets:
        return Known(True), ()
    answer, stops = _acl_of_subnet(network, (subnet.identity, gateway.subnet.value))
    if isinstance(gateway.regional, Unknown) and answer != Known(True):
        return gateway.regional, ()
    return answer, stops


@once_per_key
def _acl_of_subnet(network: Network, key: tuple[str, str]) -> tuple[Value[bool], tuple[Hop, ...]]:
    source, own_subnet = network.subnets[key[0]], network.subnets[key[1]]
    public = through_all(acl_out_and_back(network, Known(own_subnet.identity), Flow(HTTPS)))
    if source.identity == own_subnet.identity:
        return public.answer, public.stops
    wanted = addresses_in(network, Known(source.identity), IPV4)
    of_source = everything(IPV4) if isinstance(wanted, Unknown) else wanted.value
    if of_source.empty:
        return public.answer, public.stops  # nothing comes from there by IPv4
    answers, stops = [public.answer], list(public.stops)
    flow = Flow(HTTPS)
    for what, sieve, stop in (
        (
            f"the network ACL into {own_subnet.address}",
            acls.lets(network, own_subnet.identity, acls.INBOUND, flow),
            partial(acls.stop, network, own_subnet, acls.INBOUND, flow),
        ),
        (
            f"the network ACL for answers out of {own_subnet.address}",
            acls.answers(network, own_subnet.identity, acls.OUTBOUND, IPV4),
            partial(acls.stop_of_answers, network, own_subnet, acls.OUTBOUND, IPV4),
        ),
    ):
        if (of_source & sieve.possible).empty:
            answers.append(Known(False))
            stops.append(stop(of_source, source.address))
        elif not of_source.within(sieve.certain):
            why = Unknown(f"it depends on the address in {source.address}") if sieve.why is None else sieve.why
            answers.append(why.with_reason(f"{what}: {why.reason}"))
    return all_of(answers), tuple(stops)
