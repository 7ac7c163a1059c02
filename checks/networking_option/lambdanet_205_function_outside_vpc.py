"""
What it checks
    A function is in a VPC.

Why
    For most organisations this is the wrong question, which is why the rule is strict and silent by default. AWS's
    document recommends default networking for a function that needs no privately deployed resource (statement S7),
    the Serverless Applications Lens of the Well-Architected Framework says "only when necessary", and the operator
    guide adds that a VPC otherwise has no additional benefit. LAMBDANET_201 is the rule for that reading.

    Other controls of AWS and of tools want every function in a VPC: Security Hub's Lambda.3 (low; not part of the
    standard "AWS Foundational Security Best Practices", but mapped to NIST SP 800-53 r5 and PCI DSS v3.2.1), AWS
    Config's ``lambda-inside-vpc``, Control Tower's CT.LAMBDA.PR.3, and Checkov's CKV_AWS_117. Where such a control
    binds you, turn the strict rules on, and this one finds what does not meet it.

    You can defend either choice before an auditor. A function outside a VPC: nothing can connect to it (inbound
    connections are blocked, whatever the network), it is invoked through IAM alone (LAMBDANET_103), it depends on no
    private resource (LAMBDANET_202), and AWS recommends this network for it; Lambda.3 is suppressed with this reason,
    and PCI DSS v4.0.1 has no counterpart of it in Security Hub. A function inside a VPC: the control asks for it, its
    way out is restricted and logged by means that the default network does not have (LAMBDANET_302, LAMBDANET_701,
    LAMBDANET_707), and other rules cover the cost that S7 warns of (LAMBDANET_401, LAMBDANET_501, LAMBDANET_604);
    LAMBDANET_201 is suppressed, or its tag gives the reason for the VPC.

    Functions that cannot be in a VPC, such as those of CloudFront (Lambda@Edge), need a suppression.

Passes when
    The function has a VPC configuration, its own or its capacity provider's.

Fails when
    It has none, or an empty one.

Undecided when
    The configuration is not known from the code.

Fix in Terraform
    Put the function in a VPC:

Fix in CloudFormation
    Put the function in a VPC:

References
    https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html
    https://docs.aws.amazon.com/config/latest/developerguide/lambda-inside-vpc.html
    https://docs.aws.amazon.com/controltower/latest/userguide/lambda-rules.html
    https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/aws-lambda.html
    https://docs.aws.amazon.com/lambda/latest/operatorguide/networking-vpc.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.controls import AWS_CONFIG, CONTROL_TOWER, NIST_SP_800_53, PCI_DSS_3, SECURITY_HUB
from lambdanet.kit.rule_kit import decided, rule
from lambdanet.queries.attachment.attachment import in_vpc
from lambdanet.queries.judged.subjects import functions

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_205",
    name="Ensure a Lambda function is in a VPC",
    statements=("S7",),
    severity="MEDIUM",
    of=functions("function"),
    since="0.1.0",
    persona="strict",
    frameworks=(
        SECURITY_HUB("Lambda.3"),
        AWS_CONFIG("lambda-inside-vpc"),
        CONTROL_TOWER("CT.LAMBDA.PR.3"),
        NIST_SP_800_53(
            "AC-21, AC-3, AC-3(7), AC-4, AC-4(21), AC-6, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16), "
            "SC-7(20), SC-7(21)"
        ),
        PCI_DSS_3("1.2.1, 1.3.1, 1.3.2, 1.3.4"),
    ),
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    return decided(
        function,
        in_vpc(function),
        passes=lambda: f"{function.address} is in a VPC.",
        fails=lambda: f"{function.address} is in no VPC, but the strict settings require one.",
        in_doubt=lambda: f"whether {function.address} is in a VPC",
    )
