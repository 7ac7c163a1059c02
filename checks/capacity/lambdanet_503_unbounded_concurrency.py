"""
What it checks
    A function in a VPC has reserved concurrency. In Terraform -1 means none; 0 means that the function is stopped.

Why
    Reserved concurrency limits how many instances of a function run at the same time. Without it a function can use all
    the concurrency that the account has left, and its connections grow with it, as do the interfaces that Lambda adds
    and the load on the database. With it the demand for addresses that LAMBDANET_501 computes has a limit.

    The rule is strict because reserving has a price: no other function can use what one reserves, and a function cannot
    burst beyond it. Turn the strict rules on if you plan capacity for each function.

Passes when
    The function has reserved concurrency, 0 included.

Fails when
    It has none.

Undecided when
    The number is not known from the code. The rule does not apply to functions on managed instances.

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
            f"{function.address} has no reserved concurrency, so only the limit of the account bounds its "
            "connections in the VPC: reserve what it needs at its peak.",
        )
    if reserved.value == 0:
        return passed(function, f"{function.address} has a reserved concurrency of 0, which stops it.")
    return passed(function, f"{function.address} has a reserved concurrency of {reserved.value}.")
