"""Accounts whose files were made after the code was deployed: what the code makes is there, with an id and an address.

Nothing says which of it is the code's, so none of it is a second one that is in the way.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts_by_hand import ACCOUNT, Change, Place, judged, permission
from scanning import FAIL, PASS, UNDECIDED

EGRESS = 'egress {\n  from_port = 0\n  to_port = 0\n  protocol = "-1"\n  cidr_blocks = ["0.0.0.0/0"]\n}'
SERVICES = ("sqs", "sns", "ssm", "kms", "sts", "logs", "events", "states")


def _subnet(block: str, *, named: bool = False, imported: bool = False) -> Change:
    """A subnet of the code, beside one of the account with 5.0/24. named: functions use that one, too."""

    def change(place: Place) -> None:
        there = {
            **place.one("Subnets"),
            "SubnetId": f"subnet-{place.number:07x}9",
            "CidrBlock": f"{place.block}.5.0/24",
        }
        place.held["Subnets"].append(there)
        place.declares("aws_subnet", f'vpc_id = "{place.vpc}"\ncidr_block = "{place.block}.{block}"')
        other = there["SubnetId"] if named else place.b
        place.subnets = f'[aws_subnet.x{place.number}.id, "{other}"]'
        if imported:
            place.more += f'import {{\n  to = aws_subnet.x{place.number}\n  id = "{there["SubnetId"]}"\n}}\n'

    return change


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        pytest.param(_subnet("5.0/24"), UNDECIDED, id="the block of one of the account"),
        pytest.param(_subnet("4.0/23"), UNDECIDED, id="a block around that"),
        pytest.param(_subnet("6.0/24"), PASS, id="another block"),
        pytest.param(_subnet("5.0/24", named=True), FAIL, id="the block of one that is named, too"),
        pytest.param(_subnet("5.0/24", imported=True), PASS, id="what the code takes over"),
    ],
)
def test_a_subnet_that_is_there_may_be_the_code_s_own(change: Change, verdict: str, tmp_path: Path) -> None:
    scanned, _ = judged(tmp_path, [change])
    found = [each.verdict for each in scanned.of("LAMBDANET_505") if each.address == "aws_subnet.x1"]
    there = [each.verdict for each in scanned.of("LAMBDANET_505") if each.verdict == FAIL]
    assert (there or found)[0] == verdict, scanned.of("LAMBDANET_505")


def _own_group(*, default: bool = False) -> Change:
    """The function has a group of the code; another group of the account may be that one. Both are in use there."""

    def change(place: Place) -> None:
        admitted = place.default_group if default else place.group
        place.one("SecurityGroups", 1)["IpPermissions"] = [
            permission("tcp", 5432, UserIdGroupPairs=[{"GroupId": admitted, "UserId": ACCOUNT}])
        ]
        endpoint = {"VpcEndpointId": place.endpoint, "VpcEndpointType": "Interface", "VpcId": place.vpc}
        named = {"ServiceName": "com.amazonaws.eu-west-1.kms", "SubnetIds": [place.a], "PrivateDnsEnabled": True}
        place.held["VpcEndpoints"] = [{**endpoint, **named, "Groups": [{"GroupId": admitted}]}]
        place.declares("aws_security_group", f'vpc_id = "{place.vpc}"\n{EGRESS}')
        place.groups = f"[aws_security_group.x{place.number}.id]"

    return change


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        pytest.param(_own_group(), UNDECIDED, id="that may be the same"),
        pytest.param(_own_group(default=True), FAIL, id="that AWS has made"),
    ],
)
def test_a_group_that_is_admitted_may_be_the_code_s_own(change: Change, verdict: str, tmp_path: Path) -> None:
    scanned, (place,) = judged(tmp_path, [change])
    assert scanned.verdict("LAMBDANET_701", place.address) == verdict, scanned.of("LAMBDANET_701")


def _vpc_with_group(block: str) -> Change:
    def change(place: Place) -> None:
        place.declares("aws_vpc", block)
        place.declares("aws_security_group", f"vpc_id = aws_vpc.x{place.number}.id\n{EGRESS}")
        place.groups = f"[aws_security_group.x{place.number}.id]"

    return change


@pytest.mark.parametrize(
    ("block", "verdict"),
    [
        ('cidr_block = "10.1.0.0/16"', UNDECIDED),
        ('cidr_block = "192.168.0.0/16"', FAIL),
        ('ipv4_ipam_pool_id   = "ipam-pool-1"\nipv4_netmask_length = 16', UNDECIDED),
    ],
)
def test_a_vpc_with_the_same_block_may_be_the_code_s_own(block: str, verdict: str, tmp_path: Path) -> None:
    scanned, (place,) = judged(tmp_path, [_vpc_with_group(block)])
    assert scanned.verdict("LAMBDANET_304", place.address) == verdict, scanned.of("LAMBDANET_304")


def _interface(place: Place, number: int, kind: str) -> dict[str, Any]:
    data = {"VpcId": place.vpc, "SubnetId": place.a, "OwnerId": ACCOUNT, "Groups": [{"GroupId": place.group}]}
    return {**data, "NetworkInterfaceId": f"eni-{number:08x}", "InterfaceType": kind}


def _full(free: int, *, endpoints: int) -> Change:
    """A small subnet with an interface of Lambda, and with endpoints of the code."""

    def change(place: Place) -> None:
        place.one("Subnets").update(CidrBlock=f"{place.block}.0.0/28", AvailableIpAddressCount=free)
        place.held["NetworkInterfaces"] = [_interface(place, number, "vpc_endpoint") for number in range(10 - free)]
        place.held["NetworkInterfaces"].append(_interface(place, 99, "lambda"))
        for number, service in enumerate(SERVICES[:endpoints]):
            name = f'service_name = "com.amazonaws.eu-west-1.{service}"\nvpc_endpoint_type = "Interface"'
            lists = f'subnet_ids = ["{place.a}"]\nsecurity_group_ids = ["{place.group}"]'
            place.more += f'resource "aws_vpc_endpoint" "e{number}" {{\nvpc_id = "{place.vpc}"\n{name}\n{lists}\n}}\n'

    return change


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        pytest.param(_full(2, endpoints=8), UNDECIDED, id="all that are there may be the code's"),
        pytest.param(_full(9, endpoints=8), PASS, id="enough for all anew"),
        pytest.param(_full(8, endpoints=8), UNDECIDED, id="not for all of them anew"),
        pytest.param(
            lambda place: place.one("Subnets").pop("AvailableIpAddressCount"), UNDECIDED, id="how many are free"
        ),
    ],
)
def test_addresses_that_are_taken_may_be_those_of_the_code(change: Change, verdict: str, tmp_path: Path) -> None:
    scanned, _ = judged(tmp_path, [change])
    found = [each for each in scanned.of("LAMBDANET_501") if "subnet-0000001a" in each.explanation]
    assert verdict in [each.verdict for each in found], found
