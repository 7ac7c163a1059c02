"""Asks AWS one call, and gives the answer as the AWS CLI would print it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

import jmespath
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)
from botocore.parsers import ResponseParserError

from lambdanet.snapshot.calls import Call, with_id
from lambdanet.snapshot.problems import CannotSnapshot, NotAnswered

# AWS does not accept the credentials, so no other call will succeed.
_NOBODY = (
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
)
_NO_CREDENTIALS = (
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)
_DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation")
# AWS writes stars in their place, and not every version of its service models marks them.
_NEVER = ("AuthToken", "MasterUserPassword")


def answer_of(client: Any, call: Call, arguments: Mapping[str, Any], id: str = "", page_size: int = 0) -> Any:
    """The answer with its pages joined; raises when there is none."""
    if not hasattr(client, call.method):
        raise NotAnswered("this version of boto3 does not know it")
    filled = {**with_id(call.arguments, id), **arguments}
    try:
        answer = _joined(client, call, filled, page_size)
    except ClientError as error:
        raise _problem(error, call, client.meta.region_name) from error
    except ParamValidationError as error:
        raise NotAnswered("this version of boto3 does not know all of its arguments") from error
    except BotoCoreError as error:
        # EC2 is in every Region. Other services are not, and their names do not resolve there.
        if call.service == "ec2" or isinstance(error, _NO_CREDENTIALS):
            raise CannotSnapshot(f"{client.meta.region_name}: {error}") from error
        raise NotAnswered(f"{call.service} cannot be reached in this Region") from error
    except ResponseParserError as error:
        raise NotAnswered("the answer cannot be read: the server may not know the operation") from error
    shown = _shown(answer, client.meta.service_model.operation_model(call.operation).output_shape)
    return jmespath.search(with_id(call.query, id), shown) if call.query else shown


def _problem(error: ClientError, call: Call, region: str) -> Exception:
    body = error.response.get("Error", {})
    # Some services have a prefix before the code, as of XML.
    code = str(body.get("Code", "")).rpartition("#")[2] or "unknown error"
    if code in _NOBODY:
        return CannotSnapshot(
            f"{region}: AWS does not accept the credentials ({code}): sign in again, or see whether the Region is"
            " enabled for the account"
        )
    if code in _DENIED:
        return NotAnswered(f"{code}: {call.action} is not allowed")
    first = next(iter(str(body.get("Message", "")).splitlines()), "")
    return NotAnswered(f"{code}: {first[:200]}".rstrip(": "))


def _joined(client: Any, call: Call, arguments: Mapping[str, Any], page_size: int) -> dict[str, Any]:
    shape = client.meta.service_model.operation_model(call.operation).output_shape
    if client.can_paginate(call.method):
        paging = {"PageSize": page_size} if page_size else {}
        pages = client.get_paginator(call.method).paginate(**arguments, PaginationConfig=paging)
        answer = dict(pages.build_full_result())
    else:
        answer = {}
        for page in _pages(client, call, arguments):
            listed = [*answer.get(call.key, []), *page[call.key]] if isinstance(page.get(call.key), list) else None
            answer.update(page if listed is None else {**page, call.key: listed})
    # The AWS CLI shows an empty list where AWS sends none.
    if shape.members[call.key].type_name == "list":
        answer.setdefault(call.key, [])
    return answer


def _pages(client: Any, call: Call, arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The pages of what botocore has no paginator for; one, of most operations."""
    token = None
    while True:
        page = dict(getattr(client, call.method)(**arguments, **({"NextToken": token} if token else {})))
        page.pop("ResponseMetadata", None)
        token = page.pop("NextToken", None)
        yield page
        if not token:
            return


def _shown(value: Any, shape: Any) -> Any:
    """As JSON has it, without what the service's model marks as sensitive."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    kind = shape.type_name if shape is not None else ""
    if isinstance(value, Mapping):
        members = shape.members if kind == "structure" else {}
        inner = {name: shape.value if kind == "map" else members.get(name) for name in value}
        return {name: _shown(each, inner[name]) for name, each in value.items() if not _secret(name, inner[name])}
    if isinstance(value, list):
        return [_shown(each, shape.member if kind == "list" else None) for each in value]
    return value


def _secret(name: str, shape: Any) -> bool:
    return name in _NEVER or (shape is not None and bool(shape.metadata.get("sensitive")))
