"""Writes the rules' pages, their index, the settings' schema and the README's tables.

They come from the rules, the settings and the fixtures.

``python scripts/generate_docs.py`` writes them; with ``--check`` it writes nothing, prints what would change and
exits with 1 when something would. Needs the packages of requirements.txt.
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "checks"), str(ROOT / "tests" / "support")]

from expectations import Expectation, expectations  # noqa: E402
from lambdanet.handbook.rule_texts import RuleText, rule_texts  # noqa: E402
from lambdanet.kit.rules import HEADINGS, PERSONAS, SEVERITIES  # noqa: E402
from lambdanet.kit.statements import SOURCE, STATEMENTS  # noqa: E402
from lambdanet.settings.known_settings import Settings  # noqa: E402
from lambdanet.settings.settings_schema import schema_text  # noqa: E402
from repository import FRAMEWORKS, RULE_FIXTURES, settings_of  # noqa: E402

NOTE = "<!-- Written by scripts/generate_docs.py from the rule, its metadata and its fixtures. Do not edit. -->"
LANGUAGES = {"terraform": "Terraform", "terraform_plan": "Terraform plan", "cloudformation": "CloudFormation"}
PERSONA_WORDS = {
    "default": "for everyone",
    "strict": "applies only with `persona: strict` in the settings",
}


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
    rules = rule_texts()
    files = {f"docs/rules/{rule.id}.md": page(rule) for rule in rules}
    files["docs/rules/README.md"] = index(rules)
    files["docs/lambdanet.schema.json"] = schema_text()
    readme = _content(ROOT / "README.md")
    if readme is not None:
        tables = {"rules": _table_of_rules(rules, "docs/rules/"), "settings": _table_of_settings("docs/rules/")}
        files["README.md"] = _with_tables(readme, tables)
    return files


def page(rule: RuleText) -> str:
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
                ("Source", f"[{_relative(rule.file)}](../../{_relative(rule.file)})"),
            ],
        ),
        f"Serves these statements of the section [Network Configuration]({SOURCE}) of the AWS whitepaper:",
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


def index(rules: list[RuleText]) -> str:
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


def _section(heading: str, text: str) -> str:
    """The text with indented code as fenced blocks, which name the language, and bare links as a list."""
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
    for item in dataclasses.fields(Settings()):
        text = item.metadata["text"]
        if wanted(text):
            default = str(item.default).lower() if isinstance(item.default, bool) else item.default
            linked = re.sub(r"LAMBDANET_\d{3}", lambda match: f"[{match[0]}]({rules}{match[0]}.md)", text)
            yield f"`{item.name}`", f"`{default}`", item.metadata["allowed"], linked


def _table_of_settings(rules: str) -> str:
    return _table(("Setting", "Default", "Allowed", "What it sets"), _settings_rows(lambda _: True, rules))


def _table_of_rules(rules: list[RuleText], folder: str) -> str:
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


def _table_of_frameworks(rules: list[RuleText]) -> str:
    rows = [
        (control.framework, control.control, f"[{rule.id}]({rule.id}.md)")
        for rule in rules
        for control in rule.frameworks
    ]
    return _table(("Framework", "Control", "Rule"), sorted(rows))


def _listed(rules: Iterable[RuleText]) -> str:
    lines = [f"- [{rule.id}]({rule.id}.md) {rule.name}" for rule in rules]
    return "\n".join(lines) if lines else "None in this release."


def _examples(id: str) -> Iterator[str]:
    """Which answer each case of the rule's fixtures has, and where it is."""
    found = {
        framework: expectations(id, framework) for framework in FRAMEWORKS if (RULE_FIXTURES / id / framework).is_dir()
    }
    if not any(found.values()):
        return
    yield "## Cases"
    settings = settings_of(id)
    lines = [] if settings is None else settings.read_text(encoding="utf-8").splitlines()
    under = f" under the setting{'s' if len(lines) > 1 else ''} `{'`, `'.join(lines)}`" if lines else ""
    yield f"Tests hold the rule to these answers{under}. Each case links to the files that hold its label."
    keys = sorted({(expected.label, expected.verdict) for listed in found.values() for expected in listed})
    rows = [
        (label, verdict, *(_files(id, framework, found[framework], label, verdict) for framework in found))
        for label, verdict in keys
    ]
    yield _table(("Case", "Answer", *(LANGUAGES[framework] for framework in found)), rows)


def _files(id: str, framework: str, listed: list[Expectation], label: str, verdict: str) -> str:
    """A link to each file in which the case is, by the file's name below the folder of the framework."""
    files = dict.fromkeys(
        expected.file for expected in listed if (expected.label, expected.verdict) == (label, verdict)
    )
    return "<br>".join(
        f"[{file.relative_to(RULE_FIXTURES / id / framework).as_posix()}](../../{_relative(file)})" for file in files
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head))]
    lines += [f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _with_tables(text: str, tables: Mapping[str, str]) -> str:
    """The text with what is between a table's marks replaced."""
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
