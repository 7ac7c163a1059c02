"""What is analysed by itself says what a scan of everything says, and nothing is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.parts_of_repository import parts_of
from lambdanet.evidence.gather.selection import Selection
from scanning import FAIL, PASS, scan

OTHER = "vpc-33333333333333333"
FUNCTION = """resource "aws_lambda_function" "{name}" {{
  function_name = "{name}"
  role          = aws_iam_role.{name}.arn
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = [aws_security_group.{name}.id]
  }}
}}

resource "aws_security_group" "{name}" {{
  vpc_id = "{vpc}"
}}
"""
SUBNETS = """resource "aws_subnet" "one" {{
  vpc_id            = "{vpc}"
  cidr_block        = "10.0.0.0/26"
  availability_zone = "eu-central-1{zone}"
}}
"""
TEMPLATE = """Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Code: {{ZipFile: ""}}
      VpcConfig:
        SubnetIds: [{subnet}]
        SecurityGroupIds: [!Ref Group]
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: the function's
"""
STACK = """Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: {location}
      Parameters:
        Subnet: !Ref Subnet
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: vpc-0123456789abcdef0
      CidrBlock: 10.0.0.0/26
"""


def _function(name: str, subnets: str = "[aws_subnet.one.id]", vpc: str = "vpc-0123456789abcdef0") -> str:
    return FUNCTION.format(name=name, subnets=subnets, vpc=vpc)


def _subnets(zone: str = "a", vpc: str = "vpc-0123456789abcdef0") -> str:
    return SUBNETS.format(zone=zone, vpc=vpc)


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


CASES: dict[str, tuple[str, dict[str, str], list[set[str]]]] = {
    "root-modules-with-equal-names": (
        "terraform",
        {
            "one/main.tf": _function("orders", vpc="vpc-11111111111111111") + _subnets(vpc="vpc-11111111111111111"),
            "two/main.tf": _function("orders", vpc="vpc-22222222222222222") + _subnets(vpc="vpc-22222222222222222"),
        },
        [{"one"}, {"two"}],
    ),
    "one-vpc-by-its-id": (
        "terraform",
        {"one/main.tf": _function("orders") + _subnets(), "two/main.tf": _function("others") + _subnets()},
        [{"one", "two"}],
    ),
    "a-root-module-above-another-and-its-module": (
        "terraform",
        {
            "main.tf": 'module "m" {\n  source = "./modules/m"\n}\n',
            "modules/m/main.tf": _function("inner", vpc=OTHER) + _subnets(vpc=OTHER),
            "examples/full/main.tf": 'module "m" {\n  source = "../../modules/m"\n}\n',
            "examples/other/main.tf": _function("orders", vpc="vpc-22222222222222222")
            + _subnets(vpc="vpc-22222222222222222"),
        },
        [{".", "examples/full"}, {"examples/other"}],
    ),
    "a-call-in-a-comment": (
        "terraform",
        {
            "main.tf": '/*\nmodule "m" {\n  source = "./m"\n}\n*/\n' + _function("orders") + _subnets(),
            "m/main.tf": _function("inner", vpc=OTHER) + _subnets(vpc=OTHER),
        },
        [{"."}],
    ),
    "a-folder-that-looks-like-a-pattern": (
        "terraform",
        {"main.tf": _function("orders") + _subnets(), "a+b(c)*[d]/main.tf": _function("other", vpc=OTHER)},
        [{"."}, {"a+b(c)*[d]"}],
    ),
    "templates-apart": (
        "cloudformation",
        {"a.template": TEMPLATE.format(subnet="!Ref Subnet"), "b.template": TEMPLATE.format(subnet="!Ref Subnet")},
        [{"a.template", "b.template"}],
    ),
    "a-stack-in-a-stack": (
        "cloudformation",
        {
            "main.template": STACK.format(location="./inner/template.template"),
            "inner/template.template": "Parameters:\n  Subnet:\n    Type: String\n"
            + TEMPLATE.format(subnet="!Ref Subnet"),
            "other/template.template": TEMPLATE.format(subnet="subnet-0123456789abcdef0"),
        },
        [{"main.template", "inner/template.template"}, {"other/template.template"}],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_belongs_together_is_one_part(case: str, tmp_path: Path) -> None:
    framework, files, expected = CASES[case]
    _write(tmp_path, files)
    parts = parts_of(Selection(tmp_path, frameworks=(framework,)))
    paths = [{str(Path(each).relative_to(tmp_path)) for each in (*part.roots, *part.files)} for part in parts]
    assert sorted(map(sorted, paths)) == sorted(map(sorted, expected))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("case", CASES)
def test_parts_say_what_a_scan_of_everything_says(
    case: str, jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lambdanet.evidence.gather.analysis._WORTH_A_PROCESS", 0)
    framework, files, _ = CASES[case]
    _write(tmp_path, files)
    evidence = evidence_of(analyse(Selection(tmp_path, frameworks=(framework,)), jobs))
    results = {(r.rule, r.verdict, j.address, j.file, r.explanation) for j, r in evidence.results}
    words = {"passed": PASS, "failed": FAIL}
    decided = {(rule, words[verdict], *rest) for rule, verdict, *rest in results if verdict in words}
    findings = scan(tmp_path, framework).findings
    assert decided == {
        (f.rule, f.verdict, f.address, f.file, f.explanation) for f in findings if f.verdict in words.values()
    }
    assert {(rule, address, file) for rule, _, address, file, _ in results} == {
        (f.rule, f.address, f.file) for f in findings
    }
    assert decided


def test_modules_that_call_each_other_are_read_from_one_of_them(tmp_path: Path) -> None:
    calls = {"a/main.tf": 'module "b" {\n  source = "../b"\n}\n', "b/main.tf": 'module "a" {\n  source = "../a"\n}\n'}
    _write(tmp_path, calls)
    (part,) = parts_of(Selection(tmp_path, frameworks=("terraform",)))
    assert (part.roots, part.modules) == ((str(tmp_path / "a"),), (str(tmp_path / "b"),))


def test_a_module_of_two_root_modules_is_reported_for_each(tmp_path: Path) -> None:
    module = 'variable "subnets" {}\n' + _function("inner", "var.subnets")
    call = 'module "m" {\n  source  = "../m"\n  subnets = [aws_subnet.one.id]\n}\n'
    _write(tmp_path, {"m/main.tf": module, "one/main.tf": call + _subnets(), "two/main.tf": call + _subnets("b")})
    evidence = evidence_of(analyse(Selection(tmp_path, frameworks=("terraform",))))
    found = [(f.address, f.file, f.facts["availability_zones"]) for f in evidence.functions]
    assert sorted(found, key=str) == [
        ("module.m.aws_lambda_function.inner", "m/main.tf", ["eu-central-1a"]),
        ("module.m.aws_lambda_function.inner", "m/main.tf", ["eu-central-1b"]),
    ]


def test_progress_is_reported(tmp_path: Path) -> None:
    _write(tmp_path, {f"{n}/main.tf": _function("orders", vpc=f"vpc-{n}") for n in range(3)})
    found: list[tuple[int, int]] = []
    analyse(Selection(tmp_path), 1, lambda done, total: found.append((done, total)))
    assert found == [(1, 3), (2, 3), (3, 3)]
