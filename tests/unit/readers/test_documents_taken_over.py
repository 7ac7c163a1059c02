"""A policy document of Terraform has the statements of the documents that it takes over."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdanet.model import ExecutionRole
from network_of import terraform

CODE = """
variable "given" {
  type = string
}

data "aws_iam_policy_document" "logs" {
  statement {
    sid       = "Logs"
    actions   = ["logs:PutLogEvents"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "queue" {
  statement {
    sid       = "Queue"
    actions   = ["sqs:SendMessage"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "all" {
  %s

  statement {
    sid       = "Queue"
    actions   = ["sqs:DeleteQueue"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "function" {
  name               = "function"
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "function" {
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.all.json
}
"""
DOCUMENT = '{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${var.given}/*"}]}'


def role(folder: Path, taken_over: str) -> ExecutionRole:
    (folder / "read.json").write_text(DOCUMENT.replace("var.given", "bucket"), encoding="utf-8")
    (found,) = terraform(folder, CODE % taken_over).roles.values()
    return found


def actions(found: ExecutionRole) -> list[str]:
    return [action for statement in found.statements.known() for action in statement.actions.known()]


@pytest.mark.parametrize(
    ("taken_over", "expected"),
    [
        ("", ["sqs:deletequeue"]),
        ("source_policy_documents = []", ["sqs:deletequeue"]),
        (
            "source_policy_documents = [data.aws_iam_policy_document.logs.json]",
            ["logs:putlogevents", "sqs:deletequeue"],
        ),
        # Its own statement is the later one.
        (
            "source_policy_documents = [for d in [data.aws_iam_policy_document.queue] : d.json]",
            ["sqs:deletequeue"],
        ),
        ("override_policy_documents = [data.aws_iam_policy_document.queue.json]", ["sqs:sendmessage"]),
        ("source_json = data.aws_iam_policy_document.logs.json", ["logs:putlogevents", "sqs:deletequeue"]),
        (
            'source_policy_documents = [templatefile("${path.module}/read.json", { bucket = "files" })]',
            ["s3:getobject", "sqs:deletequeue"],
        ),
        (
            'source_policy_documents = [jsonencode({ Statement = { Effect = "Allow", Action = "ssm:*" } })]',
            ["ssm:*", "sqs:deletequeue"],
        ),
    ],
)
def test_what_is_known(tmp_path: Path, taken_over: str, expected: list[str]) -> None:
    found = role(tmp_path, taken_over)
    assert actions(found) == expected
    assert found.statements.complete


@pytest.mark.parametrize(
    "taken_over",
    [
        "source_policy_documents = [var.given]",
        "source_policy_documents = concat([var.given], [data.aws_iam_policy_document.logs.json])",
        'source_policy_documents = ["no policy"]',
        "override_policy_documents = [data.aws_iam_policy_document.all.json]",
    ],
    ids=["a-variable", "a-variable-beside-one", "no-policy", "itself"],
)
def test_what_is_hidden(tmp_path: Path, taken_over: str) -> None:
    found = role(tmp_path, taken_over)
    assert not found.statements.complete
    assert "sqs:deletequeue" in actions(found)
