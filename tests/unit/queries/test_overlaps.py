from __future__ import annotations

import ipaddress
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdanet.model import Place, Subnet
from lambdanet.queries.addresses.overlaps import overlapping
from lambdanet.values import Known

ALL = [
    str(block) for length in range(24, 29) for block in ipaddress.IPv4Network("10.0.0.0/24").subnets(new_prefix=length)
]
BLOCKS = st.sampled_from(ALL)


def subnet(number: int, cidr: str) -> Subnet:
    return Subnet(str(number), Place(f"subnet {number}", "main.tf", number), cidr=Known(cidr))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BLOCKS, max_size=12), st.sets(st.integers(0, 11)))
def test_the_pairs_are_those_that_looking_at_each_pair_finds(blocks: list[str], used: set[int]) -> None:
    subnets = [subnet(number, cidr) for number, cidr in enumerate(blocks)]

    def matters(one: Subnet, other: Subnet) -> bool:
        return int(one.identity) in used or int(other.identity) in used

    found = {(later.identity, earlier.identity) for later, earlier in overlapping(subnets, matters)}
    wanted = {
        (str(later), str(earlier))
        for earlier, later in combinations(range(len(blocks)), 2)
        if ipaddress.IPv4Network(blocks[earlier]).overlaps(ipaddress.IPv4Network(blocks[later]))
        and {earlier, later} & used
    }
    assert found == wanted
