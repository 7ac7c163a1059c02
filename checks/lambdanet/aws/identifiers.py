"""What the front of an identifier of AWS tells."""

from __future__ import annotations

MANAGED_POLICY = ":iam::aws:policy/"
"""What the ARNs of the policies that AWS manages hold, and no others."""

KIND_OF_ID = {
    "igw-": "internet gateway",
    "nat-": "NAT gateway",
    "vgw-": "virtual private gateway",
    "eigw-": "egress-only internet gateway",
    "tgw-": "transit gateway",
    "local": "local",
}
"""What kind of target of a route has an id that begins so."""
