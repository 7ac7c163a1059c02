"""Do the security groups of a function let its calls out: to the internet, or to an interface in the VPC?

The APIs of AWS services are called by HTTPS, some also by HTTP
(https://docs.aws.amazon.com/general/latest/gr/rande.html). So calls are stopped for certain only where neither is let
out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.reachability.addresses import IPV4, IPV6, NONE, everything, private
from lambdanet.queries.reachability.groups import let_through
from lambdanet.queries.reachability.matching import covers
from lambdanet.queries.reachability.passage import addresses_in
from lambdanet.queries.reachability.traffic import Flow
from lambdanet.queries.security_group_rules import rules_of_groups
from lambdanet.values import Items, Known, Unknown, Value
from lambdanet.wording import names, short

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, VpcEndpoint
    from lambdanet.queries.reachability.intervals import Intervals

_HTTPS, _HTTP = (443, 443), (80, 80)
_NOBODY: Items[str] = Items()


def calls_out(network: Network, function: Function, service: str = "") -> Value[bool]:
    """Whether calls to public addresses are let out: to all of them, or to those of the service."""
    if service and _names_its_list(network, function, service):
        return Known(True)
    return _calls(network, function, _NOBODY, everything(IPV4) - private(IPV4))


def calls_to_endpoint(network: Network, function: Function, endpoint: VpcEndpoint) -> Value[bool]:
    """Whether calls to an endpoint are let out, in whichever of its subnets AWS answers them."""
    if endpoint.kind == Known("Gateway"):
        code = endpoint.service_code
        return calls_out(network, function, code.value or "" if isinstance(code, Known) else "")
    wanted: Intervals = NONE
    for subnet in endpoint.subnets.everything():
        found = addresses_in(network, subnet, IPV4)
        wanted = wanted | (everything(IPV4) if isinstance(found, Unknown) else found.value)
    return _calls(network, function, endpoint.security_groups, everything(IPV4) if wanted.empty else wanted)


def _names_its_list(network: Network, function: Function, service: str) -> bool:
    """Whether a rule lets HTTPS out to the addresses that AWS keeps of the service."""
    for rule in rules_of_groups(network, function.security_groups, "egress").known():
        peer = rule.peer.value if isinstance(rule.peer, Known) else None
        if peer is None or peer.kind != "prefix list" or not rule.certain:
            continue
        endpoint = network.endpoints.get(peer.name.rpartition("/")[0])
        listed = network.prefix_lists.get(peer.name)
        of_endpoint = endpoint is not None and endpoint.service_code == Known(service)
        of_service = of_endpoint or (listed is not None and listed.service == service)
        if of_service and covers(rule.protocol, rule.ports, Flow(_HTTPS)) == Known(True):
            return True
    return False


def _calls(network: Network, function: Function, others: Items[str], wanted: Intervals) -> Value[bool]:
    groups = function.security_groups
    by_https = let_through(network, groups, "egress", others, Flow(_HTTPS))
    if wanted.within(by_https.certain):
        return Known(True)
    by_http = let_through(network, groups, "egress", others, Flow(_HTTP))
    if not (wanted & (by_https.possible | by_http.possible)).empty:
        told = names(short(identity) for identity in groups.known())
        some = Unknown(f"the egress rules of {told} let out some calls only")
        return some if by_https.why is None else by_https.why
    if function.dual_stack != Known(False):
        for ports in (_HTTPS, _HTTP):
            if not let_through(network, groups, "egress", others, Flow(ports, family=IPV6)).possible.empty:
                return Unknown(f"{function.address} may call by IPv6")
    return Known(False)
