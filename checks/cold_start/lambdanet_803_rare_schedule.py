"""
What it checks
    A function in a VPC that runs on a schedule, by a rule of EventBridge or by EventBridge Scheduler, runs at least
    every 14 days. Several schedules are judged together; one that is switched off does not count.

Why
    When a function has been idle for 14 days, Lambda reclaims its network interfaces and the function becomes
    inactive. The next invocation fails, and the interface has to be created again before one succeeds. So a
    monthly job in a VPC loses an invocation each month, and depends on retries, if it has any.

Passes when
    Its schedules leave no pause of more than 14 days: a rate of up to 14 days, times that are close enough in every
    month of every year, or several schedules, one of them often enough.

Fails when
    Its schedules leave a longer pause, and nothing in the code keeps the interface in use: no other trigger, permission
    or resource names the function, and no function outside the code can have its subnets and security groups, because
    the code declares one of the groups and does not export it. Functions that share its interface pause at the same
    time.

Undecided when
    A schedule is not known from the code, runs once, or has a first or a last day; something else may run the
    function; or another function, or provisioned concurrency, may keep the interface in use. AWS does not say
    whether a function becomes inactive then.

Fix in Terraform
    Take the function out of the VPC if it needs nothing private, or run it more often and let it return at once when
    there is nothing to do:

Fix in CloudFormation
    Take the function out of the VPC if it needs nothing private, or run it more often and let it return at once when
    there is nothing to do:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.aws.quotas import LONGEST_IDLE
from lambdanet.kit.rule_kit import doubted, failed, not_applicable, not_known, passed, rule, undecided
from lambdanet.kit.wording import lasting, names
from lambdanet.queries.judged.subjects import functions, is_in_vpc, is_on_demand
from lambdanet.queries.schedules.interfaces_in_use import kept_in_use_by
from lambdanet.queries.schedules.rest_between_runs import longest_pause
from lambdanet.queries.schedules.triggers_of_functions import running_schedules, schedules_of
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings

ON_CAPACITY_PROVIDER = "{} runs on a capacity provider, whose interfaces are not Lambda's to reclaim."


def is_on_schedule(network: Network, function: Function) -> Verdict | None:
    """Settles functions without a schedule."""
    if schedules_of(network, function):
        return None
    return not_applicable(function, f"{function.address} is on no schedule.")


@rule(
    id="LAMBDANET_803",
    name="Ensure a Lambda function in a VPC that runs on a schedule runs at least every 14 days",
    statements=("S11",),
    severity="LOW",
    of=functions("function in a VPC on a schedule", is_on_schedule, is_in_vpc, is_on_demand(ON_CAPACITY_PROVIDER)),
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    running = running_schedules(network, function)
    if not running:
        schedules = names(schedules_of(network, function))
        return not_applicable(function, f"The schedule of {function.address} ({schedules}) is switched off.")
    pause = longest_pause(running)
    if pause.most is not None and pause.most <= LONGEST_IDLE:
        return passed(function, f"{function.address} runs at least every 14 days, by {names(running)}.", running)
    idle = f"{names(running)} {'leaves' if len(running) == 1 else 'leave'} {function.address} idle for"
    if pause.least <= LONGEST_IDLE:
        why = pause.doubts or [Unknown("two runs are about 14 days apart")]
        return not_known(function, f"whether {idle} more than 14 days", *why, related=running)
    idle = f"{idle} {lasting(pause.least)}"
    users = kept_in_use_by(network, function, running, LONGEST_IDLE)
    if users.known():
        sentence = f"{idle}, but {names(users.known())} may keep its interfaces in use."
        return undecided(function, sentence, running)
    if users.unknowns():
        return doubted(function, f"{idle}, but its interfaces may be in use", users, related=running)
    return failed(
        function,
        f"{idle}: after 14 days Lambda reclaims its network interfaces and the next invocation fails. "
        "Run it at least every 14 days.",
        running,
    )
