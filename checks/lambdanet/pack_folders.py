"""Where the pack lies: what Checkov is pointed at, in a clone and in the installed package."""

from __future__ import annotations

import sys
from pathlib import Path

ENGINE = Path(__file__).resolve().parent
_PACK = ENGINE / "pack"


def pack_folder() -> Path:
    """The folder that holds ``checks`` and ``policies``: the clone, or ``pack`` in the installed package."""
    return _PACK if _PACK.is_dir() else ENGINE.parents[1]


def own_folder() -> Path:
    """The folder with all that came with the pack: the clone, or the installed package."""
    return ENGINE if _PACK.is_dir() else ENGINE.parents[1]


def checks_folder() -> Path:
    """The folder with the rules in Python."""
    return pack_folder() / "checks"


def policies_folder() -> Path:
    """The folder with the YAML policies."""
    return pack_folder() / "policies"


def options_for_checkov() -> list[str]:
    """The options that make Checkov load the pack, word by word.

    The folder of the YAML policies is not among them: the other one brings these along, decided by the pack, and
    Checkov would parse them once for every framework.
    """
    return ["--external-checks-dir", str(checks_folder())]


def hold_on_to_engine() -> None:
    """Have Python look for the engine's modules in the folder that the first one came from, and nowhere else.

    ``lambdanet`` is a namespace package: whenever ``sys.path`` has changed, the next import from it looks for further
    parts of it in every folder there. Checkov puts each folder that it walks into ``sys.path``, more than a hundred.
    """
    package = sys.modules["lambdanet"]
    package.__path__ = list(package.__path__)
