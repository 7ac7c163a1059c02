"""What an organisation may set: thresholds, the persona and waivers, each with a documented default.

They are read from ``.lambdanet.yaml`` in the working directory, or from the file that the environment variable
``LAMBDANET_CONFIG`` names. A file that is wrong stops the scan: settings that are silently ignored would make
every verdict doubtful.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any

from lambdanet.records import dataclass
from lambdanet.settings.surroundings_setting import MOST_ENTRIES, Surroundings, are_entries, schema

FILE = ".lambdanet.yaml"
VARIABLE = "LAMBDANET_CONFIG"
ONLY = "LAMBDANET_ENVIRONMENT"
"""Names the one environment for which code is to be judged: an option of the commands sets it."""


class SettingsProblem(ValueError):
    """The settings file is wrong; the message names the file, the key and what is allowed."""


# What a setting may be: in words, as a test, and in the words of JSON Schema, for editors.
_Kind = tuple[str, Callable[[Any], bool], dict[str, Any]]


def _setting(default: Any, text: str, kind: _Kind) -> Any:
    allowed, accepts, schema = kind
    return field(default=default, metadata={"text": text, "allowed": allowed, "accepts": accepts, "schema": schema})


def _whole_number(least: int, most: int) -> _Kind:
    def accepts(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return f"a whole number from {least} to {most}", accepts, {"type": "integer", "minimum": least, "maximum": most}


def _number(least: int, most: int) -> _Kind:
    def accepts(value: Any) -> bool:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value <= most

    return f"a number from {least} to {most}", accepts, {"type": "number", "minimum": least, "maximum": most}


def _one_of(*words: str) -> _Kind:
    return " or ".join(words), lambda value: value in words, {"enum": list(words)}


def _text(what: str, least: int, most: int) -> _Kind:
    def accepts(value: Any) -> bool:
        return isinstance(value, str) and least <= len(value) <= most and value.isprintable()

    schema = {"type": "string", "minLength": least, "maxLength": most}
    return f"{what} of {least} to {most} characters", accepts, schema


_SURROUNDINGS: _Kind = (
    f"a list of at most {MOST_ENTRIES} entries, each with files and, where they are not for all, roots, environment, "
    "account, region and state",
    are_entries,
    schema(),
)
_BOOLEAN: _Kind = ("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})


@dataclass(frozen=True)
class Settings:
    """The settings, each with its default."""

    persona: str = _setting(
        "default",
        "which rules apply: those for everyone, or the strict ones too",
        _one_of("default", "strict"),
    )
    minimum_zones: int = _setting(
        2,
        "the minimum number of availability zones of a function in a VPC (LAMBDANET_401)",
        _whole_number(1, 6),
    )
    smallest_subnet_prefix: int = _setting(
        27,
        "the longest prefix, so the smallest size, of a subnet of functions (LAMBDANET_502)",
        _whole_number(16, 28),
    )
    address_headroom: float = _setting(
        1.0,
        "a factor: a subnet must have so many times the addresses that its interfaces need (LAMBDANET_501)",
        _number(1, 10),
    )
    capacity_model: str = _setting(
        "shared-interfaces",
        "how the interfaces of functions are counted: as Lambda creates them since 2019, or by the formula "
        "from the time of the document (LAMBDANET_501)",
        _one_of("shared-interfaces", "per-execution"),
    )
    network_interface_quota: int = _setting(
        500,
        "how many network interfaces Lambda may have in a VPC (LAMBDANET_504)",
        _whole_number(1, 100_000),
    )
    allow_public_subnets: bool = _setting(
        False,
        "allow functions in subnets with a default route to an internet gateway, because they connect only to private "
        "resources (LAMBDANET_601)",
        _BOOLEAN,
    )
    elastic_ip_justifies_vpc: bool = _setting(
        True,
        "a NAT gateway with an Elastic IP on the path may be the reason for the VPC (LAMBDANET_201)",
        _BOOLEAN,
    )
    justification_tag: str = _setting(
        "lambdanet:vpc-reason",
        "the tag that gives the reason why a function is in a VPC (LAMBDANET_201)",
        _text("a tag key", 1, 128),
    )
    surroundings: tuple[Surroundings, ...] = _setting(
        (),
        "files with facts from outside the code: values, outputs of other stacks, and what is in the account",
        _SURROUNDINGS,
    )
    days_of_surroundings: int = _setting(
        30,
        "after how many days the reports warn that what they know of an account is old",
        _whole_number(1, 3_650),
    )
