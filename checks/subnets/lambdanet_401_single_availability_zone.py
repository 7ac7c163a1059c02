"""
What it checks
    The subnets of a function in a VPC are in at least two availability zones (setting ``minimum_zones``). Zones count,
    not subnets.

Why
    When an availability zone fails, a function whose subnets are all in that zone cannot run. Without a VPC
    configuration Lambda spreads a function over several zones; with one, it uses only the given subnets.

Passes when
    Enough of its subnets are in different zones: they have different zone names, zone ids, indexes into one list of
    zones that AWS gives, or letters after one unknown Region.

Fails when
    Its subnets are in fewer zones: there is a single subnet, whatever its zone and whichever of several a condition
    picks, or there are several subnets in one zone. Local Zones and Wavelength Zones are not Availability Zones.

Undecided when
    Subnets, or the zones of several subnets, are not known from the code: ids, variables without a default, modules
    outside the scan.

Fix in Terraform
    Give the function subnets of two zones:

Fix in CloudFormation
    Give the function subnets of two zones:

References
    https://docs.aws.amazon.com/config/latest/developerguide/lambda-vpc-multi-az-check.html
    https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
    https://docs.aws.amazon.com/local-zones/latest/ug/available-local-zones.html
    https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.identities import is_written_out
from lambdanet.kit.controls import AWS_CONFIG, NIST_SP_800_53, SECURITY_HUB
from lambdanet.kit.rule_kit import decided, rule
from lambdanet.kit.wording import counted, names
from lambdanet.queries.attachment.attachment import known_subnets
from lambdanet.queries.attachment.zones import Zones, zones_of
from lambdanet.queries.judged.subjects import functions_in_subnets

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_401",
    name="Ensure a Lambda function in a VPC uses subnets in at least two availability zones",
    statements=("S8",),
    severity="MEDIUM",
    of=functions_in_subnets,
    since="0.1.0",
    frameworks=(
        SECURITY_HUB("Lambda.5"),
        AWS_CONFIG("lambda-vpc-multi-az-check"),
        NIST_SP_800_53("CP-10, CP-6(2), SC-36, SC-5(2), SI-13(5)"),
    ),
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    zones, wanted = zones_of(network, function), settings.minimum_zones
    return decided(
        function,
        zones.reach(wanted),
        passes=lambda: f"{function.address} uses subnets in different availability zones: {zones}.",
        fails=lambda: f"{function.address} uses {_used(zones, network)}, but needs at least {wanted}: {_to_do(zones)}.",
        in_doubt=lambda: f"in how many availability zones {function.address} is",
        rests_on=known_subnets(network, function),
    )


def _to_do(zones: Zones) -> str:
    named = dict.fromkeys(one for slot in zones.subnets if slot.certain for one in slot.can_be)
    words = [one for one in named if is_written_out(one) and not one.startswith("subnet-")]
    if not words:
        return "add a subnet in another zone"
    wrong = "are not ids of subnets" if len(words) > 1 else "is not the id of a subnet"
    return f"{names(words)} {wrong}; refer to the resources or parameters that have the ids"


def _used(zones: Zones, network: Network) -> str:
    can_be = [network.subnets[one].address for slot in zones.subnets if slot.certain for one in slot.can_be]
    named = f" ({' or '.join(can_be) if zones.of_one_subnet else names(can_be)})" if can_be else ""
    in_zones = f" ({zones})" if str(zones) else ""
    if zones.of_one_subnet:
        return f"one subnet{named}, so one availability zone{in_zones}"
    none = "are no availability zones" if len(zones.others) > 1 else "is no availability zone"
    others = f" beside {names(zones.others)}, which {none}" if zones.others else ""
    return f"subnets{named} in {counted(zones.most or 0, 'availability zone')}{in_zones}{others}"
