"""
What it checks
    An interface endpoint (AWS PrivateLink) for a service that functions call from its VPC admits them on port 443
    and has private DNS, for which the VPC needs DNS support and DNS hostnames. What stands between is followed too:
    the network ACLs of the functions' subnets and of the endpoint's.

Why
    Without private DNS the service's usual name leads past the endpoint, to the internet, and out of an isolated
    subnet nowhere. With it, but with a security group that does not admit the functions, every call to the service
    hangs, also where it went well by a NAT gateway before the endpoint was there. An endpoint without a security
    group of its own has the VPC's default one, which admits only itself.

Passes when
    It admits all functions in its VPC that are known to call the service, and the service's usual name leads to it,
    or their environment names the endpoint.

Fails when
    A request of a function provably does not get to it from one of its subnets, or the answer not back: its security
    groups do not admit the function, a network ACL on the way stops them, or it stands in no subnet. Or it has no
    private DNS and the function does not name it, or has private DNS in a VPC without DNS support or DNS hostnames.
    For S3 and DynamoDB private DNS is not asked for: their gateway endpoints answer to the usual names.

    That it does not stand in a zone of the functions is no failure, as calls cross zones. The explanation says so.
    What the functions' own security groups do not let out is no fault of the endpoint (LAMBDANET_702).

Undecided when
    Rules, groups, DNS settings or the statements of the endpoint's policy are not told by the code, or whether a
    function calls the service. So is an endpoint without private DNS to which a record of a private hosted zone may
    give the service's name, or that is handed on to another configuration, which may.

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
from lambdanet.queries.judged.subjects import interface_endpoints
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
            return not_applicable(endpoint, f"No function calls the service of {endpoint.address} from its VPC.")
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
            told = f"{endpoint.address} answers {callers}, but perhaps not {user.function.address}"
            doubt = may_have_users(network, endpoint)
            why = Unknown("where and what it calls is not known") if doubt is None else doubt
            return doubted(endpoint, told, why, related=[user.function])
    return found


def _answer(network: Network, endpoint: VpcEndpoint, users: Sequence[User]) -> Verdict:
    service = title_of(endpoint.service_code.value or "" if isinstance(endpoint.service_code, Known) else "")
    functions = [user.function for user in users]
    callers = names(functions)
    answers = answers_to(network, endpoint, users)
    one = len({function.identity for function in functions}) == 1
    apart = subnets_of_other_zones(network, endpoint, users if answers.problems else answers.answered)
    remark = f" It does not stand in the zone of {names(apart)}: calls from there cross zones." if apart else ""
    if answers.problems:
        told = f"{endpoint.address}, the endpoint for {service}, which {callers} {'calls' if one else 'call'}"
        problems = "; and ".join(answers.problems)
        return failed(endpoint, f"{told}, does not do its work: {problems}.{remark}", answers.in_the_way)
    if answers.doubts:
        return not_known(endpoint, f"whether {endpoint.address} answers {callers}", *answers.doubts)
    if not answers.answered:
        told = f"The security groups of {callers} let no call out to {endpoint.address} (LAMBDANET_702)."
        return not_applicable(endpoint, told)
    told = names(user.function for user in answers.answered)
    return passed(endpoint, f"{endpoint.address} answers {told} for {service}.{remark}", functions)
