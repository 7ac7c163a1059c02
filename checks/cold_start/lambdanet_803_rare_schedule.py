"""
What it checks
    A function in a VPC that runs on a schedule, by a rule of EventBridge or by EventBridge Scheduler, runs at least
    every 14 days. Several schedules are judged together; one that is switched off does not count.

Why
    When a function has been idle for 14 days, Lambda reclaims its network interfaces and the function becomes
    inactive. The next invocation fails, and the interface has to be created again before one succeeds. A monthly
    job in a VPC so loses an invocation each month, and lives from retries if it has any.

Passes when
    Its schedules provably leave no pause of more than 14 days: a rate of up to 14 days, times of the clock that are
    near enough in every month of every year, or several schedules of which one is often enough.

Fails when
    Its schedules provably leave a longer pause, and by the code nothing else keeps the interface in use: no other
    trigger, permission or resource names the function, and no function outside the code can have its subnets and
    security groups, as one of the groups is declared in the code and stays there. Functions that share its
    interface have such pauses at the same time.

Undecided when
    A schedule is not told by the code, runs once, or has a first or a last day; something else may run the
    function; or another function, or provisioned concurrency, may keep the interface in use. AWS does not say
    whether a function becomes inactive then.

Fix in Terraform
    Run the function more often and let it return at once when there is nothing to do:

        resource "aws_cloudwatch_event_rule" "report" {
          schedule_expression = "rate(7 days)"
        }

    Or take it out of the VPC if it needs nothing private.

Fix in CloudFormation
    Run the function more often and let it return at once when there is nothing to do:

        ReportSchedule:
          Type: AWS::Events::Rule
          Properties:
            ScheduleExpression: rate(7 days)
            Targets:
              - Id: report
                Arn: !GetAtt OrdersFunction.Arn

    Or take it out of the VPC if it needs nothing private.

References
    https://docs.aws.amazon.com/whitepapers/latest/serverless-architectures-lambda/network-configuration.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from lambdanet.aws.quotas import LONGEST_IDLE
from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.interfaces import functions_that_may_share
from lambdanet.queries.pauses import longest_pause
from lambdanet.queries.triggers import SCHEDULE, other_callers, triggers_of
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Items, Known, Unknown
from lambdanet.wording import lasting, names, reasons


@rule(
    id="LAMBDANET_803",
    name="Ensure a Lambda function in a VPC that runs on a schedule runs at least every 14 days",
    statements=("S11",),
    severity="LOW",
    judges="function in a VPC on a schedule",
    since="0.1.0",
)
def judge(network, settings):
    for function, settled in functions_in_vpc(network):
        schedules = _schedules(network, function)
        if not schedules:
            yield not_applicable(function, f"{function.address} is on no schedule.")
        elif settled is not None:
            yield settled
        elif function.managed_instances == Known(True):
            told = f"{function.address} runs on a capacity provider, whose interfaces are not Lambda's to reclaim."
            yield not_applicable(function, told)
        elif not _running(schedules):
            yield not_applicable(function, f"The schedule of {function.address} ({names(schedules)}) is switched off.")
        else:
            yield _judged(network, function, _running(schedules))


def _judged(network, function, running):
    pause = longest_pause(running)
    if pause.most is not None and pause.most <= LONGEST_IDLE:
        return passed(function, f"{function.address} runs at least every 14 days, by {names(running)}.", running)
    idle = f"{names(running)} {'leaves' if len(running) == 1 else 'leave'} {function.address} idle for"
    if pause.least <= LONGEST_IDLE:
        why = reasons(*pause.doubts) or "two runs are about 14 days apart"
        return undecided(function, f"It is not known whether {idle} more than 14 days: {why}.", running)
    idle = f"{idle} {lasting(pause.least)}"
    sharing = functions_that_may_share(network, function)
    uses = _other_uses(network, function)
    users, hidden = uses.known(), uses.unknowns()
    if not users and (hidden or isinstance(sharing, Unknown)):
        why = reasons(*hidden, *([sharing] if isinstance(sharing, Unknown) else []))
        return undecided(function, f"{idle}, but its interfaces may be in use meanwhile: {why}.", running)
    others = sharing.value if isinstance(sharing, Known) else []
    running_of_others = {other.address: _running(_schedules(network, other)) for other in others}
    together = [trigger for schedules in running_of_others.values() for trigger in schedules]
    users += [other.address for other in others if not running_of_others[other.address] or _is_used(network, other)]
    if not users and longest_pause([*running, *together]).least <= LONGEST_IDLE:
        users = list(running_of_others)
    if users:
        return undecided(function, f"{idle}, but {names(users)} may keep its interfaces in use meanwhile.", running)
    return failed(
        function,
        f"{idle}: after 14 days Lambda reclaims its network interfaces and the next invocation fails. "
        "Run it at least every 14 days.",
        running,
    )


def _other_uses(network, function):
    """What may keep the interfaces of a function in use besides its schedules."""
    provisioned = function.provisioned_concurrency
    kept = Items.of(["provisioned concurrency"] if provisioned.elements else [])
    return other_callers(network, function) + kept + Items(more=provisioned.more)


def _is_used(network, function):
    return _other_uses(network, function).is_empty() != Known(True)


def _schedules(network, function):
    return [trigger for trigger in triggers_of(network, function) if trigger.kind == SCHEDULE]


def _running(schedules):
    return [trigger for trigger in schedules if trigger.active != Known(False)]
