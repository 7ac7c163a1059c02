"""The folder of a snapshot: what is in it before, and how the files of a Region take their place in it.

``DIR/<account>/<region>/<call>.json``, and ``snapshot.json`` next to them, the record of how they were made.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lambdanet.snapshot.problems import CannotSnapshot

RECORD = "snapshot.json"
RECORD_KEY = "LambdanetSnapshot"
_ACCOUNT = re.compile(r"\d{12}")
_FOR_THE_OWNER = 0o700


def refuse_other_folders(root: Path) -> None:
    """Raise where the folder holds anything but snapshots: they would be mixed up with what is there."""
    if not root.exists() and not root.is_symlink():
        return
    if not root.is_dir():
        raise CannotSnapshot(f"{root} is not a folder: name a new one, an empty one, or one with snapshots")
    for account in _shown(root):
        regions = _shown(account) if _is_folder(account) and _ACCOUNT.fullmatch(account.name) else []
        foreign = [] if regions else [account]
        foreign += [region for region in regions if not is_snapshot(region)]
        if foreign:
            raise CannotSnapshot(
                f"{foreign[0]} is not a snapshot: name a new folder, an empty one, or one with snapshots"
            )


def is_snapshot(folder: Path) -> bool:
    """Whether a folder has the record of a snapshot, and nothing but its files."""
    files = _shown(folder) if _is_folder(folder) else []
    only_its_own = all(file.suffix == ".json" and file.is_file() and not file.is_symlink() for file in files)
    return only_its_own and record_of(folder) is not None


def record_of(folder: Path) -> dict[str, Any] | None:
    """The record in a folder."""
    try:
        content = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    record = content.get(RECORD_KEY) if isinstance(content, dict) else None
    return record if isinstance(record, dict) else None


@contextmanager
def replaced(root: Path, account: str, region: str) -> Iterator[Callable[[str, Any], None]]:
    """What writes a file of the Region; the folder takes its place when all of them are there.

    Until then they are in a hidden folder next to it, so whatever ends the snapshot leaves the former one as it was.
    """
    place = root / account / region
    root.parent.mkdir(parents=True, exist_ok=True)
    for folder in (root, place.parent):
        folder.mkdir(mode=_FOR_THE_OWNER, exist_ok=True)
    for left in place.parent.glob(f".{region}.*"):
        # Of a process that was killed.
        shutil.rmtree(left, ignore_errors=True)
    part = Path(tempfile.mkdtemp(prefix=f".{region}.", dir=place.parent))
    try:
        yield lambda name, content: _write(part / f"{name}.json", content)
        _put(part, place)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        _remove_if_empty(place.parent, root)


def _put(part: Path, place: Path) -> None:
    if not place.exists():
        os.replace(part, place)
        return
    former = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        os.replace(place, former / place.name)
        try:
            os.replace(part, place)
        except BaseException:
            os.replace(former / place.name, place)
            raise
    finally:
        shutil.rmtree(former, ignore_errors=True)


def _write(file: Path, content: Any) -> None:
    """Write as the AWS CLI prints, for the owner alone."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(json.dumps(content, indent=4, ensure_ascii=False) + "\n")


def _remove_if_empty(*folders: Path) -> None:
    for folder in folders:
        if next(folder.iterdir(), None) is not None:
            return
        folder.rmdir()


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _shown(folder: Path) -> list[Path]:
    """What is in a folder; hidden names are left to whoever put them there."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
