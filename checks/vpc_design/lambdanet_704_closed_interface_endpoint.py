"""
What it checks
    An interface endpoint (AWS PrivateLink) for a service that functions call from its VPC admits them on port 443 and
    has private DNS, for which the VPC needs DNS support and DNS hostnames. The network ACLs between them, of the
    subnets of the functions and of the endpoint, count too.

Why
    Without private DNS the usual name of the service leads past the endpoint, to the internet; from an isolated subnet
    it leads nowhere. With private DNS, but a security group that does not admit the functions, every call to the
    service hangs, even if it worked through a NAT gateway before the endpoint existed. An endpoint without a security
    group has the default one of the VPC, which admits only itself.

Passes when
    It admits all functions in its VPC that are known to call the service, and the usual name of the service leads to
    it, or their environment names the endpoint.

Fails when
    A request from one of the subnets of a function does not reach it, or the answer does not get back: its security
    groups do not admit the function, a network ACL on the way stops the packets, or it is in no subnet. Or it has no
    private DNS and the function does not name it, or has private DNS in a VPC without DNS support or DNS hostnames. For
    S3 and DynamoDB private DNS is not required: their gateway endpoints answer to the usual names.

    An endpoint in other zones than the functions is no failure, because calls cross zones; the explanation mentions it.
    Calls that the functions' own security groups do not let out are no fault of the endpoint (LAMBDANET_702).

Undecided when
    Rules, groups, DNS settings or the statements of the endpoint's policy are not known from the code, or it is not
    known whether a function calls the service. Or the endpoint has no private DNS, and a record of a private hosted
    zone, or another configuration to which it is exported, may give it the name of the service.

Fix in Terraform
    Give the endpoint private DNS and a security group that admits the functions:

Fix in CloudFormation
    Give the endpoint private DNS and a security group that admits the functions:

References
    https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import PASSED, doubted, failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.dependencies.endpoint_answers import answers_to, others_to_answer, subnets_of_other_zones
from lambdanet.queries.dependencies.endpoint_users import may_have_users, users_of
from lambdanet.queries.dependencies.service_use import title_of
from lambdanet.queries.judged.subjects import interface_endpoints, no_callers
from lambdanet.queries.judged.uncertain_users import whoever_is_there
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network, VpcEndpoint
    from lambdanet.queries.dependencies.endpoint_users import User
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_704",
    name="Ensure an interface endpoint of Lambda functions answers them",
    statements=("S10",),
    severity="HIGH",
    of=interface_endpoints("interface endpoint used by functions"),
    since="0.1.0",
)
def judge(endpoint: VpcEndpoint, network: Network, settings: Settings) -> Verdict:
    users = users_of(network, endpoint)
    if not users:
        doubt = may_have_users(network, endpoint)
        if doubt is None:
            return not_applicable(endpoint, no_callers(endpoint))
        return not_known(endpoint, f"whether functions use {endpoint.address}", doubt)
    callers = names(user.function for user in users)
    found = whoever_is_there(
        network.uncertain, users, lambda user: user.function.identity, lambda some: _answer(network, endpoint, some)
    )
    if isinstance(found, Unknown):
        return not_known(endpoint, f"which of {callers} use {endpoint.address}", found)
    # Whom it would answer too, if they call it, makes no difference.
    for user in others_to_answer(network, endpoint) if found.kind == PASSED else ():
        if _answer(network, endpoint, [user]).kind != PASSED:
            clause = f"{endpoint.address} answers {callers}, but perhaps not {user.function.address}"
            doubt = may_have_users(network, endpoint)
            why = Unknown("where and what it calls is not known") if doubt is None else doubt
            return doubted(endpoint, clause, why, related=[user.function])
    return found


def _answer(network: Network, endpoint: VpcEndpoint, users: Sequence[User]) -> Verdict:
    service = title_of(endpoint.service_code.value or "" if isinstance(endpoint.service_code, Known) else "")
    functions = [user.function for user in users]
    callers = names(functions)
    answers = answers_to(network, endpoint, users)
    one = len({function.identity for function in functions}) == 1
    apart = subnets_of_other_zones(network, endpoint, users if answers.problems else answers.answered)
    remark = f" It is not in the zone of {names(apart)}: calls from there cross zones." if apart else ""
    if answers.problems:
        clause = f"{endpoint.address}, the endpoint for {service}, which {callers} {'calls' if one else 'call'}"
        problems = "; and ".join(answers.problems)
        return failed(endpoint, f"{clause}, does not work: {problems}.{remark}", answers.in_the_way)
    if answers.doubts:
        return not_known(endpoint, f"whether {endpoint.address} answers {callers}", *answers.doubts)
    if not answers.answered:
        clause = f"The security groups of {callers} let no call out to {endpoint.address} (LAMBDANET_702)."
        return not_applicable(endpoint, clause)
    clause = names(user.function for user in answers.answered)
    return passed(endpoint, f"{endpoint.address} answers {clause} for {service}.{remark}", functions)
