"""A small account on a server that stands in for AWS: moto's, on the loopback address.

moto (https://docs.getmoto.org/en/latest/docs/server_mode.html) answers as AWS does, with what was made there before.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3

REGION, OTHER_REGION = "eu-west-1", "us-east-1"
ACCOUNT = "123456789012"


def environment_for(address: str) -> dict[str, str]:
    """The variables with which the AWS CLI and boto3 ask the server, and nobody else, and do not ask again."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


@contextmanager
def served() -> Iterator[str]:
    """The address of a server."""
    from moto.server import ThreadedMotoServer

    # It logs each request, and each that it cannot answer with a traceback.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


class Maker:
    """Makes things in a Region of the account."""

    def __init__(self, address: str, region: str = REGION) -> None:
        keys = environment_for(address)
        self._session = boto3.Session(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], region_name=region)
        self._address = address
        self.region = region

    def client(self, service: str) -> Any:
        """The client of a service."""
        return self._session.client(service, endpoint_url=self._address)

    def network(self, block: str) -> dict[str, str]:
        """A VPC with two private subnets, a public one, and what leads out of them; the ids by name."""
        ec2 = self.client("ec2")
        vpc = ec2.create_vpc(CidrBlock=f"{block}.0.0/16", AmazonProvidedIpv6CidrBlock=True)["Vpc"]["VpcId"]
        subnets = {
            f"subnet{index}": ec2.create_subnet(
                VpcId=vpc, CidrBlock=f"{block}.{index}.0/24", AvailabilityZone=f"{self.region}{zone}"
            )["Subnet"]["SubnetId"]
            for index, zone in enumerate("aba")
        }
        internet = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=vpc)
        egress_only = ec2.create_egress_only_internet_gateway(VpcId=vpc)["EgressOnlyInternetGateway"]
        address = ec2.allocate_address(Domain="vpc")["AllocationId"]
        nat = ec2.create_nat_gateway(SubnetId=subnets["subnet2"], AllocationId=address)["NatGateway"]["NatGatewayId"]
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
        for name in ("subnet0", "subnet1"):
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[name])
        groups = self._groups(vpc)
        ec2.create_vpc_endpoint(
            VpcId=vpc, ServiceName=f"com.amazonaws.{self.region}.s3", VpcEndpointType="Gateway", RouteTableIds=[table]
        )
        found = {"vpc": vpc, "internet": internet, "nat": nat, "table": table, **subnets, **groups}
        return {**found, "egress_only": egress_only["EgressOnlyInternetGatewayId"]}

    def _groups(self, vpc: str) -> dict[str, str]:
        """Two groups that name each other."""
        ec2 = self.client("ec2")
        ids = {
            name: ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
            for name in ("function", "database")
        }
        for one, other in (("function", "database"), ("database", "function")):
            permission = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432}
            pair: Mapping[str, Any] = {**permission, "UserIdGroupPairs": [{"GroupId": ids[other]}]}
            ec2.authorize_security_group_ingress(GroupId=ids[one], IpPermissions=[pair])
        return ids

    def shared(self, network: Mapping[str, str]) -> dict[str, str]:
        """A prefix list, and a transit gateway with a table and a route to the VPC."""
        ec2 = self.client("ec2")
        entries = [{"Cidr": "10.9.0.0/16", "Description": "offices"}]
        made = ec2.create_managed_prefix_list(
            PrefixListName="offices", MaxEntries=5, AddressFamily="IPv4", Entries=entries
        )
        gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
        attachment = ec2.create_transit_gateway_vpc_attachment(
            TransitGatewayId=gateway, VpcId=network["vpc"], SubnetIds=[network["subnet0"]]
        )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
        table = ec2.create_transit_gateway_route_table(TransitGatewayId=gateway)["TransitGatewayRouteTable"]
        id = table["TransitGatewayRouteTableId"]
        ec2.create_transit_gateway_route(
            DestinationCidrBlock="10.8.0.0/16", TransitGatewayRouteTableId=id, TransitGatewayAttachmentId=attachment
        )
        return {"list": made["PrefixList"]["PrefixListId"], "gateway": gateway, "gateway_table": id}

    def private_resources(self, network: Mapping[str, str]) -> dict[str, str]:
        """A database, a file system with a mount target, a cache, a cluster, a domain and a role."""
        subnets = [network["subnet0"], network["subnet1"]]
        rds, efs = self.client("rds"), self.client("efs")
        rds.create_db_subnet_group(DBSubnetGroupName="private", DBSubnetGroupDescription="-", SubnetIds=subnets)
        rds.create_db_instance(
            DBInstanceIdentifier="orders",
            DBInstanceClass="db.t3.micro",
            Engine="postgres",
            AllocatedStorage=20,
            MasterUsername="admin",
            MasterUserPassword="not-to-be-seen",
            DBSubnetGroupName="private",
            VpcSecurityGroupIds=[network["database"]],
        )
        files = efs.create_file_system(CreationToken="files")["FileSystemId"]
        target = efs.create_mount_target(
            FileSystemId=files, SubnetId=network["subnet0"], SecurityGroups=[network["database"]]
        )["MountTargetId"]
        self.client("opensearch").create_domain(DomainName="search")
        self.client("redshift").create_cluster(
            ClusterIdentifier="reports",
            NodeType="ra3.large",
            MasterUsername="admin",
            MasterUserPassword="Not-to-be-seen-1",
            ManageMasterPassword=False,
        )
        return {"files": files, "target": target}

    def role(self, name: str) -> None:
        """A role, and a policy that nobody uses."""
        iam = self.client("iam")
        statement = {"Effect": "Allow", "Action": "ec2:DescribeVpcs", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
        iam.create_policy(PolicyName="unused", PolicyDocument=document)
