"""Which privately deployed resources a function depends on, and the evidence for each."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from lambdanet.kit.wording import short
from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.dependencies.carried_mentions import mentions_of
from lambdanet.queries.dependencies.named_for_others import handed_on
from lambdanet.queries.roles.denials import is_denied
from lambdanet.records import dataclass
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lambdanet.model import ExecutionRole, FileSystemMount, Function, Mention, Network, PrivateResource, VpcEndpoint

_CONNECT = "rds-db:connect"
_ENDPOINT, _CONNECTED, _CREDENTIALS = "endpoint", "connected endpoint", "credentials"


@dataclass(frozen=True)
class Dependency:
    """A resource that a function connects to; ``evidence`` is a clause that says how the code shows it.

    resource: with the port that is meant in place of its own, where the evidence names one.
    not_followed: why no rule can follow the way to it.
    by_rule: the security group of the function whose egress rule is the evidence; "" for any other.
    by_name: the function is given a name of the resource, which it has to resolve.
    """

    resource: PrivateResource
    evidence: str
    not_followed: Unknown | None = None
    by_rule: str = ""
    by_name: bool = False

    @property
    def port(self) -> str:
        """The port, for people."""
        return port_of(self.resource)

    def __str__(self) -> str:
        return on_its_port(self.resource)


def port_of(resource: PrivateResource) -> str:
    """The port on which a resource listens, for people."""
    ports = resource.ports.known()
    return f"port {ports[0]}" if ports else "an unknown port"


def on_its_port(resource: PrivateResource) -> str:
    """What is connected to, for people: "orders (RDS) on port 5432"."""
    return f"{resource.address} ({resource.kind}) on {port_of(resource)}"


def private_dependencies(network: Network, function: Function) -> Items[Dependency]:
    """The private resources that the function provably connects to; unknown where one may be private.

    Evidence is an endpoint of the resource in the function's environment, or the permission to connect to a
    database as a database user. Names, ARNs and public endpoints are none: the API behind them is public.
    """
    return _dependencies(network, function.identity)


@once_per_key
def _dependencies(network: Network, identity: str) -> Items[Dependency]:
    function = network.functions[identity]
    found: dict[object, Value[Dependency]] = {}
    role = _role(network, function)
    for_another = handed_on(role.value) if isinstance(role, Known) else None
    for mention in _that_lead_somewhere(network, function):
        resource = _mentioned(network, mention)
        if resource is not None:
            asked = resource if for_another is None else _in_doubt(resource, for_another)
            _add(found, asked, _holds(mention), mention, _by_which_host(network, function, mention))
    hidden = function.file_systems.unknowns()
    more = mentions_of(network, function).more
    more = hidden[0] if more is None and hidden else more
    for mount in function.file_systems.known():
        file_system = _file_system(network, mount)
        path = mount.path.value if isinstance(mount.path, Known) else "a path"
        found[file_system.identity] = Known(Dependency(file_system, f"it is mounted at {path}"))
    if isinstance(role, Unknown):
        more = role if more is None else more
    else:
        for resource in _databases_connected_to(network, role.value):
            _add(found, resource, f"{role.value.address} allows {_CONNECT} to it")
        more = _hidden_permission(role.value) if more is None else more
    return Items(tuple(found.values()), more)


def _that_lead_somewhere(network: Network, function: Function) -> list[Mention]:
    """What a function is given, without logins that it brings to a proxy whose endpoint it is given too."""
    mentions = mentions_of(network, function).known()
    behind = _behind_proxies(network, mentions)
    return [each for each in mentions if not (each.for_login and (None in behind or each.resource in behind))]


def _behind_proxies(network: Network, mentions: Iterable[Mention]) -> frozenset[str | None]:
    """The databases behind the proxies whose endpoints a function is given; None where they may be any."""
    found: set[str | None] = set()
    for mention in mentions:
        resource = network.private_resources.get(mention.resource)
        if resource is not None and mention.attribute == _ENDPOINT and resource.onward != Known(None):
            found |= _behind(resource)
    return frozenset(found)


def _behind(proxy: PrivateResource) -> set[str | None]:
    onward = proxy.onward.value if isinstance(proxy.onward, Known) else None
    if onward is None or not onward.targets.complete:
        return {None}
    return set(onward.targets.known())


def _by_which_host(network: Network, function: Function, mention: Mention) -> Unknown | None:
    """Why it is not known whether a function that only has a login connects to the database itself."""
    if mention.attribute != _CREDENTIALS and not mention.for_login:
        return None
    mentions = [one for one in mentions_of(network, function).known() if one.attribute == _ENDPOINT]
    if any(one.resource == mention.resource for one in mentions):
        return None
    for one in mentions:
        # A load balancer, an instance or a replica may be the host to which the login is brought.
        host = network.private_resources.get(one.resource)
        if host is not None:
            reason = f"the code does not say by which host the function logs in: it also has that of {host.address}"
            return Unknown(reason)
    for resource in network.private_resources.values():
        if resource.onward != Known(None) and _behind(resource) & {None, mention.resource}:
            reason = f"the code does not say by which host the function logs in: {resource.address} may be in front"
            return Unknown(reason)
    return None


def needs_inside(network: Network, function: Function) -> Items[Dependency]:
    """What a function in a VPC connects to there: besides its private dependencies, what is public elsewhere only.

    From inside its VPC, the name of a database that is publicly accessible leads to its private address.
    """
    dependencies = private_dependencies(network, function)
    found: dict[object, Value[Dependency]] = {}
    settled = []
    role = _role(network, function)
    if isinstance(role, Known) and handed_on(role.value) is not None:
        return dependencies
    for mention in _that_lead_somewhere(network, function):
        resource = network.private_resources.get(mention.resource)
        if mention.attribute not in (_ENDPOINT, _CREDENTIALS) or resource is None or resource.private == Known(True):
            continue
        if resource.private_name and _is_in_vpc_of_function(network, function, resource):
            settled.append(_doubt(_holds(mention), resource))
            reached = dataclasses.replace(resource, private=Known(True))
            _add(found, reached, _holds(mention), mention, _by_which_host(network, function, mention))
    kept = tuple(element for element in dependencies.elements if element not in settled)
    return Items((*kept, *found.values()), dependencies.more)


def _is_in_vpc_of_function(network: Network, function: Function, resource: PrivateResource) -> bool:
    """Whether a resource is certainly in the function's VPC."""
    own = _vpc_of(network, function.subnets)
    return own is not None and own == _vpc_of(network, resource.subnets)


