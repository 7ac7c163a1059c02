"""Which files with facts hold for which part of the code: by the setting ``surroundings`` and by option."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import lru_cache

from lambdanet.given.accounts import Accounts, accounts_in
from lambdanet.given.fact_files import FactFile, files_at, remembered
from lambdanet.settings.known_settings import ONLY
from lambdanet.settings.settings_in_force import current
from lambdanet.settings.surroundings_setting import Surroundings as Surroundings

VARIABLE = "LAMBDANET_SURROUNDINGS"
"""Names further files and folders, as ``PATH`` does: the options of the commands set it."""

_environment = ""


def entries() -> tuple[Surroundings, ...]:
    """All entries: those of the settings, and one for each path that the environment variable names."""
    return (*current().surroundings, *_of_variable(os.environ.get(VARIABLE, ""), os.getcwd()))


@lru_cache(maxsize=8)
def _of_variable(paths: str, folder: str) -> tuple[Surroundings, ...]:
    named = [path for path in paths.split(os.pathsep) if path]
    return tuple(Surroundings((os.path.normpath(os.path.join(folder, path)),)) for path in named)


def are_given() -> bool:
    """Whether there are any: most scans have none."""
    return bool(current().surroundings or os.environ.get(VARIABLE))


def environment() -> str:
    """The environment for which the code is being read; "" where it is read for none."""
    return _environment


@contextmanager
def read_for(name: str) -> Iterator[None]:
    """Read, and judge, the code for an environment within the block."""
    global _environment
    before, _environment = _environment, name
    try:
        yield
    finally:
        _environment = before


def wanted_environment() -> str:
    """The one environment for which code is to be judged; "" where it is all of them."""
    return os.environ.get(ONLY, "")


def entries_for(place: str) -> tuple[Surroundings, ...]:
    """The entries that hold for a root module's folder or a template, in the environment that it is read for.

    Those of the environment come last: what they say comes before what others say.
    """
    found = [each for each in entries() if each.environment in ("", _environment) and is_for(each, place)]
    return tuple(sorted(found, key=lambda each: bool(each.environment)))


def workspace_of(root: str) -> str:
    """The workspace in which a root module is deployed; "" where no entry, or several, name one."""
    found = [each for each in entries_for(root) if each.workspace]
    named = {each.workspace for each in found if each.environment} or {each.workspace for each in found}
    return named.pop() if len(named) == 1 else ""


def is_for(entry: Surroundings, place: str) -> bool:
    """Whether the entry holds for a root module's folder or a template, by its ``roots``."""
    if not entry.roots:
        return True
    return any(
        fnmatchcase(path, pattern) or path.startswith(pattern + os.sep)
        for path in _paths(place, os.getcwd())
        for pattern in entry.roots
    )


@lru_cache(maxsize=4096)
def _paths(place: str, folder: str) -> tuple[str, ...]:
    """How a place, as seen from a folder, may be named: as it is written, and where links lead."""
    path = os.path.normpath(os.path.join(folder, place))
    return tuple(dict.fromkeys((path, os.path.realpath(path))))


def files_for(place: str) -> tuple[tuple[Surroundings, FactFile], ...]:
    """The files that hold for a root module's folder or a template, each with its entry."""
    return tuple((entry, file) for entry in entries_for(place) for file in files_of(entry))


def files_of(entry: Surroundings) -> tuple[FactFile, ...]:
    """The files of an entry."""
    return tuple(file for path in entry.files for file in files_at(path))


def accounts_for(place: str) -> Accounts:
    """What the files that hold for a root module's folder or a template say of accounts."""
    return _accounts(tuple(_read_for_accounts(each) for each in entries_for(place)))


def all_accounts() -> Accounts:
    """What all files that hold in the environment that is read for say of accounts."""
    held = (each for each in entries() if each.environment in ("", _environment))
    return _accounts(tuple(_read_for_accounts(each) for each in held))


_Named = tuple[tuple[str, ...], str, str, bool]


def _read_for_accounts(entry: Surroundings) -> _Named:
    return entry.files, entry.account, entry.region, bool(entry.environment)


@remembered(64)
def _accounts(named: tuple[_Named, ...]) -> Accounts:
    return accounts_in(
        (file, number, region, specific)
        for paths, number, region, specific in named
        for path in paths
        for file in files_at(path)
    )
