"""Do names resolve in a VPC, and do the private DNS names of its endpoints?

The VPC's resolver answers where DNS support is on; endpoints answer to a service's usual name where DNS hostnames are
on too (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html,
https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key
from lambdanet.queries.reachability.traffic import DNS, Hop
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.model import Network


@dataclass(frozen=True)
class Names:
    """Whether names lead where they should; ``stops`` where they do not."""

    answer: Value[bool]
    stops: tuple[Hop, ...] = ()


@once_per_key
def names_resolve(network: Network, vpc: str) -> Names:
    """Whether any name resolves for a function in the VPC."""
    made = network.vpcs.get(vpc)
    if made is None or made.dns_support == Known(True) or not (made.declared or made.dns_support == Known(False)):
        # Of a VPC that the code does not show, DNS support is as AWS sets it for a new VPC.
        return Names(Known(True))
    if isinstance(made.dns_support, Unknown):
        return Names(made.dns_support.with_reason(f"whether {made.address} has DNS support: {made.dns_support.reason}"))
    if made.other_dns_servers == Known(False):
        why = f"{made.address} has DNS support switched off, so no name resolves in it"
        return Names(Known(False), (Hop(DNS, why, resources=(made,)),))
    return Names(Unknown(f"{made.address} has DNS support switched off and may use other DNS servers"))


@once_per_key
def private_names_resolve(network: Network, vpc: str) -> Names:
    """Whether the private DNS names of an endpoint in the VPC lead to it."""
    made = network.vpcs.get(vpc)
    if made is None:
        return Names(not_in_code("its VPC is not in the code", vpc))
    for what, setting in (("DNS support", made.dns_support), ("DNS hostnames", made.dns_hostnames)):
        if setting == Known(False):
            why = f"its private DNS needs {what}, which {made.address} has switched off"
            return Names(Known(False), (Hop(DNS, why, resources=(made,)),))
    for setting in (made.dns_support, made.dns_hostnames):
        if isinstance(setting, Unknown):
            return Names(setting)
    if made.other_dns_servers != Known(False):
        others = made.other_dns_servers
        reason = f"{made.address} uses other DNS servers, and the code does not say whether they ask its resolver"
        return Names(others if isinstance(others, Unknown) else Unknown(reason))
    return Names(Known(True))
