"""Writes the rules' pages, their index and the README's tables from the rules, the settings and the fixtures.

``python scripts/generate_docs.py`` writes them; with ``--check`` it writes nothing, prints what would change and
exits with 1 when something would. Needs the packages of requirements.txt.
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import importlib.util
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "checks"), str(ROOT / "tests" / "support")]

from expectations import Expectation, expectations  # noqa: E402
from lambdanet.rule_kit import HEADINGS, PERSONAS, RULES, SEVERITIES, Control  # noqa: E402
from lambdanet.settings import Settings  # noqa: E402
from lambdanet.statements import SOURCE, STATEMENTS  # noqa: E402
from repository import FRAMEWORKS, RULE_FIXTURES, policies, rule_files, settings_of  # noqa: E402

NOTE = "<!-- Written by scripts/generate_docs.py from the rule, its metadata and its fixtures. Do not edit. -->"
LANGUAGES = {"terraform": "Terraform", "terraform_plan": "Terraform plan", "cloudformation": "CloudFormation"}
FENCES = {".tf": "hcl", ".tfvars": "hcl", ".template": "yaml", ".yaml": "yaml", ".yml": "yaml"}
PERSONA_WORDS = {
    "default": "speaks to everyone",
    "strict": "speaks only when the settings say `persona: strict`",
}


class PageProblem(ValueError):
    """A rule lacks what its page needs."""


@dataclass(frozen=True)
class Documented:
    """A rule or policy as its page tells of it. ``file`` is relative to the repository."""

    id: str
    name: str
    statements: tuple[str, ...]
    severity: str
    judges: str
    persona: str
    since: str
    frameworks: tuple[Control, ...]
    file: str
    sections: Mapping[str, str]

    @property
    def number(self) -> str:
        """The id without the pack's name."""
        return self.id.rpartition("_")[2]


