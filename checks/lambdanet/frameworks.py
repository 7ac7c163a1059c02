"""What Checkov scans, in its words."""

from __future__ import annotations

from typing import Literal, get_args

Framework = Literal["terraform", "terraform_plan", "cloudformation"]
FRAMEWORKS: tuple[Framework, ...] = get_args(Framework)
