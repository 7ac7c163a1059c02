<<<<<<< HEAD
"""Function URLs without authentication, and the permissions that are for their callers only."""
=======
"""Permissions that are for callers of a function URL only."""
>>>>>>> main

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.values import Items, Known

if TYPE_CHECKING:
<<<<<<< HEAD
    from lambdanet.model import Condition, FunctionUrl, InvokePermission, Network

NO_AUTHENTICATION = "NONE"
_URL_AUTH = "lambda:functionurlauthtype"
_VIA_URL = "lambda:invokedviafunctionurl"
=======
    from lambdanet.model import FunctionUrl, InvokePermission, Network

NO_AUTHENTICATION = "NONE"
_URL_AUTH = "lambda:functionurlauthtype"
>>>>>>> main


def open_url_of(network: Network, permission: InvokePermission) -> FunctionUrl | None:
    """The URL without authentication, of the code, whose callers alone the permission admits; None when it has none."""
    function = permission.function
<<<<<<< HEAD
    if not isinstance(function, Known) or not any(map(_is_for_its_callers, permission.conditions.known())):
        return None
    urls = (url for url in network.function_urls if url.function == function)
    return next((url for url in urls if url.auth_type == Known(NO_AUTHENTICATION)), None)


def _is_for_its_callers(condition: Condition) -> bool:
    if "not" in condition.operator.lower() or condition.operator.lower().endswith("ifexists"):
        return False
    if condition.key == _VIA_URL:
        return condition.values == Items.of(["true"])
    return condition.key == _URL_AUTH and condition.values == Items.of([NO_AUTHENTICATION])
=======
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
>>>>>>> main
