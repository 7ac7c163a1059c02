"""Databases of which AWS keeps the password, in a secret that it makes with them: who gets the secret logs in there.

The secret holds the user and the password, and not the host:
https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html. Statements can be sent with it
by the Data API too, where the cluster has that: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.html
and https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html.
"""

from __future__ import annotations

from dataclasses import replace

from lambdanet.identities import deployed_with
from lambdanet.model import Carrier, Mention, Place, Resource, ServiceResource
from lambdanet.readers.blocks import Block
from lambdanet.readers.datum import Reference
from lambdanet.readers.resources.carriers import SECRET
from lambdanet.readers.resources.collection import Collection, reads
from lambdanet.readers.resources.endpoint_attributes import CREDENTIALS
from lambdanet.readers.secrets_of_databases import ARN_OF_MANAGED_SECRET, secret_of
from lambdanet.values import Known, Value

_NAMESPACES = ("aws_redshiftserverless_namespace", "AWS::RedshiftServerless::Namespace")
# Whether AWS keeps the password, in the words of the services.
_MANAGED = ("manage_master_user_password", "manage_master_password", "manage_admin_password")


def data_api(block: Block, kind: str) -> Value[bool]:
    """Whether a database takes statements by an API of AWS's as well."""
    if kind == "RDS DB cluster":
        return block.flag("enable_http_endpoint", False)
    return Known(kind.startswith("Redshift"))


@reads(
    *("aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_redshift_cluster", *_NAMESPACES),
    *("AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Redshift::Cluster"),
)
def managed_secret(block: Block, collection: Collection) -> None:
    """The secret of a database, as a resource of its own."""
    if all(block.flag(name, False) == Known(False) for name in _MANAGED):
        return
    service = "redshift" if "redshift" in block.type.lower() else "rds"
    secret = secret_of(block.identity)
    arn = Known(ARN_OF_MANAGED_SECRET[service])
    collection.service_resources.append(
        ServiceResource(secret, _place_of_secret(block), service="secretsmanager", arn=arn, region=block.region())
    )
    if block.type in _NAMESPACES:
        _note(block, collection, secret, _names(block, "namespace_name"), ())
    else:
        _note(block, collection, secret)


@reads("aws_redshiftserverless_workgroup", "AWS::RedshiftServerless::Workgroup")
def of_workgroup(block: Block, collection: Collection) -> None:
    """A workgroup, at which the users of its namespace log in."""
    named = block.datum("namespace_name")
    if isinstance(named, Reference):
        _note(block, collection, secret_of(named.identity))
    for name in _names(block, "namespace_name"):
        _note(block, collection, name)


def _place_of_secret(block: Block) -> Place:
    """Where the secret of a database is declared: with the database, under an address of its own."""
    address = f"the managed secret of {Resource(block.identity, block.place).address}"
    return replace(block.place, address=address, part="", instance="")


def _names(block: Block, attribute: str) -> tuple[str, ...]:
    """What the code calls a namespace, in the configuration in which that means one."""
    name = block.text(attribute)
    return (
        (f"{deployed_with(block.identity)}|namespace {name.value}",) if isinstance(name, Known) and name.value else ()
    )


def _note(
    block: Block,
    collection: Collection,
    secret: str,
    names: tuple[str, ...] = (),
    kinds: tuple[str, ...] = (CREDENTIALS,),
) -> None:
    mentions = tuple(Mention("", block.identity, kind, by_name=True) for kind in kinds)
    doubt = collection.uncertain.get(block.identity)
    collection.carriers.append(
        Carrier(
            secret,
            _place_of_secret(block),
            kind=SECRET,
            identities=frozenset((secret, *names)),
            mentions=mentions if doubt is None else (),
            doubt=doubt,
            of_database=True,
        )
    )
