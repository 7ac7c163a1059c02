"""
What it checks
    A function in a VPC behind an API, a load balancer, a function URL or an AppSync resolver, where someone waits
    for its answer, has provisioned concurrency or SnapStart. The permission of API Gateway or of a load balancer to
    invoke the function counts as such a front.

Why
    An invocation that finds no idle execution environment waits for a new one, and so does the caller. Provisioned
    concurrency keeps environments ready; SnapStart starts them from a snapshot. The cold start that a VPC adds, the
    creation of the network interface, happens only when the function is created and after 14 idle days (see
    LAMBDANET_803).

    Both have a price and work only for published versions and aliases. So the rule is strict: turn it on if you promise
    latency to someone, and suppress it for functions that may be slow at times.

Passes when
    A version or an alias of the function has provisioned concurrency, or SnapStart is on.

Fails when
    The function is behind such a front and has neither.

Undecided when
    It is not known from the code whether the function is behind such a front, or whether it has either of the two.

Fix in Terraform
    Keep environments of an alias ready, and let the front call the alias:

Fix in CloudFormation
    Keep environments of an alias ready, and let the front call the alias:

References
    https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
    https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.judged.subjects import functions, is_in_vpc, is_on_demand
from lambdanet.queries.schedules.triggers_of_functions import fronts_of
from lambdanet.values import Unknown, is_true

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


def has_a_front(network: Network, function: Function) -> Verdict | None:
    """Settles functions for which nobody waits."""
    if fronts_of(network, function).elements:
        return None
    return not_applicable(function, f"{function.address} is behind no API, load balancer, URL or resolver.")


@rule(
    id="LAMBDANET_802",
    name="Ensure a Lambda function in a VPC that someone waits for is kept from cold starts",
    statements=("S11",),
    severity="LOW",
    of=functions(
        "function in a VPC that someone waits for",
        has_a_front,
        is_in_vpc,
        is_on_demand("{} runs on a capacity provider, which keeps instances."),
    ),
    since="0.1.0",
    persona="strict",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    ready = any(executions > 0 for executions in function.provisioned_concurrency.known())
    if ready or is_true(function.snap_start):
        return passed(function, f"{function.address} has {'provisioned concurrency' if ready else 'SnapStart'}.")
    doubts = function.provisioned_concurrency.unknowns()
    if isinstance(function.snap_start, Unknown):
        doubts.append(function.snap_start)
    if doubts:
        return not_known(function, f"whether {function.address} has provisioned concurrency or SnapStart", *doubts)
    fronts = fronts_of(network, function)
    if not fronts.known():
        return not_known(function, f"whether someone waits for {function.address}", fronts)
    return failed(
        function,
        f"{function.address} answers {names(fronts.known())}, so someone waits for each cold start: give it "
        "provisioned concurrency or SnapStart.",
    )
