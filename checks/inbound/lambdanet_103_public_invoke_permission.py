"""
What it checks
    A statement that lets principals invoke a function does not admit everyone: neither ``*`` nor an AWS
    principal ``*`` without a condition that narrows it. Single permissions and whole resource policies are read.

Why
    No network protects a function from callers: its resource policy does. A policy that admits everyone lets any
    AWS account run the function, and through a function URL anybody.

Passes when
    The principals are named, or a condition names an account, an organisation, a resource of one account, a VPC
    or its endpoint, or asks function URLs for ``AWS_IAM``. Or a denial in the same policy keeps everyone else out. Of
    the two permissions of a function URL ``lambda:InvokeFunction`` admits those alone whom
    ``lambda:InvokeFunctionUrl`` admits too.

Fails when
    Everyone is admitted, or everyone but some (``NotPrincipal``), and no condition narrows that. Empty values,
    wildcards, variables, sources of any account, and operators that exclude or apply only if a key is there
    (``IfExists``, ``ForAllValues``) do not narrow. Where the permission is only for the callers of a function URL
    without authentication, LAMBDANET_102 fails on the URL, and this rule does not apply.

Undecided when
    The principals or the conditions are not known from the code. Or a denial keeps out only some of the others.

Fix in Terraform
    Name the caller, or the resource it calls from:

Fix in CloudFormation
    Name the caller, or the resource it calls from:

References
    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.controls import AWS_CONFIG, CONTROL_TOWER, NIST_SP_800_53, PCI_DSS_3, PCI_DSS_4, SECURITY_HUB
from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.access.open_urls import open_url_of
from lambdanet.queries.access.principals import admits_everyone, is_narrowed, lets_invoke
from lambdanet.queries.access.url_permissions import is_via_url, url_opens_to_everyone
from lambdanet.queries.judged.subjects import each_of
from lambdanet.values import Known, Unknown, is_false, is_true

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import InvokePermission, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_103",
    name="Ensure an invoke permission of a Lambda function does not admit everyone",
    statements=("S1",),
    severity="CRITICAL",
    of=each_of("invoke permission or resource policy", lambda network: network.invoke_permissions),
    since="0.1.0",
    frameworks=(
        SECURITY_HUB("Lambda.1"),
        AWS_CONFIG("lambda-function-public-access-prohibited"),
        CONTROL_TOWER("CT.LAMBDA.PR.2"),
        NIST_SP_800_53(
            "AC-21, AC-3, AC-3(7), AC-4, AC-4(21), AC-6, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16), "
            "SC-7(20), SC-7(21)"
        ),
        PCI_DSS_3("1.2.1, 1.3.1, 1.3.2, 1.3.4, 7.2.1"),
        PCI_DSS_4("7.2.1"),
    ),
)
def judge(permission: InvokePermission, network: Network, settings: Settings) -> Verdict:
    if permission.effect == Known("Deny"):
        return passed(permission, f"{permission.address} is a denial.")
    invokes = lets_invoke(permission)
    if is_false(invokes):
        return not_applicable(permission, f"{permission.address} lets nobody invoke the function.")
    everyone, narrowed = admits_everyone(permission), is_narrowed(network, permission)
    if is_false(everyone):
        return passed(permission, f"{permission.address} admits {names(permission.principals.known())}.")
    if is_true(narrowed):
        conditions = names(condition.key for condition in permission.conditions.known())
        by = f"{conditions} allows" if conditions else "a denial in the same policy spares"
        return passed(permission, f"{permission.address} admits only whom {by}.")
    opens = url_opens_to_everyone(network, permission) if is_via_url(permission) else Known(True)
    if is_false(opens):
        return passed(permission, f"{permission.address} is for requests to a function URL, which is not open to all.")
    doubts = [item for item in (everyone, narrowed, permission.effect, opens, invokes) if isinstance(item, Unknown)]
    if doubts:
        return not_known(permission, f"whom {permission.address} admits", *doubts)
    url = open_url_of(network, permission)
    if url is not None:
        clause = f"{permission.address} admits the callers of {url.address}, which authenticates nobody"
        return not_applicable(permission, f"{clause}: see LAMBDANET_102.")
    return failed(
        permission,
        f"{permission.address} lets everyone invoke the function: name the principal, "
        "or add a condition on the source ARN, the account or the organisation.",
    )
