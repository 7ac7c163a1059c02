"""What the rules say of themselves, read from their files without executing them, so without importing Checkov."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lambdanet.handbook.fix_code import LANGUAGES, fix_of
from lambdanet.pack_folders import checks_folder, policies_folder
from lambdanet.records import dataclass
from lambdanet.rule_kit import HEADINGS, Control
from lambdanet.statements import SOURCE

_DECORATOR = "rule"
_WANTED = ("id", "name", "statements", "severity", "judges", "since")


class TextProblem(ValueError):
    """A rule lacks what its page needs."""


@dataclass(frozen=True)
class RuleText:
    """A rule or policy as its page tells of it. sections: the text below each of ``HEADINGS``."""

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
    found = [text for file in sorted(checks_folder().glob("*/lambdanet_[1-8]*.py")) for text in _of_python(file)]
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


def _of_python(file: Path) -> Iterator[RuleText]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    page = ast.get_docstring(tree, clean=False) or ""
    constants = {
        target.id: statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    for statement in tree.body:
        for decorator in getattr(statement, "decorator_list", ()):
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == _DECORATOR:
                metadata = {str(word.arg): _value(word.value, constants) for word in decorator.keywords}
                yield _text(file, metadata, page, tuple(metadata.get("frameworks") or ()))


def _value(node: ast.expr, constants: Mapping[str, ast.expr]) -> Any:
    """What is written there: a literal, a ``Control``, a tuple of these, or the name of such a constant."""
    if isinstance(node, ast.Name) and node.id in constants:
        return _value(constants[node.id], constants)
    if isinstance(node, ast.Tuple):
        return tuple(_value(element, constants) for element in node.elts)
    if isinstance(node, ast.Call):
        return Control(
            *(_value(argument, constants) for argument in node.args),
            **{str(word.arg): _value(word.value, constants) for word in node.keywords},
        )
    return ast.literal_eval(node)


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
