"""Whatever is in the files that ``lambdanet compare`` is given: an answer, or what is wrong and where."""

from __future__ import annotations

import copy
import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest

from compared_reports import lambdanet, report
from small_code import BAD


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reports")
    report(made, "good", {"main.tf": BAD})
    return made


def _changed(folder: Path, way: str, value: Any) -> str:
    """The good report with another value at a place."""
    document: Any = json.loads((folder / "good.json").read_text(encoding="utf-8"))
    *first, last = (int(step) if step.isdecimal() else step for step in way.split("."))
    held = document
    for step in first:
        held = held[step]
    if value is ...:
        del held[last]
    else:
        held[last] = copy.deepcopy(value)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("way", "value", "said"),
    [
        ("schema", "lambdanet-evidence/2", 'schema: expected "lambdanet-evidence/1", found "lambdanet-evidence/2"'),
        ("schema", ..., 'schema: expected "lambdanet-evidence/1", found nothing'),
        ("functions", {}, "functions: expected a list, found an object"),
        ("functions", ..., "functions: expected a list, found nothing"),
        ("functions.0", "x", 'functions[0]: expected an object, found "x"'),
        ("functions.0.address", 5, "functions[0].address: expected a text, found 5"),
        ("functions.0.line", "x", 'functions[0].line: expected a whole number, found "x"'),
        ("functions.0.line", True, "functions[0].line: expected a whole number, found true"),
        ("functions.0.results.0.verdict", "maybe", "functions[0].results[0].verdict: expected passed, failed, "),
        ("functions.0.results.0.verdict", [[]], "functions[0].results[0].verdict: expected a text, found a list"),
        ("functions.0.results.0.suppressed_because", 1, "expected a text or null, found 1"),
        ("functions.0.results.0.in_baseline", "no", 'expected true or false, found "no"'),
        ("functions.0.results.0.rule", None, "functions[0].results[0].rule: expected a text, found null"),
        ("scanned", [], "scanned: expected an object, found a list"),
        ("scanned.files", 1, "scanned.files: expected a list, found 1"),
        ("scanned.files", [1], "scanned.files[0]: expected a text, found 1"),
        ("scanned.settings", [], "scanned.settings: expected an object, found a list"),
        ("pack", "x", 'pack: expected an object, found "x"'),
        ("decided_beside", {}, "decided_beside: expected a list, found an object"),
        ("schema", "\x1b]0;title\x07\n::error::x", "\\x1b]0;title\\x07 ::error::x"),
    ],
)
@pytest.mark.parametrize("place", ["old", "new"])
def test_what_is_wrong_is_named(folder: Path, way: str, value: Any, said: str, place: str) -> None:
    (folder / "wrong.json").write_text(_changed(folder, way, value), encoding="utf-8")
    order = ("wrong.json", "good.json") if place == "old" else ("good.json", "wrong.json")
    done = lambdanet("compare", *order, cwd=folder)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert done.stderr.startswith("lambdanet: wrong.json: ")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b"\xff\xfe\xff", "it is not JSON"),
        (b"[" * 1_000_000, "it is nested too deeply"),
        (b'{"a":' * 200_000, "it is nested too deeply"),
        (b'{"schema": ' + b"9" * 1_000_000 + b"}", "it holds a number of 1000000 digits"),
        (b'{"schema": NaN}', "it is not JSON"),
        (b"[]", "expected an object, found a list"),
        (b"{}", 'schema: expected "lambdanet-evidence/1", found nothing'),
        (b'{"schema": "' + b"x" * 5_000_000 + b'"}', 'found "xxx'),
    ],
    ids=["empty", "cut", "bytes", "lists", "objects", "number", "not a number", "a list", "no report", "long"],
)
def test_hostile_json_is_refused(folder: Path, content: bytes, said: str) -> None:
    (folder / "hostile.json").write_bytes(content)
    begun = time.monotonic()
    done = lambdanet("compare", "good.json", "hostile.json", cwd=folder)
    assert time.monotonic() - begun < 20
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert said in done.stderr
    assert len(done.stderr) < 400


def test_files_that_are_none_are_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    for name in ("nowhere.json", "good", "pipe"):
        done = lambdanet("compare", "good.json", name, cwd=folder)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
        assert name in done.stderr


def test_a_report_that_powershell_redirected_is_read(folder: Path) -> None:
    text = (folder / "good.json").read_text(encoding="utf-8")
    (folder / "redirected.json").write_text(text, encoding="utf-16")
    assert lambdanet("compare", "good.json", "redirected.json", cwd=folder).returncode == 0


HOSTILE = "\x1b[31m\u202e\n::error::pwned\n##vso[task.setvariable]<script>|`[x](http://e.example)@someone #1 \ud800"


@pytest.mark.parametrize("format", ["text", "markdown", "json"])
def test_what_a_report_says_acts_on_nothing(folder: Path, format: str) -> None:
    document = json.loads((folder / "good.json").read_text(encoding="utf-8"))
    for judged in (*document["functions"], *document["resources"]):
        judged["address"], judged["file"] = f"x{HOSTILE}", f"{HOSTILE}.tf"
        for result in judged["results"]:
            result.update(rule=HOSTILE, severity=HOSTILE, explanation=HOSTILE, verdict="failed")
    document["scanned"]["revision"] = HOSTILE
    document["scanned"]["settings"][HOSTILE] = {"value": HOSTILE, "from": HOSTILE}
    document["pack"]["lambdanet"] = HOSTILE
    document["functions"] *= 40
    (folder / "acts.json").write_text(json.dumps(document), encoding="utf-8")
    done = lambdanet("compare", "good.json", "acts.json", "--format", format, cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert all(character.isprintable() or character == "\n" for character in done.stdout)
    if format != "json":
        assert not [line for line in done.stdout.splitlines() if line.lstrip().startswith("::") or "##vso[" in line]
    if format == "markdown":
        outside_of_code = re.sub(r"(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)", "", done.stdout)
        assert "script" in outside_of_code
        assert "<script>" not in outside_of_code
        assert len(done.stdout) < 60_000
        assert len(done.stdout.splitlines()) < 60


def test_a_large_report_takes_time_in_proportion(folder: Path) -> None:
    document = json.loads((folder / "good.json").read_text(encoding="utf-8"))
    (function,) = document["functions"]
    times = []
    for number in (1_000, 4_000):
        # The same address in files of other names: what moved where is not known.
        for name in ("before", "after"):
            several = [{**function, "part": "", "file": f"{name}/{each}.template"} for each in range(number)]
            text = json.dumps({**document, "functions": several, "resources": []})
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
        begun = time.monotonic()
        assert lambdanet("compare", "before.json", "after.json", "--format", "json", cwd=folder).returncode in (0, 1)
        times.append(time.monotonic() - begun)
    assert times[1] < 9 * times[0]
