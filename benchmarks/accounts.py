"""What a snapshot of an account costs: ``python3 benchmarks/accounts.py [--repeat N] [--profile]``.

1,000 functions that write out the ids of subnets and groups, with and without a snapshot of 2,000 subnets and 5,000
groups. With it there is more to decide, so what counts is the CPU for each verdict that is decided.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from evidence import Cost, run_command  # noqa: E402

from _venv import clean_environment, prepare, program  # noqa: E402

FUNCTIONS, VPCS, SUBNETS, GROUPS = 1_000, 20, 2_000, 5_000
REGION = "eu-west-1"
OWNER = "111111111111"
EVERYWHERE = [{"CidrIp": "0.0.0.0/0"}]


def code(folder: Path) -> None:
    """The functions, ten of a kind: with the same subnets and groups."""
    blocks = [f'provider "aws" {{\n  region = "{REGION}"\n}}\n', _ROLE]
    for number in range(FUNCTIONS):
        kind = number // 10
        subnets = [_subnet(kind % VPCS + VPCS * (2 * (kind // VPCS) + each)) for each in (0, 1)]
        blocks.append(_FUNCTION % (number, number, json.dumps(subnets), json.dumps([_group(kind)]), _host(kind % VPCS)))
    folder.mkdir(parents=True)
    (folder / "main.tf").write_text("\n".join(blocks), encoding="utf-8")


_ROLE = """
resource "aws_iam_role" "functions" {
  name               = "functions"
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy_attachment" "functions" {
  role       = aws_iam_role.functions.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}
