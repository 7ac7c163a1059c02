"""Makes a network that was read from code in an AWS API server, and code that has of it no more than its ids.

The server is moto (https://docs.getmoto.org), which holds what is made by boto3 and describes it as AWS does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lambdanet.identities import made_with
from lambdanet.model import Network, Route, SecurityGroup, SecurityGroupRule
from lambdanet.values import Known

_EVERYWHERE = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
_TARGETS = {
    "internet gateway": "GatewayId",
    "NAT gateway": "NatGatewayId",
    "egress-only internet gateway": "EgressOnlyInternetGatewayId",
}
_ENGINES = {"DocumentDB cluster": "docdb", "Neptune cluster": "neptune", "RDS DB cluster": "aurora-postgresql"}


def _known(value: Any) -> Any:
    assert isinstance(value, Known), value
    return value.value


@dataclass
class Deployed:
    """What was made: identity in the code -> id; and for a resource with a host, attribute in code -> value."""

    ids: dict[str, str] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)
    cache_clusters: list[dict[str, Any]] = field(default_factory=list)
    """Those of replication groups, which AWS lists and moto does not."""


def deploy(network: Network, client: Any, region: str = "eu-west-1") -> Deployed:
    """Make the network. client: gives the client of a service by its name."""
    made = _Deployment(network, client, region)
    made.make()
    return made.deployed


class _Deployment:
    def __init__(self, network: Network, client: Any, region: str) -> None:
        self.network = network
        self.client = client
        self.ec2 = client("ec2")
        self.region = region
        self.deployed = Deployed()
        self.ids = self.deployed.ids
        self.zones: dict[str, str] = {}

    def make(self) -> None:
        for vpc in self.network.vpcs.values():
            if vpc.declared:
                self._vpc(vpc)
        for subnet in self.network.subnets.values():
            self._subnet(subnet)
        for gateway in self.network.internet_gateways.values():
            self._gateway(gateway)
        for nat in self.network.nat_gateways.values():
            address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
            answer = self.ec2.create_nat_gateway(SubnetId=self.ids[_known(nat.subnet)], AllocationId=address)
            self.ids[nat.identity] = answer["NatGateway"]["NatGatewayId"]
        self._tables()
        self._acls()
        self._groups()
        for endpoint in self.network.endpoints.values():
            self._endpoint(endpoint)
        for resource in self.network.private_resources.values():
            self._service(resource)
        self._files()

    def _vpc(self, vpc: Any) -> None:
        first, *others = vpc.cidrs.known()
        six = any(_known(each.has_ipv6) for each in self.network.subnets.values())
        made = self.ec2.create_vpc(CidrBlock=first, AmazonProvidedIpv6CidrBlock=six)["Vpc"]
        self.ids[vpc.identity] = id = made["VpcId"]
        for block in others:
            self.ec2.associate_vpc_cidr_block(VpcId=id, CidrBlock=block)
        for name, value in (("EnableDnsSupport", vpc.dns_support), ("EnableDnsHostnames", vpc.dns_hostnames)):
            self.ec2.modify_vpc_attribute(VpcId=id, **{name: {"Value": _known(value)}})
        of_vpc = [{"Name": "vpc-id", "Values": [id]}]
        default = [*of_vpc, {"Name": "group-name", "Values": ["default"]}]
        made_by_aws = {
            "main route table": self.ec2.describe_route_tables(Filters=of_vpc)["RouteTables"][0]["RouteTableId"],
            "default network ACL": self.ec2.describe_network_acls(Filters=of_vpc)["NetworkAcls"][0]["NetworkAclId"],
            "default security group": self.ec2.describe_security_groups(Filters=default)["SecurityGroups"][0][
                "GroupId"
            ],
        }
        for what, its_id in made_by_aws.items():
            self.ids[made_with(vpc.identity, what)] = its_id

    def _zone(self, zone: Any) -> str:
        zone_name = str(_known(zone))
        if zone_name not in self.zones:
            letter = zone_name[-1] if zone_name.startswith(self.region) else "abc"[len(self.zones) % 3]
            self.zones[zone_name] = f"{self.region}{letter}"
        return self.zones[zone_name]

    def _subnet(self, subnet: Any) -> None:
        vpc = self.ids[_known(subnet.vpc)]
        asked = {"VpcId": vpc, "CidrBlock": _known(subnet.cidr), "AvailabilityZone": self._zone(subnet.zone)}
        if _known(subnet.has_ipv6):
            block = self.ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"]
            front = block.partition("::")[0]
            asked["Ipv6CidrBlock"] = f"{front[:-2]}{len(self.ids) % 256:02x}::/64"
        self.ids[subnet.identity] = self.ec2.create_subnet(**asked)["Subnet"]["SubnetId"]

    def _gateway(self, gateway: Any) -> None:
        vpc = self.ids[_known(gateway.vpc)]
        if gateway.egress_only:
            made = self.ec2.create_egress_only_internet_gateway(VpcId=vpc)["EgressOnlyInternetGateway"]
            self.ids[gateway.identity] = made["EgressOnlyInternetGatewayId"]
            return
        made = self.ec2.create_internet_gateway()["InternetGateway"]
        self.ids[gateway.identity] = made["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=made["InternetGatewayId"], VpcId=vpc)

    def _tables(self) -> None:
        for table in self.network.route_tables.values():
            vpc = _known(table.vpc)
            if table.identity not in self.ids:
                main = made_with(vpc, "main route table")
                adopted = table.main == Known(True)
                made = self.ids[main] if adopted else self._new_table(self.ids[vpc])
                self.ids[table.identity] = made
            for route in table.routes.known():
                self._route(self.ids[table.identity], route)
        for association in self.network.route_table_associations:
            if not association.main:
                subnet = self.ids[_known(association.subnet)]
                self.ec2.associate_route_table(RouteTableId=self.ids[_known(association.table)], SubnetId=subnet)

    def _new_table(self, vpc: str) -> str:
        answer: str = self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        return answer

    def _route(self, table: str, route: Route) -> None:
        target, destination = _known(route.target), _known(route.destination)
        named = "DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock"
        given = {named: destination, _TARGETS[target.kind]: self.ids[target.identity]}
        self.ec2.create_route(RouteTableId=table, **given)

    def _acls(self) -> None:
        for acl in self.network.network_acls.values():
            if acl.identity in self.ids:
                continue
            assert acl.default != Known(True), "no architecture adopts one"
            made = self.ec2.create_network_acl(VpcId=self.ids[_known(acl.vpc)])["NetworkAcl"]["NetworkAclId"]
            self.ids[acl.identity] = made
            for rule in (*acl.ingress.known(), *acl.egress.known()):
                first, last = _known(rule.ports)
                self.ec2.create_network_acl_entry(
                    NetworkAclId=made,
                    RuleNumber=_known(rule.number),
                    Protocol={"tcp": "6", "udp": "17"}.get(_known(rule.protocol), "-1"),
                    RuleAction=_known(rule.action),
                    Egress=_known(rule.direction) == "egress",
                    PortRange={"From": first, "To": last},
                    **{"Ipv6CidrBlock" if ":" in _known(rule.cidr) else "CidrBlock": _known(rule.cidr)},
                )
        for association in self.network.network_acl_associations:
            subnet = self.ids[_known(association.subnet)]
            asked = [{"Name": "association.subnet-id", "Values": [subnet]}]
            for held in self.ec2.describe_network_acls(Filters=asked)["NetworkAcls"]:
                for each in held["Associations"]:
                    if each["SubnetId"] == subnet:
                        self.ec2.replace_network_acl_association(
                            AssociationId=each["NetworkAclAssociationId"],
                            NetworkAclId=self.ids[_known(association.acl)],
                        )

    def _groups(self) -> None:
        groups = [each for each in self.network.security_groups.values() if isinstance(each.vpc, Known)]
        for number, group in enumerate(groups):
            if group.identity in self.ids:
                continue
            vpc = _known(group.vpc)
            if group.default == Known(True):
                self.ids[group.identity] = self.ids[made_with(vpc, "default security group")]
            else:
                answer = self.ec2.create_security_group(
                    GroupName=f"group-{number}", Description="made for a test", VpcId=self.ids[vpc]
                )
                self.ids[group.identity] = answer["GroupId"]
        for group in groups:
            self._rules(group)

    def _rules(self, group: SecurityGroup) -> None:
        id = self.ids[group.identity]
        held = self.ec2.describe_security_groups(GroupIds=[id])["SecurityGroups"][0]
        for name, withdraw in (
            ("IpPermissions", self.ec2.revoke_security_group_ingress),
            ("IpPermissionsEgress", self.ec2.revoke_security_group_egress),
        ):
            if held[name]:
                withdraw(GroupId=id, IpPermissions=held[name])
        for rules, authorize in (
            (group.ingress, self.ec2.authorize_security_group_ingress),
            (group.egress, self.ec2.authorize_security_group_egress),
        ):
            for rule in rules.known():
                authorize(GroupId=id, IpPermissions=[self._permission(rule, id)])

    def _permission(self, rule: SecurityGroupRule, own: str) -> dict[str, Any]:
        peer, protocol, (first, last) = _known(rule.peer), _known(rule.protocol), _known(rule.ports)
        permission: dict[str, Any] = {"IpProtocol": protocol}
        if protocol != "-1":
            permission |= {"FromPort": first, "ToPort": last}
        if peer.kind == "cidr":
            six = ":" in peer.name
            permission["Ipv6Ranges" if six else "IpRanges"] = [{"CidrIpv6" if six else "CidrIp": peer.name}]
        elif peer.kind == "prefix list":
            permission["PrefixListIds"] = [{"PrefixListId": self._list_of(peer.name)}]
        else:
            permission["UserIdGroupPairs"] = [{"GroupId": own if peer.kind == "self" else self.ids[peer.name]}]
        return permission

    def _list_of(self, identity: str) -> str:
        service = identity.rpartition(".")[2] if identity not in self.network.prefix_lists else ""
        service = service or self.network.prefix_lists[identity].service or "s3"
        listed = self.ec2.describe_prefix_lists()["PrefixLists"]
        return next(str(each["PrefixListId"]) for each in listed if each["PrefixListName"].endswith(f".{service}"))

    def _endpoint(self, endpoint: Any) -> None:
        kind = _known(endpoint.kind)
        given: dict[str, Any] = {
            "VpcId": self.ids[_known(endpoint.vpc)],
            "VpcEndpointType": kind,
            "ServiceName": f"com.amazonaws.{self.region}.{_known(endpoint.service_code)}",
        }
        if kind == "Gateway":
            given["RouteTableIds"] = [self.ids[each] for each in endpoint.route_tables.known()]
        else:
            given["SubnetIds"] = [self.ids[each] for each in endpoint.subnets.known()]
            given["SecurityGroupIds"] = [self.ids[each] for each in endpoint.security_groups.known()]
            given["PrivateDnsEnabled"] = _known(endpoint.private_dns)
        self.ids[endpoint.identity] = self.ec2.create_vpc_endpoint(**given)["VpcEndpoint"]["VpcEndpointId"]

    def _service(self, resource: Any) -> None:
        name = f"made-{len(self.ids)}"
        subnets = [self.ids[each] for each in resource.subnets.known()]
        groups = [self.ids[each] for each in resource.security_groups.known()]
        if resource.kind == "RDS DB instance":
            rds = self.client("rds")
            rds.create_db_subnet_group(DBSubnetGroupName=name, DBSubnetGroupDescription="test", SubnetIds=subnets)
            made = rds.create_db_instance(
                DBInstanceIdentifier=name,
                Engine="postgres",
                DBInstanceClass="db.t4g.medium",
                AllocatedStorage=20,
                MasterUsername="made",
                MasterUserPassword="made-for-a-test",
                Port=next(iter(resource.ports.known()), 5432),
                DBSubnetGroupName=name,
                VpcSecurityGroupIds=groups,
                PubliclyAccessible=resource.private == Known(False),
            )["DBInstance"]
            self.ids[resource.identity] = made["DBInstanceArn"]
            self.deployed.hosts[resource.identity] = made["Endpoint"]["Address"]
        elif resource.kind == "ElastiCache replication group":
            cache = self.client("elasticache")
            arguments = {"CacheSubnetGroupName": name, "CacheSubnetGroupDescription": "test"}
            cache.create_cache_subnet_group(**arguments, SubnetIds=subnets)
            made = cache.create_replication_group(
                ReplicationGroupId=name,
                ReplicationGroupDescription="test",
                Engine="redis",
                CacheNodeType="cache.t4g.small",
                NumCacheClusters=2,
                AutomaticFailoverEnabled=True,
            )["ReplicationGroup"]
            self.ids[resource.identity] = made["ARN"]
            self.deployed.hosts[resource.identity] = made["NodeGroups"][0]["PrimaryEndpoint"]["Address"]
            held = [{"SecurityGroupId": each, "Status": "active"} for each in groups]
            self.deployed.cache_clusters += [
                {
                    "CacheClusterId": each,
                    "ARN": f"{made['ARN']}/{each}",
                    "Engine": "redis",
                    "SecurityGroups": held,
                    "CacheSubnetGroupName": name,
                }
                for each in made["MemberClusters"]
            ]
        elif resource.kind == "EC2 instance":
            made = self.ec2.run_instances(
                ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnets[0], SecurityGroupIds=groups
            )["Instances"][0]
            self.ids[resource.identity] = made["InstanceId"]
            self.deployed.hosts[resource.identity] = made["PrivateIpAddress"]

    def _files(self) -> None:
        if not self.network.file_systems:
            return
        efs = self.client("efs")
        for system in self.network.file_systems.values():
            self.ids[system.identity] = efs.create_file_system(CreationToken=system.identity)["FileSystemId"]
        for target in self.network.mount_targets:
            efs.create_mount_target(
                FileSystemId=self.ids[_known(target.file_system)],
                SubnetId=self.ids[_known(target.subnet)],
                SecurityGroups=[self.ids[each] for each in target.security_groups.known()],
            )
        for point in self.network.access_points.values():
            made = efs.create_access_point(ClientToken=point.identity, FileSystemId=self.ids[_known(point.file_system)])
            self.ids[point.identity] = made["AccessPointArn"]
