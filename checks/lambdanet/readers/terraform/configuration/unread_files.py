"""Files of a module that Terraform reads and the scan does not: what is in them may add to all of the module.

It is broken, or too large. A file that makes nothing, such as one with versions of providers, leaves everything as it
is.
"""

from __future__ import annotations

import os
import re

from lambdanet.readers.surroundings.recipients import Recipient
from lambdanet.readers.terraform.configuration.configuration import Configuration
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, directory_of
from lambdanet.regular_files import content_of, in_utf_8

_MAKES = re.compile(rb"^[ \t]*(?:resource|module|output)\b", re.MULTILINE)
_MAKES_IN_JSON = re.compile(rb'"(?:resource|module|output)"\s*:')
_MOST_BYTES = 5_000_000


class UnreadFiles:
    """The files next to those that are in Checkov's graph."""

    def __init__(self, configuration: Configuration) -> None:
        self._read = configuration.files
        self._listed = configuration.further.listed
        self._by_folder: dict[str, Recipient | None] = {}

    def beside(self, module: ModuleInstance) -> Recipient | None:
        """What there is to say about a file in the module's folder that is not read and may make something."""
        file = next((d.file for found in module.declarations.values() for d in found.values()), "")
        if not file:
            return None
        folder = directory_of(file)
        if folder not in self._by_folder:
            self._by_folder[folder] = self._look(folder)
        return self._by_folder[folder]

    def _look(self, folder: str) -> Recipient | None:
        for path in self._listed(folder):
            if path not in self._read and _may_make_something(path):
                return Recipient(f"{os.path.basename(path)}, a file of the module of {{}}, is not read")
        return None


def _may_make_something(path: str) -> bool:
    try:
        content = in_utf_8(content_of(path, _MOST_BYTES))
    except OSError:
        return True
    return (_MAKES_IN_JSON if path.endswith(".json") else _MAKES).search(content) is not None
