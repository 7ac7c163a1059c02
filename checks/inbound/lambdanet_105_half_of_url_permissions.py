"""
What it checks
    Callers of a function URL have both permissions that they need: ``lambda:InvokeFunctionUrl`` and
    ``lambda:InvokeFunction``. Single permissions and whole resource policies are read.

Why
    Since October 2025 a request to a function URL needs both. With one of them alone Lambda answers 403 Forbidden, and
    the function does not run. The URL and one permission are there; nothing shows that the other one is missing.

Passes when
    Every principal that a statement gives one of the two has the other one too, for the same source, and for the alias
    where the URL is of one.

Fails when
    A service, such as CloudFront, has one of the two, and no statement in the code gives it the other one. The same
    goes for everyone, where the auth type of the URL is NONE.

Undecided when
    The permissions are not known from the code, may not be created, or code outside the scan has the function and may
    add some. Or the URL is of an alias, and a permission is for the function without it. Or an account or a role has
    one of the two, and may have the other one by its own policy. Or Terraform makes a URL of the auth type NONE, for
    which older versions of the provider add ``lambda:InvokeFunctionUrl`` alone.

Fix in Terraform
    Let the caller do both:

Fix in CloudFormation
    Let the caller do both:

References
    https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    https://docs.aws.amazon.com/lambda/latest/dg/using-aliases.html
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import doubted, failed, not_applicable, not_known, passed, rule
from lambdanet.queries.access.principals import EVERYONE
from lambdanet.queries.access.url_permissions import INVOKE, URL, is_via_url, lets, may_be_of_one_source, permissions_of
from lambdanet.queries.judged.subjects import each_of
from lambdanet.values import Known, Unknown, any_of

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import FunctionUrl, InvokePermission, Network
    from lambdanet.settings.known_settings import Settings

_SERVICE = ".amazonaws.com"


def urls(network: Network) -> list[FunctionUrl]:
    """The URLs of which someone has to write the permissions."""
    return [url for url in network.function_urls if url.permits_itself is not True]


@rule(
    id="LAMBDANET_105",
    name="Ensure a Lambda function URL has both permissions that its callers need",
    statements=("S1",),
    severity="MEDIUM",
    of=each_of("function URL", urls),
    since="0.1.0",
)
def judge(url: FunctionUrl, network: Network, settings: Settings) -> Verdict:
    permissions, doubts = permissions_of(network, url)
    callers = [
        (principal, action, permission)
        for permission in permissions
        for action in (URL, INVOKE)
        for principal in permission.principals.known()
        if lets(permission, action, principal) == Known(True) and (action == URL or is_via_url(permission))
    ]
    if not callers:
        hidden = [one for permission in permissions for one in _hidden(permission)]
        if hidden or doubts:
            return not_known(url, f"who may use {url.address}", *hidden, *doubts)
        return not_applicable(url, f"No permission in the code lets anyone use {url.address}.")
    perhaps: list[Unknown] = []
    for principal, action, permission in callers:
        other = INVOKE if action == URL else URL
        beside = [each for each in permissions if may_be_of_one_source(permission, each)]
        answer = any_of([*(lets(each, other, principal) for each in beside), *doubts])
        if isinstance(answer, Unknown):
            perhaps.append(answer)
        elif not answer.value:
            doubt = _may_have_it(url, principal, other)
            if doubt is None:
                allowed = f"{permission.address} allows {_named(principal)} {action}"
                missing = f"nothing in the code allows {other} for {url.address}, so requests to it get 403"
                return failed(url, f"{allowed}, but {missing}. Allow both.", [permission])
            perhaps.append(doubt)
    if perhaps:
        return doubted(url, f"Callers of {url.address} may have only one of the two permissions", *perhaps)
    return passed(
        url,
        f"All callers of {url.address} have both permissions.",
        dict.fromkeys(permission for _, _, permission in callers),
    )


def _hidden(permission: InvokePermission) -> list[Unknown]:
    effect = [permission.effect] if isinstance(permission.effect, Unknown) else []
    return [*effect, *permission.principals.unknowns(), *permission.actions.unknowns()]


def _named(principal: str) -> str:
    return "everyone" if principal == EVERYONE else principal


def _may_have_it(url: FunctionUrl, principal: str, action: str) -> Unknown | None:
    """Why a principal may have the other permission although no statement in the code says so."""
    if principal.endswith(_SERVICE):
        return None
    if principal != EVERYONE:
        return Unknown(f"{principal} may have {action} by a policy of its own")
    if url.auth_type != Known("NONE"):
        return Unknown(f"those who sign their requests to {url.address} may have {action} by policies of their own")
    if url.permits_itself is None:
        return Unknown(f"whether Terraform's provider adds {action} for {url.address} depends on its version")
    return None
