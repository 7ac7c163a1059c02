"""
What it checks
    A function that mounts a file system (EFS or S3 Files) is in no availability zone in which that file system has
    no mount target.

Why
    Lambda mounts a file system through the mount target of the same zone; mounts across zones are not permitted. In a
    zone without a mount target the function cannot run, although it works in the others.

Passes when
    For each subnet of the function there is a mount target in the same subnet or in the same zone.

Fails when
    The file system and its mount targets are in the code, and none of them is in the zone of some subnet of the
    function.

Undecided when
    The access point, the file system, one of its mount targets or a zone is not known from the code. Or the file system
    is exported or given to a module outside the scan, where it may get further mount targets. Outputs of a root module
    and exports of a stack count as exported.

Fix in Terraform
    Make a mount target for each zone of the function:

Fix in CloudFormation
    Make a mount target for each zone of the function:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-filesystem-s3files.html
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import failed, not_applicable, not_known, passed, rule
from lambdanet.kit.wording import names
from lambdanet.queries.dependencies.mounts import file_system_of, has_no_mount_target
from lambdanet.queries.judged.subjects import functions, is_in_vpc, is_on_demand
from lambdanet.queries.lists.lists_in_part import which
from lambdanet.values import Items, Known, Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import FileSystem, Function, Network, Subnet
    from lambdanet.settings.known_settings import Settings


def mounts(network: Network, function: Function) -> Verdict | None:
    """Settles functions without a file system."""
    if function.file_systems == Items():
        return not_applicable(function, f"{function.address} mounts no file system.")
    return None


@rule(
    id="LAMBDANET_403",
    name="Ensure a file system has a mount target in each availability zone of a Lambda function that mounts it",
    statements=("S8",),
    severity="HIGH",
    of=functions("function with a file system", mounts, is_in_vpc, is_on_demand("{} runs on managed instances.")),
    since="0.1.0",
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    doubts, systems = function.file_systems.unknowns(), []
    for mount in function.file_systems.known():
        system = file_system_of(network, mount)
        if isinstance(system, Unknown):
            doubts.append(system)
            continue
        systems.append(system)
        lacking, open_questions = _subnets_without_target(network, function, system)
        if lacking:
            return failed(function, _problem(function, system, lacking), [system, *lacking])
        doubts += open_questions
    if doubts:
        clause = f"whether the file system that {function.address} mounts has a mount target in each of its zones"
        return not_known(function, clause, *doubts)
    return passed(function, f"{names(systems)} has a mount target in each zone of {function.address}.", systems)


def _subnets_without_target(
    network: Network, function: Function, system: FileSystem
) -> tuple[list[Subnet], list[Unknown]]:
    found, doubts = which(
        function.subnets, lambda identity: has_no_mount_target(network, system, network.subnets[identity])
    )
    return [network.subnets[identity] for identity in found], doubts


def _problem(function: Function, system: FileSystem, lacking: list[Subnet]) -> str:
    zones = names(sorted({str(s.zone.value) for s in lacking if isinstance(s.zone, Known)}))
    targets = names(system.mount_targets.known())
    which_zones = f" ({zones})" if zones else ""
    return (
        f"{function.address} mounts {system.address}, which has no mount target in the "
        f"{'zone' if len(lacking) == 1 else 'zones'} of {names(lacking)}{which_zones}; "
        f"it has {targets or 'none at all'}. Add one there."
    )
