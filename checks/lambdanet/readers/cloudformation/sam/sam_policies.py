"""What the policies allow that SAM writes: those of its templates and of the events that a function polls."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

# SAM's event sources that bring statements of their own instead of a managed policy: what these always allow.
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-mq.html
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-documentdb.html
_OF_EVENTS = {
    "MQ": ("mq:DescribeBroker", "secretsmanager:GetSecretValue", "kms:Decrypt"),
    "DocumentDB": (
        "rds:DescribeDBClusterParameters",
        "rds:DescribeDBClusters",
        "rds:DescribeDBSubnetGroups",
        "secretsmanager:GetSecretValue",
        "kms:Decrypt",
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeVpcs",
        "ec2:DescribeSubnets",
        "ec2:DescribeSecurityGroups",
    ),
}


def actions_of_events(kind: str) -> tuple[str, ...] | None:
    """The actions of the policy that SAM writes for events of a kind, None when it depends on their configuration."""
    return _OF_EVENTS.get(kind)


def actions_of_template(name: str) -> tuple[str, ...] | None:
    """The actions of a policy template, None for a name that is none."""
    return _templates().get(name)


@lru_cache(maxsize=1)
def _templates() -> dict[str, tuple[str, ...]]:
    found = {}
    for line in Path(__file__).with_name("sam_policy_templates.txt").read_text(encoding="utf-8").splitlines():
        name, _, actions = line.partition(": ")
        if not line.startswith("#"):
            found[name] = tuple(actions.split())
    return found
