"""Terraform's names of attributes in CloudFormation's spelling."""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "cluster_security_group_ids": "ClusterSecurityGroupIds",
    "db_cluster_identifier": "DBClusterIdentifier",
    "db_instance_identifier": "DBInstanceIdentifier",
    "db_security_groups": "DBSecurityGroups",
    "db_subnet_group_description": "DBSubnetGroupDescription",
    "db_subnet_group_name": "DBSubnetGroupName",
    "principal_org_id": "PrincipalOrgID",
    "vpc_options": "VPCOptions",
    "vpc_security_groups": "VPCSecurityGroups",
}


@lru_cache(maxsize=4096)
def property_name(name: str) -> str:
    """``subnet_ids`` as ``SubnetIds``; a name that begins with a capital already is a property's name."""
    if name[:1].isupper():
        return name
    irregular = _IRREGULAR.get(name)
    return irregular or "".join(word[:1].upper() + word[1:] for word in name.split("_"))
