"""
What it checks
    The VPC of a function has default tenancy.

Why
    A function cannot be connected to a VPC with dedicated instance tenancy. AWS's way around it is to put the
    function into a VPC with default tenancy and to peer that with the dedicated one.

Passes when
    A subnet or a security group of the function is of a VPC that has default tenancy; the others are of the same one
    (LAMBDANET_304).

Fails when
    A subnet or a security group of the function is of a VPC that has dedicated tenancy.

Undecided when
    The VPC, or its tenancy, is not told by the code. The rule does not speak about functions on managed instances,
    which AWS documents apart.

Fix in Terraform
    Give the VPC default tenancy, which it has when nothing is said:

Fix in CloudFormation
    Give the VPC default tenancy, which it has when nothing is said:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://repost.aws/knowledge-center/lambda-dedicated-vpc
"""

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.vpcs import members
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import reasons, short

DEFAULT = (None, "default")


@rule(
    id="LAMBDANET_402",
    name="Ensure the VPC of a Lambda function has default tenancy",
    statements=("S8",),
    severity="HIGH",
    judges="function in a VPC",
    since="0.1.0",
)
def judge(network, settings):
    for function, settled in functions_in_vpc(network):
        if settled is not None:
            yield settled
            continue
        if function.managed_instances != Known(False):
            yield not_applicable(function, f"{function.address} runs on managed instances, or may.")
            continue
        doubts, default = [], []
        for member in members(network, function):
            vpc = _vpc(network, member)
            if isinstance(vpc, Unknown):
                doubts.append(vpc)
            elif isinstance(vpc.tenancy, Unknown):
                doubts.append(Unknown(f"the tenancy of {vpc.address}: {vpc.tenancy.reason}"))
            elif vpc.tenancy.value == "dedicated":
                yield failed(
                    function,
                    f"{function.address} uses {member.resource.address} of {vpc.address}, which has dedicated tenancy, "
                    "and a function cannot be connected to such a VPC: use one with default tenancy.",
                    [member.resource, vpc],
                )
                break
            elif vpc.tenancy.value in DEFAULT:
                default.append(vpc)
            else:
                doubts.append(Unknown(f"{vpc.address} has the tenancy {vpc.tenancy.value!r}"))
        else:
            if default:
                yield passed(function, f"{default[0].address}, the VPC of {function.address}, has default tenancy.")
            else:
                doubts += [*function.subnets.unknowns(), *function.security_groups.unknowns()]
                yield undecided(
                    function, f"The tenancy of the VPC of {function.address} is not known: {reasons(*doubts)}."
                )


def _vpc(network, member):
    if isinstance(member.vpc, Unknown):
        return member.vpc
    missing = short(member.vpc.value) or f"the default VPC, that of {member.resource.address},"
    return network.vpcs.get(member.vpc.value) or Unknown(f"{missing} is not declared in the scanned code")
