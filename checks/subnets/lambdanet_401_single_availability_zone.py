"""
What it checks
    The subnets of a function in a VPC are in at least two distinct availability zones (setting
    ``minimum_zones``). Zones are counted, not subnets.

Why
    When an availability zone fails, a function whose subnets are all in that zone cannot run. Without a VPC
    configuration Lambda spreads a function over several zones by itself; with one, it uses the given subnets only.

Passes when
    Enough of its subnets are provably in different zones: other zone names, other zone ids, other indexes into
    one list of zones that AWS gives, or other letters after one unknown Region.

Fails when
    Its subnets provably are in fewer zones, for example a single subnet, whatever its zone, or several subnets
    in one zone.

Undecided when
    Subnets, or the zones of several subnets, are not told by the code: ids written out, variables without a
    default, modules that are not in the scan.

Fix in Terraform
    Give the function subnets of two zones:

Fix in CloudFormation
    Give the function subnets of two zones:

References
    https://docs.aws.amazon.com/config/latest/developerguide/lambda-vpc-multi-az-check.html
    https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html
"""

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.zones import greatest_number_of, least_number, zones_of
from lambdanet.rule_kit import Control, failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import counted, names, reasons


@rule(
    id="LAMBDANET_401",
    name="Ensure a Lambda function in a VPC uses subnets in at least two availability zones",
    statements=("S8",),
    severity="MEDIUM",
    judges="function in a VPC",
    since="0.1.0",
    frameworks=(
        Control(
            "AWS Security Hub",
            "Lambda.5",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html",
        ),
        Control(
            "AWS Config",
            "lambda-vpc-multi-az-check",
            "https://docs.aws.amazon.com/config/latest/developerguide/lambda-vpc-multi-az-check.html",
        ),
        Control(
            "NIST SP 800-53 r5, as Security Hub maps it",
            "CP-10, CP-6(2), SC-36, SC-5(2), SI-13(5)",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html",
        ),
    ),
)
def judge(network, settings):
    for function, settled in functions_in_vpc(network):
        if settled is not None:
            yield settled
            continue
        if function.subnets.is_empty() == Known(True):
            yield not_applicable(function, f"{function.address} names no subnet.")
            continue
        wanted = settings.minimum_zones
        identities = dict.fromkeys(function.subnets.known())
        subnets = [network.subnets[identity] for identity in identities]
        zones = zones_of(network, function)
        if least_number(zones) >= wanted:
            told = names(sorted({str(zone.value) for zone in zones if isinstance(zone, Known)}))
            yield passed(function, f"{function.address} uses subnets in different availability zones: {told}.", subnets)
        elif (most := greatest_number_of(network, function)) is not None and most < wanted:
            told = names(sorted({str(zone.value) for zone in zones if isinstance(zone, Known)}))
            named_zones = f" ({told})" if told else ""
            named = f" ({names(subnets)})" if subnets else ""
            if len(zones) == 1 and function.subnets.more is None:
                used = f"one subnet{named}, so one availability zone{named_zones}"
            else:
                used = f"subnets{named} in {counted(most, 'availability zone')}{named_zones}"
            yield failed(
                function,
                f"{function.address} uses {used}, expected at least {wanted}: add a subnet in another zone.",
                subnets,
            )
        else:
            unknown = [zone for zone in zones if isinstance(zone, Unknown)]
            doubt = [*unknown, *([function.subnets.more] if function.subnets.more is not None else [])]
            why = reasons(*doubt) or f"{names(str(z.value) for z in zones)} may be one zone"
            yield undecided(
                function, f"It is not known in how many availability zones {function.address} is: {why}.", subnets
            )
