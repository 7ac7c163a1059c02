"""A root module with a network, and one with a function that reads its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from given_code import FUNCTION, ZONES, scanned
from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection
from scanning import under_settings

A, B = "eu-west-1a", "eu-west-1b"
NETWORK = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = %(zones)s[count.index]
}
resource "aws_security_group" "functions" {
  vpc_id = aws_vpc.main.id
}
output "subnets" {
  value = aws_subnet.private[*].id
}
output "groups" {
  value = { functions = aws_security_group.functions.id }
}
"""
APPLICATION = """
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {
    subnet_ids         = %(outputs)s.subnets
    security_group_ids = [%(outputs)s.groups["functions"]]
  }
}
"""
S3 = 'bucket = "states", key = "network/terraform.tfstate", region = "eu-west-1"'
STATE = "data.terraform_remote_state.network.outputs"
DECIDED, OPEN = ("pass", "fail"), ("undecided", "undecided")


def network(backend: str = "", first: str = A, second: str = B) -> str:
    """A root module with two subnets. backend: what it has in the block ``terraform``."""
    text = f"terraform {{\n  {backend}\n}}\n" if backend else ""
    return text + NETWORK % {"zones": f'["{first}", "{second}"]'}


def backend(kind: str, config: str) -> str:
    """The block of a backend with these arguments."""
    return f'backend "{kind}" {{\n    ' + config.replace(", ", "\n    ") + "\n  }"


def application(kind: str, config: str, more: str = "", before: str = "") -> str:
    """A root module with a function in the subnets of a state."""
    data = (
        f'data "terraform_remote_state" "network" {{\n  backend = "{kind}"\n  config = {{ {config} }}\n  {more}\n}}\n'
    )
    return before + data + APPLICATION % {"outputs": STATE}


def judged(
    folder: Path,
    code: Mapping[str, Any],
    beside: Mapping[str, Any] | None = None,
    entries: Sequence[dict[str, Any]] = (),
) -> str:
    """What is said of the zones of the function in ``app``, by Checkov and by evidence alike.

    beside: files beside the folder with the code. entries: of the setting, which name files from there.
    """
    files = {**{f"code/{name}": content for name, content in code.items()}, **(beside or {})}
    found = scanned(folder, "terraform", files, list(entries))
    said = {each.verdict for each in found.of(ZONES) if each.address == FUNCTION["terraform"]}
    with under_settings(folder / "settings.yaml" if entries else None):
        evidence = evidence_of(analyse(Selection(folder / "code")))
    results = [each for function in evidence.functions for each in function.results if each.rule == ZONES]
    words = {"passed": "pass", "failed": "fail"}
    assert said == {words.get(each.verdict, each.verdict) for each in results}
    assert len(said) == 1
    return str(said.pop())


def both(
    folder: Path,
    has: str,
    app: str,
    beside: Mapping[str, Any] | None = None,
    entries: Sequence[dict[str, Any]] = (),
) -> tuple[str, str]:
    """The answers where the network has two zones, and where it has one: only a known network has two of them.

    has: what the network has in its block ``terraform``. app: the code of the function.
    """

    def answer(zone: str) -> str:
        code = {"network/main.tf": network(has, A, zone), "app/main.tf": app}
        return judged(folder / zone, code, beside, entries)

    return answer(B), answer(A)
