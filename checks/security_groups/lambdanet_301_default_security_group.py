"""
What it checks
    A function in a VPC does not use the VPC's default security group, however that is named: as a resource, an
    attribute of the VPC, a data source or by ``GetAtt``.

Why
    The default security group lets all its members talk to each other and out to everywhere, and every resource
    that names no group is a member. A group of its own says what the function needs.

Passes when
    All security groups of the function are known, and none is a default one.

Fails when
    One of its security groups is provably a VPC's default security group.

Undecided when
    A security group is given by an id or comes from elsewhere, so that the code does not tell which it is.

Fix in Terraform
    Give the function a group of its own:

Fix in CloudFormation
    Give the function a group of its own:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
"""

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.rule_kit import failed, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_301",
    name="Ensure a Lambda function does not use the default security group of its VPC",
    statements=("S5",),
    severity="MEDIUM",
    judges="function in a VPC",
    since="0.1.0",
)
def judge(network, settings):
    for function, settled in functions_in_vpc(network):
        if settled is not None:
            yield settled
            continue
        groups = [network.security_groups[identity] for identity in function.security_groups.known()]
        default = [group for group in groups if group.default == Known(True)]
        doubts = [*function.security_groups.unknowns(), *(g.default for g in groups if isinstance(g.default, Unknown))]
        if default:
            yield failed(
                function,
                f"{function.address} uses {names(default)}, the default group of a VPC: give it a group of its own.",
                default,
            )
        elif doubts:
            yield undecided(
                function, f"It is not known which security groups {function.address} uses: {reasons(*doubts)}.", groups
            )
        else:
            yield passed(function, f"{function.address} uses {names(groups) or 'no security group'}.", groups)
