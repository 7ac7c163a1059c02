"""What the rules say about themselves: their files are imported for that, which does not need Checkov."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from lambdanet.handbook.fix_code import LANGUAGES, fix_of
from lambdanet.kit.controls import Control
from lambdanet.kit.rules import HEADINGS, RULES
from lambdanet.kit.statements import SOURCE
from lambdanet.pack_folders import checks_folder, policies_folder
from lambdanet.records import dataclass

# Files are imported as modules of a package: Checkov, which executes them without one, is not affected.
_PACKAGE = "lambdanet.pack_rules"
_WANTED = ("id", "name", "statements", "severity", "judges", "since")


class TextProblem(ValueError):
    """A rule lacks what its page needs."""


@dataclass(frozen=True)
class RuleText:
    """A rule or policy as its page describes it. sections: the text below each of ``HEADINGS``."""

    id: str
    name: str
    statements: tuple[str, ...]
    severity: str
    judges: str
    persona: str
    since: str
    frameworks: tuple[Control, ...]
    file: Path
    sections: Mapping[str, str]

    @property
    def number(self) -> str:
        """The id without the pack's name."""
        return self.id.rpartition("_")[2]


def rule_texts() -> list[RuleText]:
    """Every rule and policy of the pack, by id."""
    found = [_of_python(file) for file in sorted(checks_folder().glob("*/lambdanet_[1-8]*.py"))]
    found += [_of_policy(file) for file in sorted(policies_folder().glob("*.yaml"))]
    return sorted(found, key=lambda text: text.id)


def sections(text: str) -> dict[str, str]:
    """The sections of a rule's text: each of the fixed headings on a line of its own, its text below it."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if line.strip() in HEADINGS and not line.startswith(" "):
            current = found.setdefault(line.strip(), [])
        else:
            current.append(line.rstrip())
    return {heading: textwrap.dedent("\n".join(lines)).strip("\n") for heading, lines in found.items()}


def _of_python(file: Path) -> RuleText:
    name = f"{_PACKAGE}.{file.stem}"
    spec = spec_from_file_location(name, file)
    if name not in sys.modules and spec is not None and spec.loader is not None:
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    rule = RULES["_".join(file.stem.split("_")[:2]).upper()]
    return _text(file, vars(rule), rule.explanation, rule.frameworks)


def _of_policy(file: Path) -> RuleText:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    metadata = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)["metadata"]  # noqa: S506  # a safe loader
    mapped = metadata.get("mapped_to") or ()
    controls = tuple(Control(**{key: str(value) for key, value in one.items()}) for one in mapped)
    return _text(file, metadata, file.with_suffix(".txt").read_text(encoding="utf-8"), controls)


def _text(file: Path, metadata: Mapping[str, Any], page: str, controls: tuple[Control, ...]) -> RuleText:
    made = sections(page)
    missing = [heading for heading in HEADINGS if not made.get(heading, "").strip()]
    missing += [key for key in _WANTED if not metadata.get(key)]
    if missing:
        raise TextProblem(f"{file}: lacks {', '.join(missing)}")
    for heading in LANGUAGES:
        code = fix_of(str(metadata["id"]), heading)
        if not code:
            raise TextProblem(f"{file}: lacks code for {heading}: mark it in a network in handbook/fixes")
        made[heading] = f"{made[heading]}\n\n{textwrap.indent(code, '    ')}"
    # Every rule serves the same document: no rule has to name it.
    made["References"] = f"{SOURCE}\n{made['References']}"
    return RuleText(
        id=str(metadata["id"]),
        name=str(metadata["name"]),
        statements=tuple(str(statement) for statement in metadata["statements"]),
        severity=str(metadata["severity"]),
        judges=str(metadata["judges"]),
        persona=str(metadata.get("persona") or "default"),
        since=str(metadata["since"]),
        frameworks=controls,
        file=file,
        sections=made,
    )
