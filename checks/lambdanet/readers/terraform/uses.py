"""Which resources use a security group or a subnet, from the edges of Checkov's Terraform graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambdanet.model import Use
from lambdanet.readers.terraform.configuration import Configuration

# Resources that speak of a group, a subnet or its VPC without deploying anything that is reached there.
_NO_USERS = (
    "aws_subnet",
    "aws_route",
    "aws_main_route_table_association",
    "aws_default_route_table",
    "aws_internet_gateway",
    "aws_egress_only_internet_gateway",
    "aws_vpc_dhcp_options",
    "aws_vpc_ipv4_cidr_block_association",
    "aws_vpc_ipv6_cidr_block_association",
    "aws_iam_",
    "aws_cloudwatch_",
    "aws_ssm_parameter",
    "aws_security_group",
    "aws_default_security_group",
    "aws_vpc_security_group_",
    "aws_network_acl",
    "aws_default_network_acl",
    "aws_flow_log",
    "aws_ec2_tag",
    "aws_nat_gateway",
    "aws_vpc_endpoint_route_table_association",
)
_FUNCTIONS = ("aws_lambda_function", "aws_lambda_capacity_provider")
_MOST_STEPS = 2_000


class Uses:
    """Looks backwards along edges: through variables, locals, outputs and module calls to resources."""

    def __init__(self, graph: Any, configuration: Configuration) -> None:
        self._graph = graph
        self._configuration = configuration
        self._index: dict[str, list[int]] | None = None

    def of(self, identity: str) -> tuple[Use, ...]:
        """The uses of a resource."""
        found: dict[tuple[str, str], Use] = {}
        for use in self._walk(self._nodes(identity)):
            found.setdefault((use.kind, use.address), use)
        return tuple(found.values())

    def _nodes(self, identity: str) -> list[int]:
        """The graph's indexes of all instances of the resource's block: an edge of a splat names only the first."""
        if self._index is None:
            self._index = {}
            by_vertex = {
                id(vertex): f"{module.directory}|{module.prefix}{declaration.name}"
                for module in self._configuration.modules.values()
                for declaration in module.declarations.get("resource", {}).values()
                for vertex in declaration.vertices.values()
            }
            for index in self._graph.node_indices():
                base = by_vertex.get(id(self._graph[index][1]))
                if base is not None:
                    self._index.setdefault(base, []).append(index)
        return self._index.get(_base(identity), [])

    def _walk(self, start: list[int]) -> Iterator[Use]:
        seen = set(start)
        pending = list(start)
        steps = 0
        while pending:
            for source, _, edge in self._graph.in_edges(pending.pop()):
                steps += 1
                if steps > _MOST_STEPS:
                    yield Use("unresolved", "more references than are followed")
                    return
                use = self._use_by(source, _label(edge))
                if use is not None:
                    yield use
                for index in self._onward(source, _label(edge)):
                    if index not in seen:
                        seen.add(index)
                        pending.append(index)

    def _use_by(self, source: int, label: str) -> Use | None:
        """How the vertex from which an edge comes uses the resource, if it does."""
        vertex = self._graph[source][1]
        kind = vertex.get("block_type_")
        if kind in ("resource", "data"):
            return _use(vertex)
        if kind == "module" and not self._inputs(source, label) and not _is_called(vertex):
            return Use("unresolved", f"module.{vertex.get('block_name_')}")
        if kind == "output" and vertex.get("source_module_object_") is None:
            return Use("exported", f"output.{vertex.get('block_name_')}")
        return None

    def _onward(self, source: int, label: str) -> list[int]:
        """Where to look on from a vertex that only hands the resource on."""
        kind = self._graph[source][1].get("block_type_")
        if kind == "module":
            return self._inputs(source, label)
        return [] if kind in ("resource", "data") else [source]

    def _inputs(self, module: int, name: str) -> list[int]:
        return [
            source
            for source, _, _ in self._graph.in_edges(module)
            if self._graph[source][1].get("block_type_") == "variable"
            and self._graph[source][1].get("block_name_") == name
        ]


def _is_called(vertex: dict[str, Any]) -> bool:
    """Whether the module's files are in the scan."""
    config = vertex.get("config_") or {}
    inner = next((value for value in config.values() if isinstance(value, dict)), {})
    return bool(inner.get("__resolved__"))


def _use(vertex: dict[str, Any]) -> Use | None:
    address = str(vertex.get("__address__") or vertex.get("block_name_"))
    return use_of(str(vertex.get("resource_type", "")), address)


def use_of(resource_type: str, address: str) -> Use | None:
    """How a resource of this type uses what it refers to; None when it deploys nothing there."""
    if resource_type in _FUNCTIONS:
        return Use("function", address)
    if resource_type.startswith(("data.", *_NO_USERS)):
        return None
    return Use("other", address)


def _label(edge: Any) -> str:
    label = str(edge.get("label", "")) if isinstance(edge, dict) else str(edge)
    return label.split(".", 1)[0]


def _base(identity: str) -> str:
    return identity[: identity.rfind("[")] if identity.endswith("]") else identity