def main(arguments: list[str]) -> int:
    """Write the generated files, or with ``--check`` compare them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a file would change")
    options = parser.parse_args(arguments)
    wanted = generated()
    stale = [page for page in (ROOT / "docs" / "rules").glob("*.md") if _relative(page) not in wanted]
    before = {name: _content(ROOT / name) for name in [*wanted, *(_relative(page) for page in stale)]}
    changed = sorted(name for name, content in before.items() if content != wanted.get(name))
    if options.check:
        for name in changed:
            sys.stdout.writelines(_difference(name, before[name] or "", wanted.get(name, "")))
        return 1 if changed else 0
    for page in stale:
        page.unlink()
    for name, text in wanted.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_bytes(text.encode("utf-8"))
    print(f"{len(changed)} of {len(wanted)} files changed")
    return 0


def generated() -> dict[str, str]:
    """The text of every generated file, by its path in the repository."""
    rules = documented()
    files = {f"docs/rules/{rule.id}.md": page(rule) for rule in rules}
    files["docs/rules/README.md"] = index(rules)
    readme = _content(ROOT / "README.md")
    if readme is not None:
        tables = {"rules": _table_of_rules(rules, "docs/rules/"), "settings": _table_of_settings("docs/rules/")}
        files["README.md"] = _with_tables(readme, tables)
    return files


def documented() -> list[Documented]:
    """Every rule and policy, by id."""
    found = []
    for file in rule_files():
        before = set(RULES)
        spec = importlib.util.spec_from_file_location(file.stem, file)
        if spec is None or spec.loader is None:
            raise PageProblem(f"{_relative(file)}: not a Python file")
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
        for id in sorted(set(RULES) - before):
            rule = RULES[id]
            found.append(_documented(vars(rule), _relative(file), rule.explanation))
    for file, metadata in policies().values():
        found.append(_documented(metadata, _relative(file), file.with_suffix(".txt").read_text(encoding="utf-8")))
    return sorted(found, key=lambda rule: rule.id)


def page(rule: Documented) -> str:
    """The page of one rule."""
    served = [f"- **{statement}**: {STATEMENTS[statement]}" for statement in rule.statements]
    parts = [
        f"# {rule.id}: {rule.name}",
        NOTE,
        _table(
            ("", ""),
            [
                ("Severity", rule.severity),
                ("Judges", rule.judges),
                ("Persona", f"{rule.persona}: {PERSONA_WORDS[rule.persona]}"),
                ("Since", rule.since),
                ("Source", f"[{rule.file}](../../{rule.file})"),
            ],
        ),
        f"Serves, of the section [Network Configuration]({SOURCE}) of the AWS whitepaper:",
        "\n".join(served),
    ]
    for heading in HEADINGS:
        parts += [f"## {heading}", _section(heading, rule.sections[heading])]
        if heading == "Undecided when":
            parts += list(_settings_section(rule.id))
    if rule.frameworks:
        rows = [(f"[{control.framework}]({control.source})", control.control) for control in rule.frameworks]
        parts += [
            "## Mapped to",
            "Each framework links to the page that says so.",
            _table(("Framework", "Control"), rows),
        ]
    parts += list(_examples(rule.id))
    return "\n\n".join(parts) + "\n"


def index(rules: list[Documented]) -> str:
    """The index by statement, severity and persona."""
    parts = [
        "# The rules",
        NOTE,
        f"The statements are those of the section [Network Configuration]({SOURCE}) of the AWS whitepaper "
        '"Serverless Architectures with AWS Lambda"; the words in quotes are its own.',
        "## All",
        _table_of_rules(rules, ""),
        "## By statement",
    ]
    for statement, text in STATEMENTS.items():
        parts += [f"### {statement}", text, _listed(rule for rule in rules if statement in rule.statements)]
    parts.append("## By severity")
    for severity in reversed(SEVERITIES):
        parts += [f"### {severity}", _listed(rule for rule in rules if rule.severity == severity)]
    parts.append("## By framework")
    parts.append(_table_of_frameworks(rules))
    parts.append("## By persona")
    for persona in PERSONAS:
        of_persona = (rule for rule in rules if rule.persona == persona)
        parts += [f"### {persona}", f"{PERSONA_WORDS[persona].capitalize()}.", _listed(of_persona)]
    return "\n\n".join(parts) + "\n"


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


def _documented(metadata: Mapping[str, object], file: str, text: str) -> Documented:
    made = sections(text)
    missing = [heading for heading in HEADINGS if not made.get(heading, "").strip()]
    wanted = ("id", "name", "statements", "severity", "judges", "since")
    missing += [key for key in wanted if not metadata.get(key)]
    if missing:
        raise PageProblem(f"{file}: lacks {', '.join(missing)}")
    plain = {key: str(metadata[key]) for key in ("id", "name", "severity", "judges", "since")}
    statements = metadata["statements"]
    return Documented(
        **plain,
        statements=tuple(str(item) for item in statements) if isinstance(statements, (list, tuple)) else (),
        persona=str(metadata.get("persona") or "default"),
        frameworks=_controls(metadata),
        file=file,
        sections=made,
    )


def _controls(metadata: Mapping[str, Any]) -> tuple[Control, ...]:
    """The mappings of a rule, or of a policy, where ``frameworks`` is a word of Checkov's."""
    mapped = [Control(**{key: str(value) for key, value in one.items()}) for one in metadata.get("mapped_to") or ()]
    return tuple(mapped) or tuple(one for one in metadata["frameworks"] if isinstance(one, Control))


def _section(heading: str, text: str) -> str:
    """The text with indented code as fenced blocks, which tell the language, and bare links as a list."""
    if heading == "References":
        return re.sub(r"^(?=https?://)", "- ", text, flags=re.MULTILINE)
    fence = {"Fix in Terraform": "hcl", "Fix in CloudFormation": "yaml"}.get(heading)
    return "\n".join(_fenced(text.splitlines(), fence)) if fence else text


def _fenced(lines: list[str], language: str) -> Iterator[str]:
    inside = False
    blank = 0
    for line in lines:
        if not line.strip():
            blank += 1
            continue
        code = line.startswith("    ")
        if inside and not code:
            yield "```"
        yield from [""] * blank
        if code and not inside:
            yield f"```{language}"
        yield line[4:] if code else line
        inside, blank = code, 0
    if inside:
        yield "```"


def _settings_section(id: str) -> Iterator[str]:
    touching = list(_settings_rows(lambda text: id in text))
    if touching:
        yield "## Settings"
        yield _table(("Setting", "Default", "Allowed", "What it sets"), touching)


