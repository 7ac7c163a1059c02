"""What an account holds may name what is in no file: with each such reference, one by one, all rules give answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import ACCOUNT, Change, Place, judged
from lambdanet.given.account_lists import IDENTIFIERS
from lambdanet.given.notes import notes

_ID = re.compile(r"[a-z-]+-[0-9a-f]{8,17}")
_NOWHERE = "ffffffff"


def _furnished(place: Place) -> None:
    """With endpoints, a peering connection, a transit gateway, a file system, a proxy and interfaces, too."""
    of = {"VpcId": place.vpc, "OwnerId": ACCOUNT}
    tail = f"{place.number:07x}a"
    groups = [{"GroupId": place.of_endpoint, "GroupName": "endpoint"}]
    out = place.one("SecurityGroups")["IpPermissionsEgress"]
    place.held["SecurityGroups"].append(
        {**of, **groups[0], "IpPermissions": out, "IpPermissionsEgress": out},
    )
    service = "com.amazonaws.eu-west-1"
    place.held["VpcEndpoints"] = [
        {
            **of,
            "VpcEndpointId": place.endpoint,
            "ServiceName": f"{service}.sqs",
            "VpcEndpointType": "Interface",
            "State": "available",
            "SubnetIds": [place.a, place.b],
            "Groups": groups,
            "PrivateDnsEnabled": True,
            "NetworkInterfaceIds": [f"eni-{tail}"],
        },
        {
            **of,
            "VpcEndpointId": f"{place.endpoint[:-1]}b",
            "ServiceName": f"{service}.s3",
            "VpcEndpointType": "Gateway",
            "State": "available",
            "RouteTableIds": [place.main],
        },
    ]
    sides = {"AccepterVpcInfo": {**of, "VpcId": f"vpc-{tail[:-1]}c"}, "RequesterVpcInfo": of}
    place.held["VpcPeeringConnections"] = [
        {"VpcPeeringConnectionId": f"pcx-{tail}", "Status": {"Code": "active"}, **sides}
    ]
    place.held["EgressOnlyInternetGateways"] = [
        {"EgressOnlyInternetGatewayId": f"eigw-{tail}", "Attachments": [{"VpcId": place.vpc, "State": "attached"}]}
    ]
    place.held["NetworkInterfaces"] = [
        {
            **of,
            "NetworkInterfaceId": f"eni-{place.number:07x}{end}",
            "SubnetId": place.a,
            "InterfaceType": kind,
            "Groups": [{"GroupId": place.group}],
        }
        for end, kind in (("a", "vpc_endpoint"), ("b", "lambda"), ("c", "interface"))
    ]
    place.one("RouteTables")["Routes"] += [
        {"DestinationCidrBlock": "172.16.0.0/16", "VpcPeeringConnectionId": f"pcx-{tail}", "State": "active"},
        {"DestinationCidrBlock": "172.17.0.0/16", "TransitGatewayId": f"tgw-{tail}", "State": "active"},
        {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": f"eigw-{tail}", "State": "active"},
        {"DestinationPrefixListId": f"pl-{tail}", "GatewayId": f"{place.endpoint[:-1]}b", "State": "active"},
    ]
    gateway = {"TransitGatewayId": f"tgw-{tail}", "State": "available"}
    attachment = {**gateway, "TransitGatewayAttachmentId": f"tgw-attach-{tail}", "ResourceType": "vpc"}
    table = f"tgw-rtb-{tail}"
    place.held |= {
        "TransitGateways": [{**gateway, "OwnerId": ACCOUNT}],
        "TransitGatewayAttachments": [{**attachment, "ResourceId": place.vpc}],
        "TransitGatewayVpcAttachments": [{**attachment, "VpcId": place.vpc, "SubnetIds": [place.a]}],
        "TransitGatewayRouteTables": [{**gateway, "TransitGatewayRouteTableId": table}],
        "PrefixLists": [{"PrefixListId": f"pl-{tail}", "PrefixListName": "x", "OwnerId": ACCOUNT}],
        "FileSystems": [{"FileSystemId": f"fs-{tail}", "OwnerId": ACCOUNT}],
        "MountTargets": [
            {
                **of,
                "MountTargetId": f"fsmt-{tail}",
                "FileSystemId": f"fs-{tail}",
                "SubnetId": place.a,
                "NetworkInterfaceId": f"eni-{place.number:07x}c",
                "LifeCycleState": "available",
            }
        ],
        "AccessPoints": [
            {
                "AccessPointArn": f"arn:aws:elasticfilesystem:eu-west-1:{ACCOUNT}:access-point/fsap-{tail}",
                "AccessPointId": f"fsap-{tail}",
                "FileSystemId": f"fs-{tail}",
            }
        ],
        "DBProxies": [
            {
                "DBProxyArn": f"arn:aws:rds:eu-west-1:{ACCOUNT}:db-proxy:prx-{tail}",
                "DBProxyName": f"proxy{place.number}",
                "Endpoint": place.host.replace("db", "proxy", 1),
                "EngineFamily": "POSTGRESQL",
                "VpcSubnetIds": [place.a, place.b],
                "VpcSecurityGroupIds": [place.of_database],
            }
        ],
    }
    either = [{"TransitGatewayAttachmentId": attachment["TransitGatewayAttachmentId"]}]
    named = {"TransitGatewayRouteTableId": table}
    place.files |= {
        f"groups-of-fsmt-{tail}": {"MountTargetId": f"fsmt-{tail}", "SecurityGroups": [place.of_database]},
        f"routes-of-{table}": {
            **named,
            "Routes": [
                {
                    "DestinationCidrBlock": "172.17.0.0/16",
                    "State": "active",
                    "Type": "static",
                    "TransitGatewayAttachments": either,
                }
            ],
        },
        f"associations-of-{table}": {**named, "Associations": [{**each, "State": "associated"} for each in either]},
        f"targets{place.number}": {
            "DBProxyName": f"proxy{place.number}",
            "Targets": [{"RdsResourceId": f"db{place.number}", "Type": "RDS_INSTANCE", "Port": 5432}],
        },
        f"propagations-of-{table}": {
            **named,
            "TransitGatewayRouteTablePropagations": [{**each, "State": "enabled"} for each in either],
        },
    }
    place.environment["PROXY"] = place.host.replace("db", "proxy", 1)
    place.declares(
        "aws_lambda_function",
        f"""
  function_name = "x{place.number}"
  role          = {place.role}
  vpc_config {{
    subnet_ids         = {place.subnets}
    security_group_ids = {place.groups}
  }}
  file_system_config {{
    arn              = "arn:aws:elasticfilesystem:eu-west-1:{ACCOUNT}:access-point/fsap-{tail}"
    local_mount_path = "/mnt/x"
  }}
