"""
What it checks
    A function that mounts a file system (EFS or S3 Files) is in no availability zone in which that file system has
    no mount target.

Why
    A file system is mounted by the mount target of the same zone; mounts across zones are not permitted. In a zone
    without one the function cannot be run, although it works in the others.

Passes when
    For each subnet of the function there is a mount target in the same subnet or provably in the same zone.

Fails when
    The file system and its mount targets are in the code, and none of them is in the zone of some subnet of the
    function.

Undecided when
    The access point, the file system, one of its mount targets or a zone is not told by the code, or the file
    system is exported or given to a module that is not in the scan, where it may get further mount targets. Only
    outputs of a root module and exports of a stack count as exported.

Fix in Terraform
    Make a mount target for each zone of the function:

Fix in CloudFormation
    Make a mount target for each zone of the function:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem-s3files.html
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
"""

from lambdanet.queries.attachment import functions_in_vpc
from lambdanet.queries.candidates import agreed, each_with
from lambdanet.queries.mounts import file_system_of, has_no_mount_target
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Items, Known, Unknown
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_403",
    name="Ensure a file system has a mount target in each availability zone of a Lambda function that mounts it",
    statements=("S8",),
    severity="HIGH",
    judges="function with a file system",
    since="0.1.0",
)
def judge(network, settings):
    for function, settled in functions_in_vpc(network):
        if function.file_systems == Items():
            yield not_applicable(function, f"{function.address} mounts no file system.")
            continue
        if settled is not None:
            yield settled
            continue
        if function.managed_instances != Known(False):
            yield not_applicable(function, f"{function.address} runs on managed instances, or may.")
            continue
        doubts = function.file_systems.unknowns()
        told = []
        for mount in function.file_systems.known():
            system = file_system_of(network, mount)
            if isinstance(system, Unknown):
                doubts.append(system)
                continue
            told.append(system)
            lacking = []
            for subnets, lacks in _lacks(network, function, system):
                if isinstance(lacks, Unknown):
                    doubts.append(lacks)
                elif lacks.value:
                    lacking += [
                        network.subnets[identity] for identity in subnets if network.subnets[identity] not in lacking
                    ]
            if lacking:
                yield failed(function, _problem(function, system, lacking), [system, *lacking])
                break
        else:
            if doubts:
                yield undecided(
                    function,
                    f"It is not known whether the file system that {function.address} mounts has a mount target in "
                    f"each of its zones: {reasons(*doubts)}.",
                )
            else:
                yield passed(function, f"{names(told)} has a mount target in each zone of {function.address}.", told)


def _lacks(network, function, system):
    """Each subnet of the function, or those of which it is one, and whether it lacks a mount target there."""

    def lacks(identity):
        return has_no_mount_target(network, system, network.subnets[identity])

    yield from each_with(function.subnets, lacks)
    more = function.subnets.more
    if more is not None and agreed(more, lacks) != Known(False):
        yield [], more


def _problem(function, system, lacking):
    zones = names(sorted({str(s.zone.value) for s in lacking if isinstance(s.zone, Known)}))
    targets = names(system.mount_targets.known())
    which = f" ({zones})" if zones else ""
    one = len(lacking) == 1
    return (
        f"{function.address} mounts {system.address}, which has no mount target in the "
        f"{'zone' if one else 'zones'} of {names(lacking)}{which}; it has {targets or 'none at all'}: add one there."
    )