def _settings_rows(wanted: Callable[[str], bool], rules: str = "") -> Iterator[tuple[str, str, str, str]]:
    for item in dataclasses.fields(Settings):
        text = item.metadata["text"]
        if wanted(text):
            default = str(item.default).lower() if isinstance(item.default, bool) else item.default
            linked = re.sub(r"LAMBDANET_\d{3}", lambda match: f"[{match[0]}]({rules}{match[0]}.md)", text)
            yield f"`{item.name}`", f"`{default}`", item.metadata["allowed"], linked


def _table_of_settings(rules: str) -> str:
    return _table(("Setting", "Default", "Allowed", "What it sets"), _settings_rows(lambda _: True, rules))


def _table_of_rules(rules: list[Documented], folder: str) -> str:
    rows = [
        (
            f"[{rule.id}]({folder}{rule.id}.md)",
            rule.name,
            rule.judges,
            rule.severity + ("" if rule.persona == "default" else f", {rule.persona}"),
            ", ".join(rule.statements),
        )
        for rule in rules
    ]
    return _table(("Id", "Rule", "Judges", "Severity", "Serves"), rows)


def _table_of_frameworks(rules: list[Documented]) -> str:
    rows = [
        (control.framework, control.control, f"[{rule.id}]({rule.id}.md)")
        for rule in rules
        for control in rule.frameworks
    ]
    return _table(("Framework", "Control", "Rule"), sorted(rows))


def _listed(rules: Iterable[Documented]) -> str:
    lines = [f"- [{rule.id}]({rule.id}.md) {rule.name}" for rule in rules]
    return "\n".join(lines) if lines else "None in this release."


def _examples(id: str) -> Iterator[str]:
    """What the rule says about its fixtures, and the fixtures."""
    found = {
        framework: expectations(id, framework) for framework in FRAMEWORKS if (RULE_FIXTURES / id / framework).is_dir()
    }
    if not any(found.values()):
        return
    yield "## Examples"
    settings = settings_of(id)
    told = [] if settings is None else settings.read_text(encoding="utf-8").splitlines()
    under = f" under the setting{'s' if len(told) > 1 else ''} `{'`, `'.join(told)}`" if told else ""
    yield f"Tests hold the rule to these answers{under}."
    keys = sorted({(expected.label, expected.verdict) for listed in found.values() for expected in listed})
    rows = [(label, verdict, *(_cell(listed, label, verdict) for listed in found.values())) for label, verdict in keys]
    yield _table(("Case", "Answer", *(LANGUAGES[framework] for framework in found)), rows)
    for framework in found:
        yield from _shown(RULE_FIXTURES / id / framework, LANGUAGES[framework])


def _cell(listed: list[Expectation], label: str, verdict: str) -> str:
    links = [
        f"[`{expected.address}`](../../{_relative(expected.file)})"
        for expected in listed
        if (expected.label, expected.verdict) == (label, verdict)
    ]
    return "<br>".join(links)


def _shown(folder: Path, language: str) -> Iterator[str]:
    """The files of the cases, folded. Plans and other JSON are made by programs and only linked above."""
    for file in sorted(folder.rglob("*")):
        fence = FENCES.get(file.suffix)
        if fence and file.is_file():
            text = file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
            title = f"{language}: {file.relative_to(folder).as_posix()}"
            marks = "````" if "```" in text else "```"
            yield f"<details>\n<summary>{title}</summary>\n\n{marks}{fence}\n{text}\n{marks}\n\n</details>"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head))]
    lines += [f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _with_tables(text: str, tables: Mapping[str, str]) -> str:
    """The text with what stands between a table's marks replaced."""
    for name, table in tables.items():
        begin, end = f"<!-- {name}: written by scripts/generate_docs.py -->", f"<!-- end of {name} -->"
        front, found, rest = text.partition(begin)
        if found:
            text = f"{front}{begin}\n{table}\n{end}{rest.partition(end)[2]}"
    return text


def _content(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


def _relative(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _difference(name: str, before: str, after: str) -> Iterator[str]:
    return difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"{name} (on disk)", f"{name} (generated)"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
