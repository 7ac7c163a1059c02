"""The calls of a snapshot, in one table: what is asked, the script of ``--commands`` and ``--policy`` come from it.

Names are the API's own, as in https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html. boto3, the
AWS CLI and IAM write them in ways of their own, which follow. Everything here reads, and nothing reads secrets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from lambdanet.records import dataclass

# "DBInstances" is "db-instances", and "VpcEndpoints" "vpc-endpoints", as botocore writes them for the AWS CLI.
_NEW_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# IAM has names of its own for these services:
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
_IN_IAM = {"efs": "elasticfilesystem", "opensearch": "es"}


@dataclass(frozen=True)
class Each:
    """That a call is made once for each id in another answer; ``{id}`` stands for the id."""

    operation: str
    path: str
    """Where the ids are there, in JMESPath: the AWS CLI takes it by ``--query``."""


@dataclass(frozen=True)
class Call:
    """One call."""

    service: str
    operation: str
    key: str
    """What the answer holds at its top."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    vpc_filter: str = ""
    """The filter that takes ids of VPCs; what has none is whole in a limited snapshot too."""
    filters: str = "Filters"
    each: Each | None = None
    query: str = ""
    """What of the answer goes into the file, in JMESPath: where the answer does not say what it is about."""
    part: str = ""
    """What distinguishes the file from others of the same id."""

    @property
    def command(self) -> str:
        """The operation, as the AWS CLI calls it."""
        return hyphenated(self.operation)

    @property
    def method(self) -> str:
        """The operation, as boto3 calls it."""
        return self.command.replace("-", "_")

    @property
    def action(self) -> str:
        """What IAM has to allow."""
        return f"{_IN_IAM.get(self.service, self.service)}:{self.operation}"

    @property
    def file(self) -> str:
        """The name of the file, without its ending. Of an ARN what comes after its last slash is the id there."""
        return ".".join(part for part in (self.command, "{id}" if self.each else "", self.part) if part)


def hyphenated(name: str) -> str:
    """A name of the API as the AWS CLI writes it."""
    return _NEW_WORD.sub("-", name).lower()


_TABLES = Each("DescribeTransitGatewayRouteTables", "TransitGatewayRouteTables[].TransitGatewayRouteTableId")
_OF_TABLE = {"TransitGatewayRouteTableId": "{id}"}
_VPCS = Each("DescribeVpcs", "Vpcs[].VpcId")

_NETWORK = (
    Call("ec2", "DescribeVpcs", "Vpcs", vpc_filter="vpc-id"),
    Call("ec2", "DescribeSubnets", "Subnets", vpc_filter="vpc-id"),
    Call("ec2", "DescribeRouteTables", "RouteTables", vpc_filter="vpc-id"),
    Call("ec2", "DescribeSecurityGroups", "SecurityGroups", vpc_filter="vpc-id"),
    # It has no filter for VPCs, and one for groups takes 200 of them at most.
    Call("ec2", "DescribeSecurityGroupRules", "SecurityGroupRules"),
    Call("ec2", "DescribeNetworkAcls", "NetworkAcls", vpc_filter="vpc-id"),
    Call("ec2", "DescribeNatGateways", "NatGateways", vpc_filter="vpc-id", filters="Filter"),
    Call("ec2", "DescribeInternetGateways", "InternetGateways", vpc_filter="attachment.vpc-id"),
    Call("ec2", "DescribeEgressOnlyInternetGateways", "EgressOnlyInternetGateways"),
    Call("ec2", "DescribeVpcEndpoints", "VpcEndpoints", vpc_filter="vpc-id"),
    # A VPC is at either end, and filters are joined by "and".
    Call("ec2", "DescribeVpcPeeringConnections", "VpcPeeringConnections"),
    Call("ec2", "DescribeVpnGateways", "VpnGateways", vpc_filter="attachment.vpc-id"),
    Call("ec2", "DescribeNetworkInterfaces", "NetworkInterfaces", vpc_filter="vpc-id"),
    Call("ec2", "DescribeAddresses", "Addresses"),
    # They are of VPCs, of subnets and of network interfaces.
    Call("ec2", "DescribeFlowLogs", "FlowLogs"),
    Call("ec2", "DescribeDhcpOptions", "DhcpOptions"),
    Call("ec2", "DescribeAvailabilityZones", "AvailabilityZones"),
    Call("ec2", "DescribeVpcBlockPublicAccessOptions", "VpcBlockPublicAccessOptions"),
    Call("ec2", "DescribeVpcBlockPublicAccessExclusions", "VpcBlockPublicAccessExclusions"),
    *(
        Call(
            "ec2",
            "DescribeVpcAttribute",
            key,
            {"VpcId": "{id}", "Attribute": attribute},
            each=_VPCS,
            part=attribute,
        )
        for key, attribute in (("EnableDnsSupport", "enableDnsSupport"), ("EnableDnsHostnames", "enableDnsHostnames"))
    ),
    Call("ec2", "DescribeManagedPrefixLists", "PrefixLists"),
    Call(
        "ec2",
        "GetManagedPrefixListEntries",
        "Entries",
        {"PrefixListId": "{id}"},
        each=Each("DescribeManagedPrefixLists", "PrefixLists[].PrefixListId"),
        query="{PrefixListId: '{id}', Entries: Entries}",
    ),
    # A transit gateway joins VPCs: one of them says little without the others, so a limited snapshot has it whole.
    Call("ec2", "DescribeTransitGateways", "TransitGateways"),
    Call("ec2", "DescribeTransitGatewayAttachments", "TransitGatewayAttachments"),
    Call("ec2", "DescribeTransitGatewayVpcAttachments", "TransitGatewayVpcAttachments"),
    Call("ec2", "DescribeTransitGatewayRouteTables", "TransitGatewayRouteTables"),
    Call(
        "ec2",
        "SearchTransitGatewayRoutes",
        "Routes",
        {**_OF_TABLE, "Filters": [{"Name": "state", "Values": ["active", "blackhole"]}]},
        each=_TABLES,
        query="{TransitGatewayRouteTableId: '{id}', Routes: Routes,"
        " AdditionalRoutesAvailable: AdditionalRoutesAvailable}",
    ),
    Call(
        "ec2",
        "GetTransitGatewayRouteTableAssociations",
        "Associations",
        _OF_TABLE,
        each=_TABLES,
        query="{TransitGatewayRouteTableId: '{id}', Associations: Associations}",
    ),
    Call(
        "ec2",
        "GetTransitGatewayRouteTablePropagations",
        "TransitGatewayRouteTablePropagations",
        _OF_TABLE,
        each=_TABLES,
        query="{TransitGatewayRouteTableId: '{id}',"
        " TransitGatewayRouteTablePropagations: TransitGatewayRouteTablePropagations}",
    ),
)

