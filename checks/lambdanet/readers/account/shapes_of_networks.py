"""What AWS's answers about networks say, as the attributes of Terraform's resources.

Each function takes an element of a list as the AWS CLI prints it
(https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Types.html) and gives the type and the attributes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lambdanet.given.parts_of_answers import objects_of, texts_of
from lambdanet.given.rules_of_groups import WHY_MORE
from lambdanet.identities import made_with
from lambdanet.readers.account.adding import missing
from lambdanet.readers.imported_ids import meant
from lambdanet.values import Unknown

Shape = tuple[str, "dict[str, Any]"]
_GONE = (
    *("deleted", "deleting", "failed", "failed-insufficient-capacity", "rejected", "expired", "error"),
    *("create-failed", "delete-complete"),
)
# As each service calls it; of OpenSearch ``Deleted`` is true.
_STATES = (
    *("State", "Status", "LifeCycleState", "DBInstanceStatus", "CacheClusterStatus", "ClusterStatus"),
    "DomainProcessingStatus",
)
_LOST = ("failed", "unassigning", "disassociating")
"""States of an address that a NAT gateway does not have, or is losing."""


def _all_of(data: dict[str, Any], name: str, shape: Callable[[dict[str, Any]], Any]) -> Any:
    """What is in a list that AWS always prints: where somebody left it out, nothing is known about it."""
    listed = data.get(name)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        return missing(f"the file does not have the {name} of {_id_of(data)}")
    return [shape(each) for each in listed]


def _one_of(data: dict[str, Any], name: str) -> Any:
    """What AWS always prints: where somebody left it out, nothing is known about it."""
    value = data.get(name)
    return missing(f"the file does not have the {name} of {_id_of(data)}") if value is None else value


_IDS = (
    *("SubnetId", "GroupId", "RouteTableId", "NetworkAclId", "VpcEndpointId", "NatGatewayId", "InternetGatewayId"),
    *("EgressOnlyInternetGatewayId", "VpcId"),
)


def _id_of(data: dict[str, Any]) -> str:
    ids = (data.get(name) for name in _IDS)
    return next((id for id in ids if isinstance(id, str)), "it")


def _each(objects: list[dict[str, Any]], name: str) -> list[str]:
    return [each[name] for each in objects if isinstance(each.get(name), str)]


def is_gone(data: dict[str, Any]) -> bool:
    """Whether AWS lists what has been deleted, or was never created."""
    held = (data.get(name) for name in _STATES)
    states = (state.get("Code") if isinstance(state, dict) else state for state in held)
    return data.get("Deleted") is True or any(isinstance(state, str) and state.lower() in _GONE for state in states)


def vpc(data: dict[str, Any]) -> Shape:
    """A VPC; its further blocks are ``blocks_of_vpc``."""
    return "aws_vpc", {"cidr_block": data.get("CidrBlock"), "instance_tenancy": _one_of(data, "InstanceTenancy")}


def further_blocks(data: dict[str, Any]) -> list[str]:
    """The IPv4 blocks of a VPC besides its first one."""
    associated = [each for each in objects_of(data, "CidrBlockAssociationSet") if not _is_off(each, "CidrBlockState")]
    return [block for block in _each(associated, "CidrBlock") if block != data.get("CidrBlock")]


def _is_off(association: dict[str, Any], name: str) -> bool:
    """Whether a block, or a subnet, is no longer, or not, associated."""
    state = association.get(name)
    return isinstance(state, dict) and state.get("State") in ("disassociating", "disassociated", "failing", "failed")


def subnet(data: dict[str, Any]) -> Shape:
    """A subnet."""
    named = data.get("AvailabilityZone") or data.get("AvailabilityZoneId")
    return "aws_subnet", {
        "vpc_id": data.get("VpcId"),
        "cidr_block": data.get("CidrBlock"),
        "ipv6_cidr_block": _ipv6_block(data),
        "ipv6_native": data.get("Ipv6Native", False),
        "availability_zone": data.get("AvailabilityZone") if named else _one_of(data, "AvailabilityZone"),
        "availability_zone_id": None if data.get("AvailabilityZone") else data.get("AvailabilityZoneId"),
    }


def _ipv6_block(data: dict[str, Any]) -> Any:
    """The IPv6 block of a subnet; None where it has none."""
    listed = _all_of(data, "Ipv6CidrBlockAssociationSet", lambda each: each)
    if isinstance(listed, Unknown):
        return listed
    blocks = [_one_of(each, "Ipv6CidrBlock") for each in listed if not _is_off(each, "Ipv6CidrBlockState")]
    return next(iter(blocks), None)


def security_group(data: dict[str, Any]) -> Shape:
    """A group with all its rules; the default one is adopted, as Terraform calls it."""
    default = data.get("GroupName") == "default"
    return "aws_default_security_group" if default else "aws_security_group", {
        "vpc_id": data.get("VpcId") or missing(f"no file holds the VPC of {_id_of(data)}"),
        "ingress": _rules_of(data, "IpPermissions"),
        "egress": _rules_of(data, "IpPermissionsEgress"),
    }


def _rules_of(data: dict[str, Any], name: str) -> Any:
    """The rules of a group, and why there may be others."""
    rules, why = _all_of(data, name, _permission), data.get(WHY_MORE)
    return [*rules, missing(why)] if isinstance(rules, list) and isinstance(why, str) else rules


# The lists of a permission that name its peers, and the member of each element -> Terraform's name of the list.
_PEERS = {
    ("IpRanges", "CidrIp"): "cidr_blocks",
    ("Ipv6Ranges", "CidrIpv6"): "ipv6_cidr_blocks",
    ("PrefixListIds", "PrefixListId"): "prefix_list_ids",
    ("UserIdGroupPairs", "GroupId"): "security_groups",
}


def _permission(data: dict[str, Any]) -> Any:
    """A rule with its peers; one without any is not known, because AWS has none such."""
    hidden = missing("the file has a rule of a security group that names nobody")
    peers = {
        ours: [hidden if each.get(member) is None else _peer(each, member) for each in objects_of(data, listed)]
        for (listed, member), ours in _PEERS.items()
    }
    if not any(peers.values()):
        return hidden
    ports = {"from_port": data.get("FromPort"), "to_port": data.get("ToPort")}
    return {"protocol": data.get("IpProtocol"), **ports, **peers}


def _peer(data: dict[str, Any], member: str) -> Any:
    """Whom a rule names. A group that it named across a peering connection that is gone may be nobody's.

    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
    """
    status = data.get("PeeringStatus")
    if status is None or status == "active":
        return data[member]
    return missing(f"a rule names {data[member]} across a peering connection with the status {status}")


# The member that names a route's target, with Terraform's attribute for it.
_TARGETS = {
    "EgressOnlyInternetGatewayId": "egress_only_gateway_id",
    "NatGatewayId": "nat_gateway_id",
    "TransitGatewayId": "transit_gateway_id",
    "VpcPeeringConnectionId": "vpc_peering_connection_id",
    "LocalGatewayId": "local_gateway_id",
    "CarrierGatewayId": "carrier_gateway_id",
    "CoreNetworkArn": "core_network_arn",
    "InstanceId": "instance_id",
    "NetworkInterfaceId": "network_interface_id",
}


def route_table(data: dict[str, Any]) -> Shape:
    """A table with all its routes, without the local ones, which every table has."""
    main = any(each.get("Main") is True for each in objects_of(data, "Associations"))
    routes = _all_of(data, "Routes", lambda each: None if _goes_without_saying(each) else route_of(each))
    attributes: dict[str, Any] = {
        "vpc_id": data.get("VpcId"),
        "route": routes if isinstance(routes, Unknown) else [each for each in routes if each],
    }
    if not main:
        return "aws_route_table", attributes
    return "aws_default_route_table", {
        **attributes,
        "default_route_table_id": made_with(meant(str(data.get("VpcId"))), "main route table"),
    }


def _goes_without_saying(route: dict[str, Any]) -> bool:
    """Whether AWS adds a route by itself: the local ones, and those of gateway endpoints, which name their tables."""
    gateway = str(route.get("GatewayId"))
    return gateway == "local" or ("DestinationPrefixListId" in route and gateway.startswith("vpce-"))


def route_of(data: dict[str, Any]) -> dict[str, Any]:
    """A route of a table."""
    gateway = data.get("GatewayId")
    route = {
        "cidr_block": data.get("DestinationCidrBlock"),
        "ipv6_cidr_block": data.get("DestinationIpv6CidrBlock"),
        "destination_prefix_list_id": data.get("DestinationPrefixListId"),
        "blackhole": _is_blackhole(data.get("State")),
        **{ours: data.get(theirs) for theirs, ours in _TARGETS.items()},
    }
    if isinstance(gateway, str):
        route["vpc_endpoint_id" if gateway.startswith("vpce-") else "gateway_id"] = gateway
    if isinstance(data.get("NetworkInterfaceId"), str):
        route["instance_id"] = None
    return route


def _is_blackhole(state: Any) -> Any:
    """Whether the target of a route is gone; a state that AWS does not document may be anything.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
    """
    if state is None or state == "active":
        return False
    return True if state == "blackhole" else missing(f"a route is in the state {state}")


def subnets_of_table(data: dict[str, Any]) -> list[str]:
    """The subnets that are explicitly associated with a table."""
    listed = [each for each in objects_of(data, "Associations") if not _is_off(each, "AssociationState")]
    return _each([each for each in listed if each.get("Main") is not True], "SubnetId")


def dns_servers(data: dict[str, Any]) -> Any:
    """The DNS servers that DHCP options name."""
    if not isinstance(data.get("DhcpConfigurations"), list):
        return missing(f"the file does not have the DhcpConfigurations of {data.get('DhcpOptionsId')}")
    for each in objects_of(data, "DhcpConfigurations"):
        if each.get("Key") == "domain-name-servers":
            return _all_of(each, "Values", lambda value: _one_of(value, "Value"))
    return []


def network_acl(data: dict[str, Any]) -> Shape:
    """An ACL with its entries and subnets; the entry that denies the rest has the number 32767."""
    entries = _all_of(data, "Entries", lambda each: each)

    def directed(egress: bool) -> Any:
        if isinstance(entries, Unknown):
            return entries
        return [_entry(each) for each in entries if each.get("Egress") is not (not egress)]

    attributes: dict[str, Any] = {
        "vpc_id": data.get("VpcId"),
        "ingress": directed(False),
        "egress": directed(True),
        "subnet_ids": _each(objects_of(data, "Associations"), "SubnetId"),
    }
    if data.get("IsDefault") is not True:
        return "aws_network_acl", attributes
    named = made_with(meant(str(data.get("VpcId"))), "default network ACL")
    return "aws_default_network_acl", {**attributes, "default_network_acl_id": named}


def _entry(data: dict[str, Any]) -> Any:
    if any(data.get(name) is None for name in ("Egress", "RuleNumber", "RuleAction", "Protocol")):
        return missing("the file does not have all of an entry of a network ACL")
    ports = data.get("PortRange")
    ports = ports if isinstance(ports, dict) else {}
    return {
        "rule_no": data.get("RuleNumber"),
        "action": data.get("RuleAction"),
        "protocol": data.get("Protocol"),
        "from_port": ports.get("From", 0),
        "to_port": ports.get("To", 65535),
        "cidr_block": data.get("CidrBlock"),
        "ipv6_cidr_block": data.get("Ipv6CidrBlock"),
    }


def internet_gateway(data: dict[str, Any]) -> Shape:
    """An internet gateway with the VPC to which it is attached."""
    return "aws_internet_gateway", {"vpc_id": _attached(data)}


def egress_only_gateway(data: dict[str, Any]) -> Shape:
    """An egress-only internet gateway."""
    return "aws_egress_only_internet_gateway", {"vpc_id": _attached(data)}


def _attached(data: dict[str, Any]) -> Any:
    """The VPC to which a gateway is attached; None where it is to none."""
    attachments = _all_of(data, "Attachments", lambda each: each)
    if isinstance(attachments, Unknown):
        return attachments
    held = [each for each in attachments if each.get("State") != "detached"]
    for each in held:
        state = each.get("State")
        if state not in (None, "available", "attached"):
            return missing(f"the attachment of {_id_of(data)} is in the state {state}")
    return next(iter(_each(held, "VpcId")), None)


def nat_gateway(data: dict[str, Any]) -> Shape:
    """A NAT gateway."""
    addresses = [each for each in objects_of(data, "NatGatewayAddresses") if each.get("Status") not in _LOST]
    by_hand = data.get("AutoProvisionZones") == "disabled"
    zones = dict.fromkeys((each.get("AvailabilityZone"), each.get("AvailabilityZoneId")) for each in addresses)
    return "aws_nat_gateway", {
        "subnet_id": data.get("SubnetId"),
        "connectivity_type": _connectivity(data),
        "availability_mode": data.get("AvailabilityMode"),
        "allocation_id": _allocation(data, addresses),
        "availability_zone_address": [
            {"availability_zone": name, "availability_zone_id": None if name else id} for name, id in zones if by_hand
        ],
    }


def _connectivity(data: dict[str, Any]) -> Any:
    """Whether a NAT gateway is public or private; a private one has no Elastic IP."""
    if data.get("ConnectivityType") is None and _each(objects_of(data, "NatGatewayAddresses"), "AllocationId"):
        return "public"
    return _one_of(data, "ConnectivityType")


def _allocation(data: dict[str, Any], addresses: list[dict[str, Any]]) -> Any:
    """An Elastic IP of a NAT gateway: each address of a public one is one, so it has none without addresses."""
    found = next(iter(_each(addresses, "AllocationId")), None)
    listed = data.get("NatGatewayAddresses")
    left_out = bool(addresses) or not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed)
    if found is None and left_out and data.get("ConnectivityType") != "private":
        return missing(f"the file does not have the Elastic IP of {_id_of(data)}")
    return found


def endpoint(data: dict[str, Any]) -> Shape:
    """A VPC endpoint."""
    options = data.get("DnsOptions")
    only = options.get("PrivateDnsOnlyForInboundResolverEndpoint") if isinstance(options, dict) else None
    return "aws_vpc_endpoint", {
        "vpc_id": data.get("VpcId"),
        "service_name": data.get("ServiceName") if _is_of_lattice(data) else _one_of(data, "ServiceName"),
        "vpc_endpoint_type": _one_of(data, "VpcEndpointType"),
        "service_region": data.get("ServiceRegion"),
        "subnet_ids": _ids(data, "SubnetIds", "Interface"),
        "security_group_ids": _groups(data),
        "route_table_ids": _ids(data, "RouteTableIds", "Gateway"),
        "private_dns_enabled": _one_of(data, "PrivateDnsEnabled"),
        "ip_address_type": data.get("IpAddressType"),
        # Services without policies for endpoints have none, and admit everything.
        "policy": data.get("PolicyDocument"),
        "dns_options": None if only is None else {"private_dns_only_for_inbound_resolver_endpoint": only},
    }


def _is_of_lattice(data: dict[str, Any]) -> bool:
    """Whether it leads to resources of VPC Lattice, and to no service."""
    return any(data.get(name) for name in ("ServiceNetworkArn", "ResourceConfigurationArn"))


def _ids(data: dict[str, Any], name: str, kind: str) -> Any:
    """A list of ids, which AWS prints for endpoints of a kind."""
    listed = data.get(name)
    left_out = data.get("VpcEndpointType") == kind and not isinstance(listed, list)
    return _all_of(data, name, lambda each: each) if left_out else texts_of(listed)


def _groups(data: dict[str, Any]) -> Any:
    """The security groups of an interface endpoint; one without any has the default group of its VPC."""
    if data.get("VpcEndpointType") != "Interface":
        return []
    return _all_of(data, "Groups", lambda each: _one_of(each, "GroupId"))


def why_not_ready(data: dict[str, Any]) -> str:
    """Why an endpoint or a gateway does not work yet; "" where it does: an owner may have to accept it first."""
    state = data.get("State")
    if not isinstance(state, str) or state.lower() == "available":
        return ""
    return f"{data.get('VpcEndpointId', data.get('NatGatewayId'))} is in the state {state}"


def peering(data: dict[str, Any]) -> Shape:
    """A peering connection that is active: AWS lists others too."""
    sides = [data.get(name) for name in ("RequesterVpcInfo", "AccepterVpcInfo")]
    requester, accepter = (side if isinstance(side, dict) else {} for side in sides)
    status = data.get("Status")
    code = status.get("Code") if isinstance(status, dict) else None
    return "aws_vpc_peering_connection", {
        "vpc_id": requester.get("VpcId"),
        "peer_vpc_id": accepter.get("VpcId"),
        "peer_region": accepter.get("Region") if accepter.get("Region") != requester.get("Region") else None,
        "auto_accept": code == "active" or missing(f"{data.get('VpcPeeringConnectionId')} has the status {code}"),
    }


SHAPES: dict[str, Callable[[dict[str, Any]], Shape]] = {
    "Vpcs": vpc,
    "Subnets": subnet,
    "SecurityGroups": security_group,
    "RouteTables": route_table,
    "NetworkAcls": network_acl,
    "InternetGateways": internet_gateway,
    "EgressOnlyInternetGateways": egress_only_gateway,
    "NatGateways": nat_gateway,
    "VpcEndpoints": endpoint,
    "VpcPeeringConnections": peering,
}
