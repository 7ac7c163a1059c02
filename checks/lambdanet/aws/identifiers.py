"""What the beginning of an AWS identifier says."""

from __future__ import annotations

MANAGED_POLICY = ":iam::aws:policy/"
"""What the ARNs of the policies that AWS manages hold, and no others."""

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


def partition_of(region: str) -> str:
    """The partition of a Region, by which its ARNs begin; one for the Regions that everyone can use."""
    return next((name for front, name in _PARTITIONS.items() if region.startswith(front)), "aws")
