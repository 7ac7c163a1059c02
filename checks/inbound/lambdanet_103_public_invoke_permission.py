"""
What it checks
    A statement that lets principals invoke a function does not admit everyone: neither ``*`` nor an AWS
    principal ``*`` without a condition that narrows it. Single permissions and whole resource policies are read.

Why
    A function has no network front that could be closed; its resource policy is the front. One that admits
    everyone lets any AWS account, or through a function URL anybody, run the function.

Passes when
    The principals are named, or a condition names an account, an organisation, a resource of one account, a VPC
    or its endpoint, or asks function URLs for ``AWS_IAM``.

Fails when
    Everyone is admitted and no condition narrows that. Empty values, wildcards, and operators that exclude or
    apply only if a key is there do not narrow.

Undecided when
    The principals or the conditions are not told by the code.

Fix in Terraform
    Name the caller, or the resource it calls from:

Fix in CloudFormation
    Name the caller, or the resource it calls from:

References
    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html
"""

from lambdanet.queries.principals import admits_everyone, is_narrowed
from lambdanet.rule_kit import Control, failed, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_103",
    name="Ensure an invoke permission of a Lambda function does not admit everyone",
    statements=("S1",),
    severity="CRITICAL",
    judges="invoke permission or resource policy",
    since="0.1.0",
    frameworks=(
        Control(
            "AWS Security Hub",
            "Lambda.1",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html",
        ),
        Control(
            "AWS Config",
            "lambda-function-public-access-prohibited",
            "https://docs.aws.amazon.com/config/latest/developerguide/lambda-function-public-access-prohibited.html",
        ),
        Control(
            "AWS Control Tower",
            "CT.LAMBDA.PR.2",
            "https://docs.aws.amazon.com/controltower/latest/userguide/lambda-rules.html",
        ),
        Control(
            "NIST SP 800-53 r5, as Security Hub maps it",
            "AC-21, AC-3, AC-3(7), AC-4, AC-4(21), AC-6, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16), "
            "SC-7(20), SC-7(21)",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html",
        ),
        Control(
            "PCI DSS v3.2.1, as Security Hub maps it",
            "1.2.1, 1.3.1, 1.3.2, 1.3.4, 7.2.1",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html",
        ),
        Control(
            "PCI DSS v4.0.1, as Security Hub maps it",
            "7.2.1",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html",
        ),
    ),
)
def judge(network, settings):
    for permission in network.invoke_permissions:
        if permission.effect == Known("Deny"):
            yield passed(permission, f"{permission.address} denies.")
            continue
        everyone = admits_everyone(permission)
        narrowed = is_narrowed(permission)
        if everyone == Known(False):
            yield passed(permission, f"{permission.address} admits {names(permission.principals.known())}.")
        elif narrowed == Known(True):
            conditions = names(condition.key for condition in permission.conditions.known())
            yield passed(permission, f"{permission.address} narrows whom it admits by {conditions}.")
        elif isinstance(everyone, Unknown) or isinstance(narrowed, Unknown) or isinstance(permission.effect, Unknown):
            why = reasons(*(item for item in (everyone, narrowed, permission.effect) if isinstance(item, Unknown)))
            yield undecided(permission, f"It is not known whom {permission.address} admits: {why}.")
        else:
            yield failed(
                permission,
                f"{permission.address} lets everyone (principal *) invoke the function: name the principal, "
                "or narrow it by a source ARN, account or organisation.",
            )
