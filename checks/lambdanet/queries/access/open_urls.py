"""Function URLs without authentication, and the permissions that are for their callers only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.queries.access.url_permissions import is_for_requests_to, is_via_url
from lambdanet.values import Items, Known, Unknown

if TYPE_CHECKING:
    from lambdanet.model import FunctionUrl, InvokePermission, Network

NO_AUTHENTICATION = "NONE"
_URL_AUTH = "lambda:functionurlauthtype"


def open_url_of(network: Network, permission: InvokePermission) -> FunctionUrl | None:
    """The URL without authentication, of the code, whose callers alone the permission admits; None when it has none."""
    if not (is_via_url(permission) or _is_for_unsigned_requests(permission)):
        return None
    of_function = (url for url in network.function_urls if _is_of_its_function(url, permission))
    urls = (url for url in of_function if is_for_requests_to(permission, url) != Known(False))
    return next((url for url in urls if url.auth_type == Known(NO_AUTHENTICATION)), None)


def _is_of_its_function(url: FunctionUrl, permission: InvokePermission) -> bool:
    """Whether both are of one function, whichever it is: the same one is named, or the provider makes both as one."""
    named, function = url.function, permission.function
    if isinstance(named, Unknown) and isinstance(function, Unknown) and named.symbol is not None:
        return named.symbol == function.symbol
    return url.identity == permission.identity or (isinstance(named, Known) and named == function)


def _is_for_unsigned_requests(permission: InvokePermission) -> bool:
    return any(
        condition.key == _URL_AUTH
        and condition.operator.lower().endswith("stringequals")
        and condition.values == Items.of([NO_AUTHENTICATION])
        for condition in permission.conditions.known()
    )