def vpc_of_function(network: Network, function: Function) -> str | None:
    """The VPC of a function's subnets; None where the code does not say it."""
    return _vpc_of(network, function.subnets)


def vpc_of_resource(network: Network, resource: PrivateResource) -> str | None:
    """The VPC of a private resource; None where the code does not say it."""
    return _vpc_of(network, resource.subnets)


def _vpc_of(network: Network, subnets: Items[str]) -> str | None:
    found = [network.subnets[identity].vpc for identity in subnets.known() if identity in network.subnets]
    known = {vpc.value for vpc in found if isinstance(vpc, Known)}
    return known.pop() if len(known) == 1 else None


def mentioned_on_port(resource: PrivateResource, mention: Mention) -> PrivateResource:
    """The resource as a mention asks for it: on the port that it names, else on its own."""
    return _on_port(resource, mention.port)


def _holds(mention: Mention) -> str:
    if mention.carrier:
        held = "by which clients log in" if mention.attribute == _CREDENTIALS else "which holds its endpoint"
        return f"the environment variable {mention.variable} names {mention.carrier}, {held}"
    return f"the environment variable {mention.variable} holds its endpoint"


def _mentioned(network: Network, mention: Mention) -> PrivateResource | None:
    """The resource to whose private endpoint the mention leads."""
    if mention.attribute not in (_ENDPOINT, _CONNECTED, _CREDENTIALS):
        return None
    endpoint = network.endpoints.get(mention.resource)
    return network.private_resources.get(mention.resource) if endpoint is None else _behind_endpoint(endpoint)


def _behind_endpoint(endpoint: VpcEndpoint) -> PrivateResource | None:
    """An endpoint of a service that is not AWS's, which clients name by the endpoint's own names."""
    from lambdanet.model import PrivateResource

    of_aws = isinstance(endpoint.service_code, Known) and endpoint.service_code.value is not None
    if endpoint.kind == Known("Gateway") or of_aws:
        return None
    return PrivateResource(
        endpoint.identity,
        endpoint.place,
        kind="VPC endpoint",
        private=Known(True),
        ports=Items(more=Unknown(f"the code does not say on which port the service of {endpoint.address} listens")),
        subnets=endpoint.subnets,
        security_groups=endpoint.security_groups,
    )


