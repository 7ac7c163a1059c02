"""Begins a rule: writes its file and fixtures in both languages, with an example judge that works.

``python scripts/new_rule.py LAMBDANET_402 dedicated-tenancy --topic subnets --statement S8 --severity HIGH
--judges "a function in a VPC"``. Standard library only.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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

RULE = '''"""{name}.

What it checks
That no subnet's CIDR block is one of those set aside for documentation. Replace this example by your rule.

Why
Nothing is connected to 192.0.2.0/24. Say here which statement of the document the rule serves, and how.

Passes when
The CIDR block is known and does not begin with 192.0.2.

Fails when
The CIDR block is known and begins with 192.0.2.

Undecided when
The CIDR block is not known.

Fix in Terraform
Choose a private block:

    resource "aws_subnet" "app" {{
      vpc_id     = aws_vpc.main.id
      cidr_block = "10.0.1.0/24"
    }}

Fix in CloudFormation
Choose a private block:

    App:
      Type: AWS::EC2::Subnet
      Properties:
        VpcId: !Ref Main
        CidrBlock: 10.0.1.0/24

References
RFC 5737, section 3: https://www.rfc-editor.org/rfc/rfc5737
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.rule_kit import failed, passed, rule, undecided
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.model import Network
    from lambdanet.settings import Settings
    from lambdanet.verdicts import Verdict


@rule(
    id="{id}",
    name="{name}",
    statements=({statements},),
    severity="{severity}",
    judges="{judges}",
    since="{since}",{persona}
)
def judge(network: Network, settings: Settings) -> Iterator[Verdict]:
    """One verdict for each declared subnet."""
    for subnet in network.subnets.values():
        if not subnet.declared:
            continue
        if isinstance(subnet.cidr, Unknown):
            yield undecided(subnet, f"the CIDR block of {{subnet.address}} is not known: {{subnet.cidr.reason}}")
        elif (subnet.cidr.value or "").startswith("192.0.2."):
            yield failed(subnet, f"{{subnet.address}} is in {{subnet.cidr.value}}, which is for documentation")
        else:
            yield passed(subnet, f"{{subnet.address}} is in {{subnet.cidr.value}}")
'''

TERRAFORM = """variable "unknown_block" {{
  type = string
}}

resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}

# pass: {id} [private-block]
resource "aws_subnet" "private" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}}

# fail: {id} [documentation-block]
resource "aws_subnet" "documentation" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = "192.0.2.0/24"
}}

# undecided: {id} [block-from-variable]
resource "aws_subnet" "unknown" {{
  vpc_id     = aws_vpc.main.id
  cidr_block = var.unknown_block
}}
"""

CLOUDFORMATION = """AWSTemplateFormatVersion: "2010-09-09"

Parameters:
  UnknownBlock:
    Type: String

Resources:
  Main:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16

  # pass: {id} [private-block]
  Private:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Main
      CidrBlock: 10.0.1.0/24

  # fail: {id} [documentation-block]
  Documentation:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Main
      CidrBlock: 192.0.2.0/24

  # undecided: {id} [block-from-variable]
  Unknown:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Main
      CidrBlock: !Ref UnknownBlock
"""

NEXT = """written:
{files}

next:
  1. Say in the docstring of {rule} what the rule does; the headings stay.
  2. Replace the example fixtures by the rule's cases. The labels are the same in both languages.
  3. Replace the body of judge(); what several rules ask of a network belongs into lambdanet.queries.
  4. python scripts/check.py -k {id}
  5. python scripts/generate_docs.py, and a line in CHANGELOG.md
  6. Put the code of the two "Fix" sections into a network in tests/fixtures/fixes.
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
        "statements": ", ".join(f'"{statement}"' for statement in options.statement),
        "severity": options.severity,
        "judges": options.judges,
        "since": _release(),
        "persona": '\n    persona="strict",' if options.persona == "strict" else "",
    }
    rule = Path("checks", options.topic, f"{stem}.py")
    fixtures = Path("tests", "fixtures", "rules", id)
    files = {
        rule: RULE,
        fixtures / "terraform" / "example" / "main.tf": TERRAFORM,
        fixtures / "cloudformation" / "example.template": CLOUDFORMATION,
    }
    package = ROOT / "checks" / options.topic / "__init__.py"
    package.parent.mkdir(parents=True, exist_ok=True)
    package.touch()
    for file, template in files.items():
        (ROOT / file).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / file).write_bytes(template.format(**words).encode("utf-8"))
    print(NEXT.format(files="\n".join(f"  {file.as_posix()}" for file in files), rule=rule.as_posix(), id=id))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("id", help="LAMBDANET_ and a free number from 100 to 899, by the range of the topic")
    parser.add_argument("name", help="the file's name in words, e.g. dedicated-tenancy: what is wrong, not the fix")
    parser.add_argument("--topic", choices=TOPICS, required=True)
    parser.add_argument("--statement", nargs="+", choices=[f"S{n}" for n in range(1, 13)], required=True)
    parser.add_argument("--severity", choices=("LOW", "MEDIUM", "HIGH", "CRITICAL"), required=True)
    parser.add_argument("--judges", required=True, help='the judged resource, e.g. "a function in a VPC"')
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


def _release() -> str:
    """The release that is being worked on."""
    match = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        raise SystemExit("new_rule: pyproject.toml tells no version")
    return match[1]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
