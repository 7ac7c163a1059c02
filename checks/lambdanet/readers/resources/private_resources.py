"""Databases, caches, brokers and other resources that clients reach over a VPC's network.

Which option makes each public, its default and its port: the service's API reference and Terraform's pages, as
gathered in the project's notes on AWS. Where the two languages or versions differ, what is not said is unknown.
"""

from __future__ import annotations

from collections.abc import Callable

from lambdanet.aws.ports import PORT_OF_ENGINE, PORT_OF_PROXY
from lambdanet.model import PrivateResource
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Reference
from lambdanet.readers.resources.collection import Collection, GroupAttachment, reads
from lambdanet.readers.resources.listeners import is_network_load_balancer, listeners_within
from lambdanet.readers.resources.managed_secrets import data_api
from lambdanet.readers.resources.names import OPTION_GROUP, note_name
from lambdanet.readers.resources.nodes_of_clusters import most_interfaces
from lambdanet.records import dataclass
from lambdanet.undeclared import looked_up
from lambdanet.values import Items, Known, Unknown, Value, negation

_GROUP_LISTS = (
    "vpc_security_group_ids",
    "VPCSecurityGroups",
    "VpcSecurityGroupIds",
    "security_group_ids",
    "SecurityGroupIds",
    "security_groups",
    "SecurityGroups",
)
_SUBNET_LISTS = ("subnet_ids", "vpc_subnet_ids", "VpcSubnetIds", "subnets", "client_subnets")
_SUBNET_GROUPS = (
    "db_subnet_group_name",
    "DBSubnetGroupName",
    "subnet_group_name",
    "CacheSubnetGroupName",
    "cluster_subnet_group_name",
    "ClusterSubnetGroupName",
    "neptune_subnet_group_name",
)
# In place of other ports: which there are is not known.
ANY = (0,)


# Blocks inside a resource that hold its network, and the lists of subnets and groups there.
_NETWORKS = (
    "vpc_options",
    "VPCOptions",
    "broker_node_group_info",
    "vpc_config",
    "VpcConfigs",
)

# An instance of a cluster names it so.
_CLUSTERS = ("cluster_identifier", "DBClusterIdentifier")

# What may give an instance its groups, beside the instance itself.
_GIVING_GROUPS = (
    *("network_interface", "primary_network_interface", "launch_template"),
    *("NetworkInterfaces", "LaunchTemplate"),
)
# What has the VPC's default group when it is given none, as the pages of these services' APIs say.
_WITH_DEFAULT_GROUP = (
    "RDS DB instance",
    "ElastiCache serverless cache",
    "MSK cluster",
    "OpenSearch domain",
    "Redshift cluster",
    "DAX cluster",
    "load balancer",
    "classic load balancer",
)

# The port of a DAX cluster, with encryption in transit and without it: each has one of them.
_ENCRYPTED, _PLAIN = 9111, 8111

# Inside its VPC the name of one that is publicly accessible leads to its private address
# (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html).
_WITH_PRIVATE_NAME = ("RDS DB instance", "RDS DB cluster", "RDS cluster instance")

# A proxy and its endpoints: what they connect to is in resources of its own.
_PROXIES = ("RDS Proxy", "RDS Proxy endpoint")
_NAMES = (
    "identifier",
    "cluster_identifier",
    "DBInstanceIdentifier",
    "DBClusterIdentifier",
    "name",
    "DBProxyName",
)

_PORT_OF_SSL = 2484
_PORT_OF_BABELFISH = 1433
_PARAMETERS = "db_cluster_parameter_group_name"
_MADE_FROM_ANOTHER = (
    *("snapshot_identifier", "replicate_source_db", "replication_source_identifier", "restore_to_point_in_time"),
    *("DBSnapshotIdentifier", "DBClusterSnapshotIdentifier", "SourceDBInstanceIdentifier", "SourceDbiResourceId"),
    *("SourceDBInstanceAutomatedBackupsArn", "SourceDBClusterIdentifier"),
)
"""A database that is restored, or a replica, has the port of the original where it names none.

https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterFromSnapshot.html
"""


