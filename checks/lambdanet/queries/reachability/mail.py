"""The outcome of mail that a function sends through Amazon SES by SMTP, on one of several ports.

https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.reachability import groups
from lambdanet.queries.reachability.address_sets import IPV4, everything, private
from lambdanet.queries.reachability.traffic import Flow
from lambdanet.queries.reachability.way import NAT, Ways
from lambdanet.values import Items, Known, Unknown

if TYPE_CHECKING:
    from lambdanet.model import Network
    from lambdanet.queries.reachability.callers import Caller

PORTS = (25, 2587)
_NOBODY: Items[str] = Items()


def by_smtp(network: Network, caller: Caller, by_https: Ways) -> Ways:
    """The outcome, from that of calls by HTTPS; where nothing leads out the port makes no difference."""
    if by_https.has_no_way or isinstance(by_https.answer, Unknown):
        return by_https
    let_out = groups.let_through(network, caller.groups, "egress", _NOBODY, Flow(PORTS))
    wanted = everything(IPV4) - private(IPV4)
    by_nat = by_https.answer == Known(True) and all(way.kind == NAT for way in by_https.ways)
    if by_nat and wanted.within(let_out.certain):
        return by_https
    return Ways(Unknown("the code does not say on which of its ports the SMTP endpoint is called"), by_https.ways)