""",
    )


def _references(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to each id that a thing names, its own left out."""
    if isinstance(data, str):
        if _ID.fullmatch(data):
            yield path
        return
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        if len(path) != 2 or key != IDENTIFIERS[path[0]]:
            yield from _references(value, (*path, key))


def _to_nowhere(path: tuple[Any, ...]) -> Change:
    def change(place: Place) -> None:
        _furnished(place)
        *way, last = path
        there: Any = place.held
        for each in way:
            there = there[each]
        there[last] = re.sub("[0-9a-f]{8,17}$", _NOWHERE, there[last])

    return change


def _proxy_of_nothing(place: Place) -> None:
    _furnished(place)
    place.files[f"targets{place.number}"]["Targets"][0]["RdsResourceId"] = "nowhere"


def _paths() -> list[tuple[Any, ...]]:
    place = Place(1)
    _furnished(place)
    return list(_references(place.held))


def test_a_reference_to_what_no_file_holds_takes_no_rule_down(tmp_path: Path) -> None:
    """The scan raises what any rule logs."""
    found, places = judged(tmp_path, [_furnished, _proxy_of_nothing, *map(_to_nowhere, _paths())])
    assert not notes().problems
    assert {each.address for each in found.findings} >= {place.address for place in places}


@pytest.mark.parametrize("key", sorted({path[0] for path in _paths()}))
def test_a_list_that_no_file_holds_takes_no_rule_down(key: str, tmp_path: Path) -> None:
    found, places = judged(tmp_path, [_furnished], without=[key])
    assert {each.address for each in found.findings} >= {places[0].address}
