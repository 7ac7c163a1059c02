"""Small networks as plans: a VPC with subnets, tables and a NAT gateway, all of which are still to be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from scanning import Scan, scan
from small_plans import Call, Planned, write_plan

FUNCTION = "aws_lambda_function.orders"
GROUPS = {"vpc_config": [{"security_group_ids": ["sg-0a1b2c3d4e5f60718"]}]}
MAIN = {"vpc_id": ["aws_vpc.main.id"]}


def function(*subnets: str, name: str = "orders") -> Planned:
    values = {"function_name": name, "role": "arn:aws:iam::111122223333:role/lambda", **GROUPS}
    return Planned(f"aws_lambda_function.{name}", values, {"vpc_config.subnet_ids": subnets})


def subnets(*names: str, zones: str = "ab", vpc: Mapping[str, Sequence[str]] = MAIN, size: int = 24) -> list[Planned]:
    """Subnets, one in each zone in turn."""
    return [
        Planned(
            f"aws_subnet.{name}",
            {"cidr_block": f"10.0.{number}.0/{size}", "availability_zone": f"eu-west-1{zones[number % len(zones)]}"},
            vpc,
        )
        for number, name in enumerate(names)
    ]


PRIVATE = subnets("private[0]", "private[1]")
VPC = [
    Planned("aws_vpc.main", {"cidr_block": "10.0.0.0/16"}),
    Planned("aws_internet_gateway.main", {}, MAIN),
    Planned("aws_subnet.public", {"cidr_block": "10.0.9.0/24", "availability_zone": "eu-west-1a"}, MAIN),
    Planned("aws_nat_gateway.main", {}, {"subnet_id": ["aws_subnet.public.id"], "allocation_id": ["aws_eip.main.id"]}),
    Planned("aws_eip.main", {"domain": "vpc"}),
]


def table(name: str, *, gateway: str | None = None, nat: str | None = None) -> list[Planned]:
    """A route table with a default route."""
    target = {"gateway_id": [gateway]} if gateway else {"nat_gateway_id": [nat or "aws_nat_gateway.main.id"]}
    route = {"route_table_id": [f"aws_route_table.{name}.id"], **target}
    return [
        Planned(f"aws_route_table.{name}", {}, MAIN),
        Planned(f"aws_route.{name.replace('[', '_').rstrip(']')}", {"destination_cidr_block": "0.0.0.0/0"}, route),
    ]


def associations(*keys: str, to: Sequence[str], table: Sequence[str], over: Sequence[str] = ()) -> list[Planned]:
    """Instances of one block that associates subnets with tables."""
    given = {"subnet_id": to, "route_table_id": table}
    return [Planned(f"aws_route_table_association.private{key}", {}, given, over) for key in keys]


def planned(folder: Path, *resources: Planned | list[Planned], calls: Mapping[str, Call] | None = None) -> Scan:
    listed = [each for one in resources for each in (one if isinstance(one, list) else [one])]
    write_plan(folder, listed, calls)
    return scan(folder, "terraform_plan")
