"""Listeners of load balancers: the ports on which these take connections."""

from __future__ import annotations

from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, Listener, reads
from lambdanet.values import Items, Known, Unknown, Value

_NETWORK = "network"
# Functions and the clients of databases connect by TCP.
_NOT_TCP = ("UDP", "QUIC")


@reads("aws_lb_listener", "aws_alb_listener", "AWS::ElasticLoadBalancingV2::Listener")
def listener(block: Block, collection: Collection) -> None:
    """A listener of an Application, Network or Gateway Load Balancer."""
    protocol = block.text("protocol")
    if isinstance(protocol, Known) and (protocol.value or "").upper() in _NOT_TCP:
        return
    collection.listeners.append(Listener(block.resource("load_balancer_arn"), block.number("port"), block.identity))


def listeners_within(block: Block) -> Items[int]:
    """The ports of a Classic Load Balancer, whose listeners are in it."""
    terraform = block.language == "terraform"
    found = block.nested("listener" if terraform else "Listeners")
    ports: Items[int] = Items(more=found.more)
    for element in found.elements:
        port = element if isinstance(element, Unknown) else element.value.number(_port_name(terraform))
        ports = ports + (Items((port,)) if isinstance(port, Unknown) else Items.of(_given(port)))
    return ports


def _port_name(terraform: bool) -> str:
    return "lb_port" if terraform else "LoadBalancerPort"


def _given(port: Known[int | None]) -> list[int]:
    return [] if port.value is None else [port.value]


def is_network_load_balancer(block: Block) -> Value[bool]:
    """Whether a load balancer is a Network Load Balancer; one is an Application Load Balancer when it is not said."""
    kind = block.text("load_balancer_type" if block.language == "terraform" else "Type")
    return kind if isinstance(kind, Unknown) else Known(kind.value == _NETWORK)
