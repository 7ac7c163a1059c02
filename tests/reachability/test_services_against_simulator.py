"""The engine against a simulator that walks calls of AWS services: they agree on every network they are given."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lambdanet.queries.reachability.connections import service_reach
from lambdanet.values import Known
from packet_simulator import TableRoute
from service_networks import (
    PartlyKnownServices,
    draw_service_world,
    open_service_world,
    service_completion,
    service_facts,
)
from service_simulator import Nat, ServiceEndpoint, ServiceWorld, call_outcome, is_made

COMPLETIONS = 4
CASES = settings(
    max_examples=600, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


def said(partly: PartlyKnownServices) -> bool | None:
    answer = service_reach(partly.network(), partly.function(), partly.call()).answer
    return answer.value if isinstance(answer, Known) else None


@CASES
@given(st.integers(0, 2**64))
def test_what_is_decided_agrees(seed: int) -> None:
    world = draw_service_world(Random(seed))  # noqa: S311
    comes_about, found = call_outcome(world), said(PartlyKnownServices(world))
    event(f"comes about: {comes_about}, said: {found}")
    assert found in (comes_about, None), (found, comes_about, world)


@CASES
@given(st.integers(0, 2**64))
def test_what_is_said_of_a_part_holds_for_the_whole(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    world = draw_service_world(random)
    by_kind = defaultdict(list)
    for fact in service_facts(world):
        by_kind[fact[0], fact[-1]].append(fact)
    kinds = random.sample(sorted(by_kind), random.choice([1, 1, 2, 3, 5]))
    hidden = [random.choice(by_kind[kind]) for kind in kinds]
    found = said(PartlyKnownServices(world, hidden))
    event(f"said: {found}")
    # Endpoints out of sight may help; the engine takes it that none is there that keeps calls from what they reach.
    if found is None or (found and ("endpoints", "more") in hidden):
        return
    for possible in [world, *(service_completion(world, hidden, random) for _ in range(COMPLETIONS))]:
        if not is_made(possible):
            continue
        comes_about = call_outcome(possible)
        assert comes_about == found, (found, comes_about, hidden, possible)


def by_regional_gateway(world: ServiceWorld) -> None:
    world.nats["nat"] = Nat("", regional=True)


def by_regional_gateway_without_internet_gateway(world: ServiceWorld) -> None:
    by_regional_gateway(world)
    world.gateways["igw"] = "v2"


def with_refusing_endpoint(world: ServiceWorld) -> None:
    world.endpoints["near"] = ServiceEndpoint("v1", "sqs", subnets=["e"], groups=["g1"], private_dns=True)
    world.endpoints["near"].policy = "other"


def with_refusing_endpoint_and_other_dns_servers(world: ServiceWorld) -> None:
    with_refusing_endpoint(world)
    world.other_servers = True


def with_closed_gateway_and_other_dns_servers(world: ServiceWorld) -> None:
    with_refusing_endpoint_and_other_dns_servers(world)
    world.gateways["igw"] = ""


def with_endpoint_for_the_resource(world: ServiceWorld) -> None:
    with_refusing_endpoint(world)
    world.endpoints["near"].policy = "this"


def with_half_of_the_internet_elsewhere(world: ServiceWorld) -> None:
    world.routes["t1"].append(TableRoute("128.0.0.0/1", ("network interface", "")))


def with_half_of_the_internet_by_the_gateway(world: ServiceWorld) -> None:
    world.routes["t1"].append(TableRoute("128.0.0.0/1", ("NAT gateway", "nat")))


def with_half_of_what_the_gateway_sends_elsewhere(world: ServiceWorld) -> None:
    world.routes["tn"].append(TableRoute("128.0.0.0/1", ("NAT gateway", "nat")))


def with_only_half_of_what_the_gateway_sends_coming_back(world: ServiceWorld) -> None:
    world.routes["tn"] = [
        TableRoute("0.0.0.0/0", ("NAT gateway", "nat")),
        TableRoute("128.0.0.0/1", ("internet gateway", "igw")),
    ]


def with_gateway_endpoint_behind_the_nat_gateway(world: ServiceWorld) -> None:
    world.service = "s3"
    world.endpoints["far"] = ServiceEndpoint("v1", "s3", gateway=True, tables=["tn"])


def with_refusing_gateway_endpoint_behind_the_nat_gateway(world: ServiceWorld) -> None:
    with_gateway_endpoint_behind_the_nat_gateway(world)
    world.endpoints["far"].policy = "other"


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (by_regional_gateway, True),
        (by_regional_gateway_without_internet_gateway, False),
        (with_refusing_endpoint, False),
        (with_refusing_endpoint_and_other_dns_servers, None),
        (with_closed_gateway_and_other_dns_servers, False),
        (with_endpoint_for_the_resource, True),
        (with_half_of_the_internet_elsewhere, None),
        (with_half_of_the_internet_by_the_gateway, True),
        (with_half_of_what_the_gateway_sends_elsewhere, None),
        (with_only_half_of_what_the_gateway_sends_coming_back, None),
        (with_gateway_endpoint_behind_the_nat_gateway, True),
        (with_refusing_gateway_endpoint_behind_the_nat_gateway, None),
    ],
)
def test_what_differed_once(change: Callable[[ServiceWorld], None], answer: bool | None) -> None:
    world = open_service_world()
    change(world)
    assert (call_outcome(world), said(PartlyKnownServices(world))) == (answer, answer)


@pytest.mark.parametrize(
    ("hidden", "answer"), [(("dns_support",), None), (("dns_hostnames",), True), (("lists", "p", "more"), True)]
)
def test_what_is_hidden_counts_where_it_decides(hidden: tuple[str, ...], answer: bool | None) -> None:
    assert said(PartlyKnownServices(open_service_world(), [hidden])) == answer


def test_routes_with_hidden_targets_count() -> None:
    world = open_service_world()
    with_half_of_the_internet_by_the_gateway(world)
    assert said(PartlyKnownServices(world, [("routes", "t1", 1, "target")])) is None


def test_names_count_where_a_policy_is_asked_too() -> None:
    world = open_service_world()
    world.service = "s3"
    world.endpoints["far"] = ServiceEndpoint("v1", "s3", gateway=True, tables=["t1"], policy="this")
    assert said(PartlyKnownServices(world)) is True
    assert said(PartlyKnownServices(world, [("dns_support",)])) is None


def test_most_is_decided_and_both_ways() -> None:
    counted: Counter[tuple[bool | None, bool | None]] = Counter()
    for seed in range(300):
        world = draw_service_world(Random(seed))  # noqa: S311
        counted[call_outcome(world), said(PartlyKnownServices(world))] += 1
    decided = counted[True, True] + counted[False, False]
    assert counted[True, True] >= 30, counted
    assert counted[False, False] >= 30, counted
    missed = sum(count for (comes_about, found), count in counted.items() if comes_about is not None and found is None)
    assert missed <= decided / 8, counted
