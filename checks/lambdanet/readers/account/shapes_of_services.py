"""What AWS's answers about databases, caches, file systems and roles say, as the attributes of Terraform's resources.

The hosts by which code names a resource are here too: code that writes one out means the resource.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lambdanet.given.account_lists import BROKERS
from lambdanet.records import dataclass
from lambdanet.values import Cause, Unknown

LISTS_OF_SUBNETS = ("subnet_ids", "vpc_subnet_ids", "client_subnets")
LISTS_OF_GROUPS = ("vpc_security_group_ids", "security_group_ids", "security_groups")
_WAYS = ("bootstrap_brokers_public_", "bootstrap_brokers_vpc_connectivity_")
_NETWORKS = ("vpc_options", "broker_node_group_info", "vpc_config")


@dataclass(frozen=True)
class Service:
    """A resource of a service: its type, its attributes and the hosts that lead to it, each with its attribute."""

    type: str
    attributes: dict[str, Any]
    hosts: dict[str, str]

    def named(self, *names: str) -> list[str]:
        """The ids in its attributes of these names, or in the block that holds its network."""
        inner = (self.attributes.get(name) for name in _NETWORKS)
        blocks = [each for block in inner for each in (block if isinstance(block, list) else [block])]
        holders = [each for each in (self.attributes, *blocks) if isinstance(each, dict)]
        return [id for holder in holders for name in names for id in _list(holder, name) if isinstance(id, str)]


def _member(data: Any, *path: str) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _list(data: Any, *path: str) -> list[Any]:
    found = _member(data, *path)
    return found if isinstance(found, list) else []


def _each(listed: list[Any], name: str) -> list[str]:
    return [each[name] for each in listed if isinstance(each, dict) and isinstance(each.get(name), str)]


def _hosts(**found: Any) -> dict[str, str]:
    return {host.lower(): attribute for attribute, host in found.items() if isinstance(host, str) and "." in host}


def _all_of(data: Any, name: str) -> list[Any] | Unknown:
    """A list that AWS always prints: where somebody left it out, nothing is known about it."""
    found = _member(data, name)
    return found if isinstance(found, list) else _left_out(name)


def _always_said(data: Any, name: str) -> Any:
    """A member that AWS always prints."""
    found = _member(data, name)
    return _left_out(name) if found is None else found


def _left_out(name: str) -> Unknown:
    return Unknown(f"the file does not have its {name}", cause=Cause.NOT_DECLARED)


def _groups(data: Any, listed: str, name: str) -> Any:
    """The security groups of a resource. It may or may not have one that is being added or removed.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_VpcSecurityGroupMembership.html
    """
    found = _some_of(data, listed)
    return found if isinstance(found, Unknown) else [_unless_changing(each, name, "Status") for each in found]


def _some_of(data: Any, name: str) -> list[Any] | Unknown:
    """A list that is never empty: where AWS is given none, it takes the default group, and prints that."""
    found = _all_of(data, name)
    return _left_out(name) if found == [] else found


def _unless_changing(member: Any, name: str, status: str) -> Any:
    value = _member(member, status)
    if not isinstance(value, str) or value.lower() == "active":
        return member[name] if isinstance(_member(member, name), str) else _left_out(name)
    return Unknown(f"{member[name]} has the status {value} there", cause=Cause.NOT_DECLARED)


def _subnets_of_group(group: Any, named: Any) -> list[Any] | Unknown:
    """The subnets of a subnet group. named: what it is called, where it is not in the files."""
    if isinstance(_member(group, "Subnets"), list):
        subnets = [each for each in _list(group, "Subnets") if isinstance(_member(each, "SubnetIdentifier"), str)]
        return [_unless_changing(each, "SubnetIdentifier", "SubnetStatus") for each in subnets]
    return Unknown(f"no file holds the subnet group {named}", cause=Cause.NOT_DECLARED)


def db_instance(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A database instance, of a cluster or on its own."""
    return Service(
        "aws_db_instance",
        {
            "identifier": data.get("DBInstanceIdentifier"),
            "engine": data.get("Engine"),
            "port": _member(data, "Endpoint", "Port"),
            "publicly_accessible": _always_said(data, "PubliclyAccessible"),
            "vpc_security_group_ids": _groups(data, "VpcSecurityGroups", "VpcSecurityGroupId"),
            "subnet_ids": _subnets_of_group(data.get("DBSubnetGroup"), "of the instance"),
        },
        _hosts(address=_member(data, "Endpoint", "Address")),
    )


_CLUSTERS = {"docdb": "aws_docdb_cluster", "neptune": "aws_neptune_cluster"}


