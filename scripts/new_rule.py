"""Begins a rule: writes all that one has, about an example, so that every test is green before anything is changed.

``python scripts/new_rule.py LAMBDANET_402 dedicated-tenancy --topic subnets --statement S8 --severity HIGH``. Needs the
packages of requirements.txt, for the pages.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIXES = Path("checks", "lambdanet", "handbook", "fixes")
CHANGELOG = Path("CHANGELOG.md")
TOPICS = (
    "inbound",
    "networking_option",
    "security_groups",
    "subnets",
    "capacity",
    "routing",
    "vpc_design",
    "cold_start",
)

RULE = '''"""
What it checks
    An example to replace: a function in a VPC is not stopped by a reserved concurrency of 0.

Why
    Say here which statement of the AWS document the rule serves, and what happens when it is ignored.

Passes when
    The reserved concurrency is known and not 0, or there is none.

Fails when
    The reserved concurrency is 0.

Undecided when
    The reserved concurrency is not known: a variable without a default, for example.

Fix in Terraform
    Give the function executions:

Fix in CloudFormation
    Give the function executions:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.rule_kit import decided, rule
from lambdanet.queries.judged.subjects import functions_in_vpc
from lambdanet.values import Known, Unknown, Value

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Function, Network
    from lambdanet.settings.known_settings import Settings


@rule(
    id="{id}",
    name="{name}",
    statements={statements},
    severity="{severity}",
    of=functions_in_vpc,
    since="{since}",{persona}
)
def judge(function: Function, network: Network, settings: Settings) -> Verdict:
    return decided(
        function,
        _may_run(function),
        passes=lambda: f"{{function.address}} may run.",
        fails=lambda: f"{{function.address}} has a reserved concurrency of 0, which stops it: give it executions.",
        in_doubt=lambda: f"whether {{function.address}} may run",
    )


def _may_run(function: Function) -> Value[bool]:
    reserved = function.reserved_concurrency
    return reserved if isinstance(reserved, Unknown) else Known(reserved.value != 0)