def _file_system(network: Network, mount: FileSystemMount) -> PrivateResource:
    """What a function mounts: only a VPC reaches it, by NFS."""
    from lambdanet.model import Place, PrivateResource

    identity = mount.access_point.value if isinstance(mount.access_point, Known) else None
    address = short(identity or "an unknown access point")
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
        return not_in_code(
            f"the execution role of {function.address} is not declared in the scanned code", function.role.value
        )
    return Known(role)


def _hidden_permission(role: ExecutionRole) -> Unknown | None:
    """Why the role may allow to connect to a database although no statement in the scan does."""
    if role.statements.more is not None:
        return role.statements.more
    for element in role.statements.elements:
        if isinstance(element, Unknown):
            return element
        for action in element.value.actions.unknowns():
            return action
    return None


def _add(
    found: dict[object, Value[Dependency]],
    resource: PrivateResource,
    evidence: str,
    mention: Mention | None = None,
    not_followed: Unknown | None = None,
) -> None:
    """Note what is known of a dependency, once for each of its ports that is meant."""
    asked = resource if mention is None else _on_port(resource, mention.port)
    not_followed = _not_followed(resource, mention) if not_followed is None else not_followed
    key = (resource.identity, asked.ports, not_followed)
    if isinstance(found.get(key), Known):
        return
    if isinstance(resource.private, Unknown):
        found[key] = _doubt(evidence, resource)
    elif resource.private.value:
        by_name = mention is not None and mention.by_name
        found[key] = Known(Dependency(asked, evidence, not_followed, by_name=by_name))


def _in_doubt(resource: PrivateResource, why: Unknown) -> PrivateResource:
    """The resource, if it is private, as one of which it is not known whether the function connects to it."""
    return resource if resource.private == Known(False) else dataclasses.replace(resource, private=why)


def _doubt(evidence: str, resource: PrivateResource) -> Unknown:
    why = resource.private if isinstance(resource.private, Unknown) else Unknown("")
    named = evidence.replace("its endpoint", f"the endpoint of {resource.address}")
    return why.with_reason(f"{named}: {why.reason}")


def _on_port(resource: PrivateResource, port: Value[int | None]) -> PrivateResource:
    """The resource as it is asked for: on the port that a mention names, else on its own."""
    if port == Known(None):
        return resource
    if isinstance(port, Unknown):
        return dataclasses.replace(resource, ports=Items(more=port), other_ports=Items())
    return dataclasses.replace(resource, ports=Items.of([port.value or 0]), other_ports=Items())


def _not_followed(resource: PrivateResource, mention: Mention | None) -> Unknown | None:
    if mention is None or mention.attribute != _CONNECTED:
        return None
    return Unknown(
        f"a managed connection of MSK leads to {resource.address}, and the code does not say what it lets through"
    )


def _databases_connected_to(network: Network, role: ExecutionRole) -> list[PrivateResource]:
    """The databases whose resource id is in a statement that allows to connect to them."""
    found = []
    denied = is_denied(role, _CONNECT)
    for statement in role.statements.known():
        if statement.effect == Known("Allow") and _CONNECT in statement.actions.known() and not denied:
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
    users = users_of_group(network)
    for identity in function.security_groups.known():
        group = network.security_groups[identity]
        for rule in group.egress.known():
            peer = rule.peer.value if isinstance(rule.peer, Known) else None
            if peer is not None and peer.kind == "group":
                for resource in users.get(peer.name, ()):
                    yield resource, group.address


@once_per_network
def users_of_group(network: Network) -> dict[str, list[PrivateResource]]:
    """By security group: the private resources that have it."""
    users: dict[str, list[PrivateResource]] = {}
    for resource in network.private_resources.values():
        for identity in resource.security_groups.known():
            users.setdefault(identity, []).append(resource)
    return users


@once_per_network
def _admitted_by_group(network: Network) -> dict[str, list[PrivateResource]]:
    """By security group: the private resources that admit it."""
    admitted: dict[str, list[PrivateResource]] = {}
    for used, resources in users_of_group(network).items():
        group = network.security_groups.get(used)
        for rule in group.ingress.known() if group is not None else ():
            peer = rule.peer.value if isinstance(rule.peer, Known) else None
            if peer is not None and peer.kind in ("group", "self"):
                admitted.setdefault(used if peer.kind == "self" else peer.name, []).extend(resources)
    return admitted
