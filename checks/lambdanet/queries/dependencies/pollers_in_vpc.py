"""The pollers of event sources that are in a VPC, and what they call from there.

On demand, pollers invoke the function and take its role from the network of the broker, by its subnets and with its
security groups: https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html,
https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html and
https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.wording import short
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import Function, Network, Poller, PrivateResource
    from lambdanet.values import Value

_WITH_SECRETS = ("Amazon MQ broker", "DocumentDB cluster")
KINDS = ("MSK cluster", "MSK serverless cluster", *_WITH_SECRETS)
"""Kinds of event sources that are in a VPC, in AWS's words."""
LAMBDA, STS, SECRETS = "lambda", "sts", "secretsmanager"


@dataclass(frozen=True)
class PollerInVpc:
    """A poller with its place. source: what it reads; None for a self-managed one."""

    poller: Poller
    source: PrivateResource | None
    caller: Function

    @property
    def name(self) -> str:
        """What is polled, for people."""
        return self.source.address if self.source is not None else f"the brokers of {self.poller.address}"


def pollers_in_vpcs(network: Network) -> Iterator[PollerInVpc]:
    """The pollers of clusters and brokers that the code declares, and of self-managed ones in a VPC."""
    for poller in network.pollers:
        named = poller.source.value if isinstance(poller.source, Known) else None
        source = network.private_resources.get(named or "")
        if source is not None and source.kind in KINDS:
            yield PollerInVpc(poller, source, _caller(poller, source.subnets, source.security_groups))
        elif poller.source == Known(None) and poller.subnets.elements:
            yield PollerInVpc(poller, None, _caller(poller, poller.subnets, poller.security_groups))


def _caller(poller: Poller, subnets: Items[str], groups: Items[str]) -> Function:
    """The interfaces of the pollers, as if they were those of a function: they have no public addresses either."""
    from lambdanet.model import Function

    return Function(poller.identity, poller.place, subnets=subnets, security_groups=groups)


def services_called(found: PollerInVpc) -> list[tuple[str, Value[bool]]]:
    """The services that the pollers call, each with whether they do."""
    always: Value[bool] = Known(found.source is not None and found.source.kind in _WITH_SECRETS)
    return [(LAMBDA, Known(True)), (STS, Known(True)), (SECRETS, any_of([always, found.poller.has_secret]))]


def in_a_vpc(network: Network, found: PollerInVpc) -> Value[bool]:
    """Whether Lambda reaches what is polled through a VPC that is in the code, and through nothing else."""
    for identity in found.caller.subnets.known():
        if identity not in network.subnets:
            return not_in_code(f"{short(identity)} is not declared in the scanned code", identity)
    if found.source is None:
        return Known(True)
    if not found.source.subnets.elements and found.source.subnets.more is None:
        return Unknown(f"{found.source.address} names no subnet")
    return found.source.private
