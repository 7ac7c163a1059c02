"""VPC endpoints and what is associated with them, in the resource itself or in one of its own."""

from __future__ import annotations

from lambdanet.model import PolicyStatement, ServiceNetworkAssociation, VpcEndpoint
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Reference
from lambdanet.readers.resources.collection import Collection, EndpointAddition, reads
from lambdanet.readers.resources.policy_documents import statements_in
from lambdanet.readers.resources.service_names import region_in_name, service_in_name
from lambdanet.values import Items, Known, Unknown, Value


@reads("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint")
def vpc_endpoint(block: Block, collection: Collection) -> None:
    """A VPC endpoint; the type is Gateway by default, and private DNS is off."""
    kind = _kind(block, collection)
    policy = "PolicyDocument" if block.language == "cloudformation" else "policy"
    collection.endpoints.append(
        VpcEndpoint(
            block.identity,
            block.place,
            vpc=block.resource("vpc_id"),
            service=block.text("service_name"),
            service_code=_service_code(block, collection),
            kind=Known("Gateway") if kind == Known(None) else kind,
            service_region=block.text("service_region"),
            region=region_in_name(block.datum("service_name")),
            subnets=block.resources("subnet_ids"),
            security_groups=block.resources("security_group_ids"),
            route_tables=block.resources("route_table_ids"),
            private_dns=_private_dns(block),
            policy=_is_written(block, policy),
            statements=_statements(block, policy, collection),
            for_inbound_resolvers=_for_inbound_resolvers(block),
            made=block.exists(),
        )
    )


def _kind(block: Block, collection: Collection) -> Value[str | None]:
    """The type that is written, or that of the code's own service from which it is taken."""
    datum = block.datum("vpc_endpoint_type")
    if isinstance(datum, Reference) and datum.attribute == "service_type":
        return collection.kinds_of_own_services.get(datum.identity, block.text("vpc_endpoint_type"))
    return block.text("vpc_endpoint_type")


def _private_dns(block: Block) -> Value[bool]:
    """Whether the usual name leads to it: without IPv4 addresses, only for who asks for its IPv6 ones."""
    written = block.flag("private_dns_enabled", False)
    if written != Known(False) and block.text("ip_address_type") == Known("ipv6"):
        return Unknown(f"{block.place.address} has IPv6 addresses only")
    return written


@reads("aws_vpclattice_service_network_vpc_association", "AWS::VpcLattice::ServiceNetworkVpcAssociation")
def association_with_service_network(block: Block, collection: Collection) -> None:
    """A VPC from which the resources of a service network are reached."""
    association = ServiceNetworkAssociation(block.identity, block.place, vpc=block.resource("vpc_identifier"))
    collection.service_network_associations.append(association)


@reads("data.aws_vpc_endpoint")
def known_vpc_endpoint(block: Block, collection: Collection) -> None:
    """An endpoint that exists elsewhere: the lookup fails where there is none."""
    unknown = Unknown(f"{block.place.address} is looked up when Terraform runs")
    hidden: Items[str] = Items(more=unknown)
    collection.endpoints.append(
        VpcEndpoint(
            block.identity,
            block.place,
            declared=False,
            vpc=block.resource("vpc_id"),
            service=block.text("service_name"),
            service_code=_service_code(block, collection),
            kind=unknown,
            subnets=hidden,
            security_groups=hidden,
            route_tables=hidden,
            private_dns=unknown,
            policy=unknown,
        )
    )


@reads("data.aws_vpc_endpoint_service")
def service_of_endpoints(block: Block, collection: Collection) -> None:
    """A service looked up by its short name or by its full one."""
    short_name = block.text("service")
    asked = service_in_name(block.place.address, block.datum("service_name"))
    collection.services_looked_up[block.identity] = asked if short_name == Known(None) else short_name


@reads("aws_vpc_endpoint_service")
def own_service(block: Block, collection: Collection) -> None:
    """A service behind load balancers of the code: all of them are of one type, which is the service's.

    https://docs.aws.amazon.com/vpc/latest/privatelink/create-gateway-load-balancer-endpoint-service.html
    """
    kind: Value[str | None] = Unknown(f"the type of the load balancers of {block.place.address} is not known")
    if block.resources("gateway_load_balancer_arns").elements:
        kind = Known("GatewayLoadBalancer")
    elif block.resources("network_load_balancer_arns").elements:
        kind = Known("Interface")
    collection.kinds_of_own_services[block.identity] = kind


