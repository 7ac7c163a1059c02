"""Which AWS services there are, by IAM's names for them, and the names of their endpoints."""

from __future__ import annotations

from pathlib import Path

TABLE = Path(__file__).with_name("services.txt")
"""Written by scripts/services.py from botocore, which Checkov brings."""

# What IAM calls otherwise than the service's own data: https://docs.aws.amazon.com/service-authorization/latest/reference
OTHERWISE = {"tag": "tagging"}
# Words in the names of endpoints that say nothing about the service.
PLAIN_WORDS = frozenset(
    {"api", "data", "runtime", "aws", "service", "agent", "fips", "control", "models", "metrics", ""}
)
