"""Accounts written by hand, of many VPCs alike: each case changes one of them, and one scan judges a function in each.

What is not changed works: private subnets behind a NAT gateway, a database that admits the function, a queue.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scanning import Scan, scan
from snapshots import surrounded_by

ACCOUNT = "111111111111"
EVERYWHERE = [{"CidrIp": "0.0.0.0/0"}]
REGION = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
ONCE = ("DhcpOptions",)
Change = Callable[["Place"], object]


def permission(protocol: str = "-1", port: int | None = None, **peers: Any) -> dict[str, Any]:
    """A rule of a security group as AWS prints it."""
    ports = {} if port is None else {"FromPort": port, "ToPort": port}
    return {"IpProtocol": protocol, **ports, "IpRanges": [], "UserIdGroupPairs": [], "PrefixListIds": [], **peers}


def entry(number: int, *, egress: bool, action: str = "allow", **more: Any) -> dict[str, Any]:
    """An entry of a network ACL."""
    described = {
        "RuleNumber": number,
        "Egress": egress,
        "RuleAction": action,
        "Protocol": "-1",
        "CidrBlock": "0.0.0.0/0",
    }
    return {**described, **more}


class Place:
    """A VPC with its number, and the function of the code in it.

    held: what the account holds there, by the key at the top of a file. files: further answers, by name. more: code.
    """

    def __init__(self, number: int) -> None:
        tail = f"-{number:07x}"
        self.number = number
        self.block = f"10.{number}"
        self.vpc, self.igw, self.acl, self.endpoint = (f"{kind}{tail}a" for kind in ("vpc", "igw", "acl", "vpce"))
        self.nat = f"nat{tail}a"
        self.a, self.b, self.public = (f"subnet{tail}{end}" for end in "abc")
        self.group, self.of_database, self.default_group, self.of_endpoint = (f"sg{tail}{end}" for end in "fd0e")
        self.main, self.public_table = f"rtb{tail}a", f"rtb{tail}c"
        self.host = f"db{number}.abcdefghijkl.eu-west-1.rds.amazonaws.com"
        self.environment = {"DATABASE": f"postgres://{self.host}/x", "QUEUE": "https://sqs.eu-west-1.amazonaws.com/1/q"}
        self.subnets, self.groups = json.dumps([self.a, self.b]), json.dumps([self.group])
        self.files: dict[str, Any] = {}
        self.more, self.role = "", f"aws_iam_role.r{number}.arn"
        self.held = self._held()

    def _held(self) -> dict[str, list[dict[str, Any]]]:
        of = {"VpcId": self.vpc, "OwnerId": ACCOUNT}
        local = {"DestinationCidrBlock": f"{self.block}.0.0/16", "GatewayId": "local", "State": "active"}

        def group(id: str, name: str, *ingress: dict[str, Any]) -> dict[str, Any]:
            out = [permission(IpRanges=EVERYWHERE)]
            return {**of, "GroupId": id, "GroupName": name, "IpPermissions": [*ingress], "IpPermissionsEgress": out}

        def table(id: str, association: dict[str, Any], **target: str) -> dict[str, Any]:
            route = {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", **target}
            answer = {**association, "AssociationState": {"State": "associated"}}
            return {**of, "RouteTableId": id, "Associations": [answer], "Routes": [local, route]}

        subnets = [
            {
                **of,
                "SubnetId": id,
                "CidrBlock": f"{self.block}.{place}.0/24",
                "AvailabilityZone": f"eu-west-1{'abc'[place]}",
                "AvailableIpAddressCount": 251,
                "State": "available",
                "Tags": [{"Key": "Tier", "Value": tier}],
            }
            for place, (id, tier) in enumerate(((self.a, "private"), (self.b, "private"), (self.public, "public")))
        ]
        admitted = permission("tcp", 5432, UserIdGroupPairs=[{"GroupId": self.group, "UserId": ACCOUNT}])
        addresses = [{"AllocationId": "eipalloc-1", "PublicIp": "192.0.2.1", "Status": "succeeded"}]
        nat = {"VpcId": self.vpc, "NatGatewayId": self.nat, "SubnetId": self.public, "State": "available"}
        blocks = [{"CidrBlock": f"{self.block}.0.0/16", "CidrBlockState": {"State": "associated"}}]
        vpc = {**of, "CidrBlock": f"{self.block}.0.0/16", "CidrBlockAssociationSet": blocks}
        return {
            "Vpcs": [{**vpc, "IsDefault": False, "DhcpOptionsId": "dopt-00000001"}],
            "Subnets": subnets,
            "SecurityGroups": [
                group(self.group, "f"),
                group(self.of_database, "database", admitted),
                group(self.default_group, "default"),
            ],
            "RouteTables": [
                table(self.main, {"Main": True}, NatGatewayId=self.nat),
                table(self.public_table, {"Main": False, "SubnetId": self.public}, GatewayId=self.igw),
            ],
            "NetworkAcls": [
                {
                    **of,
                    "NetworkAclId": self.acl,
                    "IsDefault": True,
                    "Associations": [{"SubnetId": each} for each in (self.a, self.b, self.public)],
                    "Entries": [entry(100, egress=True), entry(100, egress=False)],
                }
            ],
            "InternetGateways": [
                {"InternetGatewayId": self.igw, "Attachments": [{"VpcId": self.vpc, "State": "available"}]}
            ],
            "NatGateways": [{**nat, "ConnectivityType": "public", "NatGatewayAddresses": addresses}],
            "DBInstances": [
                {
                    "DBInstanceArn": f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:db{self.number}",
                    "DBInstanceIdentifier": f"db{self.number}",
                    "Engine": "postgres",
                    "Endpoint": {"Address": self.host, "Port": 5432},
                    "PubliclyAccessible": False,
                    "VpcSecurityGroups": [{"VpcSecurityGroupId": self.of_database, "Status": "active"}],
                    "DBSubnetGroup": {"Subnets": [{"SubnetIdentifier": self.a}, {"SubnetIdentifier": self.b}]},
                }
            ],
            "DhcpOptions": [
                {
                    "DhcpOptionsId": "dopt-00000001",
                    "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}],
                }
            ],
            **{key: [] for key in ("VpcEndpoints", "VpcPeeringConnections", "EgressOnlyInternetGateways")},
            **{key: [] for key in ("NetworkInterfaces", "DBClusters", "DBProxies")},
        }

    def one(self, key: str, place: int = 0) -> dict[str, Any]:
        """An element of a list."""
        return self.held[key][place]

    def leads_to(self, **route: Any) -> None:
        """Let the main table have this route in the place of the one to the NAT gateway; none for no route."""
        routes = self.one("RouteTables")["Routes"]
        routes[1:] = [{"State": "active", "DestinationCidrBlock": "0.0.0.0/0", **route}] if route else []

    def declares(self, kind: str, body: str) -> None:
        """Let the code have a block more, whose name is the number."""
        self.more += f'resource "{kind}" "x{self.number}" {{\n{body}\n}}\n'

    @property
    def address(self) -> str:
        """The function's."""
        return f"aws_lambda_function.f{self.number}"

    def code(self) -> str:
        """The function with its role, and what the case has beside it."""
        number = self.number
        return f"""
resource "aws_iam_role" "r{number}" {{
  name               = "r{number}"
  assume_role_policy = "{{}}"
}}
resource "aws_iam_role_policy" "p{number}" {{
  role   = aws_iam_role.r{number}.name
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }}] }})
}}
resource "aws_lambda_function" "f{number}" {{
  function_name = "f{number}"
  role          = {self.role}
  vpc_config {{
    subnet_ids         = {self.subnets}
    security_group_ids = {self.groups}
  }}
  environment {{
    variables = {json.dumps(self.environment)}
  }}
}}
{self.more}"""