# What functions talk to. DocumentDB and Neptune are in the answers of RDS, of which they have their API.
_PRIVATE_RESOURCES = (
    Call("rds", "DescribeDBInstances", "DBInstances"),
    Call("rds", "DescribeDBClusters", "DBClusters"),
    Call("rds", "DescribeDBSubnetGroups", "DBSubnetGroups"),
    Call("rds", "DescribeDBProxies", "DBProxies"),
    Call(
        "rds",
        "DescribeDBProxyTargets",
        "Targets",
        {"DBProxyName": "{id}"},
        each=Each("DescribeDBProxies", "DBProxies[].DBProxyName"),
        query="{DBProxyName: '{id}', Targets: Targets}",
    ),
    Call("elasticache", "DescribeCacheClusters", "CacheClusters"),
    Call("elasticache", "DescribeReplicationGroups", "ReplicationGroups"),
    Call("elasticache", "DescribeCacheSubnetGroups", "CacheSubnetGroups"),
    Call("elasticache", "DescribeServerlessCaches", "ServerlessCaches"),
    Call("redshift", "DescribeClusters", "Clusters"),
    Call("redshift", "DescribeClusterSubnetGroups", "ClusterSubnetGroups"),
    Call("opensearch", "ListDomainNames", "DomainNames"),
    Call(
        "opensearch",
        "DescribeDomains",
        "DomainStatusList",
        {"DomainNames": ["{id}"]},
        each=Each("ListDomainNames", "DomainNames[].DomainName"),
    ),
    Call("efs", "DescribeFileSystems", "FileSystems"),
    Call("efs", "DescribeAccessPoints", "AccessPoints"),
    Call(
        "efs",
        "DescribeMountTargets",
        "MountTargets",
        {"FileSystemId": "{id}"},
        each=Each("DescribeFileSystems", "FileSystems[].FileSystemId"),
    ),
    Call(
        "efs",
        "DescribeMountTargetSecurityGroups",
        "SecurityGroups",
        {"MountTargetId": "{id}"},
        each=Each("DescribeMountTargets", "MountTargets[].MountTargetId"),
        query="{MountTargetId: '{id}', SecurityGroups: SecurityGroups}",
    ),
    Call("kafka", "ListClustersV2", "ClusterInfoList"),
    Call(
        "kafka",
        "GetBootstrapBrokers",
        "BootstrapBrokerString",
        {"ClusterArn": "{id}"},
        each=Each("ListClustersV2", "ClusterInfoList[].ClusterArn"),
        query="merge({ClusterArn: '{id}'}, @)",
    ),
)

IN_EACH_REGION = (*_NETWORK, *_PRIVATE_RESOURCES)

# Once for an account. Users and groups are not asked for. Of AWS's own policies those are kept that something uses:
# there are more than a thousand of them, and anyone can look them up.
GLOBAL = (
    Call(
        "iam",
        "GetAccountAuthorizationDetails",
        "RoleDetailList",
        {"Filter": ["Role", "LocalManagedPolicy", "AWSManagedPolicy"]},
        query="{UserDetailList: UserDetailList, GroupDetailList: GroupDetailList, RoleDetailList: RoleDetailList,"
        " Policies: Policies[?!contains(Arn, ':iam::aws:') || AttachmentCount > `0`"
        " || PermissionsBoundaryUsageCount > `0`]}",
    ),
)


def with_id(value: Any, id: str) -> Any:
    """Arguments of a call with the id in its place."""
    if isinstance(value, str):
        return value.replace("{id}", id)
    if isinstance(value, Mapping):
        return {name: with_id(inner, id) for name, inner in value.items()}
    return [with_id(inner, id) for inner in value] if isinstance(value, list) else value


def limited_to(call: Call, vpcs: list[str]) -> dict[str, Any]:
    """The arguments that limit a call to VPCs; none where it cannot be limited, or is not."""
    return {call.filters: [{"Name": call.vpc_filter, "Values": vpcs}]} if call.vpc_filter and vpcs else {}
