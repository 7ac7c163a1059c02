"""Permissions that are for callers of a function URL only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.values import Items, Known

if TYPE_CHECKING:
    from lambdanet.model import FunctionUrl, InvokePermission, Network

NO_AUTHENTICATION = "NONE"
_URL_AUTH = "lambda:functionurlauthtype"


def open_url_of(network: Network, permission: InvokePermission) -> FunctionUrl | None:
    """The URL without authentication, of the code, whose callers alone the permission admits; None when it has none."""
    function = permission.function
    if not isinstance(function, Known) or not any(
        condition.key == _URL_AUTH
        and condition.operator.lower().endswith("stringequals")
        and condition.values == Items.of([NO_AUTHENTICATION])
        for condition in permission.conditions.known()
    ):
        return None
    return next(
        (
            url
            for url in network.function_urls
            if url.function == function and url.auth_type == Known(NO_AUTHENTICATION)
        ),
        None,
    )