def judged(
    folder: Path, changes: Sequence[Change], without: Sequence[str] = (), before: str = REGION
) -> tuple[Scan, list[Place]]:
    """What is said of a function in each of the VPCs that the changes make. without: lists that no file holds."""
    places = [Place(number) for number in range(1, len(changes) + 1)]
    lists: dict[str, list[Any]] = {}
    files: dict[str, Any] = {}
    for place, change in zip(places, changes):
        change(place)
        for key, held in place.held.items():
            lists.setdefault(key, []).extend(held if key not in ONCE or place.number == 1 else ())
        for name in ("EnableDnsSupport", "EnableDnsHostnames"):
            files[f"{name}.{place.vpc}"] = {"VpcId": place.vpc, name: {"Value": True}}
        files |= place.files
    files |= {key: {key: held} for key, held in lists.items() if key not in without}
    record = {"Version": 1, "TakenAt": "2026-11-20T00:00:00+00:00", "Account": ACCOUNT, "Region": "eu-west-1"}
    files["snapshot"] = {"LambdanetSnapshot": record}
    around, code = folder / "account", folder / "code"
    for each in (around, code):
        each.mkdir(parents=True, exist_ok=True)
    for name, answer in files.items():
        (around / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")
    (code / "main.tf").write_text(before + "".join(place.code() for place in places), encoding="utf-8")
    with surrounded_by(around):
        return scan(code, "terraform"), places
