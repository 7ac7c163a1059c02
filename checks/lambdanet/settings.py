"""What an organisation may set: thresholds, the persona and waivers, each with a documented default.

Read once per process from ``.lambdanet.yaml`` in the working directory, or from the file that the environment
variable ``LAMBDANET_CONFIG`` names. A file that is wrong stops the scan: settings that are silently ignored
would make every verdict doubtful.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

FILE = ".lambdanet.yaml"
VARIABLE = "LAMBDANET_CONFIG"


class SettingsProblem(ValueError):
    """The settings file is wrong; the message names the file, the key and what is allowed."""


def _setting(default: Any, text: str, allowed: str, accepts: Callable[[Any], bool]) -> Any:
    return field(default=default, metadata={"text": text, "allowed": allowed, "accepts": accepts})


def _whole_number(least: int, most: int) -> tuple[str, Callable[[Any], bool]]:
    def accepts(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return f"a whole number from {least} to {most}", accepts


def _boolean(value: Any) -> bool:
    return isinstance(value, bool)


@dataclass(frozen=True)
class Settings:
    """The settings in force."""

    persona: str = _setting(
        "default",
        "which rules speak: those for everyone, or the strict ones too",
        "default or strict",
        lambda value: value in ("default", "strict"),
    )
    minimum_zones: int = _setting(
        2,
        "the least number of distinct availability zones of a function in a VPC (LAMBDANET_401)",
        *_whole_number(1, 6),
    )
    smallest_subnet_prefix: int = _setting(
        27,
        "the longest prefix, so the smallest size, of a subnet for functions (LAMBDANET_502)",
        *_whole_number(16, 28),
    )
    address_headroom: float = _setting(
        1.0,
        "how many times the addresses that its interfaces need a subnet must have (LAMBDANET_501)",
        "a number from 1 to 10",
        lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and 1 <= value <= 10,
    )
    capacity_model: str = _setting(
        "shared-interfaces",
        "how the interfaces of functions are counted: as Lambda makes them since 2019, or by the formula of the "
        "document's time (LAMBDANET_501)",
        "shared-interfaces or per-execution",
        lambda value: value in ("shared-interfaces", "per-execution"),
    )
    network_interface_quota: int = _setting(
        500,
        "how many network interfaces Lambda may have in a VPC (LAMBDANET_504)",
        *_whole_number(1, 100_000),
    )
    allow_public_subnets: bool = _setting(
        False,
        "functions in subnets with a default route to an internet gateway need private peers only (LAMBDANET_601)",
        "true or false",
        _boolean,
    )
    elastic_ip_justifies_vpc: bool = _setting(
        True,
        "a NAT gateway with an elastic IP on the path may be the reason for the VPC (LAMBDANET_201)",
        "true or false",
        _boolean,
    )
    justification_tag: str = _setting(
        "lambdanet:vpc-reason",
        "the tag by which a function says why it is in a VPC (LAMBDANET_201)",
        "a tag key of 1 to 128 characters",
        lambda value: isinstance(value, str) and 0 < len(value) <= 128,
    )


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process. Raises SettingsProblem when the file is wrong."""
    named = os.environ.get(VARIABLE)
    path = named or FILE
    if not os.path.exists(path):
        if named:
            raise SettingsProblem(f"{VARIABLE} names {named}, which does not exist")
        return Settings()
    return load(path)


def load(path: str) -> Settings:
    """The settings in a file, with the defaults for those it leaves out."""
    import yaml

    try:
        with open(path, encoding="utf-8") as file:
            content = yaml.safe_load(file)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsProblem(f"{path}: cannot be read as YAML: {error}") from error
    if content is None:
        return Settings()
    if not isinstance(content, dict):
        raise SettingsProblem(f"{path}: expected keys with values, found {type(content).__name__}")
    fields = {item.name: item for item in dataclasses.fields(Settings)}
    for key, value in content.items():
        if key not in fields:
            raise SettingsProblem(f"{path}: {key} is not a setting; there are {', '.join(sorted(fields))}")
        if not fields[key].metadata["accepts"](value):
            raise SettingsProblem(f"{path}: {key} is {value!r}, expected {fields[key].metadata['allowed']}")
    return Settings(**content)
