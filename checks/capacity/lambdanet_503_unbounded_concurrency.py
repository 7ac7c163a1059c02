"""
What it checks
    A function in a VPC has reserved concurrency. -1, as Terraform writes it, is none; 0 is some: it stops the function.

Why
    Reserved concurrency is the most that a function can have at once. Without it a function can grow to all that the
    account has left, and with it grow its connections, the interfaces that Lambda adds for them, and the load on the
    database behind. With it the demand for addresses that LAMBDANET_501 computes is bounded.

    It is a strict rule because reserving is a trade: what one function reserves no other one can use, and a function
    cannot burst beyond it. Turn the strict rules on where capacity is planned for each function.

Passes when
    The function has reserved concurrency, 0 included.

Fails when
    It has none.

Undecided when
    The number is not known from the code. The rule does not speak about functions on managed instances.

Fix in Terraform
    Reserve what the function needs at its peak:

Fix in CloudFormation
    Reserve what the function needs at its peak:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import doubted, failed, passed, rule
from lambdanet.kit.wording import counted
from lambdanet.queries.judged.subjects import functions, is_in_vpc, is_on_demand
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_503",
    name="Ensure a Lambda function in a VPC has reserved concurrency",
    statements=("S9",),
    severity="LOW",
    of=functions("function in a VPC", is_in_vpc, is_on_demand("{} runs on managed instances.")),
    since="0.1.0",
    persona="strict",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    reserved = function.reserved_concurrency
    if isinstance(reserved, Unknown):
        return doubted(function, f"The reserved concurrency of {function.address} is not known", reserved)
    if reserved.value is None:
        return failed(
            function,
            f"{function.address} is in a VPC without reserved concurrency, so nothing but the account's limit "
            "bounds its connections: reserve what it needs at its peak.",
        )
    if reserved.value == 0:
        return passed(function, f"{function.address} has a reserved concurrency of 0, which stops it.")
    told = counted(reserved.value, "execution")
    return passed(function, f"{function.address} has a reserved concurrency of {told} at once.")
