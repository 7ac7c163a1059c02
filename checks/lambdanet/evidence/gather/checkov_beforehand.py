"""What a process does with Checkov before it judges again and again."""

from __future__ import annotations

RUNNERS = ("checkov.terraform.plan_runner", "checkov.cloudformation.runner")
"""The modules that take time to import; with the first comes the runner for Terraform code."""


def without_children() -> None:
    """Have Checkov parse files in this process: one that is to be killed at any moment has no children."""
    from checkov.common.models.enums import ParallelizationType
    from checkov.common.parallelizer.parallel_runner import parallel_runner

    parallel_runner.type = ParallelizationType.NONE
