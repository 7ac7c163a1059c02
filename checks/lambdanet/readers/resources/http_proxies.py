"""Whether the environment of a function names a proxy through which its SDK may call AWS.

The AWS CLI and SDKs that take the proxy from the environment send their calls there, other clients go straight:
https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.readers.blocks import Block
    from lambdanet.readers.datum import Datum

_PROXIES, _EXCEPTIONS = ("https_proxy", "all_proxy"), "no_proxy"
_NAMES = frozenset((*_PROXIES, _EXCEPTIONS))
# The entries that leave all hosts of AWS out.
_ALL_OF_AWS = frozenset(("*", ".amazonaws.com", "amazonaws.com", "*.amazonaws.com"))


def through_proxy(block: Block) -> Unknown | None:
    """Why calls to AWS may go through a proxy; None where they do not."""
    variables: dict[str, tuple[str, Datum]] = {}
    for environment in block.nested("environment").known():
        given = environment.datum("variables")
        if isinstance(given, dict):
            for name, value in given.items():
                if (lower := str(name).lower()) in _NAMES:
                    variables[lower] = (str(name), value)
    if not variables:
        return None
    exceptions = variables.get(_EXCEPTIONS, ("", None))[1]
    if isinstance(exceptions, str) and _ALL_OF_AWS.intersection(map(str.strip, exceptions.split(","))):
        return None
    for name in _PROXIES:
        variable, value = variables.get(name, ("", None))
        if isinstance(value, Unknown):
            return value.with_reason(f"the environment variable {variable} may name a proxy: {value.reason}")
        if value is not None and value != "":
            return Unknown(f"the environment variable {variable} names a proxy, through which its calls may go")
    return None
