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
    The number is not told by the code. The rule does not speak about functions on managed instances.

Fix in Terraform
    Reserve what the function needs at its peak:

Fix in CloudFormation
    Reserve what the function needs at its peak:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
"""

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import counted, reasons


@rule(
    id="LAMBDANET_503",
    name="Ensure a Lambda function in a VPC has reserved concurrency",
    statements=("S9",),
    severity="LOW",
    judges="function in a VPC",
    since="0.1.0",
    persona="strict",
)
def judge(network, settings):
    for function, settled in functions_in_vpc(network):
        reserved = function.reserved_concurrency
        if settled is not None:
            yield settled
        elif function.managed_instances != Known(False):
            yield not_applicable(function, f"{function.address} runs on managed instances, or may.")
        elif isinstance(reserved, Unknown):
            yield undecided(
                function, f"The reserved concurrency of {function.address} is not known: {reasons(reserved)}."
            )
        elif reserved.value is None:
            yield failed(
                function,
                f"{function.address} is in a VPC without reserved concurrency, so nothing but the account's limit "
                "bounds its connections: reserve what it needs at its peak.",
            )
        elif reserved.value == 0:
            yield passed(function, f"{function.address} has a reserved concurrency of 0, which stops it.")
        else:
            told = counted(reserved.value, "execution")
            yield passed(function, f"{function.address} has a reserved concurrency of {told} at once.")
