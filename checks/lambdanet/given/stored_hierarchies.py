"""What an answer about the parameter store lists completely: all parameters in a folder, or in it and below.

``aws ssm get-parameters-by-path`` does not print the path that it was asked for. All that it lists is below that,
so it was their common folder or one above, and where something is deeper, it was asked for all below, too. Who
knows more writes ``Path`` and ``Recursive`` next to ``Parameters``. ``aws ssm describe-parameters`` prints no values,
and what it lists is usually what a filter lets through: it is all of a path only where that is written.
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lambdanet.given.account_lists import CONTINUED
from lambdanet.given.fact_files import FactFile
from lambdanet.given.facts import place_in
from lambdanet.records import dataclass

_OF_NAMES = "InvalidParameters"
"""``get-parameters`` prints it: that was asked for by names, and says nothing of others."""
_PRINTED = ("ARN", "LastModifiedDate", "Version", "Value")
"""What AWS says of each: it is not known whether a list that somebody wrote, or that filters made, is complete."""


@dataclass(frozen=True)
class Hierarchy:
    """A complete list. folder: without the slash at its end; deep: those below its folders are listed, too.

    region: where it is; "" where nothing says it.
    """

    folder: str
    deep: bool
    names: tuple[str, ...]
    file: FactFile
    region: str = ""

    def holds(self, path: str, *, deep: bool) -> bool:
        """Whether it lists all in the folder, or in it and below."""
        path = folder_of_path(path)
        if path == self.folder:
            return self.deep or not deep
        return self.deep and is_within(path, self.folder, deep=True)


def folder_of_path(path: str) -> str:
    """The path, without the slash at its end: AWS takes it with and without."""
    return path.rstrip("/")


def is_within(name: str, folder: str, *, deep: bool) -> bool:
    """Whether a parameter, or a folder, is in a folder, or anywhere below."""
    inside = name.startswith(f"{folder}/")
    return inside and (deep or "/" not in name[len(folder) + 1 :])


def hierarchy_in(content: dict[str, Any], file: FactFile) -> Hierarchy | None:
    """What the answer lists completely; None where it may be a part, or nothing says of what."""
    listed = content.get("Parameters")
    parameters = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    names = [name for each in parameters if isinstance(name := each.get("Name"), str)]
    if not names or len(names) != len(listed or ()) or any(content.get(key) for key in CONTINUED):
        return None
    region = place_in(parameters[0].get("ARN"))[1]
    path, deep = content.get("Path"), content.get("Recursive") is True
    if isinstance(path, str) and path.startswith("/"):
        folder = folder_of_path(path)
        within = tuple(name for name in names if is_within(name, folder, deep=True))
        return Hierarchy(folder, deep, within, file, region)
    if _OF_NAMES in content or not all(_is_printed(each) for each in parameters):
        return None
    common = _common_folder(names)
    if common is None:
        return None
    deep = deep or any(not is_within(name, common, deep=False) for name in names)
    return Hierarchy(common, deep, tuple(names), file, region)


def _is_printed(parameter: dict[str, Any]) -> bool:
    return all(name in parameter for name in _PRINTED)


def _common_folder(names: Sequence[str]) -> str | None:
    """The deepest folder that has all of them, "" for the root; None where one has no folder."""
    if not all(name.startswith("/") for name in names):
        return None
    parts = [name.split("/")[:-1] for name in names]
    common = []
    for level in zip(*parts):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common)
