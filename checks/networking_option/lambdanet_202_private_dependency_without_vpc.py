"""
What it checks
    A function outside a VPC depends on no privately deployed resource: a database, cache, broker, search domain,
    internal load balancer or instance that can be reached only from within its VPC.

Why
    With default networking a function reaches the internet, but no privately deployed resource. Connections to one
    hang until the function times out, and nobody notices before the deployment.

Passes when
    Everything that its environment names is known, and none of it is the endpoint of a private resource.

Fails when
    Its environment holds an endpoint of a private resource, or names a DNS record that leads to one, or names a secret
    or a parameter that holds one, or the secret in which AWS keeps the password of a private database, and its role may
    read it, also by its denials and its permissions boundary. Or its role may connect to a private database as a
    database user. Names, ports alone, ARNs, public endpoints, Data APIs and event sources are not evidence.

Undecided when
    Something is not known from the code: a value in its environment, whether the resource is private, or whether the
    function is in a VPC, its own or its capacity provider's. Or a value holds a private IPv4 address that is written
    out. Or its role may send statements to the database of a secret through a Data API, or may read such a secret that
    no environment variable names. Or its role may hand a host on to others, as a target, in a record or a connection.

Fix in Terraform
    Put the function in the VPC of the resource:

Fix in CloudFormation
    Put the function in the VPC of the resource:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.attachment.attachment import in_vpc
from lambdanet.queries.dependencies.private_dependencies import private_dependencies
from lambdanet.queries.judged.subjects import functions
from lambdanet.values import Unknown, is_true

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_202",
    name="Ensure a Lambda function that depends on a private resource is in a VPC",
    statements=("S3", "S12"),
    severity="HIGH",
    of=functions("function not in a VPC"),
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    attached = in_vpc(function)
    if is_true(attached) or is_true(function.managed_instances):
        return not_applicable(function, f"{function.address} is in a VPC.")
    dependencies = private_dependencies(network, function)
    found = dependencies.known()
    if not found and dependencies.complete:
        return passed(function, f"{function.address} depends on no private resource.")
    if isinstance(attached, Unknown):
        return not_known(function, f"whether {function.address} is in a VPC", attached)
    if not found:
        return not_known(function, f"on what {function.address} depends", dependencies)
    shown = names(f"{item.resource.address} ({item.resource.kind}, {item.port}): {item.evidence}" for item in found)
    return failed(
        function,
        f"{function.address} is in no VPC but depends on {shown}. Put it in the VPC of the resource.",
        [item.resource for item in found],
    )
