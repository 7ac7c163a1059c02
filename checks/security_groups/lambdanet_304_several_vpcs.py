"""
What it checks
    All subnets and security groups of a function are of one VPC. A security group that names no VPC is one of the
    default VPC.

Why
    A network interface stands in one subnet and can have security groups of that subnet's VPC only, so AWS refuses
    the function. It is found when the code is deployed, often after the rest has been made.

Passes when
    The subnets and the groups all name the same VPC.

Fails when
    Two of them provably are of different VPCs: two that the code makes, two ids, or the default VPC and one that
    the code makes.

Undecided when
    The VPC of a subnet or a group is not told by the code, two names may be one VPC (an id and a VPC that the code
    makes, two look-ups), or a group is associated with further VPCs.

Fix in Terraform
    Give the group the VPC of the subnets:

Fix in CloudFormation
    Give the group the VPC of the subnets:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
"""

from itertools import combinations

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.vpcs import are_different, members, name_of, open_ends, possible_members
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Items, Known, Unknown, is_true
from lambdanet.wording import reasons


@rule(
    id="LAMBDANET_304",
    name="Ensure the subnets and security groups of a Lambda function are of one VPC",
    statements=("S5",),
    severity="HIGH",
    judges="function in a VPC",
    since="0.1.0",
)
def judge(network, settings):
    for function, settled in functions_in_vpc(network):
        if settled is not None:
            yield settled
            continue
        if Items() in (function.subnets, function.security_groups):
            missing = "subnet" if function.subnets == Items() else "security group"
            yield not_applicable(function, f"{function.address} names no {missing}.")
            continue
        certain = _one_of_each_vpc(members(network, function))
        possible = _one_of_each_vpc(possible_members(network, function))
        doubts = [*open_ends(function.subnets), *open_ends(function.security_groups)]
        for first, second in combinations([*certain, *possible], 2):
            different = are_different(network, first.vpc, second.vpc)
            if is_true(different):
                different = _unless_associated(first, second)
            if is_true(different) and second in possible:
                doubts += [*function.subnets.unknowns(), *function.security_groups.unknowns()]
            elif is_true(different):
                yield failed(
                    function,
                    f"{function.address} uses {first.resource.address} ({name_of(network, first.vpc.value)}) and "
                    f"{second.resource.address} ({name_of(network, second.vpc.value)}): use subnets and security "
                    "groups of one VPC.",
                    [first.resource, second.resource],
                )
                break
            if isinstance(different, Unknown):
                doubts.append(different)
        else:
            if doubts:
                yield undecided(
                    function,
                    f"It is not known whether the subnets and security groups of {function.address} are of one VPC: "
                    f"{reasons(*doubts)}.",
                )
            else:
                told = (certain or possible)[0].vpc
                which = f": {name_of(network, told.value)}" if isinstance(told, Known) else ""
                yield passed(function, f"The subnets and security groups of {function.address} are of one VPC{which}.")


def _one_of_each_vpc(members):
    """A member for each VPC that is told; of one that other groups are associated with, each such group."""
    found = {}
    for member in members:
        associated = getattr(member.resource, "associated_vpcs", Items())
        key = (member.vpc, "" if associated == Items() else member.resource.identity)
        found.setdefault(key, member)
    return list(found.values())


def _unless_associated(*pair):
    """Whether two VPCs matter: a group may be used in others; AWS does not say whether by functions too."""
    for member in pair:
        if getattr(member.resource, "associated_vpcs", Items()) != Items():
            return Unknown(f"{member.resource.address} is associated with further VPCs, or may be")
    return Known(True)