@dataclass(frozen=True)
class _Kind:
    """A kind of private resource: what it is called, when it is private and on which ports it listens.

    other_ports: on which it may listen too, as far as AWS's pages say; ANY where they say too little.
    """

    name: str
    private: Callable[[Block], Value[bool]]
    ports: tuple[int, ...] = ()
    other_ports: tuple[int, ...] = ()


def _always(block: Block) -> Value[bool]:
    return Known(True)


def _unless_public(block: Block) -> Value[bool]:
    """Private unless ``publicly_accessible``; false when it is not said."""
    return negation(block.flag("publicly_accessible", False))


def _unless_public_if_said(block: Block) -> Value[bool]:
    if block.datum("publicly_accessible") is None:
        return Unknown(f"{block.place.address} does not say whether it is publicly accessible, and defaults changed")
    return _unless_public(block)


def _database(block: Block) -> Value[bool]:
    """RDS: Terraform's default is private; AWS's own depends on the subnet group and the engine."""
    if block.datum("publicly_accessible") is not None or block.language == "terraform":
        return _unless_public(block)
    engine = block.text("engine")
    if isinstance(engine, Known) and (engine.value or "").startswith("aurora"):
        return Known(True)
    group = block.resource("DBSubnetGroupName")
    if isinstance(group, Unknown):
        return group
    if group.value is not None and group.value != "default":
        return Known(True)
    return engine if isinstance(engine, Unknown) else Known(False)


def _cluster(block: Block) -> Value[bool]:
    """A DB cluster: Aurora is as public as its instances, a Multi-AZ DB cluster follows its own option."""
    engine = block.text("engine")
    if isinstance(engine, Known) and (engine.value or "").startswith("aurora"):
        return Known(True)
    if isinstance(engine, Unknown) and block.datum("publicly_accessible") is None:
        return engine
    return _unless_public_if_said(block)


def _inside_vpc_options(block: Block) -> Value[bool]:
    """OpenSearch has a public endpoint unless it is given subnets."""
    name = "vpc_options" if block.language == "terraform" else "VPCOptions"
    return negation(block.nested(name).is_empty())


def _internal_by_flag(block: Block) -> Value[bool]:
    return block.flag("internal", False)


def _internal_by_scheme(block: Block) -> Value[bool]:
    scheme = block.text("scheme")
    return scheme if isinstance(scheme, Unknown) else Known(scheme.value == "internal")


def _never(block: Block) -> Value[bool]:
    return Known(False)


def _looked_up(block: Block) -> Value[bool]:
    return looked_up(block.identity, block.place.address)


def _msk(block: Block) -> Value[bool]:
    """Brokers are private unless public access is switched on; its address attributes show which one is used."""
    return Known(True)


