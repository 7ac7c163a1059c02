"""What data sources about databases, caches, file systems and roles find in the files of an account."""

from __future__ import annotations

from typing import Any

from lambdanet.given.account import Account, Item
from lambdanet.given.account_lists import BROKERS
from lambdanet.given.notes import notes
from lambdanet.readers.account.resources_around import in_vpcs
from lambdanet.readers.account.shapes_of_networks import is_gone
from lambdanet.readers.datum import Datum, Reference
from lambdanet.readers.terraform.lookups.answers import LookUp, answers
from lambdanet.readers.terraform.lookups.network_answers import account_of
from lambdanet.values import Known

# The data source -> the list in which it looks, its argument, and the member that is compared.
SOURCES = {
    "aws_db_instance": ("DBInstances", "db_instance_identifier", "DBInstanceIdentifier"),
    "aws_rds_cluster": ("DBClusters", "cluster_identifier", "DBClusterIdentifier"),
    "aws_db_proxy": ("DBProxies", "name", "DBProxyName"),
    "aws_elasticache_cluster": ("CacheClusters", "cluster_id", "CacheClusterId"),
    "aws_elasticache_replication_group": ("ReplicationGroups", "replication_group_id", "ReplicationGroupId"),
    "aws_elasticache_serverless_cache": ("ServerlessCaches", "name", "ServerlessCacheName"),
    "aws_opensearch_domain": ("DomainStatusList", "domain_name", "DomainName"),
    "aws_redshift_cluster": ("Clusters", "cluster_identifier", "ClusterIdentifier"),
    "aws_msk_cluster": ("ClusterInfoList", "cluster_name", "ClusterName"),
    "aws_msk_bootstrap_brokers": ("ClusterInfoList", "cluster_arn", "ClusterArn"),
    "aws_iam_role": ("RoleDetailList", "name", "RoleName"),
    "aws_efs_file_system": ("FileSystems", "file_system_id", "FileSystemId"),
    "aws_efs_access_point": ("AccessPoints", "access_point_id", "AccessPointId"),
}
_IN_SERVICES = frozenset(
    ("vpc_security_group_ids", "subnet_ids", "vpc_subnet_ids", "port", "engine", *BROKERS.values())
)

# Attributes that lead to what is found, beside the host that the files hold: the host with its port, another name of
# it, or a list of objects with hosts in them.
_LEADING = {
    "aws_db_instance": ("endpoint",),
    "aws_elasticache_cluster": ("cluster_address", "cache_nodes"),
    "aws_elasticache_serverless_cache": ("endpoint", "reader_endpoint"),
    "aws_opensearch_domain": ("dashboard_endpoint", "kibana_endpoint"),
    "aws_redshift_cluster": ("endpoint",),
    "aws_msk_cluster": ("zookeeper_connect_string", "zookeeper_connect_string_tls", *BROKERS.values()),
    "aws_msk_bootstrap_brokers": tuple(BROKERS.values()),
    "aws_efs_file_system": ("dns_name",),
}


@answers(*SOURCES)
def answer(look_up: LookUp) -> dict[str, Datum] | None:
    """The attributes of the one that has the name; None where no file holds it."""
    key, argument, member = SOURCES[look_up.block.type.partition(".")[2]]
    wanted = look_up.block.text(argument)
    account = account_of(look_up, key) if isinstance(wanted, Known) and wanted.value else None
    if account is None or not isinstance(wanted, Known):
        return None
    found = [item for item in account.items(key) if item.data.get(member) == wanted.value and not is_gone(item.data)]
    if len(found) != 1:
        if not account.why_more(key):
            notes().add_unmatched(f"{look_up.address}: {wanted.value} is not among the {key} of {account.name}")
        return None
    item = found[0]
    notes().take(item.file, item.id)
    leading = _leading(look_up, account, item)
    services = in_vpcs(account).services
    if item.id in services:
        service = services[item.id][2]
        held: dict[str, Any] = {attribute: host for host, attribute in service.hosts.items()}
        id = item.id if key == "ClusterInfoList" else wanted.value
        return {"arn": item.id, "id": id, **held, **leading, **_plain(service.attributes)}
    return {**_of_others(key, item), **leading}


def _leading(look_up: LookUp, account: Account, item: Item) -> dict[str, Datum]:
    names = _LEADING.get(look_up.block.type.partition(".")[2], ())
    # A list that is not among the brokers that AWS prints for a cluster has none.
    if any(item.id in account.about.get(key, {}) for key in BROKERS):
        names = tuple(name for name in names if name not in BROKERS.values())
    return {name: Reference(item.id, name, f"{look_up.address}.{name}") for name in names}


def _plain(attributes: dict[str, Any]) -> dict[str, Datum]:
    from lambdanet.readers.conversions import from_python

    return {
        name: from_python(value) for name, value in attributes.items() if name in _IN_SERVICES and value is not None
    }


def _of_others(key: str, item: Item) -> dict[str, Datum]:
    if key == "RoleDetailList":
        return {"arn": item.id, "id": item.data.get("RoleName"), "name": item.data.get("RoleName")}
    arn = item.data.get("FileSystemArn" if key == "FileSystems" else "AccessPointArn")
    return {"id": item.id, "arn": arn if isinstance(arn, str) else item.id}
