"""What the AWS CLI prints of an account's network: by the key at the top, the list and what identifies its elements.

https://docs.aws.amazon.com/cli/latest/reference/ec2/ (describe-vpcs and so on) and the pages of the other services.
"""

from __future__ import annotations

import re

# The key at the top -> the member by which an element is known.
IDENTIFIERS = {
    "Vpcs": "VpcId",
    "Subnets": "SubnetId",
    "RouteTables": "RouteTableId",
    "SecurityGroups": "GroupId",
    "SecurityGroupRules": "SecurityGroupRuleId",
    "NetworkAcls": "NetworkAclId",
    "NatGateways": "NatGatewayId",
    "InternetGateways": "InternetGatewayId",
    "EgressOnlyInternetGateways": "EgressOnlyInternetGatewayId",
    "VpcEndpoints": "VpcEndpointId",
    "VpcPeeringConnections": "VpcPeeringConnectionId",
    "TransitGateways": "TransitGatewayId",
    "TransitGatewayAttachments": "TransitGatewayAttachmentId",
    "TransitGatewayVpcAttachments": "TransitGatewayAttachmentId",
    "TransitGatewayRouteTables": "TransitGatewayRouteTableId",
    "PrefixLists": "PrefixListId",
    "AvailabilityZones": "ZoneId",
    "VpcBlockPublicAccessExclusions": "ExclusionId",
    "FlowLogs": "FlowLogId",
    "DhcpOptions": "DhcpOptionsId",
    "NetworkInterfaces": "NetworkInterfaceId",
    "VpnGateways": "VpnGatewayId",
    "Addresses": "AllocationId",
    "DBInstances": "DBInstanceArn",
    "DBClusters": "DBClusterArn",
    "DBProxies": "DBProxyArn",
    "DBSubnetGroups": "DBSubnetGroupArn",
    "CacheClusters": "ARN",
    "ReplicationGroups": "ARN",
    "CacheSubnetGroups": "ARN",
    "ServerlessCaches": "ARN",
    "DomainStatusList": "ARN",
    "FileSystems": "FileSystemId",
    "MountTargets": "MountTargetId",
    "AccessPoints": "AccessPointArn",
    "ClusterInfoList": "ClusterArn",
    "Clusters": "ClusterIdentifier",
    "ClusterSubnetGroups": "ClusterSubnetGroupName",
    "RoleDetailList": "Arn",
    "Policies": "Arn",
    "UserDetailList": "Arn",
    "GroupDetailList": "Arn",
}

# What ``kafka get-bootstrap-brokers`` prints -> the attribute of Terraform that holds the same hosts.
# https://docs.aws.amazon.com/msk/1.0/apireference/clusters-clusterarn-bootstrap-brokers.html
BROKERS = {
    "BootstrapBrokerString": "bootstrap_brokers",
    "BootstrapBrokerStringTls": "bootstrap_brokers_tls",
    "BootstrapBrokerStringSaslScram": "bootstrap_brokers_sasl_scram",
    "BootstrapBrokerStringSaslIam": "bootstrap_brokers_sasl_iam",
    "BootstrapBrokerStringPublicTls": "bootstrap_brokers_public_tls",
    "BootstrapBrokerStringPublicSaslScram": "bootstrap_brokers_public_sasl_scram",
    "BootstrapBrokerStringPublicSaslIam": "bootstrap_brokers_public_sasl_iam",
    "BootstrapBrokerStringVpcConnectivityTls": "bootstrap_brokers_vpc_connectivity_tls",
    "BootstrapBrokerStringVpcConnectivitySaslScram": "bootstrap_brokers_vpc_connectivity_sasl_scram",
    "BootstrapBrokerStringVpcConnectivitySaslIam": "bootstrap_brokers_vpc_connectivity_sasl_iam",
}

IN_NO_REGION = frozenset(("RoleDetailList", "Policies", "UserDetailList", "GroupDetailList"))
"""Lists of what an account has once, for all Regions."""

# Lists of what AWS never has outside of a VPC: of an element without one nothing else can be said.
IN_VPC = ("Subnets", "RouteTables", "NetworkAcls", "NatGateways", "VpcEndpoints")

# Lists whose elements name the subnets to which they apply.
ASSOCIATED = ("RouteTables", "NetworkAcls")

# Answers about one thing, which the request names: its id is next to them, or in the file's name.
ABOUT_ONE = {
    "Entries": ("PrefixListId", "pl-"),
    "Routes": ("TransitGatewayRouteTableId", "tgw-rtb-"),
    "Associations": ("TransitGatewayRouteTableId", "tgw-rtb-"),
    "TransitGatewayRouteTablePropagations": ("TransitGatewayRouteTableId", "tgw-rtb-"),
    "EnableDnsSupport": ("VpcId", "vpc-"),
    "EnableDnsHostnames": ("VpcId", "vpc-"),
    "Targets": ("DBProxyName", ""),
    **dict.fromkeys(BROKERS, ("ClusterArn", "")),
}
GROUPS_OF_MOUNT_TARGET = "SecurityGroups of a mount target"
"""``efs describe-mount-target-security-groups`` prints ids under a key that EC2 has for its groups."""

SEEN_BY_PARTICIPANTS = ("RouteTables", "NetworkAcls", "InternetGateways", "DhcpOptions")
"""What an account may describe of a VPC that another one shares with it. Its other lists lack what the owner has there.

https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
"""

# One object, not a list.
BLOCK_PUBLIC_ACCESS = "VpcBlockPublicAccessOptions"
# Keys that say that there are more than the file holds.
CONTINUED = ("NextToken", "nextToken", "Marker", "NextMarker")


def call_of(key: str) -> str:
    """The command of the AWS CLI's ``ec2`` that prints a list; of other services none is limited to VPCs."""
    return "describe-" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", key).lower()
