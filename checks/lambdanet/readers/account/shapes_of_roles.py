"""What ``aws iam get-account-authorization-details`` says of roles and policies, as the attributes of Terraform's.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

from lambdanet.readers.conversions import from_python
from lambdanet.readers.datum import Datum, Listing, Reference


def _listed(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    listed = data.get(name)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _document(value: Any) -> Datum:
    """A document, which the CLI prints as JSON and the API gives as a text with escapes."""
    if isinstance(value, str):
        try:
            value = json.loads(unquote(value))
        except (ValueError, RecursionError):
            return value
    return from_python(value)


def role(data: dict[str, Any], policies: dict[str, Any]) -> dict[str, Datum]:
    """A role with all its policies. policies: those of the account, by ARN."""
    attached = [_policy(each.get("PolicyArn"), policies) for each in _listed(data, "AttachedManagedPolicies")]
    boundary = data.get("PermissionsBoundary")
    arn = boundary.get("PermissionsBoundaryArn") if isinstance(boundary, dict) else None
    return {
        "name": data.get("RoleName"),
        "managed_policy_arns": Listing(tuple(attached)),
        "inline_policy": Listing(
            tuple({"policy": _document(each.get("PolicyDocument"))} for each in _listed(data, "RolePolicyList"))
        ),
        "permissions_boundary": None if arn is None else _policy(arn, policies),
    }


def _policy(arn: Any, policies: dict[str, Any]) -> Datum:
    return Reference(arn, "arn") if isinstance(arn, str) and arn in policies else arn


def policy(data: dict[str, Any]) -> dict[str, Datum]:
    """A managed policy of the customer, in the version that is in force."""
    versions = _listed(data, "PolicyVersionList")
    default = next((each for each in versions if each.get("IsDefaultVersion") is True), {})
    return {"name": data.get("PolicyName"), "policy": _document(default.get("Document"))}
