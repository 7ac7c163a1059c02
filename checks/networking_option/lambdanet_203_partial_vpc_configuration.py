"""
What it checks
    The VPC configuration of a function is whole: it names subnets and security groups, or neither. It stays
    within what Lambda accepts: 16 subnets and 5 security groups.

Why
    There are two networking options, default and VPC. A function with subnets but no security group, or the
    other way round, is in neither: Lambda refuses it, or it ends up in another network than its author thinks.

Passes when
    The function has subnets and security groups within the limits, or no VPC configuration. Empty lists, a
    ``vpc_config`` without content in a plan, dynamic blocks over nothing and ``AWS::NoValue`` are no VPC
    configuration.

Fails when
    One of the two lists is provably empty while the other is not, or a list is longer than the limit.

Undecided when
    One list is not known, so that it may be empty or not.

Fix in Terraform
    Name both, or drop the block:

        vpc_config {
          subnet_ids         = [aws_subnet.private_a.id, aws_subnet.private_b.id]
          security_group_ids = [aws_security_group.function.id]
        }

Fix in CloudFormation
    Name both, or drop the property:

        VpcConfig:
          SubnetIds: [!Ref PrivateSubnetA, !Ref PrivateSubnetB]
          SecurityGroupIds: [!Ref FunctionSecurityGroup]

References
    https://docs.aws.amazon.com/whitepapers/latest/serverless-architectures-lambda/network-configuration.html
    https://docs.aws.amazon.com/lambda/latest/api/API_VpcConfig.html
"""

from lambdanet.aws.quotas import MOST_SECURITY_GROUPS, MOST_SUBNETS
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import reasons


@rule(
    id="LAMBDANET_203",
    name="Ensure a Lambda function has subnets and security groups or neither",
    statements=("S2", "S4"),
    severity="HIGH",
    judges="function",
    since="0.1.0",
)
def judge(network, settings):
    for function in network.functions.values():
        if function.managed_instances == Known(True):
            explanation = f"{function.address} runs on a capacity provider, which holds the VPC configuration."
            yield not_applicable(function, explanation)
            continue
        for word, items, most in (
            ("subnets", function.subnets, MOST_SUBNETS),
            ("security groups", function.security_groups, MOST_SECURITY_GROUPS),
        ):
            number = len(set(items.known()))
            if number > most:
                yield failed(function, f"{function.address} names {number} {word}, Lambda accepts {most}.")
        no_subnets = function.subnets.is_empty()
        no_groups = function.security_groups.is_empty()
        if isinstance(no_subnets, Unknown) or isinstance(no_groups, Unknown):
            why = reasons(*(item for item in (no_subnets, no_groups) if isinstance(item, Unknown)))
            yield undecided(
                function, f"It is not known whether the VPC configuration of {function.address} is whole: {why}."
            )
        elif no_subnets.value and no_groups.value:
            yield passed(function, f"{function.address} has no VPC configuration.")
        elif no_subnets.value or no_groups.value:
            has, lacks = ("security groups", "subnet") if no_subnets.value else ("subnets", "security group")
            yield failed(function, f"{function.address} names {has} but no {lacks}: name both, or neither.")
        else:
            yield passed(function, f"{function.address} names subnets and security groups.")
