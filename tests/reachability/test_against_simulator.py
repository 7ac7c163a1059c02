"""The engine against a simulator that walks packets one by one: they agree on every network they are given."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from random import Random

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import samples
from lambdanet.model import Function, Place, PrivateResource
from lambdanet.queries.reachability.address_sets import IPV4
from lambdanet.queries.reachability.passage import passage
from lambdanet.queries.reachability.reach import reach
from lambdanet.queries.reachability.traffic import End, Flow, Passage
from lambdanet.values import Items, Known, Unknown
from packet_simulator import outcome
from small_networks import HIDDEN, PartlyKnown, completion, draw_world, facts

COMPLETIONS = 4
CASES = settings(
    max_examples=3000 if samples.everything else 1500,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


def judged(partly: PartlyKnown) -> Passage:
    world = partly.world
    groups = {
        name: partly.items((Known(f"|{group}") for group in getattr(world, name)), name)
        for name in ("source_groups", "target_groups")
    }
    return passage(
        partly.network(),
        End(Known(f"|{world.source_subnet}"), Items(groups["source_groups"].elements, groups["source_groups"].more)),
        End(partly.value(f"|{world.target_subnet}", "target_subnet"), groups["target_groups"]),
        Flow((world.port, world.port), family=world.family),
    )


@CASES
@given(st.integers(0, 2**64))
def test_where_everything_is_known_they_agree(seed: int) -> None:
    world = draw_world(Random(seed))  # noqa: S311
    comes_about, hops = outcome(world)
    found = judged(PartlyKnown(world))
    said = found.answer.value if isinstance(found.answer, Known) else None
    event(f"comes about: {comes_about}")
    assert said == comes_about, (found, world)
    if found.stopped_by is not None:
        event(f"stopped by {found.stopped_by.kind}")
        assert found.stopped_by.kind in hops, (found, world)


@CASES
@given(st.integers(0, 2**64))
def test_what_it_says_of_a_part_holds_for_the_whole(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    world = draw_world(random)
    # Of each kind of fact alike: most of all facts are parts of rules.
    by_kind = defaultdict(list)
    for fact in facts(world):
        by_kind[fact[0], fact[-1]].append(fact)
    kinds = random.sample(sorted(by_kind), random.choice([1, 1, 2, 3, 5]))
    hidden = [random.choice(by_kind[kind]) for kind in kinds]
    found = judged(PartlyKnown(world, hidden))
    event(f"decided: {isinstance(found.answer, Known)}")
    if not isinstance(found.answer, Known):
        return
    for possible in [world, *(completion(world, hidden, random) for _ in range(COMPLETIONS))]:
        comes_about, _ = outcome(possible)
        assert comes_about == found.answer.value, (found, hidden, possible)


@CASES
@given(st.integers(0, 2**64), st.sampled_from(["a", "b", "c", "ab", "ac"]), st.sampled_from(["b", "ac", "bc", "abc"]))
def test_of_several_subnets_it_says_what_holds_for_each(seed: int, sources: str, targets: str) -> None:
    """A plan shows of which subnets the function's is one, and of which the resource's."""
    world = dataclasses.replace(draw_world(Random(seed)))  # noqa: S311
    if world.family != IPV4 or not world.source_groups or not world.target_groups:
        return
    outcomes = set()
    for world.source_subnet in sources:
        for world.target_subnet in targets:
            outcomes.add(outcome(world)[0])
    groups = {
        name: Items.of(f"|{group}" for group in getattr(world, name)) for name in ("source_groups", "target_groups")
    }
    function = Function(
        "|f",
        Place("f", "", 0),
        subnets=one_of(sources),
        security_groups=groups["source_groups"],
        dual_stack=Known(False),
    )
    resource = PrivateResource(
        "|r",
        Place("r", "", 0),
        ports=Items.of([world.port]),
        subnets=one_of(targets),
        security_groups=groups["target_groups"],
    )
    found = reach(PartlyKnown(world).network(), function, resource)
    event(f"{found.answer if isinstance(found.answer, Known) else 'undecided'}")
    (holds,) = outcomes if len(outcomes) == 1 else (None,)
    assert (found.answer.value if isinstance(found.answer, Known) else None) == holds, (found, world)


def one_of(subnets: str) -> Items[str]:
    """Some of the subnets, at least one."""
    doubt = Unknown("not known", frozenset(f"|{subnet}" for subnet in subnets), exhaustive=True)
    return Items((doubt,), doubt)


def test_what_is_hidden_is_hidden() -> None:
    # The test above would hold for an engine that knows everything.
    world = draw_world(Random(1))  # noqa: S311
    partly = PartlyKnown(world, [("subnet_cidr", "a")])
    assert partly.network().subnets["|a"].cidr in (HIDDEN, Known(None))
