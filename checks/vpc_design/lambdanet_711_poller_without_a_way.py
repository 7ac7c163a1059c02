"""
What it checks
    The subnets of an event source in a VPC lead to Lambda and STS, and to Secrets Manager if the pollers connect with a
    secret, through a NAT gateway or interface endpoints. Event sources are clusters of MSK or DocumentDB, brokers of
    MQ, and self-managed Kafka brokers.

Why
    Lambda's pollers read such an event source through network interfaces in the subnets of the broker, with the
    security groups of the broker, whatever network the function has. From there they assume the role of the function,
    get the secret and invoke the function. Without a way the mapping is created but reports a problem, and no event
    reaches the function.

Passes when
    From each of the subnets, calls reach each of the services, and the answers get back.

Fails when
    From one of the subnets, calls do not reach one of the services: no route leads out of the VPC and there is no
    endpoint, or a hop on the way is closed. The internet gateway of a public subnet does not help: the interfaces of
    pollers have no public address.

Undecided when
    The subnets, the security groups or a hop on the way are not in the code, or the broker may be reached from outside
    its VPC. Provisioned pollers need no way, and the rule does not apply to them.

Fix in Terraform
    Give the broker's VPC endpoints for these services, or its subnets a NAT gateway:

Fix in CloudFormation
    Give the broker's VPC endpoints for these services, or its subnets a NAT gateway:

References
    https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html
    https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
    https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
    https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.dependencies.pollers_in_vpc import in_a_vpc, pollers_in_vpcs, services_called
from lambdanet.queries.dependencies.service_use import ServiceUse, title_of
from lambdanet.queries.judged.subjects import each_of
from lambdanet.queries.reachability.connections import calls_of, service_reach
from lambdanet.queries.reachability.hop_clauses import also, clauses
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.queries.dependencies.pollers_in_vpc import PollerInVpc
    from lambdanet.queries.reachability.service_calls import ServiceReach
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_711",
    name="Ensure the pollers of an event source in a VPC reach Lambda, STS and Secrets Manager",
    statements=("S10",),
    severity="HIGH",
    of=each_of("event source mapping of a broker or a cluster in a VPC", pollers_in_vpcs),
    since="0.1.0",
)
def judge(found: PollerInVpc, network: Network, settings: Settings) -> Verdict:
    poller = found.poller
    if isinstance(poller.provisioned, Unknown):
        return not_known(poller, f"whether the pollers of {poller.address} are provisioned", poller.provisioned)
    if poller.provisioned.value:
        return not_applicable(poller, f"The pollers of {poller.address} are provisioned and need no route.")
    inside = in_a_vpc(network, found)
    if inside == Known(False):
        return not_applicable(poller, f"{found.name} can be reached from outside its VPC.")
    doubts = [inside] if isinstance(inside, Unknown) else []
    through = []
    for service, called in services_called(found):
        if called == Known(False):
            continue
        (call,) = calls_of(network, ServiceUse(service, ""))
        reach = service_reach(network, found.caller, call)
        if reach.answer == Known(False) and called == Known(True) and not doubts:
            return _failed(found, service, reach)
        doubts += [one for one in (reach.answer, called) if isinstance(one, Unknown)]
        doubts += [Unknown("it may stop there")] if reach.answer == Known(False) and called == Known(True) else []
        through += reach.by
    named = f"{poller.address} in the network of {found.name}"
    if doubts:
        return not_known(poller, f"whether the pollers of {named} reach Lambda, STS and Secrets Manager", *doubts)
    by = f" through {names(through)}" if through else ""
    return passed(poller, f"The pollers of {named} reach what they call{by}.", through)


def _failed(found: PollerInVpc, service: str, reach: ServiceReach) -> Verdict:
    begun = f"The pollers of {found.poller.address} cannot reach {title_of(service)} from the network of {found.name}"
    if cut := reach.cut_off:
        no_way = f"{names(cut)} {'has' if len(cut) == 1 else 'have'} no usable route out of the VPC"
        return failed(
            found.poller, f"{begun}: {no_way}, and no endpoint for it. Add an endpoint, or a NAT gateway.", cut
        )
    first, *others = clauses(reach.stops)
    return failed(found.poller, f"{begun}: {first}.{also(others)}", reach.in_the_way)
