"""Takes the snapshot of an account: of each Region, and of what is global."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

from lambdanet.records import dataclass
from lambdanet.snapshot.aws_account import Account
from lambdanet.snapshot.aws_answers import answer_of
from lambdanet.snapshot.calls import GLOBAL, IN_EACH_REGION, Call
from lambdanet.snapshot.limit import Limit, limit_in_region, not_found
from lambdanet.snapshot.problems import CannotSnapshot
from lambdanet.snapshot.region_snapshot import RegionSnapshot
from lambdanet.snapshot.snapshot_folder import RECORD, RECORD_KEY, record_of, refuse_other_folders, replaced

Progress = Callable[[int, int], None]
ACROSS_REGIONS = "global"


@dataclass(frozen=True)
class Wanted:
    """What to take a snapshot of."""

    folder: Path
    version: str
    """The pack's, for the record."""
    profile: str | None = None
    regions: tuple[str, ...] = ()
    vpcs: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    page_size: int = 0
    """How much AWS sends at once; what it does by itself if 0."""


@dataclass(frozen=True)
class Taken:
    """What is there in the end."""

    folder: Path
    files: int
    missing: dict[str, str]


def take(wanted: Wanted, progress: Progress | None) -> Iterator[Taken]:
    """Take it, a folder at a time."""
    refuse_other_folders(wanted.folder)
    account = Account(wanted.profile, wanted.version)
    regions = account.regions(wanted.regions)
    id = account.id(regions[0])
    limits = _limits(wanted, account, regions)
    for region, limit in limits.items():
        _refuse_to_lose(wanted.folder / id / region, limit)
    for region, limit in limits.items():
        yield _taken(wanted, account, id, region, limit, progress)
    yield _taken(wanted, account, id, ACROSS_REGIONS, None, progress, regions[0])


def _limits(wanted: Wanted, account: Account, regions: Sequence[str]) -> dict[str, Limit | None]:
    """The Regions that have what is asked for, with what that is."""
    if not wanted.vpcs and not wanted.subnets:
        return dict.fromkeys(regions)
    limits: dict[str, Limit] = {}
    for region in regions:
        ask = partial(_ask, account.client("ec2", region))
        limits[region] = limit_in_region(wanted.vpcs, wanted.subnets, ask)
    missed = not_found(wanted.vpcs, wanted.subnets, limits.values())
    if missed:
        where = ", ".join(regions)
        raise CannotSnapshot(f"{', '.join(missed)} is not in {where}: name the Region with --region")
    return {region: limit for region, limit in limits.items() if limit.vpcs}


def _ask(client: Any, call: Call, arguments: dict[str, Any]) -> Any:
    return answer_of(client, call, arguments)


def _refuse_to_lose(place: Path, limit: Limit | None) -> None:
    former = record_of(place)
    if limit is not None and former is not None and "LimitedTo" not in former:
        raise CannotSnapshot(f"{place} is of the whole Region, and this one would be of a part: name another folder")


def _taken(
    wanted: Wanted,
    account: Account,
    id: str,
    region: str,
    limit: Limit | None,
    progress: Progress | None,
    asked_in: str = "",
) -> Taken:
    began = datetime.now(timezone.utc).replace(microsecond=0).isoformat()
    calls = GLOBAL if region == ACROSS_REGIONS else IN_EACH_REGION
    vpcs = limit.vpcs if limit is not None else ()
    made = RegionSnapshot(lambda service: account.client(service, asked_in or region), calls, vpcs, wanted.page_size)
    files = 0
    with replaced(wanted.folder, id, region) as write:
        for name, answer in made.answers(progress):
            write(name, answer)
            files += 1
        if not files and region != ACROSS_REGIONS:
            why = next(iter(made.missing.values()), "")
            raise CannotSnapshot(
                f"{region}: AWS answers none of the calls ({why}); lambdanet snapshot --policy prints what to allow"
            )
        record = {
            "Version": 1,
            "TakenAt": began,
            "Account": id,
            "Region": region,
            "Lambdanet": wanted.version,
            **({"LimitedTo": limit.record()} if limit is not None else {}),
            "Missing": made.missing,
        }
        write(RECORD.removesuffix(".json"), {RECORD_KEY: record})
    return Taken(wanted.folder / id / region, files, made.missing)


__all__ = ["Taken", "Wanted", "take"]
