"""What other stacks and the parameter store give out, in templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from given_code import notes, reasons, scanned, template, write, zones

CF = "cloudformation"
A, B = "eu-west-1a", "eu-west-1b"
IMPORTS = template("!ImportValue net-a", "!ImportValue net-b", "")
STORED = template("'{{resolve:ssm:/net/a}}'", "'{{resolve:ssm:/net/b:3}}'", "")


def _stack(region: str = "eu-west-1") -> str:
    return f"arn:aws:cloudformation:{region}:111122223333:stack/net/0a1b2c3d"


def _exports(first: str, second: str, region: str = "eu-west-1") -> dict[str, Any]:
    return {
        "Exports": [
            {"ExportingStackId": _stack(region), "Name": "net-a", "Value": first},
            {"ExportingStackId": _stack(region), "Name": "net-b", "Value": second},
        ]
    }


def _stacks(first: str, second: str) -> dict[str, Any]:
    outputs = [
        {"OutputKey": "A", "OutputValue": first, "ExportName": "net-a"},
        {"OutputKey": "B", "OutputValue": second, "ExportName": "net-b"},
    ]
    return {"Stacks": [{"StackId": _stack(), "StackName": "net", "StackStatus": "UPDATE_COMPLETE", "Outputs": outputs}]}


def _stored(first: str, second: str, kind: str = "String", region: str = "eu-west-1") -> dict[str, Any]:
    arn = f"arn:aws:ssm:{region}:111122223333:parameter/net"
    return {
        "Parameters": [
            {"Name": "/net/a", "Type": kind, "Value": first, "Version": 1, "ARN": f"{arn}/a"},
            {"Name": "/net/b", "Type": kind, "Value": second, "Version": 3, "ARN": f"{arn}/b"},
        ],
        "InvalidParameters": [],
    }


def _scan(folder: Path, code: str, files: dict[str, Any], *more: dict[str, Any]) -> Any:
    return scanned(folder, CF, {"code/template.yaml": code, **files}, [{"files": list(files)}, *more])


@pytest.mark.parametrize("answer", [_exports, _stacks])
def test_exports_decide(answer: Any, tmp_path: Path) -> None:
    assert zones(_scan(tmp_path / "a", IMPORTS, {"x.json": answer(A, B)}), CF) == "pass"
    assert zones(_scan(tmp_path / "b", IMPORTS, {"x.json": answer(A, A)}), CF) == "fail"


def test_an_export_that_no_file_says_is_reported(tmp_path: Path) -> None:
    found = _scan(tmp_path, IMPORTS, {"x.json": {"Exports": _exports(A, B)["Exports"][:1]}})
    assert zones(found, CF) == "undecided"
    assert "no file has the export net-b" in notes().unmatched


def test_the_same_export_in_another_region_leaves_it_open(tmp_path: Path) -> None:
    found = _scan(tmp_path, IMPORTS, {"x.json": _exports(A, B), "y.json": _exports(A, A, "us-east-1")})
    assert zones(found, CF) == "undecided"
    assert "(111122223333, us-east-1) give the export net-b different values" in str(reasons(found))


def test_equal_answers_do_not_contradict_each_other(tmp_path: Path) -> None:
    found = _scan(tmp_path, IMPORTS, {"x.json": _exports(A, B), "y.json": _stacks(A, B)})
    assert zones(found, CF) == "pass"
    assert not notes().contradictions


def test_the_code_that_makes_an_export_counts(tmp_path: Path) -> None:
    exporting = (
        "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\nOutputs:\n"
        f"  A:\n    Value: {A}\n    Export:\n      Name: net-a\n  B:\n    Value: {B}\n    Export:\n      Name: net-b\n"
    )
    found = _scan(write(tmp_path, {"code/net.yaml": exporting}), IMPORTS, {"x.json": _exports(A, A)})
    assert zones(found, CF) == "pass"
    assert "says something else of the export net-b than the code" in str(notes().contradictions)


def test_stored_parameters_decide(tmp_path: Path) -> None:
    assert zones(_scan(tmp_path / "none", STORED, {"x.json": _exports(A, B)}), CF) == "undecided"
    assert zones(_scan(tmp_path / "a", STORED, {"x.json": _stored(A, B)}), CF) == "pass"
    assert zones(_scan(tmp_path / "b", STORED, {"x.json": _stored(A, A)}), CF) == "fail"


def test_one_parameter_is_an_answer_too(tmp_path: Path) -> None:
    first, second = _stored(A, B)["Parameters"]
    found = _scan(tmp_path, STORED, {"x.json": {"Parameter": first}, "y.json": {"Parameter": second}})
    assert zones(found, CF) == "pass"


def test_another_version_is_another_value(tmp_path: Path) -> None:
    answer = _stored(A, B)
    answer["Parameters"][1]["Version"] = 4
    found = _scan(tmp_path, STORED, {"x.json": answer})
    assert zones(found, CF) == "undecided"
    assert "has another version of the stored parameter /net/b than 3" in str(reasons(found))


@pytest.mark.parametrize("kind", ["SecureString", "Odd", None])
def test_secure_values_are_not_read(kind: str | None, tmp_path: Path) -> None:
    answer = _stored("top-secret-a", "top-secret-b")
    for parameter in answer["Parameters"]:
        parameter["Type"] = kind
    found = _scan(tmp_path, STORED, {"x.json": answer})
    assert zones(found, CF) == "undecided"
    assert "value is not read" in str(reasons(found))
    held = str([found.findings, notes().problems, notes().unmatched, notes().contradictions, reasons(found)])
    assert "top-secret" not in held


def test_a_name_may_be_put_together(tmp_path: Path) -> None:
    parameters = "Parameters:\n  Environment:\n    Type: String\n    Default: net\n"
    code = template(
        "!Sub '{{resolve:ssm:/${Environment}/a}}'",
        "!Join ['', ['{{resolve:ssm:/', !Ref Environment, '/b}}']]",
        parameters,
    )
    assert zones(_scan(tmp_path, code, {"x.json": _stored(A, A)}), CF) == "fail"


def test_parameters_may_be_names_of_stored_ones(tmp_path: Path) -> None:
    stored = {**_stored(A, B), "x": 1}
    stored["Parameters"].append({"Name": "/net/zones", "Type": "StringList", "Value": f"{A},{B}"})
    code = template(type="AWS::SSM::Parameter::Value<String>")
    names = {"Parameters": {"First": "/net/a", "Second": "/net/b"}}
    assert zones(_scan(tmp_path / "a", code, {"p.json": names}), CF) == "undecided"
    assert zones(_scan(tmp_path / "b", code, {"p.json": names, "x.json": stored}), CF) == "pass"
    parameters = "Parameters:\n  Zones:\n    Type: AWS::SSM::Parameter::Value<List<String>>\n    Default: /net/zones\n"
    listed = template("!Select [0, !Ref Zones]", "!Select [1, !Ref Zones]", parameters)
    assert zones(_scan(tmp_path / "c", listed, {"x.json": stored}), CF) == "pass"


@pytest.mark.parametrize("of", ["!ImportValue net-zones", "'{{resolve:ssm:/net/zones}}'"])
def test_lists_in_one_text_are_split(of: str, tmp_path: Path) -> None:
    split = f"!Split [',', {of}]" if of.startswith("'") else "!Split [',', {'Fn::ImportValue': net-zones}]"
    code = template(f"!Select [0, {split}]", f"!Select [1, {split}]", "")
    both = f"{A},{B}"
    stored = {"Parameter": {"Name": "/net/zones", "Type": "StringList", "Value": both}}
    files = {"x.json": {"Exports": [{"Name": "net-zones", "Value": both}]}, "y.json": stored}
    assert zones(_scan(tmp_path, code, files), CF) == "pass"


def test_the_code_that_makes_a_parameter_counts(tmp_path: Path) -> None:
    makes = (
        "Resources:\n  Made:\n    Type: AWS::SSM::Parameter\n    Properties:\n"
        f"      Name: /net/b\n      Type: String\n      Value: {B}\n"
    )
    found = _scan(write(tmp_path, {"code/net.yaml": makes}), STORED, {"x.json": _stored(A, A)})
    assert zones(found, CF) == "undecided"
    assert "says something else of the stored parameter /net/b than the code" in str(notes().contradictions)


def test_account_and_region_of_an_entry_distinguish_files(tmp_path: Path) -> None:
    plain = {"Parameters": [{k: v for k, v in each.items() if k != "ARN"} for each in _stored(A, B)["Parameters"]]}
    other = {"Parameters": [{k: v for k, v in each.items() if k != "ARN"} for each in _stored(A, A)["Parameters"]]}
    entries = [
        {"files": "x.json", "account": "111122223333", "region": "eu-west-1"},
        {"files": "y.json", "account": "444455556666"},
    ]
    files = {"code/template.yaml": STORED, "x.json": plain, "y.json": other}
    found = scanned(tmp_path, CF, files, entries)
    assert zones(found, CF) == "undecided"
    assert "x.json (111122223333, eu-west-1) and" in str(reasons(found))
    assert "y.json (444455556666) give the stored parameter /net/b different values" in str(reasons(found))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"Exports": {}}, "Exports is an object, expected a list"),
        ({"Exports": [{"Name": 3, "Value": "x"}]}, "Exports[0].Name is a number, expected a text"),
        ({"Exports": ["x"]}, "Exports[0] is a text, expected an object"),
        ({"Stacks": [{"StackId": "x"}]}, "Stacks[0] has no StackName, expected a text"),
        ({"Stacks": [{"StackName": "x", "Outputs": 3}]}, "Stacks[0].Outputs is a number, expected a list"),
        ({"Parameters": [{"Name": "/x", "Type": "String", "Value": [1]}]}, "Parameters[0].Value is a list, expected a"),
        ({"Parameter": {"Name": "/x"}}, "Parameter has no Type: its value is not read"),
        (
            {"Parameter": {"Name": "/x", "Type": "hunter2-hunter2", "Value": "x"}},
            "Parameter.Type is none of String, StringList, SecureString: its value is not read",
        ),
        (
            {"Parameter": {"Name": "/x", "Type": ["hunter2-hunter2"], "Value": "x"}},
            "Parameter.Type is none of String, StringList, SecureString: its value is not read",
        ),
        (
            {"version": "hunter2-hunter2", "terraform_version": "1.11.4", "outputs": {}},
            "version is not 4, which is expected: the outputs are not read",
        ),
    ],
)
def test_wrong_files_are_reported_and_others_count(content: Any, expected: str, tmp_path: Path) -> None:
    found = _scan(tmp_path, IMPORTS, {"good.json": _exports(A, B), "wrong.json": content})
    assert zones(found, CF) == "pass"
    assert any(expected in problem for problem in notes().problems)
    assert not any("hunter2" in problem for problem in notes().problems)
