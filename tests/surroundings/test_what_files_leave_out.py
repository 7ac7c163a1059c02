"""Answers of AWS from which something was left out: what is not there is not known, and proves nothing.

Each member of what an account holds is left out once, of networks that work and of networks that do not. What is said
then is what was said before, or it is open.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import samples
from accounts_by_hand import ACCOUNT, Change, Place, entry, judged, permission
from lambdanet.given.account_lists import IDENTIFIERS
from scanning import FAIL, PASS, Scan

Path_ = tuple[Any, ...]

# What AWS itself leaves out: services that take no policies for endpoints have none. And without a state all works.
ABSENT = {
    "VpcEndpoints.PolicyDocument": "702 704",
    "RouteTables.Routes.State": "702",
}


def _works(place: Place) -> None:
    place.one("Vpcs")["InstanceTenancy"] = "default"


def _endpoint(**more: Any) -> Change:
    """Calls go through an endpoint alone."""

    def change(place: Place) -> None:
        _works(place)
        place.leads_to()
        of = {"VpcId": place.vpc, "OwnerId": ACCOUNT}
        policy = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
        endpoint = {"VpcEndpointId": place.endpoint, "VpcEndpointType": "Interface", "State": "available"}
        named = {"ServiceName": "com.amazonaws.eu-west-1.sqs", "SubnetIds": [place.a], "RouteTableIds": []}
        groups = {"Groups": [{"GroupId": place.of_endpoint}], "PrivateDnsEnabled": True}
        place.held["VpcEndpoints"] = [
            {**of, **endpoint, **named, **groups, "PolicyDocument": json.dumps(policy), **more}
        ]
        admitted = [permission("tcp", 443, IpRanges=[{"CidrIp": f"{place.block}.0.0/16"}])]
        group = {"GroupId": place.of_endpoint, "GroupName": "e", "IpPermissions": admitted, "IpPermissionsEgress": []}
        place.held["SecurityGroups"].append({**of, **group})

    return change


def _denied(place: Place) -> None:
    denial = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}
    _endpoint(PolicyDocument=json.dumps(denial))(place)


def _dedicated(place: Place) -> None:
    place.one("Vpcs")["InstanceTenancy"] = "dedicated"


def _private_nat(place: Place) -> None:
    addresses = [{"PrivateIp": f"{place.block}.2.5", "Status": "succeeded"}]
    place.one("NatGateways").update(ConnectivityType="private", NatGatewayAddresses=addresses)


def _public(place: Place) -> None:
    place.leads_to(GatewayId=place.igw)


def _answers_denied(place: Place) -> None:
    ports = {"Protocol": "6", "PortRange": {"From": 1024, "To": 65535}}
    place.one("NetworkAcls")["Entries"].insert(0, entry(90, egress=False, action="deny", **ports))


def _another_acl(place: Place) -> None:
    place.one("NetworkAcls")["Associations"] = [{"SubnetId": each} for each in (place.b, place.public)]
    other = {"NetworkAclId": f"{place.acl[:-1]}b", "IsDefault": False, "Associations": [{"SubnetId": place.a}]}
    place.held["NetworkAcls"].append({"VpcId": place.vpc, "OwnerId": ACCOUNT, **other, "Entries": []})


def _another_table(place: Place) -> None:
    associations = [{"Main": False, "SubnetId": place.a, "AssociationState": {"State": "associated"}}]
    routes = [{"DestinationCidrBlock": "0.0.0.0/0", "State": "active", "GatewayId": place.igw}]
    other = {"RouteTableId": f"{place.main[:-1]}d", "Associations": associations, "Routes": routes}
    place.held["RouteTables"].append({"VpcId": place.vpc, "OwnerId": ACCOUNT, **other})


def _not_admitted(place: Place) -> None:
    place.one("SecurityGroups", 1)["IpPermissions"] = []


def _no_address(place: Place) -> None:
    place.one("Subnets")["AvailableIpAddressCount"] = 0


def _blackhole(place: Place) -> None:
    place.leads_to(NatGatewayId=place.nat, State="blackhole")


def _detached(place: Place) -> None:
    place.one("InternetGateways")["Attachments"] = []


def _dual_stack(place: Place) -> None:
    place.groups += "\n    ipv6_allowed_for_dual_stack = true"
    for number, subnet in enumerate(place.held["Subnets"]):
        block = f"2001:db8:{place.number:x}:{number}::/64"
        subnet["Ipv6CidrBlockAssociationSet"] = [
            {"Ipv6CidrBlock": block, "Ipv6CidrBlockState": {"State": "associated"}}
        ]
    gateway, attached = f"eigw-{place.number:07x}a", [{"VpcId": place.vpc, "State": "attached"}]
    place.held["EgressOnlyInternetGateways"] = [{"EgressOnlyInternetGatewayId": gateway, "Attachments": attached}]
    route = {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": gateway, "State": "active"}
    place.one("RouteTables")["Routes"].append(route)


def _cluster(place: Place) -> None:
    host = f"c{place.number}.cluster-abcdefghijkl.eu-west-1.rds.amazonaws.com"
    name, arn = f"c{place.number}", f"arn:aws:rds:eu-west-1:{ACCOUNT}:cluster:c{place.number}"
    cluster = {"DBClusterArn": arn, "DBClusterIdentifier": name, "Engine": "aurora-postgresql", "Port": 5432}
    members = [{"DBInstanceIdentifier": f"db{place.number}", "IsClusterWriter": True}]
    groups = [{"VpcSecurityGroupId": place.of_database, "Status": "active"}]
    held = {"DBClusterMembers": members, "Endpoint": host, "DBSubnetGroup": name, "VpcSecurityGroups": groups}
    place.held["DBClusters"] = [{**cluster, **held}]
    place.one("DBInstances")["DBClusterIdentifier"] = name
    subnets = [{"SubnetIdentifier": each, "SubnetStatus": "Active"} for each in (place.a, place.b)]
    of_group = {"DBSubnetGroupArn": arn.replace(":cluster:", ":subgrp:"), "DBSubnetGroupName": name}
    place.held["DBSubnetGroups"] = [{**of_group, "Subnets": subnets}]
    place.environment = {"DATABASE": f"postgres://{host}/x"}


CASES: dict[str, Change] = {
    "all works": _works,
    "by an endpoint": _endpoint(),
    "dual stack": _dual_stack,
    "a cluster": _cluster,
    "an endpoint that denies all": _denied,
    "dedicated tenancy": _dedicated,
    "a private NAT gateway": _private_nat,
    "public subnets": _public,
    "an ACL that denies answers": _answers_denied,
    "an ACL of one subnet": _another_acl,
    "a table of one subnet": _another_table,
    "a database that does not admit": _not_admitted,
    "a full subnet": _no_address,
    "a blackhole": _blackhole,
    "a detached internet gateway": _detached,
}


def _members(held: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The place of each member of each element."""
    for name, value in held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ():
        if isinstance(name, str) and len(path) > 1:
            yield (*path, name)
        yield from _members(value, (*path, name))