def _service_code(block: Block, collection: Collection) -> Value[str | None]:
    datum = block.datum("service_name")
    if isinstance(datum, Reference) and datum.identity in collection.services_looked_up:
        return collection.services_looked_up[datum.identity]
    if isinstance(datum, Reference) and datum.identity in collection.kinds_of_own_services:
        return Known(None)  # no service of AWS
    return service_in_name(block.place.address, datum)


@reads("aws_vpc_endpoint_route_table_association")
def route_table_of_endpoint(block: Block, collection: Collection) -> None:
    """A route table to which the gateway endpoint's route is added."""
    tables = block.resources("route_table_id")
    collection.endpoint_additions.append(
        EndpointAddition(block.resource("vpc_endpoint_id"), block.identity, route_tables=tables)
    )


@reads("aws_vpc_endpoint_subnet_association")
def subnet_of_endpoint(block: Block, collection: Collection) -> None:
    """A subnet in which the endpoint gets an interface."""
    subnets = block.resources("subnet_id")
    collection.endpoint_additions.append(
        EndpointAddition(block.resource("vpc_endpoint_id"), block.identity, subnets=subnets)
    )


@reads("aws_vpc_endpoint_security_group_association")
def security_group_of_endpoint(block: Block, collection: Collection) -> None:
    """A further security group of the endpoint's interfaces."""
    collection.endpoint_additions.append(
        EndpointAddition(
            block.resource("vpc_endpoint_id"),
            block.identity,
            security_groups=block.resources("security_group_id"),
            replaces_default_group=block.flag("replace_default_association", False),
        )
    )


@reads("aws_vpc_endpoint_private_dns")
def private_dns_of_endpoint(block: Block, collection: Collection) -> None:
    """Private DNS that is switched on, or off, apart from the endpoint."""
    switched = block.flag("private_dns_enabled", False)
    collection.endpoint_additions.append(
        EndpointAddition(block.resource("vpc_endpoint_id"), block.identity, private_dns=switched)
    )


@reads("aws_vpc_endpoint_policy")
def policy_of_endpoint(block: Block, collection: Collection) -> None:
    """A policy in a resource of its own; without a text the endpoint keeps full access."""
    collection.endpoint_additions.append(
        EndpointAddition(
            block.resource("vpc_endpoint_id"),
            block.identity,
            policy=_is_written(block, "policy"),
            statements=_statements(block, "policy", collection),
        )
    )


def _is_written(block: Block, name: str) -> Value[bool]:
    """Whether there is a policy; one whose text is not known is there, unless it may be null."""
    datum = block.datum(name)
    return datum if isinstance(datum, Unknown) else Known(datum not in (None, ""))


def _statements(block: Block, name: str, collection: Collection) -> Items[PolicyStatement]:
    return statements_in(f"the policy of {block.place.address}", block.document(name), collection.documents)


def _for_inbound_resolvers(block: Block) -> Value[bool]:
    """Whether private DNS is for inbound resolver endpoints only; AWS does not document the default."""
    asked = block.nested("dns_options")
    for options in asked.elements:
        if isinstance(options, Unknown):
            return options
        answer = options.value.datum("private_dns_only_for_inbound_resolver_endpoint")
        if block.language == "cloudformation":
            answer = options.value.datum("PrivateDnsOnlyForInboundResolverEndpoint")
        if answer is not None:
            written = options.value.text("private_dns_only_for_inbound_resolver_endpoint")
            if block.language == "cloudformation":
                written = options.value.text("PrivateDnsOnlyForInboundResolverEndpoint")
            # Terraform's is true or false, the API and CloudFormation say "OnlyInboundResolver" or "AllResolvers".
            if isinstance(written, Unknown):
                return written
            return Known((written.value or "").lower() in ("true", "onlyinboundresolver"))
    where = f"{block.place.address} does not say whether its private DNS is for inbound resolver endpoints only"
    return asked.more if asked.more is not None else Unknown(where)
