"""What evidence saves Checkov: the grammar of its paths is worked out once, and not for each path."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from reports import evidence_in

HEAD = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Name: {Type: String, Default: orders}
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: {Role: arn:aws:iam::111122223333:role/lambda, Code: {ZipFile: pass}}
"""
# Names that no other test has: Checkov remembers the paths that it has parsed.
OTHER = """
  Other@:
    Type: Custom::Thing
    Properties: {ServiceToken: !GetAtt Orders.Arn, ParsedOnce@: {Inner: {Leaf: !Ref Name}}}
"""


def test_the_grammar_of_paths_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    yacc = import_module("ply.yacc")
    make = yacc.yacc

    def counted(**options: Any) -> Any:
        made.append(options)
        return make(**options)

    monkeypatch.setattr(yacc, "yacc", counted)
    found = evidence_in(tmp_path, {"shop.yaml": HEAD + "".join(OTHER.replace("@", str(at)) for at in range(4))})
    assert len(found.functions) == 1
    assert len(made) <= 1