'''

TERRAFORM = """variable "concurrency" {{
  type = number
}}

# pass: {id} [executions]
resource "aws_lambda_function" "running" {{
  function_name                  = "running"
  role                           = "arn:aws:iam::111122223333:role/lambda"
  package_type                   = "Image"
  image_uri                      = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1"
  reserved_concurrent_executions = 1

  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}

# fail: {id} [no-executions]
resource "aws_lambda_function" "stopped" {{
  function_name                  = "stopped"
  role                           = "arn:aws:iam::111122223333:role/lambda"
  package_type                   = "Image"
  image_uri                      = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1"
  reserved_concurrent_executions = 0

  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}

# undecided: {id} [executions-of-a-variable]
resource "aws_lambda_function" "given" {{
  function_name                  = "given"
  role                           = "arn:aws:iam::111122223333:role/lambda"
  package_type                   = "Image"
  image_uri                      = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1"
  reserved_concurrent_executions = var.concurrency

  vpc_config {{
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}

# n/a: {id} [not-in-a-vpc]
resource "aws_lambda_function" "outside" {{
  function_name                  = "outside"
  role                           = "arn:aws:iam::111122223333:role/lambda"
  package_type                   = "Image"
  image_uri                      = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1"
  reserved_concurrent_executions = 0
}}
"""

CLOUDFORMATION = """AWSTemplateFormatVersion: "2010-09-09"

Parameters:
  Concurrency:
    Type: Number

Resources:
  # pass: {id} [executions]
  Running:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      PackageType: Image
      Code:
        ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1
      ReservedConcurrentExecutions: 1
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d4e5f60718]
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]

  # fail: {id} [no-executions]
  Stopped:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      PackageType: Image
      Code:
        ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1
      ReservedConcurrentExecutions: 0
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d4e5f60718]
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]

  # undecided: {id} [executions-of-a-variable]
  Given:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      PackageType: Image
      Code:
        ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1
      ReservedConcurrentExecutions: !Ref Concurrency
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d4e5f60718]
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]

  # n/a: {id} [not-in-a-vpc]
  Outside:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      PackageType: Image
      Code:
        ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1
      ReservedConcurrentExecutions: 0
"""

EXPLANATIONS = """{case} {given} undecided: It is not known whether {given} may run: {unknown} has no default.
{case} {outside} n/a: {outside} is in no VPC.
{case} {running} pass: {running} may run.
{case} {stopped} fail: {stopped} has a reserved concurrency of 0, which stops it: give it executions.
"""
NAMES_IN = {
    "terraform": {
        "case": "example",
        "unknown": "var.concurrency",
        **{name: f"aws_lambda_function.{name}" for name in ("given", "outside", "running", "stopped")},
    },
    "cloudformation": {
        "case": "example.template",
        "unknown": "parameter Concurrency",
        **{name: f"AWS::Lambda::Function.{name.capitalize()}" for name in ("given", "outside", "running", "stopped")},
    },
}

# A rule whose fix, and whose knowledge of the tests' networks, are those of the example.
LIKE = "LAMBDANET_503"

NEXT = """written:
{files}

changed:
{changed}

next:
  1. Say in the docstring of {rule} what the rule does; the headings stay.
  2. Replace the example fixtures by the rule's cases. The labels are the same in both languages.
  3. Say at the end of each tests/fixtures/networks/*/expected.txt what the rule answers there, and in the files
     deviations.txt where a form of a network tells less.
  4. Replace the body of judge(); what several rules ask of a network belongs into lambdanet.queries.
  5. Mark the code of the fix in a network in {fixes}, and take the id from the
     mark of {marked}.
  6. python -m pytest tests/rules/test_explanations.py -k {id} --write-explanations, and read what it wrote
  7. python scripts/generate_docs.py
  8. python scripts/check.py -k {id}, and at the end without -k
"""


def main(arguments: list[str]) -> int:
    """Write the files of a new rule; nothing is written when something is wrong."""
    options = _options(arguments)
    number = options.id.rpartition("_")[2]
    id = f"LAMBDANET_{number}"
    stem = f"lambdanet_{number}_{re.sub(r'[^a-z0-9]+', '_', options.name.lower()).strip('_')}"
    problems = _problems(number, options.topic)
    if problems:
        print("\n".join(f"new_rule: {problem}" for problem in problems), file=sys.stderr)
        return 2
    words = {
        "id": id,
        "name": options.title or f"Ensure {re.sub(r'[^a-zA-Z0-9]+', ' ', options.name).strip()}",
        "statements": _tuple(options.statement),
        "severity": options.severity,
        "since": _release(),
        "persona": '\n    persona="strict",' if options.persona == "strict" else "",
    }
    rule = Path("checks", options.topic, f"{stem}.py")
    files = {rule: RULE.format(**words), **_fixtures(id, options.persona, words)}
    changed = {**_marks(id), **_answers_in_networks(id), CHANGELOG: _changelog(number, words["name"], options.persona)}
    package = ROOT / "checks" / options.topic / "__init__.py"
    package.parent.mkdir(parents=True, exist_ok=True)
    package.touch()
    for file, text in {**files, **changed}.items():
        (ROOT / file).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / file).write_bytes(text.encode("utf-8"))
    names = ["\n".join(f"  {file.as_posix()}" for file in listed) for listed in (files, changed)]
    fixes = FIXES.as_posix()
    print(NEXT.format(files=names[0], changed=names[1], rule=rule.as_posix(), id=id, fixes=fixes, marked=LIKE))
    return subprocess.run([sys.executable, str(ROOT / "scripts" / "generate_docs.py")], check=False).returncode


def _fixtures(id: str, persona: str, words: dict[str, str]) -> dict[Path, str]:
    """The rule's own fixtures, with what it explains of them."""
    folder = Path("tests", "fixtures", "rules", id)
    found = {
        folder / "terraform" / "example" / "main.tf": TERRAFORM.format(**words),
        folder / "cloudformation" / "example.template": CLOUDFORMATION.format(**words),
        **{folder / f"{name}.explanations.txt": EXPLANATIONS.format(**names) for name, names in NAMES_IN.items()},
    }
    if persona == "strict":
        found[folder / "settings"] = "persona: strict\n"
    return found


def _marks(id: str) -> dict[Path, str]:
    """The networks that show fixes, with the rule in the marks of the one whose fix is the example's."""
    mark = re.compile(rf"(# (?:end of )?fix: (?:.*, )?{LIKE})(?!\d)")
    texts = {file.relative_to(ROOT): file.read_text(encoding="utf-8") for file in (ROOT / FIXES).rglob("*.t*")}
    marked = {file: mark.sub(rf"\1, {id}", text) for file, text in sorted(texts.items())}
    return {file: text for file, text in marked.items() if text != texts[file]}


def _answers_in_networks(id: str) -> dict[Path, str]:
    """What is expected of the networks of the tests, and of forms that say less, with what the example says."""
    found = {}
    for file in sorted((ROOT / "tests" / "fixtures" / "networks").rglob("*.txt")):
        text = file.read_text(encoding="utf-8")
        answers = re.findall(rf"^( *)(\S+): {LIKE} (\S+)$", text, re.MULTILINE)
        if file.name == "expected.txt":
            lines = [f"{'n/a' if verdict == 'n/a' else 'pass'}: {id} {name}" for _, verdict, name in answers]
            found[file.relative_to(ROOT)] = "\n".join([text.rstrip("\n"), "", f"# {id}", *lines, ""])
        elif file.name == "deviations.txt" and answers:
            same = rf"\g<0>\n\1: {id} \2"
            found[file.relative_to(ROOT)] = re.sub(rf"^( *\S+): {LIKE} (\S+)$", same, text, flags=re.MULTILINE)
    return found


def _changelog(number: str, name: str, persona: str) -> str:
    """The changelog with the rule among those of the release that is being worked on, by number."""
    text = (ROOT / CHANGELOG).read_text(encoding="utf-8")
    head, begin, rest = text.partition("\n### Rules\n\n")
    lines, blank, tail = rest.partition("\n\n")
    line = f"- [{number}](docs/rules/LAMBDANET_{number}.md): {name}{' (strict)' if persona == 'strict' else ''}."
    # What is new in a rule comes below its line.
    rules = re.split(r"\n(?=- )", lines)
    return head + begin + "\n".join(sorted([*rules, line])) + blank + tail


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("id", help="LAMBDANET_ and a free number from 100 to 899, by the range of the topic")
    parser.add_argument("name", help="the file's name in words, e.g. dedicated-tenancy: what is wrong, not the fix")
    parser.add_argument("--topic", choices=TOPICS, required=True)
    parser.add_argument("--statement", nargs="+", choices=[f"S{n}" for n in range(1, 13)], required=True)
    parser.add_argument("--severity", choices=("LOW", "MEDIUM", "HIGH", "CRITICAL"), required=True)
    parser.add_argument("--persona", choices=("default", "strict"), default="default")
    parser.add_argument("--title", help='the public name, "Ensure ..."; made from the name when left out')
    return parser.parse_args(arguments)


def _problems(number: str, topic: str) -> list[str]:
    """What is wrong with the id: ids are for ever and say by their first digit which topic they belong to."""
    if not re.fullmatch(r"[1-8]\d\d", number):
        return [f"{number}: expected a number from 100 to 899"]
    first = TOPICS[int(number[0]) - 1]
    problems = [] if topic == first else [f"{number}: numbers of {topic} begin with {TOPICS.index(topic) + 1}"]
    taken = [*(ROOT / "checks").glob(f"*/lambdanet_{number}_*.py"), *(ROOT / "policies").glob(f"lambdanet_{number}_*")]
    return problems + [f"{number}: taken by {file.relative_to(ROOT)}" for file in taken]


def _tuple(words: list[str]) -> str:
    return f"({', '.join(f'{chr(34)}{word}{chr(34)}' for word in words)}{',' if len(words) == 1 else ''})"


def _release() -> str:
    """The release that is being worked on."""
    match = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        raise SystemExit("new_rule: pyproject.toml tells no version")
    return match[1]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
