"""Parameters of the parameter store: the answers of ``aws ssm get-parameter``, ``-parameters`` and ``-by-path``.

https://docs.aws.amazon.com/cli/latest/reference/ssm/get-parameters.html

The value of a SecureString is not looked at, whether it is there in clear or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lambdanet.given.fact_files import FactFile
from lambdanet.given.facts import Fact, place_in
from lambdanet.given.wrong_content import Problems

SECURE = "SecureString"
_TYPES = ("String", "StringList", SECURE)
IS_SECURE = f"is a {SECURE}, whose value is not read"


def is_of_store(content: Any) -> bool:
    """Whether it is an answer about stored parameters."""
    if not isinstance(content, dict):
        return False
    alone, several = content.get("Parameter"), content.get("Parameters")
    if isinstance(alone, dict):
        return "Name" in alone
    return isinstance(several, list) and any(isinstance(each, dict) and "Name" in each for each in several)


def stored_in(content: dict[str, Any], file: FactFile, problems: Problems) -> Iterator[tuple[str, Fact]]:
    """Each parameter by its name."""
    alone = content.get("Parameter")
    several = (
        [("Parameter", alone)] if isinstance(alone, dict) else problems.objects("Parameters", content["Parameters"])
    )
    for key, parameter in several:
        name, kind = problems.text(key, parameter, "Name"), parameter.get("Type")
        if name is None:
            continue
        account, region = place_in(parameter.get("ARN"))
        version = parameter.get("Version")
        version = version if isinstance(version, int) else None
        if kind == SECURE:
            yield name, Fact(None, file, account, region, version, IS_SECURE)
        elif kind not in _TYPES:
            # It may be a SecureString: what is not known to be none is not read.
            problem = f"{key}.Type is none of {', '.join(_TYPES)}" if kind else f"{key} has no Type"
            problems.add(f"{problem}: its value is not read")
            yield name, Fact(None, file, account, region, version, "has no type there, so that its value is not read")
        else:
            value = problems.text(key, parameter, "Value")
            if value is not None:
                yield name, Fact(value, file, account, region, version)


def plain_name(name: str) -> str:
    """The name in an ARN of a parameter, as it is compared: without the slash that every ARN has there."""
    return name.partition(":parameter/")[2] if name.startswith("arn:") else name.removeprefix("/")
