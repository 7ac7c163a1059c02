"""Which AWS services there are, by IAM's names for them, and the names of their endpoints."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

TABLE = Path(__file__).with_name("services.txt")
"""Written by scripts/services.py from botocore, which Checkov brings."""

# What IAM calls otherwise than the service's own data: https://docs.aws.amazon.com/service-authorization/latest/reference
OTHERWISE = {"tag": "tagging"}
# Words in the names of endpoints that tell nothing of the service.
PLAIN_WORDS = frozenset(
    {"api", "data", "runtime", "aws", "service", "agent", "fips", "control", "models", "metrics", ""}
)


@lru_cache(maxsize=1)
def prefixes() -> frozenset[str]:
    """How IAM names the services in actions, as far as they are in the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.partition("|")[0] for line in lines if not line.startswith("#"))
