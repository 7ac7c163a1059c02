"""Whose an id or an ARN is: every type that is read either has such ids, or is known by its name or by another's."""

from __future__ import annotations

import re

import pytest

from lambdanet.readers.imported_ids import is_of_another, is_own
from lambdanet.readers.owners_of_ids import ARNS, IDS
from lambdanet.readers.resources.resource_readers import READERS
from lambdanet.readers.terraform.awscc import types_in_awscc

# What is known by words of its own, or of its parts by what they are parts of; and services whose resources are known
# by names or by ARNs that are nobody else's.
_PARTS = re.compile(
    r".*_(?:association|attachments?|entry|rules?(?:_exclusive)?|reference|propagation|policy|policies_exclusive|route"
    r"|target|exclusive|permission|version|url|config|private_dns|options|stage|deployment|method|integration"
    r"|authorizer|mapping|record(?:_set)?(?:_group)?|data_?source|data_source|cidr_block|attachments_exclusive)"
)
_NAMED = re.compile(
    r"aws(?:cc)?_(?:db|rds|docdb|neptune|dax|elasticache|memorydb|redshift|redshiftserverless|elasticsearch|opensearch"
    r"|opensearchservice|mq|amazonmq|timestream|timestreaminfluxdb|kinesis|kinesisfirehose|dynamodb|sqs|s3|ssm|sso"
    r"|events|cloudwatch|scheduler|apigateway|apigatewayv2|api_gateway|cloudformation|serverless|cognito|appsync"
    r"|opensearchserverless)_\w+"
    r"|aws(?:cc)?_iam_(?:group|user)|aws(?:cc)?_lambda_(?:capacity_provider|event_invoke_config)"
    r"|awscc_sns_subscription|aws_route53_zone"
)


def _types() -> list[str]:
    return sorted({*(name for name in READERS if name.startswith("aws_")), *types_in_awscc()})


def _arn(service: str, kind: str) -> str:
    """An ARN of a kind; of a version or an alias where the kind says so."""
    front = f"arn:aws:{service}:eu-west-1:111122223333:{kind.rstrip(':')}"
    return f"{front}{':' if kind else ''}app{':1' if kind.endswith(':') else ''}"


OF_EACH_KIND = [*(f"{kind}-0123456789abcdef0" for kind in IDS), *(_arn(*of) for of in ARNS)]


@pytest.mark.parametrize("kind", _types())
def test_it_is_known_whose_ids_they_are(kind: str) -> None:
    own = [id for id in OF_EACH_KIND if is_own(id, kind)]
    is_known_otherwise = _PARTS.fullmatch(kind) is not None or _NAMED.fullmatch(kind) is not None
    assert own or is_known_otherwise
    assert len(own) <= 1
    assert all(is_of_another(id, kind) for id in OF_EACH_KIND if id not in own)
