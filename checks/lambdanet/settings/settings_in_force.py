"""The settings of this process, read once, and where each comes from."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lambdanet.records import dataclass
from lambdanet.settings.known_settings import FILE, VARIABLE, Settings, SettingsProblem


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process. Raises SettingsProblem when the file is wrong."""
    path = file_in_force()
    return Settings() if path is None else load(path)


def file_in_force() -> str | None:
    """The file that settings are read from, None when there is none. Raises SettingsProblem for a named one."""
    named = os.environ.get(VARIABLE)
    path = named or FILE
    # A link to nothing is no missing file: whoever made it wanted other settings than the defaults.
    if os.path.lexists(path):
        return path
    if named:
        raise SettingsProblem(f"{VARIABLE} names {named}, which does not exist")
    return None


def load(path: str) -> Settings:
    """The settings in a file, with the defaults for those it leaves out. Raises SettingsProblem when it is wrong."""
    # Most scans have no such file, and reading one takes YAML.
    from lambdanet.settings.settings_file import read

    return Settings(**{name: value for name, (value, _) in read(path).items()})


@dataclass(frozen=True)
class SettingInForce:
    """A setting. origin: "default", or the file and the line that set it. text: what it sets."""

    name: str
    value: Any
    origin: str
    default: Any
    allowed: str
    text: str

    @property
    def shown(self) -> str:
        """The value as one writes it in YAML."""
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


def settings_in_force() -> Iterator[SettingInForce]:
    """The settings, in their order. Raises SettingsProblem when the file is wrong."""
    path = file_in_force()
    given: dict[str, tuple[Any, int]] = {}
    if path is not None:
        from lambdanet.settings.settings_file import read

        given = read(path)
    for item in dataclasses.fields(Settings):
        value, line = given.get(item.name, (item.default, 0))
        origin = f"{path}:{line}" if line else "default"
        yield SettingInForce(item.name, value, origin, item.default, item.metadata["allowed"], item.metadata["text"])