_KINDS = {
    "aws_db_instance": _Kind("RDS DB instance", _database),
    "AWS::RDS::DBInstance": _Kind("RDS DB instance", _database),
    "aws_rds_cluster": _Kind("RDS DB cluster", _cluster),
    "AWS::RDS::DBCluster": _Kind("RDS DB cluster", _cluster),
    "aws_rds_cluster_instance": _Kind("RDS cluster instance", _unless_public),
    "aws_rds_cluster_endpoint": _Kind("RDS cluster endpoint", _looked_up),
    "aws_db_proxy": _Kind("RDS Proxy", _always),
    "AWS::RDS::DBProxy": _Kind("RDS Proxy", _always),
    "aws_db_proxy_endpoint": _Kind("RDS Proxy endpoint", _always),
    "AWS::RDS::DBProxyEndpoint": _Kind("RDS Proxy endpoint", _always),
    "aws_docdb_cluster": _Kind("DocumentDB cluster", _always, (27017,)),
    "aws_docdb_cluster_instance": _Kind("DocumentDB instance", _always, (27017,)),
    "AWS::DocDB::DBCluster": _Kind("DocumentDB cluster", _always, (27017,)),
    "AWS::DocDB::DBInstance": _Kind("DocumentDB instance", _always, (27017,)),
    "aws_neptune_cluster": _Kind("Neptune cluster", _always, (8182,)),
    "aws_neptune_cluster_instance": _Kind("Neptune instance", _unless_public, (8182,)),
    "AWS::Neptune::DBCluster": _Kind("Neptune cluster", _always, (8182,)),
    "AWS::Neptune::DBInstance": _Kind("Neptune instance", _unless_public, (8182,)),
    "aws_elasticache_replication_group": _Kind("ElastiCache replication group", _always, (6379,)),
    "aws_elasticache_cluster": _Kind("ElastiCache cluster", _always),
    "aws_elasticache_serverless_cache": _Kind("ElastiCache serverless cache", _always, (), (6380, 11212)),
    "AWS::ElastiCache::ReplicationGroup": _Kind("ElastiCache replication group", _always, (6379,)),
    "AWS::ElastiCache::CacheCluster": _Kind("ElastiCache cluster", _always),
    "AWS::ElastiCache::ServerlessCache": _Kind("ElastiCache serverless cache", _always, (), (6380, 11212)),
    "aws_memorydb_cluster": _Kind("MemoryDB cluster", _always, (6379,)),
    "AWS::MemoryDB::Cluster": _Kind("MemoryDB cluster", _always, (6379,)),
    "aws_msk_cluster": _Kind("MSK cluster", _msk),
    "aws_msk_serverless_cluster": _Kind("MSK serverless cluster", _always, (9098,)),
    "AWS::MSK::Cluster": _Kind("MSK cluster", _msk),
    "AWS::MSK::ServerlessCluster": _Kind("MSK serverless cluster", _always, (9098,)),
    "aws_opensearch_domain": _Kind("OpenSearch domain", _inside_vpc_options, (443,), (80,)),
    "aws_elasticsearch_domain": _Kind("OpenSearch domain", _inside_vpc_options, (443,), (80,)),
    "AWS::OpenSearchService::Domain": _Kind("OpenSearch domain", _inside_vpc_options, (443,), (80,)),
    "AWS::Elasticsearch::Domain": _Kind("OpenSearch domain", _inside_vpc_options, (443,), (80,)),
    "aws_redshift_cluster": _Kind("Redshift cluster", _unless_public_if_said, (5439,)),
    "AWS::Redshift::Cluster": _Kind("Redshift cluster", _unless_public_if_said, (5439,)),
    "aws_redshiftserverless_workgroup": _Kind("Redshift Serverless workgroup", _unless_public, (5439,)),
    "AWS::RedshiftServerless::Workgroup": _Kind("Redshift Serverless workgroup", _unless_public, (5439,)),
    "aws_dax_cluster": _Kind("DAX cluster", _always),
    "AWS::DAX::Cluster": _Kind("DAX cluster", _always),
    "aws_mq_broker": _Kind("Amazon MQ broker", _unless_public),
    "AWS::AmazonMQ::Broker": _Kind("Amazon MQ broker", _unless_public),
    "aws_lb": _Kind("load balancer", _internal_by_flag),
    "aws_alb": _Kind("load balancer", _internal_by_flag),
    "aws_elb": _Kind("classic load balancer", _internal_by_flag),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _Kind("load balancer", _internal_by_scheme),
    "AWS::ElasticLoadBalancing::LoadBalancer": _Kind("classic load balancer", _internal_by_scheme),
    "aws_instance": _Kind("EC2 instance", _always),
    "AWS::EC2::Instance": _Kind("EC2 instance", _always),
    "aws_eip": _Kind("Elastic IP", _never),
    "AWS::EC2::EIP": _Kind("Elastic IP", _never),
    "aws_network_interface": _Kind("network interface", _always),
    "AWS::EC2::NetworkInterface": _Kind("network interface", _always),
    "aws_fsx_lustre_file_system": _Kind("FSx for Lustre file system", _always, (988,), ANY),
    "aws_fsx_ontap_file_system": _Kind("FSx for ONTAP file system", _always, (2049,), ANY),
    "aws_fsx_windows_file_system": _Kind("FSx for Windows file system", _always, (445,), ANY),
    "aws_fsx_openzfs_file_system": _Kind("FSx for OpenZFS file system", _always, (2049,), ANY),
    "AWS::FSx::FileSystem": _Kind("FSx file system", _always),
    "aws_timestreaminfluxdb_db_instance": _Kind("Timestream for InfluxDB instance", _unless_public, (8086,)),
    "AWS::Timestream::InfluxDBInstance": _Kind("Timestream for InfluxDB instance", _unless_public, (8086,)),
    "data.aws_db_instance": _Kind("RDS DB instance", _looked_up),
    "data.aws_rds_cluster": _Kind("RDS DB cluster", _looked_up),
    "data.aws_elasticache_replication_group": _Kind("ElastiCache replication group", _always, (6379,)),
    "data.aws_elasticache_cluster": _Kind("ElastiCache cluster", _always),
    "data.aws_db_proxy": _Kind("RDS Proxy", _always),
    "data.aws_opensearch_domain": _Kind("OpenSearch domain", _looked_up, (443,), (80,)),
    "data.aws_instance": _Kind("EC2 instance", _always),
    "data.aws_lb": _Kind("load balancer", _looked_up),
}


