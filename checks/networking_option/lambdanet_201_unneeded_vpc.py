"""
What it checks
    A function in a VPC has a reason to be there: it depends on a private resource, the security group of a private
    resource names one of its groups, it mounts a file system, or a tag gives the reason (setting
    ``justification_tag``).

Why
    AWS recommends default networking for a function that needs no privately deployed resource: the VPC option
    adds subnets, addresses, NAT gateways and cold starts to take care of, and has no other benefit.

    Some controls ask for the opposite and want every function in a VPC: Security Hub's Lambda.3, AWS Config's
    ``lambda-inside-vpc``, Control Tower's CT.LAMBDA.PR.3, and Checkov's CKV_AWS_117. They contradict AWS's own
    advice: the document's statement S7, the operator guide ("no additional benefit"), and the Serverless Applications
    Lens of the Well-Architected Framework ("only when necessary"). Security Hub itself has Lambda.3 at severity low
    and outside its standard "AWS Foundational Security Best Practices", and says of Lambda.5 that functions outside a
    VPC run in several zones anyway.

    You can defend either choice before an auditor, but not both together:

    - Default networking where nothing private is needed. Suppress Lambda.3 and CKV_AWS_117 with this reason; show
      that nothing can connect to a function whatever its network, that only the wanted principals can invoke it
      (LAMBDANET_103, LAMBDANET_104), and that it depends on nothing private (LAMBDANET_202).
    - Every function in a VPC, where an organisation is bound to these controls. Suppress this rule, or tag the
      functions with the control as the reason, and turn on LAMBDANET_205 (``persona: strict``), which finds the
      functions outside a VPC; LAMBDANET_401, LAMBDANET_501 and the rules about routing then cover what S7 warns of.

Passes when
    One of these reasons is found in the code.

Fails when
    There is none, and everything is in the scan: the function's subnets, VPC, security groups and environment are
    declared in the scanned code, nothing else uses that network, and no route leads to other private networks.

Undecided when
    Part of the network is declared elsewhere or exported, other resources are in it, it is connected to another
    private network, or a NAT gateway with an Elastic IP may be there for a fixed address (setting
    ``elastic_ip_justifies_vpc``).

Fix in Terraform
    Remove the VPC configuration, or say why it is needed:

Fix in CloudFormation
    Remove the VPC configuration, or say why it is needed:

References
    https://docs.aws.amazon.com/lambda/latest/operatorguide/networking-vpc.html
    https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html
    https://docs.aws.amazon.com/config/latest/developerguide/lambda-inside-vpc.html
    https://docs.aws.amazon.com/controltower/latest/userguide/lambda-rules.html
    https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/aws-lambda.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.controls import SERVERLESS_LENS
from lambdanet.kit.rule_kit import failed, passed, rule, undecided
from lambdanet.kit.wording import causes, missing_facts_or_purpose, reasons
from lambdanet.queries.attachment.justification import doubts_of_reach, reason_for_vpc
from lambdanet.queries.judged.subjects import functions_in_vpc
from lambdanet.values import Cause

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_201",
    name="Ensure a Lambda function in a VPC needs a privately deployed resource",
    statements=("S7",),
    severity="MEDIUM",
    of=functions_in_vpc,
    since="0.1.0",
    frameworks=(SERVERLESS_LENS("Performance efficiency, AWS Lambda: VPC access only when necessary"),),
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    reason = reason_for_vpc(network, function, settings.justification_tag)
    if reason is not None:
        return passed(function, f"{function.address} is in a VPC because {reason}.")
    doubts = doubts_of_reach(network, function, settings.elastic_ip_justifies_vpc)
    if doubts:
        return undecided(
            function,
            f"It is not known whether {function.address} needs its VPC: {reasons(*doubts)}. "
            f"If it does, say why in the tag {settings.justification_tag}.",
            causes=[*causes(*doubts), Cause.UNSAID_PURPOSE],
            waits_for=missing_facts_or_purpose(*doubts),
        )
    return failed(
        function,
        f"{function.address} needs no VPC: nothing private is deployed in it, and it leads to no other private "
        "network. Remove the VPC configuration.",
    )
