"""Attributes of CloudFormation resources that Checkov's graph cannot take in without raising.

When Checkov merges SAM's globals, a list in which an element stands twice becomes a shorter one. It then puts what was
at the end of the list in the place of that number, which is not there any more, and raises. That would cost the whole
template. Other attributes that fit nowhere it leaves out, and so may it do here: the readers merge the globals again,
whatever Checkov has merged (``sam_globals.py``).
"""

from __future__ import annotations

import functools
import logging
from typing import Any

logger = logging.getLogger("lambdanet")


def leave_out_what_fits_nowhere() -> None:
    """Have Checkov make its graph also where a part of an attribute has no place."""
    from checkov.cloudformation.graph_builder.graph_components.blocks import CloudformationBlock

    update = CloudformationBlock.update_attribute
    if hasattr(update, "__wrapped__"):
        return

    @functools.wraps(update)
    def update_where_it_fits(*arguments: Any, **named: Any) -> None:
        try:
            update(*arguments, **named)
        except (ValueError, IndexError) as error:
            logger.info("Checkov cannot put an attribute into its graph: %s", error)

    CloudformationBlock.update_attribute = update_where_it_fits
