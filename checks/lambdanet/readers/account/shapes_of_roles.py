"""What ``aws iam get-account-authorization-details`` says of roles and policies, as the attributes of Terraform's.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from lambdanet.readers.conversions import from_python
from lambdanet.readers.datum import Datum, Listing, Reference
from lambdanet.values import Unknown


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
    arn = boundary_of(data)
    return {
        "name": data.get("RoleName"),
        "managed_policy_arns": _all_of(
            data, "AttachedManagedPolicies", lambda each: _policy(_always(each, "PolicyArn"), policies)
        ),
        "inline_policy": _all_of(
            data, "RolePolicyList", lambda each: {"policy": _document(_always(each, "PolicyDocument"))}
        ),
        "permissions_boundary": None if arn is None else _policy(arn, policies),
    }


def boundary_of(data: dict[str, Any]) -> str | None:
    """The ARN of a role's permissions boundary."""
    boundary = data.get("PermissionsBoundary")
    arn = boundary.get("PermissionsBoundaryArn") if isinstance(boundary, dict) else None
    return arn if isinstance(arn, str) else None


def _all_of(data: dict[str, Any], name: str, shape: Callable[[dict[str, Any]], Datum]) -> Listing:
    """What is in a list that AWS always prints: where somebody left it out, nothing is known of it."""
    listed = data.get(name)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        return Listing(more=Unknown(f"the file does not have the {name} of {data.get('RoleName')}"))
    return Listing(tuple(shape(each) for each in listed))


def _always(data: dict[str, Any], name: str) -> Any:
    """What AWS always prints of a policy: where somebody left it out, nothing is known of it."""
    value = data.get(name)
    return Unknown(f"the file does not have the {name} of a policy") if value is None else value


def _policy(arn: Any, policies: dict[str, Any]) -> Datum:
    return Reference(arn, "arn") if isinstance(arn, str) and arn in policies else arn


def policy(data: dict[str, Any]) -> dict[str, Datum]:
    """A managed policy of the customer, in the version that is in force."""
    versions = _listed(data, "PolicyVersionList")
    named = data.get("DefaultVersionId")
    default = next((each for each in versions if each.get("IsDefaultVersion") is True), None) or next(
        (each for each in versions if named is not None and each.get("VersionId") == named), {}
    )
    document = default.get("Document")
    hidden = Unknown(f"the file does not have the version of {data.get('Arn')} that is in force")
    return {"name": data.get("PolicyName"), "policy": hidden if document is None else _document(document)}
