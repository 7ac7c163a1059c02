"""The engine against a simulator that walks packets one by one: they agree on every network they are given."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lambdanet.queries.reachability.passage import passage
from lambdanet.queries.reachability.traffic import End, Flow, Passage
from lambdanet.values import Items, Known
from packet_simulator import outcome
from small_networks import HIDDEN, Telling, completion, draw_world, facts

COMPLETIONS = 4
CASES = settings(
    max_examples=3000, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


def judged(telling: Telling) -> Passage:
    world = telling.world
    groups = {
        name: telling.items((Known(f"|{group}") for group in getattr(world, name)), name)
        for name in ("source_groups", "target_groups")
    }
    return passage(
        telling.network(),
        End(Known(f"|{world.source_subnet}"), Items(groups["source_groups"].elements, groups["source_groups"].more)),
        End(telling.told(f"|{world.target_subnet}", "target_subnet"), groups["target_groups"]),
        Flow((world.port, world.port), family=world.family),
    )


@CASES
@given(st.integers(0, 2**64))
def test_where_everything_is_known_they_agree(seed: int) -> None:
    world = draw_world(Random(seed))  # noqa: S311
    comes_about, hops = outcome(world)
    found = judged(Telling(world))
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
    found = judged(Telling(world, hidden))
    event(f"decided: {isinstance(found.answer, Known)}")
    if not isinstance(found.answer, Known):
        return
    for possible in [world, *(completion(world, hidden, random) for _ in range(COMPLETIONS))]:
        comes_about, _ = outcome(possible)
        assert comes_about == found.answer.value, (found, hidden, possible)


def test_what_is_hidden_is_hidden() -> None:
    # The test above would hold for an engine that is told everything.
    world = draw_world(Random(1))  # noqa: S311
    telling = Telling(world, [("subnet_cidr", "a")])
    assert telling.network().subnets["|a"].cidr in (HIDDEN, Known(None))
