"""
What it checks
    A function in a VPC can open at least one connection: its security groups together have a usable egress rule.

Why
    A function without egress can reach nothing in the VPC that it was put in: every call it makes hangs. In
    Terraform this happens easily, because the provider removes AWS's rule that allows all egress from the
    groups that it makes. Rules to addresses such as 127.0.0.1/32 are written to allow nothing.

Passes when
    One of its security groups provably has an egress rule for TCP or UDP to an address block, a security group
    or a prefix list that can be reached.

Fails when
    All rules of all its security groups are known, and none is usable.

Undecided when
    A security group or one of its rules is not told by the code, and no other rule is usable. So is a
    CloudFormation group with separate egress rules of which none is usable: AWS does not say whether they replace
    the rule that allows everything.

Fix in Terraform
    Add the egress that the function needs:

Fix in CloudFormation
    Add the egress that the function needs:

References
    https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
"""

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.security_group_rules import described, usable_egress
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_303",
    name="Ensure a Lambda function in a VPC has security groups that let it open a connection",
    statements=("S5", "S10"),
    severity="HIGH",
    judges="function in a VPC",
    since="0.1.0",
)
def judge(network, settings):
    for function, settled in functions_in_vpc(network):
        if settled is not None:
            yield settled
            continue
        if function.security_groups.is_empty() == Known(True):
            yield not_applicable(function, f"{function.address} has no security group.")
            continue
        groups = [network.security_groups[identity] for identity in function.security_groups.known()]
        usable, doubts = usable_egress(network, function.security_groups)
        if usable:
            told = names(described(found) for found in usable[:3])
            yield passed(function, f"{function.address} can connect: {told}.", usable[:3])
        elif doubts:
            yield undecided(
                function,
                f"It is not known whether {function.address} can open a connection: {reasons(*doubts)}.",
                groups,
            )
        else:
            has = names(described(found) for group in groups for found in group.egress.known())
            told = f"have only {has}" if has else "have no egress rule"
            yield failed(
                function,
                f"{function.address} can open no connection: its security groups ({names(groups)}) {told}. "
                "Add an egress rule for what it needs.",
                groups,
            )
