"""``lambdanet snapshot``: the network of an AWS account as a folder of files, for scans that have no access to it.

The one command that opens connections. What does so is imported while it runs, and by nothing else.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.command_parser import Word
from lambdanet.standard_error import say

if TYPE_CHECKING:
    from lambdanet.snapshot.taken_snapshot import Taken

_DESCRIPTION = """Take a snapshot of the network of an AWS account: a folder for each account and Region, with the
answers of AWS in JSON as the AWS CLI prints them. It only reads, with the credentials that the AWS CLI would use.
The exit code is 0 also when AWS denies some of the calls, which is said, and 2 when there can be no snapshot."""
_REGION = Word(r"[a-z]{2,}(-[a-z]+)+-\d+", "Region; one is eu-west-1")
_VPC = Word(r"vpc-[0-9a-f]+", "id of a VPC; one is vpc-0a1b2c3d")
_SUBNET = Word(r"subnet-[0-9a-f]+", "id of a subnet; one is subnet-0a1b2c3d")


def add_parser(commands: Any) -> argparse.ArgumentParser:
    """Describe the command's options."""
    text = "take a snapshot of the network of an AWS account"
    parser: argparse.ArgumentParser = commands.add_parser("snapshot", help=text, description=_DESCRIPTION)
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path("network"),
        metavar="DIR",
        help="the folder for it: a new one, an empty one, or one with snapshots; network if absent",
    )
    parser.add_argument("--profile", metavar="NAME", help="as the AWS CLI's")
    parser.add_argument(
        "--region", nargs="+", default=[], type=_REGION, metavar="REGION", help="one or several; else as the AWS CLI"
    )
    parser.add_argument(
        "--vpcs", nargs="+", default=[], type=_VPC, metavar="ID", help="only these VPCs, and what belongs to them"
    )
    parser.add_argument(
        "--subnets", nargs="+", default=[], type=_SUBNET, metavar="ID", help="only the VPCs of these subnets"
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--commands",
        action="store_true",
        help="print a shell script that takes it by the AWS CLI, and connect to nothing",
    )
    instead.add_argument(
        "--policy", action="store_true", help="print the least IAM policy that allows it, and connect to nothing"
    )
    return parser


def run(options: argparse.Namespace) -> int:
    """Take it, or print how."""
    if options.policy:
        from lambdanet.snapshot.least_policy import least_policy

        sys.stdout.write(least_policy())
        return 0
    if options.commands:
        from lambdanet.snapshot.cli_script import cli_script

        sys.stdout.write(cli_script(options.folder, options.profile, options.region, options.vpcs, options.subnets))
        return 0
    return _take(options)


def _take(options: argparse.Namespace) -> int:
    try:
        # These import boto3, which comes with Checkov.
        from lambdanet.snapshot.taken_snapshot import Wanted, take
    except ModuleNotFoundError as error:
        sys.stderr.write(f"lambdanet: snapshot needs boto3, which comes with Checkov ({error})\n")
        return 2
    from lambdanet.evidence.findings.report_versions import PACK_VERSION
    from lambdanet.evidence.gather.progress import progress_on
    from lambdanet.snapshot.problems import CannotSnapshot

    wanted = Wanted(
        folder=options.folder,
        version=PACK_VERSION,
        profile=options.profile,
        regions=tuple(options.region),
        vpcs=tuple(options.vpcs),
        subnets=tuple(options.subnets),
    )
    taken = []
    try:
        with progress_on(sys.stderr, "Asking AWS", "call") as progress:
            for each in take(wanted, progress):
                taken.append(each)
    except CannotSnapshot as problem:
        say(str(problem))
        return 2
    finally:
        # What is there is there, also where a later Region cannot be asked.
        for each in taken:
            _report(each)
    return 0


def _report(taken: Taken) -> None:
    sys.stdout.write(f"{taken.folder}: {taken.files} files\n")
    if taken.missing:
        lines = "".join(f"  {name}: {why}\n" for name, why in taken.missing.items())
        sys.stderr.write(
            f"lambdanet: {taken.folder} is not whole, AWS did not answer (lambdanet snapshot --policy prints what to"
            f" allow):\n{lines}"
        )