def _names_it(path: Path_) -> bool:
    """Whether nothing can be said of the element without it: then its list is not complete, in any VPC."""
    return len(path) == 3 and path[2] in (IDENTIFIERS[path[0]], "VpcId")


def _without(change: Change, path: Path_) -> Change:
    def left_out(place: Place) -> None:
        change(place)
        place.held = copy.deepcopy(place.held)
        holder: Any = place.held
        for name in path[:-1]:
            holder = holder[name]
        # What was left out before may have been all there was.
        holder.pop(path[-1], None)

    return left_out


def _decided(scanned: Scan, place: Place) -> dict[str, str]:
    found = [each for each in scanned.findings if each.address == place.address and each.verdict in (PASS, FAIL)]
    return {each.rule.removeprefix("LAMBDANET_"): each.verdict for each in found}


@pytest.mark.parametrize("case", CASES)
def test_what_is_left_out_decides_nothing_else(case: str, tmp_path: Path) -> None:
    change = CASES[case]
    scanned, (whole,) = judged(tmp_path / "whole", [change])
    before = _decided(scanned, whole)
    paths = [path for path in _members(whole.held) if path[0] != "DhcpOptions" and not _names_it(path)]
    # Each case leaves out others, unless there is time for all.
    paths = paths if samples.everything else paths[list(CASES).index(case) % 4 :: 4]
    scanned, places = judged(tmp_path / "parts", [_without(change, path) for path in paths])
    wrong = []
    for path, place in zip(paths, places):
        name = ".".join(each for each in path if isinstance(each, str))
        for rule, verdict in _decided(scanned, place).items():
            if verdict != before.get(rule, verdict) and rule not in ABSENT.get(name, ""):
                wrong.append(f"{name}: {rule} {before[rule]} -> {verdict}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("value", [1, "x", [1], {"x": 1}, None], ids=repr)
@pytest.mark.parametrize("case", ["by an endpoint", "dual stack", "a cluster"])
def test_what_is_of_another_kind_takes_nothing_down(case: str, value: Any, tmp_path: Path) -> None:
    """A rule that raises gives no verdict on anything, which ``judged`` does not let pass."""
    change = CASES[case]

    def of_another_kind(path: Path_) -> Change:
        def changed(place: Place) -> None:
            change(place)
            place.held = copy.deepcopy(place.held)
            holder: Any = place.held
            for name in path[:-1]:
                holder = holder[name]
            holder[path[-1]] = value

        return changed

    first = Place(1)
    change(first)
    paths = [path for path in _members(first.held) if not _names_it(path)]
    scanned, places = judged(tmp_path, [of_another_kind(path) for path in paths])
    assert all(scanned.verdict("LAMBDANET_203", place.address) == PASS for place in places)
