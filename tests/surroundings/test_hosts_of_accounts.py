"""Databases, caches and search domains of an account: every host of theirs leads to them, written out or looked up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import ACCOUNT, Change, Place, judged
from scanning import FAIL, PASS, UNDECIDED

_CACHES = "abcdef.euw1.cache.amazonaws.com"
_DOMAIN = "vpc-search-abcdef.eu-west-1.es.amazonaws.com"
_DUAL_STACK = "aos.search-abcdef.eu-west-1.on.aws"


def _outside(place: Place) -> None:
    place.subnets = place.groups = "[]"


def _named(value: str, *held: Change, **environment: str) -> Change:
    """A function outside of a VPC, with a variable of this value."""

    def change(place: Place) -> None:
        _outside(place)
        for each in held:
            each(place)
        place.environment = {"HOST": value, **environment}

    return change


def _looked_up(kind: str, argument: str, attribute: str, *held: Change) -> Change:
    """The same with an attribute of a data source."""

    def change(place: Place) -> None:
        _named(f"${{data.{kind}.x{place.number}.{attribute}}}", *held)(place)
        place.more += f'data "{kind}" "x{place.number}" {{\n  {argument}\n}}\n'

    return change


def _database(place: Place) -> None:
    place.one("DBInstances")["DBInstanceIdentifier"] = "orders"


def _cluster(*members: dict[str, Any], listed: int | None = None, **more: Any) -> Change:
    """A cluster of Aurora with instances. listed: how many the cluster names."""

    def change(place: Place) -> None:
        names = [f"m{number}" for number in range(len(members) if listed is None else listed)]
        cluster = {
            "DBClusterArn": f"arn:aws:rds:eu-west-1:{ACCOUNT}:cluster:c",
            "DBClusterIdentifier": "c",
            "DBClusterMembers": [{"DBInstanceIdentifier": name} for name in names],
            "Endpoint": "c.cluster-abcdefghijkl.eu-west-1.rds.amazonaws.com",
            "Engine": "aurora-postgresql",
            "Port": 5432,
            "VpcSecurityGroups": [{"VpcSecurityGroupId": place.of_database, "Status": "active"}],
        }
        place.held["DBClusters"].append({**cluster, **more})
        for number, member in enumerate(members):
            arn, name = f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:m{number}", f"m{number}"
            of_cluster = {"DBInstanceArn": arn, "DBInstanceIdentifier": name, "DBClusterIdentifier": "c"}
            host = {"Address": f"{name}.abcdefghijkl.eu-west-1.rds.amazonaws.com", "Port": 5432}
            place.held["DBInstances"].append({**place.one("DBInstances"), **of_cluster, "Endpoint": host, **member})

    return change


def _caches(place: Place) -> None:
    def node(name: str) -> dict[str, Any]:
        return {"Address": f"{name}.{_CACHES}", "Port": 6379}

    arn = f"arn:aws:elasticache:eu-west-1:{ACCOUNT}"
    members = [{"CacheClusterId": "r-1", "ReadEndpoint": node("r-1")}]
    groups = [{"PrimaryEndpoint": node(f"master{each}"), "NodeGroupMembers": members} for each in (1, 2)]
    place.held["ReplicationGroups"] = [
        {"ARN": f"{arn}:replicationgroup:r", "ReplicationGroupId": "r", "NodeGroups": groups}
    ]
    place.held["CacheClusters"] = [
        {
            "ARN": f"{arn}:cluster:m",
            "CacheClusterId": "m",
            "CacheNodes": [{"Endpoint": node("m.0001")}],
            "ConfigurationEndpoint": node("m.cfg"),
            "Engine": "memcached",
            "SecurityGroups": [],
        }
    ]
    place.held["ServerlessCaches"] = [
        {
            "ARN": f"{arn}:serverlesscache:s",
            "Endpoint": node("s"),
            "ReaderEndpoint": node("s-ro"),
            "SecurityGroupIds": [place.of_database],
            "ServerlessCacheName": "s",
            "SubnetIds": [place.a],
        }
    ]


def _never_created(place: Place) -> None:
    place.one("ServerlessCaches")["Status"] = "create-failed"


def _search(place: Place) -> None:
    network = {"SubnetIds": [place.a], "SecurityGroupIds": [place.of_database]}
    domain = {"DomainName": "s", "Endpoints": {"vpc": _DOMAIN, "vpcv2": _DUAL_STACK}, "VPCOptions": network}
    place.held["DomainStatusList"] = [{"ARN": f"arn:aws:es:eu-west-1:{ACCOUNT}:domain/s", **domain}]


def _warehouse(place: Place) -> None:
    cluster = {"ClusterIdentifier": "w", "PubliclyAccessible": False, "VpcSecurityGroups": []}
    endpoint = {"Address": "w.abcdefghijkl.eu-west-1.redshift.amazonaws.com", "Port": 5439}
    place.held["Clusters"] = [{**cluster, "Endpoint": endpoint}]


def _brokers(**listed: str) -> Change:
    """A cluster of MSK, with the answer about its brokers if they are listed."""

    def change(place: Place) -> None:
        arn = f"arn:aws:kafka:eu-west-1:{ACCOUNT}:cluster/k/0a1b2c3d-4e5f-6789-0abc-def012345678-2"
        place.held["ClusterInfoList"] = [{"ClusterArn": arn, "ClusterName": "k", "ClusterType": "PROVISIONED"}]
        if listed:
            place.files["brokers"] = {"ClusterArn": arn, **listed}

    return change


_TLS = {"BootstrapBrokerStringTls": "b-1.k.0a1b2c.c2.kafka.eu-west-1.amazonaws.com:9094"}
CLUSTER = "c.cluster-abcdefghijkl.eu-west-1.rds.amazonaws.com"
_PUBLIC, _PRIVATE = {"PubliclyAccessible": True}, {"PubliclyAccessible": False}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (_named(f"master1.{_CACHES}", _caches), FAIL),
        (_named(f"master2.{_CACHES}", _caches), FAIL),
        (_named(f"r-1.{_CACHES}", _caches), FAIL),
        (_named(f"s.{_CACHES}", _caches), FAIL),
        (_named(f"s.{_CACHES}", _caches, _never_created), PASS),
        (_named(f"s-ro.{_CACHES}", _caches), FAIL),
        (_named(f"https://{_DOMAIN}", _search), FAIL),
        (_named(f"https://{_DUAL_STACK}", _search), FAIL),
        (_looked_up("aws_db_instance", 'db_instance_identifier = "orders"', "address", _database), FAIL),
        (_looked_up("aws_db_instance", 'db_instance_identifier = "orders"', "endpoint", _database), FAIL),
        (_looked_up("aws_db_instance", 'db_instance_identifier = "orders"', "port", _database), PASS),
        (_looked_up("aws_elasticache_cluster", 'cluster_id = "m"', "configuration_endpoint", _caches), FAIL),
        (_looked_up("aws_elasticache_cluster", 'cluster_id = "m"', "cluster_address", _caches), FAIL),
        (_looked_up("aws_elasticache_cluster", 'cluster_id = "m"', "cache_nodes[0].address", _caches), FAIL),
        (_looked_up("aws_elasticache_serverless_cache", 'name = "s"', "endpoint.address", _caches), FAIL),
        (_looked_up("aws_elasticache_serverless_cache", 'name = "s"', "reader_endpoint.address", _caches), FAIL),
        (_looked_up("aws_opensearch_domain", 'domain_name = "s"', "endpoint", _search), FAIL),
        (_looked_up("aws_opensearch_domain", 'domain_name = "s"', "dashboard_endpoint", _search), FAIL),
        (_looked_up("aws_redshift_cluster", 'cluster_identifier = "w"', "endpoint", _warehouse), FAIL),
        (_looked_up("aws_msk_cluster", 'cluster_name = "k"', "bootstrap_brokers_tls", _brokers()), FAIL),
        (_looked_up("aws_msk_cluster", 'cluster_name = "k"', "bootstrap_brokers_tls", _brokers(**_TLS)), FAIL),
        (_looked_up("aws_msk_cluster", 'cluster_name = "k"', "zookeeper_connect_string", _brokers(**_TLS)), FAIL),
        (_looked_up("aws_redshift_cluster", 'cluster_identifier = "w"', "arn", _warehouse), PASS),
        (_named(CLUSTER, _cluster(_PRIVATE)), FAIL),
        (_named(CLUSTER, _cluster(_PUBLIC)), PASS),
        (_named(CLUSTER, _cluster(_PUBLIC, _PRIVATE)), UNDECIDED),
        (_named(CLUSTER, _cluster(_PRIVATE, listed=2)), UNDECIDED),
        (_named(CLUSTER, _cluster(_PRIVATE, Engine="mysql", PubliclyAccessible=True)), PASS),
        (_named(CLUSTER, _cluster(Engine="docdb", DBClusterMembers=None)), FAIL),
    ],
)
def test_a_function_outside_depends_on_what_its_hosts_lead_to(change: Change, verdict: str, tmp_path: Path) -> None:
    scanned, (place,) = judged(tmp_path, [change])
    found = {each.verdict: each.explanation for each in scanned.of("LAMBDANET_202") if each.address == place.address}
    assert list(found) == [verdict], found


def test_the_instances_of_a_cluster_may_be_in_no_file(tmp_path: Path) -> None:
    scanned, (place,) = judged(tmp_path, [_named(CLUSTER, _cluster())], without=["DBInstances"])
    assert scanned.verdict("LAMBDANET_202", place.address) == UNDECIDED


def test_what_a_file_leaves_out_of_a_database_is_not_known(tmp_path: Path) -> None:
    """AWS always says whether an instance, or a data warehouse, is publicly accessible."""

    def instance(place: Place) -> None:
        _named(place.host)(place)
        del place.one("DBInstances")["PubliclyAccessible"]

    def warehouse(place: Place) -> None:
        _named("w.abcdefghijkl.eu-west-1.redshift.amazonaws.com", _warehouse)(place)
        del place.one("Clusters")["PubliclyAccessible"]

    scanned, places = judged(tmp_path, [instance, warehouse])
    assert [scanned.verdict("LAMBDANET_202", place.address) for place in places] == [UNDECIDED, UNDECIDED]
