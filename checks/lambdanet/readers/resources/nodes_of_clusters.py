"""How many network interfaces a cluster has: each of its nodes has one, and they may all be in one subnet.

The numbers are highest ones: what AWS chooses is not more.
"""

from __future__ import annotations

from collections.abc import Callable

from lambdanet.aws.quotas import ADDRESSES_OF_DATA_NODE, ADDRESSES_OF_PROXY, ADDRESSES_OF_PROXY_ENDPOINT, MOST_REPLICAS
from lambdanet.readers.blocks import Block
from lambdanet.values import Known, Unknown, Value

# Where a number is not said of what is made from one of these, it is the number of the original.
_MADE_FROM = (
    *("snapshot_name", "snapshot_arns", "snapshot_identifier", "snapshot_arn", "global_replication_group_id"),
    *("SnapshotName", "SnapshotArns", "SnapshotIdentifier", "GlobalReplicationGroupId"),
)
_CONTROLLERS_OF_BROKERS = 3
"""The hosts of ZooKeeper that a cluster of brokers may have beside them."""


def most_interfaces(block: Block, kind: str) -> Value[int]:
    """How many interfaces a resource of a kind has at most, in all of its subnets together."""
    count = _COUNTS.get(kind)
    found = Known(1) if count is None else count(block)
    if isinstance(found, Unknown):
        return found.with_reason(f"how many nodes {block.place.address} has: {found.reason}")
    return found


def _number(block: Block, name: str, default: int) -> Value[int]:
    """A number, or what AWS takes where the code says none."""
    written = block.number(name)
    if isinstance(written, Unknown):
        return written
    if written.value is None and any(block.datum(each) is not None for each in _MADE_FROM):
        return Unknown("it has as many as what it is made from")
    return Known(default if written.value is None else written.value)


def _product(*factors: Value[int]) -> Value[int]:
    product = 1
    for factor in factors:
        if isinstance(factor, Unknown):
            return factor
        product *= factor.value
    return Known(product)


def _plus(value: Value[int], more: int) -> Value[int]:
    return value if isinstance(value, Unknown) else Known(value.value + more)


def _cache_nodes(block: Block) -> Value[int]:
    return _number(block, "num_cache_nodes", 1)


def _replication_group(block: Block) -> Value[int]:
    """The clusters of a replication group: as they are counted, or each shard with its replicas.

    https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
    """
    for name in ("num_cache_clusters", "number_cache_clusters"):
        if block.datum(name) is not None:
            return _number(block, name, 1)
    listed = block.nested("NodeGroupConfiguration")
    if listed.elements or listed.more is not None:
        return listed.more or Known(len(listed.elements) * (1 + MOST_REPLICAS))
    # Before version 5 of the provider its block held the two numbers; now it is a word.
    in_block = next(iter(block.nested("cluster_mode").known()), block)
    replicas = _number(in_block, "replicas_per_node_group", MOST_REPLICAS)
    shards = _number(in_block, "num_node_groups", 1)
    said = (in_block.datum(name) is not None for name in ("replicas_per_node_group", "num_node_groups"))
    return _product(shards, _plus(replicas, 1)) if any(said) else shards


def _memorydb(block: Block) -> Value[int]:
    """Each shard with its replicas: one of each where the code does not say.

    https://docs.aws.amazon.com/memorydb/latest/APIReference/API_CreateCluster.html
    """
    return _product(_number(block, "num_shards", 1), _plus(_number(block, "num_replicas_per_shard", 1), 1))


def _brokers(block: Block) -> Value[int]:
    return _plus(_number(block, "number_of_broker_nodes", 1), _CONTROLLERS_OF_BROKERS)


def _search_nodes(block: Block) -> Value[int]:
    """Of every kind of node, as many addresses as AWS asks for."""
    nodes = 0
    for name in ("cluster_config", "ElasticsearchClusterConfig"):
        configured = block.nested(name)
        element = next(iter(configured.elements), configured.more)
        if isinstance(element, Unknown):
            return element
        if element is not None:
            counts = [_number(element.value, each, 0) for each in ("warm_count", "dedicated_master_count")]
            for count in (_number(element.value, "instance_count", 1), *counts):
                if isinstance(count, Unknown):
                    return count
                nodes += count.value
    # Without a configuration it is one node.
    return Known(max(nodes, 1) * ADDRESSES_OF_DATA_NODE)


def _warehouse_nodes(block: Block) -> Value[int]:
    """The compute nodes and their leader, and as many again in a second zone."""
    return _product(Known(2), _plus(_number(block, "number_of_nodes", 1), 1))


def _dax_nodes(block: Block) -> Value[int]:
    return _number(block, "replication_factor", 1)


def _proxy(block: Block) -> Value[int]:
    return Known(ADDRESSES_OF_PROXY)


def _proxy_endpoint(block: Block) -> Value[int]:
    return Known(ADDRESSES_OF_PROXY_ENDPOINT)


_COUNTS: dict[str, Callable[[Block], Value[int]]] = {
    "ElastiCache cluster": _cache_nodes,
    "ElastiCache replication group": _replication_group,
    "MemoryDB cluster": _memorydb,
    "MSK cluster": _brokers,
    "OpenSearch domain": _search_nodes,
    "Redshift cluster": _warehouse_nodes,
    "DAX cluster": _dax_nodes,
    "RDS Proxy": _proxy,
    "RDS Proxy endpoint": _proxy_endpoint,
}
