"""Clusters of MSK in an account: by the hosts of their brokers, by data sources and as sources of events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber

from accounts_by_hand import ACCOUNT, EVERYWHERE, Change, Place, judged, permission
from lambdanet.given.notes import notes
from lambdanet.snapshot.aws_account import Account
from lambdanet.snapshot.calls import IN_EACH_REGION
from lambdanet.snapshot.region_snapshot import RegionSnapshot
from scanning import FAIL, NOT_APPLICABLE, PASS, UNDECIDED

TLS, IAM = "BootstrapBrokerStringTls", "BootstrapBrokerStringSaslIam"


def _arn(place: Place) -> str:
    return f"arn:aws:kafka:eu-west-1:{ACCOUNT}:cluster/events{place.number}/0a1b2c3d-4e5f-{place.number:04}-2"


def _broker(place: Place, number: int = 1, port: int = 9094) -> str:
    return f"b-{number}.events{place.number}.0a1b2c.c2.kafka.eu-west-1.amazonaws.com:{port}"


def _cluster(
    admits: int = 9094,
    listed: str = "provisioned",
    code: str = "{tls}",
    listeners: tuple[str, ...] = (TLS,),
    answer: dict[str, Any] | None = None,
) -> Change:
    """A cluster whose group admits a port, and a variable of the function with these brokers."""

    def change(place: Place) -> None:
        arn, group, subnets = _arn(place), place.of_endpoint, [place.a, place.b]
        admitted = permission("tcp", admits, UserIdGroupPairs=[{"GroupId": place.group}])
        of_cluster = {"GroupId": group, "GroupName": "kafka", "VpcId": place.vpc, "OwnerId": ACCOUNT}
        place.held["SecurityGroups"].append({**of_cluster, "IpPermissions": [admitted], "IpPermissionsEgress": []})
        nodes = {"BrokerNodeGroupInfo": {"ClientSubnets": subnets, "SecurityGroups": [group]}}
        network: dict[str, Any] = {
            "provisioned": {"ClusterType": "PROVISIONED", "Provisioned": nodes},
            "first version": nodes,
            "serverless": {"Serverless": {"VpcConfigs": [{"SubnetIds": subnets, "SecurityGroupIds": [group]}]}},
            "without": {},
        }[listed]
        name = f"events{place.number}"
        place.held["ClusterInfoList"] = [{"ClusterArn": arn, "ClusterName": name, "State": "ACTIVE", **network}]
        ports = {TLS: 9094, IAM: 9098}
        brokers = {key: ",".join(_broker(place, each, ports[key]) for each in (1, 2)) for key in listeners}
        place.files[f"brokers.{place.number}"] = {"ClusterArn": arn, **brokers} if answer is None else answer
        text = code.format(tls=_broker(place), iam=_broker(place, 2, 9098), bare=_broker(place).partition(":")[0])
        place.environment = {"BROKERS": text}

    return change


def _without_answer(place: Place) -> None:
    _cluster()(place)
    del place.files[f"brokers.{place.number}"]


def _public(place: Place) -> None:
    _cluster()(place)
    host = f"b-1-public.events{place.number}.0a1b2c.c2.kafka.eu-west-1.amazonaws.com:9194"
    place.files[f"brokers.{place.number}"] = {"ClusterArn": _arn(place), "BootstrapBrokerStringPublicTls": host}
    place.environment = {"BROKERS": host}


def _looked_up(kind: str, argument: str, attribute: str) -> Change:
    def change(place: Place) -> None:
        _cluster(listeners=(TLS, IAM))(place)
        asked = _arn(place) if argument == "cluster_arn" else f"events{place.number}"
        place.more = f'data "{kind}" "k{place.number}" {{\n  {argument} = "{asked}"\n}}\n'
        place.environment = {"BROKERS": f"${{data.{kind}.k{place.number}.{attribute}}}"}

    return change


def _polled(admitted: bool) -> Change:
    def change(place: Place) -> None:
        _cluster()(place)
        if not admitted:
            place.leads_to()
        place.held["SecurityGroups"][-1]["IpPermissionsEgress"] = [permission(IpRanges=EVERYWHERE)]
        place.environment = {"QUEUE": "x"}
        body = f'event_source_arn = "{_arn(place)}"\nfunction_name = {place.address}.arn\ntopics = ["t"]'
        place.declares("aws_lambda_event_source_mapping", body + '\nstarting_position = "LATEST"')

    return change


CASES: dict[str, tuple[Change, dict[str, str]]] = {
    "a host": (_cluster(), {"201": PASS, "701": PASS}),
    "a host whose port is closed": (_cluster(admits=9098), {"201": PASS, "701": FAIL}),
    "several, of which one port is closed": (_cluster(code="{tls},{iam}"), {"701": FAIL}),
    "a host in two lists, by the port that is written": (_cluster(code="{iam}", listeners=(TLS, IAM)), {"701": FAIL}),
    "a host in two lists, without a port": (_cluster(code="{bare}", listeners=(TLS, IAM)), {"701": UNDECIDED}),
    "of version 1": (_cluster(listed="first version", admits=9098), {"701": FAIL}),
    "serverless": (_cluster(listed="serverless", code="{iam}", listeners=(IAM,)), {"701": FAIL}),
    "without its network": (_cluster(listed="without"), {"701": UNDECIDED}),
    "an answer that names no cluster": (_cluster(answer={TLS: "b-1.a.b:9094"}), {"701": NOT_APPLICABLE}),
    "no answer": (_without_answer, {"701": NOT_APPLICABLE}),
    "public brokers": (_public, {"701": UNDECIDED}),
    "data source of the cluster": (
        _looked_up("aws_msk_cluster", "cluster_name", "bootstrap_brokers_tls"),
        {"201": PASS, "701": PASS},
    ),
    "data source of the brokers": (
        _looked_up("aws_msk_bootstrap_brokers", "cluster_arn", "bootstrap_brokers_sasl_iam"),
        {"201": PASS, "701": FAIL},
    ),
}


@pytest.fixture(scope="module")
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return judged(tmp_path_factory.mktemp("msk"), [change for change, _ in CASES.values()])


@pytest.mark.parametrize("case", CASES)
def test_brokers_lead_to_their_cluster(clusters: Any, case: str) -> None:
    scanned, places = clusters
    address = places[list(CASES).index(case)].address
    verdicts = {rule: scanned.verdict(f"LAMBDANET_{rule}", address) for rule in CASES[case][1]}
    assert verdicts == CASES[case][1], [each.explanation for each in scanned.findings if each.address == address]


def test_a_source_of_events_is_the_cluster(tmp_path: Path) -> None:
    scanned, places = judged(tmp_path, [_polled(admitted=True), _polled(admitted=False)])
    verdicts = [scanned.verdict("LAMBDANET_711", f"aws_lambda_event_source_mapping.x{each.number}") for each in places]
    assert verdicts == [PASS, FAIL]


def test_an_answer_that_names_no_cluster_is_a_problem(tmp_path: Path) -> None:
    judged(tmp_path, [_cluster(answer={TLS: "b-1.a.b:9094"})])
    wanted = f'{TLS} of which ClusterArn? Put "ClusterArn" beside it'
    assert [each for each in notes().problems if each.endswith(wanted)]


def test_a_snapshot_has_the_brokers() -> None:
    calls = [call for call in IN_EACH_REGION if call.service == "kafka"]
    client = Account(None, "0.1.0").client("kafka", "eu-west-1")
    arn = f"arn:aws:kafka:eu-west-1:{ACCOUNT}:cluster/events/0a1b2c3d-2"
    with Stubber(client) as stub:
        stub.add_response("list_clusters_v2", {"ClusterInfoList": [{"ClusterArn": arn, "ClusterName": "events"}]})
        stub.add_response("get_bootstrap_brokers", {TLS: "b-1.a.b:9094"}, {"ClusterArn": arn})
        region = RegionSnapshot(lambda service: client, calls, (), 0)
        answers = dict(region.answers(None))
    assert answers["get-bootstrap-brokers.0a1b2c3d-2"] == {"ClusterArn": arn, TLS: "b-1.a.b:9094"}
    assert region.missing == {}
