"""What the front of an identifier of AWS tells."""

from __future__ import annotations

from typing import Literal

MANAGED_POLICY = ":iam::aws:policy/"
"""What the ARNs of the policies that AWS manages hold, and no others."""

KIND_OF_ID: dict[
    str,
    Literal[
        "internet gateway",
        "NAT gateway",
        "virtual private gateway",
        "egress-only internet gateway",
        "transit gateway",
        "local",
    ],
] = {
    "igw-": "internet gateway",
    "nat-": "NAT gateway",
    "vgw-": "virtual private gateway",
    "eigw-": "egress-only internet gateway",
    "tgw-": "transit gateway",
    "local": "local",
}
"""What kind of target of a route has an id that begins so."""
