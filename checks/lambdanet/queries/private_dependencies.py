"""Which privately deployed resources a function depends on, and the evidence for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.records import dataclass
from lambdanet.values import Items, Known, Unknown, Value
from lambdanet.wording import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lambdanet.model import ExecutionRole, FileSystemMount, Function, Network, PrivateResource

_CONNECT = "rds-db:connect"


@dataclass(frozen=True)
class Dependency:
    """A resource that a function connects to; ``evidence`` is a clause that says how the code shows it."""

    resource: PrivateResource
    evidence: str

    @property
    def port(self) -> str:
        """The port, for people."""
        ports = self.resource.ports.known()
        return f"port {ports[0]}" if ports else "a port that the code does not tell"


def private_dependencies(network: Network, function: Function) -> Items[Dependency]:
    """The private resources that the function provably connects to; unknown where one may be private.

    Evidence is an endpoint of the resource in the function's environment, or the permission to connect to a
    database as a database user. Names, ARNs and public endpoints are none: the API behind them is public.
    """
    return _dependencies(network, function.identity)


@once_per_key
def _dependencies(network: Network, identity: str) -> Items[Dependency]:
    function = network.functions[identity]
    found: dict[str, Value[Dependency]] = {}
    for mention in function.environment.known():
        resource = network.private_resources.get(mention.resource)
        if resource is not None and mention.attribute == "endpoint":
            evidence = f"the environment variable {mention.variable} holds its endpoint"
            _add(found, resource, evidence)
    more = function.environment.more
    for mount in function.file_systems.known():
        file_system = _file_system(network, mount)
        path = mount.path.value if isinstance(mount.path, Known) else "a path"
        found[file_system.identity] = Known(Dependency(file_system, f"it is mounted at {path}"))
    role = _role(network, function)
    if isinstance(role, Unknown):
        more = role if more is None else more
    else:
        for resource in _databases_connected_to(network, role.value):
            _add(found, resource, f"{role.value.address} allows {_CONNECT} to it")
        more = _hidden_permission(role.value) if more is None else more
    return Items(tuple(found.values()), more)


def _file_system(network: Network, mount: FileSystemMount) -> PrivateResource:
    """What a function mounts: only a VPC reaches it, by NFS."""
    from lambdanet.model import Place, PrivateResource

    identity = mount.access_point.value if isinstance(mount.access_point, Known) else None
    address = short(identity or "an access point that the code does not tell")
    point = network.access_points.get(identity or "")
    return PrivateResource(
        identity or address,
        Place(address) if point is None else point.place,
        declared=False,
        kind="file system",
        private=Known(True),
        ports=Items.of([2049]),
    )


def _role(network: Network, function: Function) -> Value[ExecutionRole]:
    if isinstance(function.role, Unknown):
        return function.role
    role = network.roles.get(function.role.value or "")
    if role is None:
        return Unknown(f"the execution role of {function.address} is not declared in the scanned code")
    return Known(role)


def _hidden_permission(role: ExecutionRole) -> Unknown | None:
    """Why the role may allow to connect to a database although no statement in view does."""
    if role.statements.more is not None:
        return role.statements.more
    for element in role.statements.elements:
        if isinstance(element, Unknown):
            return element
        for action in element.value.actions.unknowns():
            return action
    return None


def _add(found: dict[str, Value[Dependency]], resource: PrivateResource, evidence: str) -> None:
    if resource.identity in found and isinstance(found[resource.identity], Known):
        return
    if isinstance(resource.private, Unknown):
        reason = f"{evidence.replace('its endpoint', f'the endpoint of {resource.address}')}: {resource.private.reason}"
        found[resource.identity] = Unknown(reason)
    elif resource.private.value:
        found[resource.identity] = Known(Dependency(resource, evidence))


def _databases_connected_to(network: Network, role: ExecutionRole) -> list[PrivateResource]:
    """The databases whose resource id stands in a statement that allows to connect to them."""
    found = []
    for statement in role.statements.known():
        if statement.effect == Known("Allow") and _CONNECT in statement.actions.known():
            for unknown in statement.resources.unknowns():
                for identity in sorted(unknown.candidates):
                    if identity in network.private_resources:
                        found.append(network.private_resources[identity])
    return found


def relations_by_security_group(network: Network, function: Function) -> Iterator[tuple[PrivateResource, str]]:
    """The private resources whose security groups name one of the function's groups, with that group's address."""
    admitted = _admitted_by_group(network)
    for identity in function.security_groups.known():
        for resource in admitted.get(identity, ()):
            yield resource, network.security_groups[identity].address


def targets_by_security_group(network: Network, function: Function) -> Iterator[tuple[PrivateResource, str]]:
    """The private resources whose security groups the function's groups name in egress, with the function's group."""
    users = _users_of_group(network)
    for identity in function.security_groups.known():
        group = network.security_groups[identity]
        for rule in group.egress.known():
            peer = rule.peer.value if isinstance(rule.peer, Known) else None
            if peer is not None and peer.kind == "group":
                for resource in users.get(peer.name, ()):
                    yield resource, group.address


@once_per_network
def _users_of_group(network: Network) -> dict[str, list[PrivateResource]]:
    users: dict[str, list[PrivateResource]] = {}
    for resource in network.private_resources.values():
        for identity in resource.security_groups.known():
            users.setdefault(identity, []).append(resource)
    return users


@once_per_network
def _admitted_by_group(network: Network) -> dict[str, list[PrivateResource]]:
    """By security group: the private resources that admit it."""
    admitted: dict[str, list[PrivateResource]] = {}
    for used, resources in _users_of_group(network).items():
        group = network.security_groups.get(used)
        for rule in group.ingress.known() if group is not None else ():
            peer = rule.peer.value if isinstance(rule.peer, Known) else None
            if peer is not None and peer.kind in ("group", "self"):
                admitted.setdefault(used if peer.kind == "self" else peer.name, []).extend(resources)
    return admitted
