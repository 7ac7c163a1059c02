"""Runs the rules on a part, with Checkov where Checkov has to read it.

Checkov takes a second to import, and most of a run to render what the readers read again. Folders of Terraform code are
read without it; plans, templates and single files, whose surroundings count, by its runners.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from lambdanet.evidence.gather.findings_of_part import Findings

if TYPE_CHECKING:
    from lambdanet.evidence.gather.parts_of_repository import Part
    from lambdanet.evidence.gather.selection import Selection


def prepare(parts: Iterable[Part]) -> None:
    """Import what the parts need, so that processes that are forked from this one have it already."""
    by_checkov = {part.framework for part in parts if part.files}
    if by_checkov:
        from lambdanet.evidence.gather import checkov_runs

        checkov_runs.prepare(by_checkov)
    if any(part.roots for part in parts):
        from lambdanet.evidence.gather import terraform_runs

        terraform_runs.prepare()


def run(part: Part, selection: Selection) -> Findings:
    """What the rules say of the part, with what is known of its functions."""
    if part.unread:
        named = tuple(os.path.relpath(each, selection.root) for each in part.unread)
        return Findings(part.framework, (), (), (), named, ())
    if part.roots:
        from lambdanet.evidence.gather import terraform_runs

        return terraform_runs.run(part, selection)
    from lambdanet.evidence.gather import checkov_runs

    return checkov_runs.run(part, selection)
