"""Values of a template's parameters from files, in each format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from given_code import notes, reasons, scanned, template, zones

CF = "cloudformation"
APART, TOGETHER = ("eu-west-1a", "eu-west-1b"), ("eu-west-1a", "eu-west-1a")


def _list(first: str, second: str) -> list[dict[str, Any]]:
    return [
        {"ParameterKey": "First", "ParameterValue": first},
        {"ParameterKey": "Second", "ParameterValue": second},
    ]


def _samconfig(first: str, second: str) -> str:
    return f'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "First={first} Second=\\"{second}\\""\n'


FORMATS = {
    "cli.json": _list,
    "input.json": lambda first, second: {"StackName": "x", "Parameters": _list(first, second)},
    "pipeline.json": lambda first, second: {"Parameters": {"First": first, "Second": second}, "Tags": {"a": "b"}},
    "code/samconfig.toml": _samconfig,
    "code/listed/../samconfig.toml": lambda first, second: (
        f'[default.global.parameters]\nparameter_overrides = ["First={first}", "Second={second}"]\n'
    ),
    "keys/samconfig.toml": lambda first, second: (
        "[default.deploy.parameters]\ntemplate_file = '../code/template.yaml'\n"
        f'parameter_overrides = "ParameterKey=First,ParameterValue={first} ParameterKey=Second,ParameterValue={second}"'
    ),
}


def _scan(folder: Path, files: dict[str, Any], *entries: dict[str, Any], code: str | None = None) -> Any:
    (folder / "code" / "listed").mkdir(parents=True, exist_ok=True)
    return scanned(folder, CF, {"code/template.yaml": code or template(), **files}, list(entries))


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_decides(name: str, tmp_path: Path) -> None:
    for folder, values, expected in (("a", APART, "pass"), ("b", TOGETHER, "fail")):
        found = _scan(tmp_path / folder, {name: FORMATS[name](*values)}, {"files": name})
        assert zones(found, CF) == expected


def test_without_files_nothing_is_decided(tmp_path: Path) -> None:
    assert zones(_scan(tmp_path, {}), CF) == "undecided"


def test_what_the_file_does_not_say_stays_open(tmp_path: Path) -> None:
    previous = [*_list(*APART)[:1], {"ParameterKey": "Second", "UsePreviousValue": True}]
    found = _scan(tmp_path, {"p.json": previous}, {"files": "p.json"})
    assert zones(found, CF) == "undecided"
    assert "the parameter Second keeps the value that the stack has (" in str(reasons(found))


def test_a_default_does_not_hold_where_the_stack_keeps_its_value(tmp_path: Path) -> None:
    parameters = "Parameters:\n  First:\n    Type: String\n    Default: eu-west-1a\n  Second:\n    Type: String\n"
    code = template(parameters=parameters + "    Default: eu-west-1a\n")
    assert zones(_scan(tmp_path / "without", {}, code=code), CF) == "fail"
    previous = [{"ParameterKey": "Second", "UsePreviousValue": True}]
    assert zones(_scan(tmp_path / "with", {"p.json": previous}, {"files": "p.json"}, code=code), CF) == "undecided"


def test_two_files_that_differ_leave_it_open(tmp_path: Path) -> None:
    files = {"one.json": _list(*APART), "two.json": _list(*TOGETHER)}
    found = _scan(tmp_path, files, {"files": ["one.json", "two.json"]})
    assert zones(found, CF) == "undecided"
    shown = "two.json give the parameter Second different values"
    assert shown in str(reasons(found))
    assert shown in str(notes().contradictions)


def test_a_file_for_another_template_says_nothing(tmp_path: Path) -> None:
    found = _scan(tmp_path, {"p.json": _list(*APART)}, {"files": "p.json", "roots": "code/other.yaml"})
    assert zones(found, CF) == "undecided"


def test_roots_name_one_of_two_templates(tmp_path: Path) -> None:
    files = {"code/other.yaml": template(), "p.json": _list(*APART)}
    found = _scan(tmp_path, files, {"files": "p.json", "roots": "code/other.yaml"})
    assert zones(found, CF, "template.yaml") == "undecided"
    assert zones(found, CF, "other.yaml") == "pass"


def test_without_roots_the_nearest_folder_with_templates_counts(tmp_path: Path) -> None:
    files = {"code/one/t.yaml": template(), "code/two/t.yaml": template(), "code/one/params/p.json": _list(*APART)}
    found = _scan(tmp_path, files, {"files": "code/one/params/p.json"})
    assert zones(found, CF, "one/t.yaml") == "pass"
    assert zones(found, CF, "two/t.yaml") == "undecided"
    assert zones(found, CF, "template.yaml") == "undecided"


def test_without_roots_all_keys_have_to_be_declared(tmp_path: Path) -> None:
    more = [*_list(*APART), {"ParameterKey": "Third", "ParameterValue": "x"}]
    assert zones(_scan(tmp_path / "a", {"p.json": more}, {"files": "p.json"}), CF) == "undecided"
    found = _scan(tmp_path / "b", {"p.json": more}, {"files": "p.json", "roots": "code/*.yaml"})
    assert zones(found, CF) == "pass"
    assert "p.json gives the parameter Third, which template.yaml does not declare" in str(notes().unmatched)


def test_lists_are_split_as_aws_does(tmp_path: Path) -> None:
    parameters = "Parameters:\n  Zones:\n    Type: CommaDelimitedList\n"
    code = template("!Select [0, !Ref Zones]", "!Select [1, !Ref Zones]", parameters)
    for number, value in enumerate(("eu-west-1a, eu-west-1b", ["eu-west-1a", "eu-west-1b"])):
        files = {"p.json": {"Parameters": {"Zones": value}}}
        assert zones(_scan(tmp_path / str(number), files, {"files": "p.json"}, code=code), CF) == "pass"


def test_a_value_that_aws_would_refuse_is_reported_and_does_not_count(tmp_path: Path) -> None:
    parameters = (
        "Parameters:\n  First:\n    Type: String\n    AllowedValues: [eu-west-1a, eu-west-1b]\n"
        "  Second:\n    Type: String\n"
    )
    files = {"p.json": _list("eu-west-9z", "eu-west-1a")}
    found = _scan(tmp_path, files, {"files": "p.json"}, code=template(parameters=parameters))
    assert zones(found, CF) == "undecided"
    told = str(notes().problems)
    assert "the value of First is not what the template allows: one of eu-west-1a, eu-west-1b" in told
    assert "9z" not in told


def test_what_is_allowed_of_a_secret_is_not_shown(tmp_path: Path) -> None:
    parameters = (
        "Parameters:\n  First:\n    Type: String\n    NoEcho: true\n    AllowedValues: [eu-west-1a, eu-west-1b]\n"
        "  Second:\n    Type: String\n"
    )
    files = {"p.json": _list("eu-west-9z", "eu-west-1a")}
    _scan(tmp_path, files, {"files": "p.json"}, code=template(parameters=parameters))
    told = str(notes().problems)
    assert "the value of First is not what the template allows: one of its AllowedValues" in told
    assert "eu-west-1" not in told


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("p.json", '[{"ParameterKey": "First"', "is no JSON, or not all of it"),
        ("p.json", [{"ParameterKey": "First", "ParameterValue": {"a": 1}}], "the list[0].ParameterValue is an object"),
        ("p.json", [{"ParameterKey": 3, "ParameterValue": "x"}], "the list[0].ParameterKey is a number, expected a te"),
        ("p.json", [{"ParameterKey": "First"}], "the list[0] has no ParameterValue, expected a text"),
        ("p.json", {"Parameters": {"First": {"a": 1}}}, "Parameters.First is an object, expected a text"),
        ("p.json", {"hello": "world"}, "says nothing that is understood, expected values of parameters"),
        ("p.json", [*_list("a", "b"), *_list("a", "c")], "is First, which is there already"),
        ("code/samconfig.toml", "[default.deploy", "cannot be read as TOML"),
        (
            "code/samconfig.toml",
            '[default.deploy.parameters]\nparameter_overrides = "First"',
            'default.deploy.parameters.parameter_overrides cannot be read from character 1, expected "Name=value"',
        ),
        ("missing.json", None, "cannot be read: No such file"),
    ],
)
def test_wrong_files_are_reported_and_others_count(name: str, content: Any, problem: str, tmp_path: Path) -> None:
    files = {"good.json": _list(*APART)} if name == "missing.json" else {"good.json": _list(*APART), name: content}
    found = _scan(tmp_path, files, {"files": [name, "good.json"]})
    assert problem in str(list(notes().problems))
    if "Parameter" not in problem and "First is an" not in problem and "already" not in problem:
        assert zones(found, CF) == "pass"


@pytest.mark.parametrize(
    "overrides",
    [
        "Other=first-word top-secret",
        "ParameterKey=Other,ParameterValue=first-word top-secret",
        "Other=x top-secret=y z",
    ],
)
def test_the_rest_of_a_value_with_blanks_is_not_shown(overrides: str, tmp_path: Path) -> None:
    text = f"[default.deploy.parameters]\nparameter_overrides = '{overrides}'\n"
    _scan(tmp_path, {"code/samconfig.toml": text}, {"files": "code/samconfig.toml"})
    printed = str(list(notes().problems))
    assert "parameter_overrides cannot be read from character" in printed
    assert "top-secret" not in printed


def test_secrets_are_shown_nowhere(tmp_path: Path) -> None:
    parameters = (
        "Parameters:\n  First:\n    Type: String\n    NoEcho: true\n  Second:\n    Type: String\n    NoEcho: true\n"
    )
    files = {"p.json": _list("top-secret-zone", "top-secret-zone")}
    found = _scan(tmp_path, files, {"files": "p.json"}, code=template(parameters=parameters))
    assert zones(found, CF) == "fail"
    assert all("top-secret-zone" not in each.explanation for each in found.findings)


def test_what_is_taken_is_noted(tmp_path: Path) -> None:
    _scan(tmp_path, {"p.json": _list("subnet-0a1b2c3d4e5f60718", "b")}, {"files": "p.json"})
    assert "subnet-0a1b2c3d4e5f60718" in notes().of
    assert f":{tmp_path}/code/template.yaml" in notes().of
    assert list(notes().taken) == [f"{tmp_path}/p.json"]
