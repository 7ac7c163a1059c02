"""Makes what ``Fn::ForEach`` creates known to Checkov's runner, so that findings can be reported on it.

A CloudFormation runner looks up the lines and the skip comments of a resource by its name, in a table that it makes of
the resources written out in a template; a name that is not there ends the scan. So what a loop makes is added to that
table, before anything is reported on it. Its lines are those of the loop's body, and a skip comment there is for all
that the loop makes.
"""

from __future__ import annotations

import logging
from typing import Any

from lambdanet.bridge.current_run import runners_of

logger = logging.getLogger("lambdanet")

_SECTION = "Resources"


def known_to_runners(file: str, address: str, body: Any) -> bool:
    """Whether every runner that has read the file knows, from now on at least, the resource that a loop makes.

    body: the resource as the loop writes it out, with Checkov's marks of where it is.
    """
    name = address.rpartition(".")[2]
    runners = runners_of(file)
    return bool(runners) and all(_is_in_table(runner, file, name, body) for runner in runners)


def _is_in_table(runner: Any, file: str, name: str, body: Any) -> bool:
    resources = runner.context.setdefault(file, {}).setdefault(_SECTION, {})
    if name not in resources:
        try:
            resources.update(_as_checkov_notes_it(runner.definitions_raw[file], file, name, body))
        except Exception as error:  # Checkov's own code reads the lines: without them there is no record, and no harm.
            logger.info("%s of %s cannot be reported on: %s", name, file, error)
    return name in resources


def _as_checkov_notes_it(lines: Any, file: str, name: str, body: Any) -> dict[str, Any]:
    from checkov.cloudformation.cfn_utils import build_definitions_context
    from checkov.common.parsers.node import DictNode, StrNode

    # Only nodes are looked at; the places of those around the body do not matter.
    section = {StrNode(_SECTION, None, None): DictNode({name: body}, None, None)}
    noted: dict[str, Any] = build_definitions_context({file: section}, {file: lines}).get(file, {}).get(_SECTION, {})
    return noted
