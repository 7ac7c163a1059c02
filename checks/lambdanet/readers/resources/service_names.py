"""Which AWS service a text names: an endpoint's service name, an ARN or the URL of an API."""

from __future__ import annotations

import re

from lambdanet.readers.datum import Datum, Text
from lambdanet.readers.resources.endpoint_attributes import HOSTS_OF_BUCKETS
from lambdanet.values import Known, Unknown, Value

# What is not written out in a text, for the patterns.
_ANY = "?"
_SERVICE_NAME = re.compile(r"(?:cn\.)?com\.amazonaws\.(?P<region>[^.]+)\.(?P<service>[a-z0-9.-]+)")
_ARN = re.compile(r"arn:[^:]+:(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*)(?::|$)?")
# A host, with or without the scheme, credentials and a bucket in front of it.
_HOST = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://(?:[^/@]*@)?)?(?P<service>[a-z0-9?.-]+)\.(?P<region>[^./]+)\.(?:amazonaws\.com|[?])"
)
# The host of S3 that is in no Region, as it is, or with a bucket in front of it.
_HOST_OF_S3 = re.compile(r"(?:https?://)?(?:[a-z0-9?.-]+\.)?s3\.amazonaws\.com(?:[:/?]|$)")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")

# Attributes that hold what a call to the service's API takes. "" is CloudFormation's Ref.
_NAMES = frozenset(
    {
        *("", "id", "arn", "name", "bucket", "url", "queue_url", "function_name", "qualified_arn"),
        *("invoke_url", "api_endpoint", "ApiEndpoint"),
        *("Arn", "Id", "Name", "QueueUrl", "QueueName", "TopicArn", "TopicName"),
    }
)


def names_for_its_api(attribute: str) -> bool:
    """Whether the attribute is what a client names the resource by in calls to the service's API."""
    return attribute in _NAMES or attribute in HOSTS_OF_BUCKETS


def is_in_uri_of_s3(before: Datum) -> bool:
    """Whether what comes after this text is the name of a bucket in a URI, which tools for S3 take."""
    return isinstance(before, str) and before.endswith("s3://")


def is_in_invoke_url(following: Datum) -> bool:
    """Whether what comes before this text is the id of an API in the URL by which it is invoked."""
    return isinstance(following, str) and following.startswith(".execute-api.")


def service_in_name(where: str, datum: Datum) -> Value[str | None]:
    """The end of an endpoint's service name, "s3" of "com.amazonaws.eu-west-1.s3"; None for any other service."""
    if datum is None:
        return Known(None)
    if isinstance(datum, (str, Text)):
        match = _SERVICE_NAME.fullmatch(_written(datum))
        if match is not None:
            return Known(None if match["region"] == "vpce" else match["service"])
        if isinstance(datum, str):
            return Known(None)
    return datum if isinstance(datum, Unknown) else Unknown(f"{where}: the service is not known")


def region_in_name(datum: Datum) -> str | None:
    """The Region in an endpoint's service name, where it is written out."""
    match = _SERVICE_NAME.fullmatch(_written(datum)) if isinstance(datum, (str, Text)) else None
    return match["region"] if match is not None and _REGION.fullmatch(match["region"]) else None


def service_in_value(datum: Datum) -> tuple[str, str, bool] | None:
    """The service whose ARN or host a value is, or begins with: its name there, the Region, and if it is a host."""
    if not isinstance(datum, (str, Text)):
        return None
    written = _written(datum)
    if _HOST_OF_S3.match(written):
        return "s3", "", True
    match = _ARN.match(written) or _HOST.match(written)
    if match is None:
        return None
    region = match["region"] if _REGION.fullmatch(match["region"]) else ""
    if match.re is _ARN:
        return match["service"], region, False
    if not region and match["region"] != _ANY:
        return None
    # The name of a bucket may come before that of its service.
    service = match["service"]
    return "s3" if service.endswith(".s3") else service, region, True


def _written(datum: str | Text) -> str:
    if isinstance(datum, str):
        return datum
    return "".join(part if isinstance(part, str) else _ANY for part in datum.parts)