@reads(*_KINDS)
def private_resource(block: Block, collection: Collection) -> None:
    """A resource that a function may depend on, with what decides whether only a VPC reaches it."""
    kind = _KINDS[block.type]
    looked_up = block.type.startswith("data.")
    if (kind.name in _WITH_DEFAULT_GROUP or _is_launched_without_more(block, kind)) and not looked_up:
        _note_default_group(block, kind, collection)
    if kind.name in _PROXIES or kind.name in _WITH_PRIVATE_NAME:
        _note_names(block, kind, collection)
    if "luster_instance" in block.type or "DBInstance" in block.type:
        for name in _CLUSTERS:
            cluster = block.resource(name)
            if cluster != Known(None):
                collection.cluster_of[block.identity] = cluster
    collection.private_resources.append(
        PrivateResource(
            block.identity,
            block.place,
            declared=not looked_up,
            kind=kind.name,
            private=kind.private(block),
            ports=_ports(block, kind),
            other_ports=_other_ports(block, kind),
            subnets=_subnets(block, collection),
            interfaces=most_interfaces(block, kind.name),
            security_groups=_security_groups(block),
            private_name=kind.name in _WITH_PRIVATE_NAME,
            data_api=data_api(block, kind.name),
        )
    )


@reads("aws_network_interface_sg_attachment")
def attached_group(block: Block, collection: Collection) -> None:
    """A further security group of an interface.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_interface_sg_attachment
    """
    named = block.datum("network_interface_id")
    of_instance = isinstance(named, Reference) and named.attribute == "primary_network_interface_id"
    owner = Known(named.identity) if of_instance else block.resource("network_interface_id")
    group = block.resource("security_group_id")
    collection.group_attachments.append(GroupAttachment(owner, group, block.identity))


def _is_launched_without_more(block: Block, kind: _Kind) -> bool:
    """Whether an instance takes groups from nothing but itself, and so the VPC's default one when it names none.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
    """
    return kind.name == "EC2 instance" and all(block.nested(name) == Items() for name in _GIVING_GROUPS)


def _note_default_group(block: Block, kind: _Kind, collection: Collection) -> None:
    """What a resource without a group has: its VPC's default one, or, a Network Load Balancer, none.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
    """
    without = is_network_load_balancer(block) if kind.name == "load balancer" else Known(False)
    if without == Known(True):
        collection.has_no_group.add(block.identity)
    elif without == Known(False):
        collection.has_default_group.add(block.identity)


def _note_names(block: Block, kind: _Kind, collection: Collection) -> None:
    for name in _NAMES:
        written = block.text(name)
        if isinstance(written, Known) and written.value:
            collection.names[block.identity] = written.value
            break
    if kind.name in _PROXIES:
        of_endpoint = block.resource("DBProxyName" if block.language == "cloudformation" else "db_proxy_name")
        is_endpoint = kind.name != _PROXIES[0]
        collection.proxy_of[block.identity] = of_endpoint if is_endpoint else Known(block.identity)
    group = block.resource("option_group_name")
    if group != Known(None):
        collection.option_group_of[block.identity] = group


