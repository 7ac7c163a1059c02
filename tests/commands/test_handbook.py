"""The commands that describe the pack: they say what the rules and the settings say, and import nothing of Checkov."""

from __future__ import annotations

import dataclasses
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lambdanet.command_line import main
from lambdanet.evidence.gather.pack_rules import load_rules
from lambdanet.handbook.rule_texts import rule_texts
from lambdanet.kit.rules import HEADINGS, RULES
from lambdanet.settings.known_settings import FILE, VARIABLE, Settings
from lambdanet.settings.settings_in_force import current
from repository import CHECKS, policies

WITHOUT_CHECKOV = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from lambdanet.command_line import main
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code or 0
assert not [name for name in sys.modules if name.partition(".")[0] in ("checkov", "hcl2")], "imports Checkov"
sys.exit(code)
"""


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    current.cache_clear()


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_texts_are_those_of_the_rules() -> None:
    load_rules()
    texts = {text.id: text for text in rule_texts()}
    assert set(texts) == set(RULES) | set(policies())
    for id, rule in RULES.items():
        text = texts[id]
        found = (text.name, text.statements, text.severity, text.judges, text.persona, text.since, text.frameworks)
        rules = (rule.name, rule.statements, rule.severity, rule.judges, rule.persona, rule.since, rule.frameworks)
        assert found == rules
        assert all(text.sections[heading] for heading in HEADINGS)


@pytest.mark.parametrize(
    "arguments",
    ["rules", "rules --format json", "explain 401 102", "settings", "schema", "path", "args", "--version", "--help"],
)
def test_from_a_clone_without_checkov(arguments: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_CHECKOV, str(CHECKS), *arguments.split()]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert done.stderr == ""


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    listed = printed(capsys, "rules").splitlines()
    assert listed[0].split() == ["Id", "Severity", "Persona", "Serves", "Rule"]
    assert [line.split()[0] for line in listed[1:]] == [text.id for text in rule_texts()]
    found = json.loads(printed(capsys, "rules", "--format", "json"))
    assert [rule["id"] for rule in found] == [text.id for text in rule_texts()]
    mapped = next(rule for rule in found if rule["id"] == "LAMBDANET_502")["frameworks"]
    assert mapped[0]["control"] == "REL02-BP03"


def test_rules_are_selected(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--statement", "s8", "S9", "--severity", "low", "--persona", "strict", "--format", "json")
    assert [rule["id"] for rule in json.loads(printed(capsys, "rules", *options))] == ["LAMBDANET_503"]


@pytest.mark.parametrize(("option", "word"), [("--statement", "S13"), ("--severity", "GREAT")])
def test_a_selection_that_is_none_is_reported(option: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", option, word]) == 2
    assert f"{word} is none of" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["502", "LAMBDANET_502", "lambdanet_502"])
def test_a_rule_is_explained(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(FILE).write_text("smallest_subnet_prefix: 26\n", encoding="utf-8")
    page = printed(capsys, "explain", word)
    text = next(text for text in rule_texts() if text.id == "LAMBDANET_502")
    assert page.startswith(f"{text.id}: {text.name}\n")
    assert [line for line in page.splitlines() if line in HEADINGS] == list(HEADINGS)
    for wanted in ("Severity LOW", "S9: ", "smallest_subnet_prefix: 26 (a whole number from 16 to 28)", "REL02-BP03"):
        assert wanted in page
    assert '        resource "aws_subnet"' in page


def test_every_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    ids = [text.id for text in rule_texts()]
    pages = printed(capsys, "explain", *ids)
    assert all(f"{id}: Ensure" in pages for id in ids)
    # The marks of the pages' markup are for pages.
    assert "``" not in pages


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("403", None),
        ("406", "LAMBDANET_404"),
        ("LAMBDANET_4O1", "LAMBDANET_401"),
        # A digit too many, and one too few.
        ("4001", "LAMBDANET_401"),
        ("40", "LAMBDANET_401, LAMBDANET_402, LAMBDANET_403"),
    ],
)
def test_an_unknown_rule_is_reported_with_the_nearest(
    word: str, near: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["explain", word])
    output = capsys.readouterr()
    assert code == (0 if near is None else 2)
    if near:
        assert output.out == ""
        assert near in output.err


def test_settings_say_where_they_come_from(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert {row["from"] for row in json.loads(printed(capsys, "settings", "--format", "json"))} == {"default"}
    Path(FILE).write_text("# ours\nminimum_zones: 3\nallow_public_subnets: true\n", encoding="utf-8")
    rows = {row["setting"]: row for row in json.loads(printed(capsys, "settings", "--format", "json"))}
    assert list(rows) == [item.name for item in dataclasses.fields(Settings())]
    assert (rows["minimum_zones"]["value"], rows["minimum_zones"]["from"]) == (3, f"{FILE}:2")
    assert rows["persona"]["from"] == "default"
    line = next(line for line in printed(capsys, "settings").splitlines() if line.startswith("allow_public_subnets"))
    assert line.split()[1:3] == ["true", f"{FILE}:3"]
    Path("elsewhere").write_text("persona: strict\n", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, "elsewhere")
    assert "elsewhere:1" in printed(capsys, "settings")


def test_wrong_settings_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    Path(FILE).write_text("minimum_zones: 9\n", encoding="utf-8")
    assert main(["settings"]) == 2
    error = capsys.readouterr().err
    assert error == f"lambdanet: {FILE}, line 1: minimum_zones is 9, expected a whole number from 1 to 6\n"


def test_paths_and_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "path").splitlines() == [str(CHECKS)]
    words = ["--external-checks-dir", str(CHECKS)]
    assert printed(capsys, "args").split() == words
    assert shlex.split(printed(capsys, "args", "--quoted")) == words


def test_a_path_with_blanks(tmp_path: Path) -> None:
    """In a shell whose ``IFS`` is a newline a word a line is enough, in others the quoted form is."""
    home = tmp_path / "my clone" / "checks"
    home.mkdir(parents=True)
    # The engine looks at where its files really are, so it is copied and not linked.
    shutil.copytree(CHECKS / "lambdanet", home / "lambdanet", ignore=shutil.ignore_patterns("__pycache__"))
    show = f'"{sys.executable}" -c "import sys; print(len(sys.argv))" '
    ask = f'"{sys.executable}" "{home}/lambdanet" args'
    for script, words in (
        (f"{show} $({ask})", 4),
        (f"IFS='\n'; set -f; {show} $({ask})", 3),
        (f'eval "{show.replace(chr(34), chr(39))} $({ask} --quoted)"', 3),
        (f"{ask} --quoted | xargs {show}", 3),
    ):
        done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
        assert done.stdout.strip() == str(words), done.stderr
        assert ("--quoted" in done.stderr) == ("--quoted" not in script)