"""
_FUNCTION = """
resource "aws_lambda_function" "f%s" {
  function_name = "f%s"
  role          = aws_iam_role.functions.arn

  vpc_config {
    subnet_ids         = %s
    security_group_ids = %s
  }

  environment {
    variables = {
      DATABASE = "%s"
      QUEUE    = "https://sqs.eu-west-1.amazonaws.com/111111111111/orders"
    }
  }
}
"""


def _subnet(number: int) -> str:
    return f"subnet-{number:08x}"


def _group(number: int) -> str:
    return f"sg-{number:08x}"


def _host(vpc: int) -> str:
    return f"db{vpc}.abcdefghijkl.{REGION}.rds.amazonaws.com"


def account(folder: Path) -> None:
    """The account: VPCs alike, each with a NAT gateway, a database and its part of the subnets and groups."""
    lists: dict[str, list[dict[str, Any]]] = {key: [] for key in _KEYS}
    for vpc in range(VPCS):
        for key, held in _network(vpc).items():
            lists[key] += held
    for number in range(SUBNETS):
        lists["Subnets"].append(_described_subnet(number))
    for number in range(GROUPS):
        peer = {"GroupId": _group((number + VPCS) % GROUPS)}
        ingress = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [peer]}]
        lists["SecurityGroups"].append(_described_group(number, f"g{number}", number % VPCS, ingress))
    folder.mkdir(parents=True)
    record = {"Version": 1, "TakenAt": "2026-11-20T00:00:00+00:00", "Account": OWNER, "Region": REGION}
    files: dict[str, Any] = {key: {key: held} for key, held in lists.items()}
    files["snapshot"] = {"LambdanetSnapshot": record}
    for vpc in range(VPCS):
        for name in ("EnableDnsSupport", "EnableDnsHostnames"):
            files[f"{name}.{vpc}"] = {"VpcId": f"vpc-{vpc:08x}", name: {"Value": True}}
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


_KEYS = (
    *("Vpcs", "Subnets", "SecurityGroups", "RouteTables", "NetworkAcls", "NatGateways", "InternetGateways"),
    *("DBInstances", "VpcEndpoints", "VpcPeeringConnections", "EgressOnlyInternetGateways", "NetworkInterfaces"),
    *("DBClusters", "DBProxies"),
)


def _described_subnet(number: int) -> dict[str, Any]:
    vpc, place = number % VPCS, number // VPCS
    return {
        "SubnetId": _subnet(number),
        "VpcId": f"vpc-{vpc:08x}",
        "OwnerId": OWNER,
        "CidrBlock": f"10.{vpc}.{place}.0/24",
        "AvailabilityZone": f"{REGION}{'abc'[place % 3]}",
        "AvailableIpAddressCount": 251,
        "State": "available",
    }


def _described_group(number: int, name: str, vpc: int, ingress: list[dict[str, Any]]) -> dict[str, Any]:
    out = [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 65000, "IpRanges": EVERYWHERE}]
    group = {"GroupId": _group(number), "GroupName": name, "VpcId": f"vpc-{vpc:08x}", "OwnerId": OWNER}
    return {**group, "IpPermissions": ingress, "IpPermissionsEgress": out}


def _network(vpc: int) -> dict[str, list[dict[str, Any]]]:
    of = {"VpcId": f"vpc-{vpc:08x}", "OwnerId": OWNER}
    public, main, outside = _subnet(SUBNETS - VPCS + vpc), f"rtb-{vpc:08x}", f"rtb-{vpc + 1_000:08x}"
    nat, internet = f"nat-{vpc:08x}", f"igw-{vpc:08x}"

    def table(id: str, association: dict[str, Any], **target: str) -> dict[str, Any]:
        route = {"DestinationCidrBlock": "0.0.0.0/0", "State": "active", **target}
        return {**of, "RouteTableId": id, "Associations": [association], "Routes": [route]}

    def entry(egress: bool) -> dict[str, Any]:
        rule = {"RuleNumber": 100, "Egress": egress, "RuleAction": "allow", "Protocol": "-1"}
        return {**rule, "CidrBlock": "0.0.0.0/0"}

    database = GROUPS + 100 + vpc
    admitted = [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": EVERYWHERE}]
    subnets = [{"SubnetIdentifier": _subnet(vpc + VPCS * each)} for each in (0, 1)]
    return {
        "Vpcs": [{**of, "CidrBlock": f"10.{vpc}.0.0/16", "IsDefault": False, "DhcpOptionsId": "default"}],
        "RouteTables": [
            table(main, {"Main": True}, NatGatewayId=nat),
            table(outside, {"Main": False, "SubnetId": public}, GatewayId=internet),
        ],
        "NetworkAcls": [
            {
                **of,
                "NetworkAclId": f"acl-{vpc:08x}",
                "IsDefault": True,
                "Associations": [{"SubnetId": _subnet(number)} for number in range(vpc, SUBNETS, VPCS)],
                "Entries": [entry(True), entry(False)],
            }
        ],
        "NatGateways": [
            {
                **of,
                "NatGatewayId": nat,
                "SubnetId": public,
                "State": "available",
                "ConnectivityType": "public",
                "NatGatewayAddresses": [{"AllocationId": "eipalloc-1", "Status": "succeeded"}],
            }
        ],
        "InternetGateways": [{"InternetGatewayId": internet, "Attachments": [{**of, "State": "available"}]}],
        "SecurityGroups": [
            _described_group(database, "database", vpc, admitted),
            _described_group(GROUPS + vpc, "default", vpc, []),
        ],
        "DBInstances": [
            {
                "DBInstanceArn": f"arn:aws:rds:{REGION}:{OWNER}:db:db{vpc}",
                "DBInstanceIdentifier": f"db{vpc}",
                "Engine": "postgres",
                "Endpoint": {"Address": _host(vpc), "Port": 5432},
                "PubliclyAccessible": False,
                "VpcSecurityGroups": [{"VpcSecurityGroupId": _group(database), "Status": "active"}],
                "DBSubnetGroup": {"Subnets": subnets},
            }
        ],
    }


def main(arguments: list[str]) -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", help="the interpreter that has Checkov; else a virtual environment is made")
    parser.add_argument("--repeat", type=int, default=2)
    options = parser.parse_args(arguments)
    if options.python is None:
        prepare("requirements.txt")
    python = options.python or program("python")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        code(folder / "code")
        account(folder / "account")
        print("| | CPU s | decided | CPU ms for each |\n|---|---|---|---|")
        for name, command in _commands(python, folder).items():
            for around in ("", str(folder / "account")):
                environment = {**clean_environment(), "LAMBDANET_SURROUNDINGS": around}
                cost = min((run_command(command, environment) for _ in range(options.repeat)), key=_cpu)
                decided = _decided(python, folder, environment)
                row = f"{name}, {'with' if around else 'without'}"
                print(f"| {row} | {cost.cpu:.1f} | {decided} | {1_000 * cost.cpu / max(decided, 1):.2f} |", flush=True)
    return 0


def _cpu(cost: Cost) -> float:
    return cost.cpu


def _commands(python: str, folder: Path) -> dict[str, list[str]]:
    place = str(folder / "code")
    checkov = [python, "-m", "checkov.main", "--directory", place, "--framework", "terraform", "--skip-download"]
    checkov += ["--quiet", "--compact", "--soft-fail", "--output", "json", "--check", "LAMBDANET_*"]
    return {
        "lambdanet evidence": _evidence(python, folder),
        "checkov with the pack": [*checkov, "--external-checks-dir", str(ROOT / "checks")],
    }


def _evidence(python: str, folder: Path) -> list[str]:
    command = [python, str(ROOT / "checks" / "lambdanet"), "evidence", str(folder / "code"), "--jobs", "1"]
    return [*command, "--format", "json", "--output", str(folder / "evidence.json"), "--soft-fail"]


def _decided(python: str, folder: Path, environment: dict[str, str]) -> int:
    """How many verdicts are decided."""
    run_command(_evidence(python, folder), environment)
    content = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    judged = [*content.get("functions", ()), *content.get("resources", ())]
    verdicts = [result["verdict"] for each in judged for result in each.get("results", each.get("rules", ()))]
    return sum(verdict in ("passed", "failed") for verdict in verdicts)


if __name__ == "__main__":
    os.chdir(ROOT)
    raise SystemExit(main(sys.argv[1:]))
