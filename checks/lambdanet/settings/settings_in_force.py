"""The settings of this process, read once, and where each comes from."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lambdanet.records import dataclass
from lambdanet.settings.known_settings import FILE, VARIABLE, Settings, SettingsProblem
from lambdanet.settings.surroundings_setting import written


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process. Raises SettingsProblem when the file is wrong."""
    path = file_in_force()
    return Settings() if path is None else load(path)


def file_in_force() -> str | None:
    """The file that settings are read from, None when there is none. Raises SettingsProblem for a named one."""
    named = os.environ.get(VARIABLE)
    if named is not None and not named.strip():
        # As of a CI variable that nobody has set: the file of whoever wrote the code must not take its place.
        raise SettingsProblem(f"{VARIABLE} is empty: name the file with the settings, or unset it")
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
        return shown(self.value)

    @property
    def plain(self) -> Any:
        """The value as JSON has it."""
        return [written(each) for each in self.value] if isinstance(self.value, tuple) else self.value


def settings_in_force() -> Iterator[SettingInForce]:
    """The settings, in their order. Raises SettingsProblem when the file is wrong."""
    path = file_in_force()
    given: dict[str, tuple[Any, int]] = {}
    if path is not None:
        from lambdanet.settings.settings_file import read

        given = read(path)
    for item in dataclasses.fields(Settings()):
        value, line = given.get(item.name, (item.default, 0))
        origin = f"{path}:{line}" if line else "default"
        yield SettingInForce(item.name, value, origin, item.default, item.metadata["allowed"], item.metadata["text"])


def shown(value: Any) -> str:
    """The value of a setting as people read it; of surroundings each entry in brackets."""
    if isinstance(value, tuple):
        entries = (written(each).items() for each in value)
        texts = (", ".join(f"{key}: {_in_entry(words)}" for key, words in entry) for entry in entries)
        return "; ".join(f"({each})" for each in texts) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_entry(words: Any) -> str:
    """The texts of a key of an entry, with paths as seen from the working directory where they are below."""
    if isinstance(words, str):
        return words
    seen = (os.path.relpath(each) if os.path.isabs(each) else each for each in words)
    return " ".join(each if near.startswith(os.pardir) else near for each, near in zip(words, seen))
