"""Keeps Checkov quiet about files of the clone that are no policies.

With ``--external-checks-git`` Checkov takes every YAML and JSON file of the repository for a policy, and says of each
that is none that it lacks a policy's fields: hundreds of lines before the first finding. A file that is a list, as
pre-commit demands of ``.pre-commit-hooks.yaml``, it even calls an error. None of it matters to who scans. The rules are
executed before these files are read, so they can say so to Checkov's loggers.
"""

from __future__ import annotations

import logging
import os
import sys

from lambdanet.pack_folders import pack_folder

_LOGGER_OF_POLICIES = "checkov.common.checks_infra.registry"
_IS_NO_MAPPING = "Loaded data from JSON is not Dict."
_OURS = "lambdanet-terraform"
_left_out: list[str] = []


def leave_out_foreign_files() -> None:
    """Drop what Checkov says of this clone's other files, when it reads all of the clone."""
    root = str(pack_folder())
    if root in _left_out or not any(os.path.normpath(folder) == root for folder in sys.path[1:]):
        return
    _left_out.append(root)
    lacks_fields = f"Custom policy {root}{os.sep}"

    def is_worth_showing(record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        message = record.getMessage()
        is_ours = message.startswith(_IS_NO_MAPPING) and _OURS in message
        return not is_ours and not message.startswith(lacks_fields)

    for name in (None, _LOGGER_OF_POLICIES):
        logging.getLogger(name).addFilter(is_worth_showing)
