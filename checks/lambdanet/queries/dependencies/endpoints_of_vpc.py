"""Which endpoints a VPC has for a service, and why it may have more."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lambdanet.queries.caching import once_per_key, once_per_network
from lambdanet.queries.dependencies.services_of_aws import may_be_of
from lambdanet.undeclared import not_in_code
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, Subnet, VpcEndpoint


def endpoints_for(network: Network, subnet: Subnet, service: str) -> list[tuple[VpcEndpoint, Unknown | None]]:
    """The endpoints of the subnet's VPC that are for the service, and those that may be, with the reason."""
    if isinstance(subnet.vpc, Unknown):
        return []
    return _endpoints_for(network, (subnet.vpc.value or "", service))


@once_per_key
def _endpoints_for(network: Network, vpc_and_service: tuple[str, str]) -> list[tuple[VpcEndpoint, Unknown | None]]:
    vpc, service = vpc_and_service
    found: list[tuple[VpcEndpoint, Unknown | None]] = []
    in_vpc = _endpoints_by_vpc(network)
    for endpoint in in_vpc.get(vpc, ()):
        if isinstance(endpoint.service_code, Unknown):
            found.append((endpoint, endpoint.service_code))
        elif endpoint.service_code.value == service:
            found.append((endpoint, None))
        elif endpoint.service_code.value == f"{service}-fips":
            found.append((endpoint, Unknown(f"{endpoint.address} is for the FIPS names of the service")))
        elif _may_be_for(endpoint, endpoint.service_code.value or "", service):
            found.append((endpoint, Unknown(f"{endpoint.address} may lead to the service")))
    for endpoint in in_vpc.get(None, ()):
        code = endpoint.service_code
        named = code.value or "" if isinstance(code, Known) else service
        if named in (service, f"{service}-fips") or _may_be_for(endpoint, named, service):
            why = endpoint.vpc if isinstance(endpoint.vpc, Unknown) else Unknown("the code does not name it")
            reason = f"the VPC of {endpoint.address} is not known: {why.reason}"
            found.append((endpoint, why.with_reason(reason)))
    return found


def _may_be_for(endpoint: VpcEndpoint, named: str, service: str) -> bool:
    """Whether an endpoint that names another service may lead to this one."""
    leads_anywhere = isinstance(endpoint.kind, Unknown) or endpoint.kind.value in ("Resource", "ServiceNetwork")
    return leads_anywhere or may_be_of(named, service)


@once_per_network
def _endpoints_by_vpc(network: Network) -> dict[str | None, list[VpcEndpoint]]:
    """By VPC; under None those whose VPC the code does not say."""
    found: defaultdict[str | None, list[VpcEndpoint]] = defaultdict(list)
    for endpoint in network.endpoints.values():
        found[endpoint.vpc.value if isinstance(endpoint.vpc, Known) else None].append(endpoint)
    return dict(found)


def interface_endpoints_of(network: Network, subnet: Subnet) -> list[VpcEndpoint]:
    """The interface endpoints for services of AWS in the subnet's VPC that are known to be in it."""
    if isinstance(subnet.vpc, Unknown):
        return []
    in_vpc = _endpoints_by_vpc(network).get(subnet.vpc.value or "", ())
    return [endpoint for endpoint in in_vpc if endpoint.kind == Known("Interface")]


def names_endpoint(function: Function, endpoint: VpcEndpoint) -> bool:
    """Whether the function's environment holds a name of the endpoint, or a part of one."""
    more = function.environment.more
    named = more.candidates if more is not None else frozenset()
    return endpoint.identity in named or any(m.resource == endpoint.identity for m in function.environment.known())


def doubts_of_vpc(network: Network, subnet: Subnet) -> list[Unknown]:
    """Why the VPC may have endpoints that the code does not show."""
    if isinstance(subnet.vpc, Unknown):
        return [subnet.vpc]
    vpc = network.vpcs.get(subnet.vpc.value or "")
    if vpc is None or not vpc.declared or vpc.default != Known(False):
        return [not_in_code(f"the VPC of {subnet.address} is not declared in the scanned code", subnet.vpc.value)]
    return [] if vpc.more is None else [vpc.more]
