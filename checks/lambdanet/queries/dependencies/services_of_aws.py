"""The name of the endpoint that serves an action, and the name that people use for the service.

The table is read when it is first asked for: most functions call services that ``service_endpoints`` has already.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from lambdanet.aws.iam_actions import POLLING
from lambdanet.aws.service_endpoints import ENDPOINTS, OF_OPERATIONS, TITLES
from lambdanet.aws.services import OTHERWISE, PLAIN_WORDS, TABLE

_ONE_OF = ".?"


def endpoint_of(action: str) -> str | None:
    """The name of the endpoint that serves an action; None where IAM's name for the service is not known.

    Where it is one of several, and not known which, the name is that of the service with ".?".
    """
    action = action.lower()
    prefix, _, operation = action.partition(":")
    if action in OF_OPERATIONS:
        return OF_OPERATIONS[action]
    # What an event source is polled with is hardly meant by a pattern such as ``dynamodb:Get*``.
    others = (other for other in OF_OPERATIONS if other not in POLLING)
    if any(fnmatchcase(other, action) for other in others) and prefix not in ("*", ""):
        return prefix + _ONE_OF
    if prefix in ENDPOINTS:
        return ENDPOINTS[prefix]
    endpoints = _table().get(OTHERWISE.get(prefix, prefix))
    if endpoints is None:
        return None
    if len(endpoints) == 1:
        return next(iter(endpoints))
    having = [name for name, (_, operations) in endpoints.items() if operation in operations]
    return having[0] if len(having) == 1 else prefix + _ONE_OF


def endpoint_at(host: str) -> str | None:
    """The name of the endpoint behind what a host begins with: "sagemaker.runtime" for "runtime.sagemaker"."""
    name = ".".join(reversed(host.split(".")))
    return ENDPOINTS.get(host, name if name in _known() else None)


def prefixes_of(endpoint: str) -> tuple[str, ...]:
    """How IAM names the service whose endpoint has this name, in actions."""
    if endpoint in OF_OPERATIONS.values():
        return tuple({action.partition(":")[0]: None for action, name in OF_OPERATIONS.items() if name == endpoint})
    curated = tuple(prefix for prefix, name in ENDPOINTS.items() if name == endpoint)
    if curated:
        return curated
    return tuple(prefix for prefix, names in _table().items() if endpoint in names) or (endpoint.removesuffix(_ONE_OF),)


def title_of(endpoint: str) -> str:
    """The name that people use for the service."""
    if endpoint in TITLES:
        return TITLES[endpoint]
    for names in _table().values():
        if endpoint in names:
            return names[endpoint][0]
    own = _table().get(endpoint.removesuffix(_ONE_OF))
    if endpoint.removesuffix(_ONE_OF) in ENDPOINTS:
        return title_of(ENDPOINTS[endpoint.removesuffix(_ONE_OF)])
    return min((title for title, _ in own.values()), key=len) if own else endpoint.capitalize()


def may_be_of(endpoint: str, service: str) -> bool:
    """Whether an endpoint of this name may be that of a service, although it is not the name in the table."""
    if service.endswith(_ONE_OF) and service[: -len(_ONE_OF)] in prefixes_of(endpoint):
        return True
    if endpoint == service or endpoint in _known() or service in ENDPOINTS.values():
        return False
    return not _words(endpoint).isdisjoint(_words(" ".join((service, *prefixes_of(service)))))


def _words(name: str) -> frozenset[str]:
    return frozenset(re.split(r"[-. ?]+", name)) - PLAIN_WORDS


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(
        (*ENDPOINTS.values(), *OF_OPERATIONS.values(), *(name for names in _table().values() for name in names))
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, tuple[str, frozenset[str]]]]:
    """IAM's name of a service -> the names of its endpoints -> what people call it, and what is done there."""
    found: dict[str, dict[str, tuple[str, frozenset[str]]]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            prefix, endpoint, title, operations = line.split("|")
            found.setdefault(prefix, {})[endpoint] = (title, frozenset(operations.split()))
    return found