def db_cluster(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A cluster of Aurora, DocumentDB or Neptune; its subnets are in its subnet group."""
    group = groups.get(str(data.get("DBSubnetGroup")))
    custom = {host.lower(): "endpoint" for host in _list(data, "CustomEndpoints") if isinstance(host, str)}
    return Service(
        _CLUSTERS.get(str(data.get("Engine")), "aws_rds_cluster"),
        {
            "cluster_identifier": data.get("DBClusterIdentifier"),
            "engine": data.get("Engine"),
            "port": data.get("Port"),
            "publicly_accessible": data.get("PubliclyAccessible"),
            "vpc_security_group_ids": _groups(data, "VpcSecurityGroups", "VpcSecurityGroupId"),
            "subnet_ids": _subnets_of_group(group, data.get("DBSubnetGroup")),
        },
        {**custom, **_hosts(endpoint=data.get("Endpoint"), reader_endpoint=data.get("ReaderEndpoint"))},
    )


def db_proxy(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A proxy of RDS."""
    return Service(
        "aws_db_proxy",
        {
            "name": data.get("DBProxyName"),
            "engine_family": data.get("EngineFamily"),
            "vpc_security_group_ids": _some_of(data, "VpcSecurityGroupIds"),
            "vpc_subnet_ids": _all_of(data, "VpcSubnetIds"),
        },
        _hosts(endpoint=data.get("Endpoint")),
    )


def cache_cluster(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A cache cluster of Memcached, or a node of Redis."""
    nodes = _list(data, "CacheNodes")
    named = {f"cache_nodes.{place}": _member(node, "Endpoint", "Address") for place, node in enumerate(nodes)}
    configured = _member(data, "ConfigurationEndpoint", "Address")
    return Service(
        "aws_elasticache_cluster",
        {
            "cluster_id": data.get("CacheClusterId"),
            "engine": data.get("Engine"),
            "port": _member(data, "ConfigurationEndpoint", "Port")
            or _member(next(iter(nodes), None), "Endpoint", "Port"),
            "security_group_ids": _groups(data, "SecurityGroups", "SecurityGroupId"),
            "subnet_ids": _subnets_of_group(
                groups.get(str(data.get("CacheSubnetGroupName"))), data.get("CacheSubnetGroupName")
            ),
        },
        _hosts(configuration_endpoint=configured, **named),
    )


def serverless_cache(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A serverless cache."""
    return Service(
        "aws_elasticache_serverless_cache",
        {
            "name": data.get("ServerlessCacheName"),
            "engine": data.get("Engine"),
            "port": _member(data, "Endpoint", "Port"),
            "security_group_ids": _some_of(data, "SecurityGroupIds"),
            "subnet_ids": _all_of(data, "SubnetIds"),
        },
        {
            **_hosts(reader_endpoint=_member(data, "ReaderEndpoint", "Address")),
            **_hosts(endpoint=_member(data, "Endpoint", "Address")),
        },
    )


def replication_group(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A replication group; its groups and subnets are those of its member clusters, which ``groups`` holds by id."""
    members = [groups[each] for each in _list(data, "MemberClusters") if isinstance(each, str) and each in groups]
    first = members[0] if members else None
    missing = Unknown(f"no file holds the members of {data.get('ReplicationGroupId')}", cause=Cause.NOT_DECLARED)
    named = _member(first, "CacheSubnetGroupName")
    node = next(iter(_list(data, "NodeGroups")), None)
    return Service(
        "aws_elasticache_replication_group",
        {
            "replication_group_id": data.get("ReplicationGroupId"),
            "port": _member(data, "ConfigurationEndpoint", "Port") or _member(node, "PrimaryEndpoint", "Port"),
            "security_group_ids": missing if first is None else _groups(first, "SecurityGroups", "SecurityGroupId"),
            "subnet_ids": missing if first is None else _subnets_of_group(groups.get(str(named)), named),
        },
        {
            **_hosts_of_shards(_list(data, "NodeGroups")),
            **_hosts(configuration_endpoint_address=_member(data, "ConfigurationEndpoint", "Address")),
        },
    )


def _hosts_of_shards(shards: list[Any]) -> dict[str, str]:
    """The hosts of shards and of the nodes in them; of each attribute the last is that of the first shard."""
    found: dict[str, str] = {}
    for shard in reversed(shards):
        for node in _list(shard, "NodeGroupMembers"):
            found |= _hosts(reader_endpoint_address=_member(node, "ReadEndpoint", "Address"))
        for attribute, member in (("primary", "PrimaryEndpoint"), ("reader", "ReaderEndpoint")):
            found |= _hosts(**{f"{attribute}_endpoint_address": _member(shard, member, "Address")})
    return found


_DUAL_STACK = (("EndpointV2",), ("Endpoints", "vpcv2"))
"""https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainStatus.html"""


def opensearch_domain(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A domain of OpenSearch; one without subnets has a public endpoint."""
    options = data.get("VPCOptions")
    inside = _list(options, "SubnetIds")
    return Service(
        "aws_opensearch_domain",
        {
            "domain_name": data.get("DomainName"),
            "vpc_options": {"subnet_ids": inside, "security_group_ids": _some_of(options, "SecurityGroupIds")}
            if inside
            else None,
        },
        {
            **{host: "endpoint" for name in _DUAL_STACK for host in _hosts(endpoint=_member(data, *name))},
            **_hosts(endpoint=_member(data, "Endpoints", "vpc") or data.get("Endpoint")),
        },
    )


def redshift_cluster(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A cluster of Redshift."""
    return Service(
        "aws_redshift_cluster",
        {
            "cluster_identifier": data.get("ClusterIdentifier"),
            "port": _member(data, "Endpoint", "Port"),
            "publicly_accessible": _always_said(data, "PubliclyAccessible"),
            "vpc_security_group_ids": _groups(data, "VpcSecurityGroups", "VpcSecurityGroupId"),
            "subnet_ids": _subnets_of_group(
                groups.get(str(data.get("ClusterSubnetGroupName"))), data.get("ClusterSubnetGroupName")
            ),
        },
        _hosts(dns_name=_member(data, "Endpoint", "Address")),
    )


def kafka_cluster(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A cluster of MSK, as ``list-clusters-v2`` or ``list-clusters`` prints it; an answer of its own has its hosts."""
    brokers = groups.get(str(data.get("ClusterArn")), {})
    lists = {attribute: brokers[key] for key, attribute in BROKERS.items() if isinstance(brokers.get(key), str)}
    hosts = _hosts_of_brokers(lists)
    attributes = {"cluster_name": data.get("ClusterName"), **lists}
    if isinstance(data.get("Serverless"), dict):
        networks = [
            {"subnet_ids": _all_of(each, "SubnetIds"), "security_group_ids": _some_of(each, "SecurityGroupIds")}
            for each in _list(data, "Serverless", "VpcConfigs")
        ]
        return Service("aws_msk_serverless_cluster", {**attributes, "vpc_config": networks}, hosts)
    nodes = _member(data, "Provisioned", "BrokerNodeGroupInfo") or data.get("BrokerNodeGroupInfo")
    network: Any = Unknown("no file holds the network of the cluster", cause=Cause.NOT_DECLARED)
    if isinstance(nodes, dict):
        network = {
            "client_subnets": _all_of(nodes, "ClientSubnets"),
            "security_groups": _some_of(nodes, "SecurityGroups"),
        }
    return Service("aws_msk_cluster", {**attributes, "broker_node_group_info": network}, hosts)


def _hosts_of_brokers(lists: dict[str, str]) -> dict[str, str]:
    """The hosts in lists of "host:port", each with its attribute; of several lists with one that stands for no port.

    A host that would be private in one list and public in another means neither.
    """
    found: dict[str, set[str]] = {}
    for attribute, text in lists.items():
        for each in text.split(","):
            found.setdefault(each.strip().rpartition(":")[0], set()).add(attribute)
    hosts: dict[str, str] = {}
    for host, attributes in found.items():
        ways = {next((way for way in _WAYS if way in attribute), "bootstrap_brokers_") for attribute in attributes}
        if "." in host and len(ways) == 1:
            (one, *others), (way,) = sorted(attributes), ways
            hosts[host.lower()] = f"{way}several" if others else one
    return hosts


def network_interface(data: dict[str, Any], groups: dict[str, Any]) -> Service:
    """A network interface: whatever has it is reached by its addresses."""
    subnet = data.get("SubnetId")
    return Service(
        "aws_network_interface",
        {
            "subnet_ids": [subnet] if isinstance(subnet, str) else [],
            "security_groups": _each(_list(data, "Groups"), "GroupId"),
        },
        _hosts(private_ip=data.get("PrivateIpAddress"), private_dns_name=data.get("PrivateDnsName")),
    )


SERVICES: dict[str, Callable[[dict[str, Any], dict[str, Any]], Service]] = {
    "DBInstances": db_instance,
    "DBClusters": db_cluster,
    "DBProxies": db_proxy,
    "CacheClusters": cache_cluster,
    "ReplicationGroups": replication_group,
    "ServerlessCaches": serverless_cache,
    "DomainStatusList": opensearch_domain,
    "Clusters": redshift_cluster,
    "ClusterInfoList": kafka_cluster,
    "NetworkInterfaces": network_interface,
}
ONLY_WHERE_NAMED = ("NetworkInterfaces",)
"""Of which there are many, and most of them belong to something that is in the files too."""
# The lists in which a service's resources find their subnets or members, with the member that names one.
GROUPS = {
    "DBSubnetGroups": "DBSubnetGroupName",
    "CacheSubnetGroups": "CacheSubnetGroupName",
    "ClusterSubnetGroups": "ClusterSubnetGroupName",
    "CacheClusters": "CacheClusterId",
}
