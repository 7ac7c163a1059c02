"""Which resources use a security group or a subnet, from the edges of Checkov's CloudFormation graph."""

from __future__ import annotations

from typing import Any

from lambdanet.model import Use
from lambdanet.readers.cloudformation.blocks_of_templates import Reading
from lambdanet.readers.data import Listing, Reference
from lambdanet.values import Unknown

_FUNCTIONS = (
    "AWS::Lambda::Function",
    "AWS::Serverless::Function",
    "AWS::Lambda::CapacityProvider",
    "AWS::Serverless::CapacityProvider",
)
# Resources that speak of a group, a subnet or its VPC without deploying anything that is reached there.
_NO_USERS = (
    "AWS::EC2::Subnet",
    "AWS::EC2::Route",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::EgressOnlyInternetGateway",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::EC2::VPCDHCPOptionsAssociation",
    "AWS::EC2::VPCCidrBlock",
    "AWS::EC2::NetworkAcl",
    "AWS::IAM::",
    "AWS::SSM::Parameter",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::FlowLog",
    "AWS::EC2::NatGateway",
)


class Uses:
    """Looks at the edges that lead to a resource and at the outputs that name it."""

    def __init__(self, graph: Any, reading: Reading) -> None:
        self._graph = graph
        self._reading = reading
        self._index: dict[str, int] | None = None
        self._put_out: dict[str, list[Use]] | None = None

    def of(self, identity: str) -> tuple[Use, ...]:
        """The uses of a resource."""
        if self._index is None:
            self._index = {
                f"{vertex.get('file_path_')}#{str(vertex.get('block_name_')).split('.')[-1]}": index
                for index, vertex in ((index, self._graph[index][1]) for index in self._graph.node_indices())
                if vertex.get("block_type_") == "resource"
            }
        found: dict[tuple[str, str], Use] = {}
        index = self._index.get(identity)
        for source, _, _ in self._graph.in_edges(index) if index is not None else ():
            use = _use(self._graph[source][1])
            if use is not None:
                found.setdefault((use.kind, use.address), use)
        for use in self._outputs().get(identity, ()):
            found.setdefault((use.kind, use.address), use)
        return tuple(found.values())

    def _outputs(self) -> dict[str, list[Use]]:
        if self._put_out is None:
            self._put_out = {}
            for output in self._reading.outputs:
                if output.exported or output.nested:
                    for identity in _identities(output.value):
                        self._put_out.setdefault(identity, []).append(Use("exported", output.place.address))
        return self._put_out


def _use(vertex: dict[str, Any]) -> Use | None:
    if vertex.get("block_type_") != "resource":
        return None
    resource_type = str(vertex.get("resource_type", ""))
    if resource_type in _FUNCTIONS:
        return Use("function", str(vertex.get("block_name_")))
    if resource_type.startswith(_NO_USERS):
        return None
    if resource_type in ("AWS::CloudFormation::Stack", "AWS::Serverless::Application"):
        return Use("unresolved", str(vertex.get("block_name_")))
    return Use("other", str(vertex.get("block_name_")))


def _identities(datum: Any) -> set[str]:
    if isinstance(datum, Reference):
        return {datum.identity}
    if isinstance(datum, Unknown):
        return set(datum.candidates)
    found: set[str] = set()
    parts = datum.elements if isinstance(datum, Listing) else getattr(datum, "parts", ())
    for part in parts:
        found |= _identities(part)
    return found