@reads("aws_db_option_group", "AWS::RDS::OptionGroup")
def option_group(block: Block, collection: Collection) -> None:
    """The options of a database of Oracle or SQL Server; SSL opens a second port beside the database's own.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.Oracle.Options.SSL.html
    """
    options = block.nested("option" if block.language == "terraform" else "OptionConfigurations")
    ports: Items[int] = Items(more=options.more)
    for element in options.elements:
        port = element if isinstance(element, Unknown) else element.value.number("port")
        if isinstance(port, Unknown):
            ports = ports + Items((port,))
        elif port.value is not None:
            ports = ports + Items.of([port.value])
        elif isinstance(element, Known) and element.value.text("option_name") == Known("SSL"):
            ports = ports + Items.of([_PORT_OF_SSL])
    collection.ports_of_options[block.identity] = ports
    note_name(block, OPTION_GROUP, "name" if block.language == "terraform" else "OptionGroupName", collection)


def _ports(block: Block, kind: _Kind) -> Items[int]:
    if kind.name == "classic load balancer" and not block.type.startswith("data."):
        return listeners_within(block)
    written = block.number("port")
    if isinstance(written, Unknown):
        return Items(more=written)
    if written.value is not None:
        return Items.of([written.value])
    if any(block.datum(name) is not None for name in _MADE_FROM_ANOTHER):
        reason = f"the code does not say on which port {block.place.address} listens"
        return Items(more=Unknown(f"{reason}: without a port of its own it has that of what it is made from"))
    if kind.ports:
        return Items.of(list(kind.ports))
    if kind.name == "DAX cluster":
        encryption = block.text("cluster_endpoint_encryption_type")
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.create-cluster.cli.html
        if isinstance(encryption, Unknown):
            return Items(more=encryption)
        return Items.of([_ENCRYPTED if encryption.value == "TLS" else _PLAIN])
    family = block.text("engine_family")
    if isinstance(family, Known) and family.value in PORT_OF_PROXY:
        return Items.of([PORT_OF_PROXY[family.value]])
    engine = block.text("engine")
    if isinstance(engine, Known) and engine.value:
        for name, port in PORT_OF_ENGINE.items():
            if name in engine.value:
                return Items.of([port])
    return Items(more=Unknown(f"the code does not say on which port {block.place.address} listens"))


def _other_ports(block: Block, kind: _Kind) -> Items[int]:
    if block.datum("port") is not None:
        return Items()
    if kind.other_ports == ANY or block.type.startswith("data."):
        return Items(more=Unknown(f"the code does not say on which ports {block.place.address} listens"))
    if block.type == "AWS::RDS::DBCluster" and block.text("engine") == Known("aurora-postgresql"):
        # CloudFormation has given Aurora PostgreSQL the port of MySQL (its coverage roadmap, issue 281).
        return Items.of([3306])
    if block.text("engine") == Known("aurora-postgresql") and block.datum(_PARAMETERS) is not None:
        # Babelfish, which a parameter group switches on.
        return Items.of([_PORT_OF_BABELFISH])
    return Items.of(list(kind.other_ports))


def _networks(block: Block) -> Items[Block]:
    """The resource itself and the blocks in it that hold its network."""
    found: Items[Block] = Items((Known(block),))
    for name in _NETWORKS:
        found = found + block.nested(name)
    return found


def _security_groups(block: Block) -> Items[str]:
    networks = _networks(block)
    groups: Items[str] = Items(more=next(iter(networks.unknowns()), None))
    for network in networks.known():
        for name in _GROUP_LISTS:
            groups = groups + network.resources(name)
    # Two of the names are one property in CloudFormation.
    return Items(tuple(dict.fromkeys(groups.elements)), groups.more)


def _subnets(block: Block, collection: Collection) -> Items[str]:
    networks = _networks(block)
    subnets: Items[str] = Items(more=next(iter(networks.unknowns()), None))
    for network in networks.known():
        subnets = subnets + network.resources("subnet_id")
        for name in _SUBNET_LISTS:
            subnets = subnets + network.resources(name)
    mappings = block.nested("subnet_mapping" if block.language == "terraform" else "SubnetMappings")
    subnets = subnets + Items(more=mappings.more)
    for mapping in mappings.elements:
        subnets = subnets + (
            Items(more=mapping) if isinstance(mapping, Unknown) else mapping.value.resources("subnet_id")
        )
    for name in _SUBNET_GROUPS:
        group = block.resource(name)
        if isinstance(group, Unknown):
            subnets = subnets + Items(more=group)
        elif group.value is not None:
            subnets = subnets + Items.of([f"{group.value}/subnets"])
    return subnets
