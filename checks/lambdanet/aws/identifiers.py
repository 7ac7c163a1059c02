"""What the front of an identifier of AWS tells."""

from __future__ import annotations

MANAGED_POLICY = ":iam::aws:policy/"
"""What the ARNs of the policies that AWS manages hold, and no others."""
