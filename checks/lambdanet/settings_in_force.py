"""Every setting with the value in force and where it comes from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from lambdanet.records import dataclass
from lambdanet.settings import Settings, file_in_force


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
        from lambdanet.settings_file import read

        given = read(path)
    for item in dataclasses.fields(Settings):
        value, line = given.get(item.name, (item.default, 0))
        origin = f"{path}:{line}" if line else "default"
        yield SettingInForce(item.name, value, origin, item.default, item.metadata["allowed"], item.metadata["text"])
