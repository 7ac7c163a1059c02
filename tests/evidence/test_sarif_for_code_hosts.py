"""What a code host makes of the SARIF report: links in messages, regions, fingerprints, and texts that it takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lambdanet.evidence.findings.evidence_model import Evidence
from lambdanet.evidence.formats.line_hashes import line_hashes
from lambdanet.evidence.formats.sarif_report import log
from reports import code, evidence_in

TEMPLATE = """Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/orders

  # Where it is called.
  Url:
    Type: AWS::Lambda::Url
    Properties:
      TargetFunctionArn: !Ref Orders

      # Nobody is asked.
      AuthType: NONE

Outputs:
  Name:
    Value: !Ref Orders
"""
IN_JSON = """{
  "Resources": {
    "Orders": {"Type": "AWS::Lambda::Function", "Properties": {"Role": "arn:aws:iam::111122223333:role/orders"}},
    "Url": {
      "Type": "AWS::Lambda::Url",
      "Metadata": {"Said": "}\\"{"},
      "Properties": {
        "TargetFunctionArn": {"Ref": "Orders"},
        "AuthType": "NONE"
      }
    }
  }
}
"""
LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\((\d+)\)")


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    return evidence_in(tmp_path_factory.mktemp("shop"), {"main.tf": code("a](1) [b](https://example.com)")})


def _results(evidence: Evidence) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = log(evidence)["runs"][0]["results"]
    return results


def test_messages_link_what_they_name(evidence: Evidence) -> None:
    linked = 0
    for result in _results(evidence):
        related = {
            place["id"]: place["logicalLocations"][0]["fullyQualifiedName"]
            for place in result.get("relatedLocations", ())
        }
        links = LINK.findall(result["message"]["text"])
        for words, id in links:
            assert re.sub(r"\\(.)", r"\1", words) == related[int(id)]
        named = [name for name in related.values() if name in re.sub(r"\\(.)", r"\1", result["message"]["text"])]
        assert {related[int(id)] for _, id in links} == set(named)
        linked += len(links)
    assert linked > 3


def test_nothing_else_is_a_link(evidence: Evidence) -> None:
    texts = [result["message"]["text"] for result in _results(evidence)]
    assert any("https" in text for text in texts), "no name with a link in it"
    assert not [text for text in texts if re.search(r"(?<!\\)\]\((?!\d+\))", LINK.sub("", text))]


def test_the_words_are_those_of_the_explanation(evidence: Evidence) -> None:
    found = [
        re.sub(r"\\([\[\]\\])", r"\1", LINK.sub(r"\1", result["message"]["text"])) for result in _results(evidence)
    ]
    assert found == [result.explanation for _, result in evidence.results if result.verdict == "failed"]


def test_regions_end_where_the_blocks_end(evidence: Evidence) -> None:
    lines = code("a](1) [b](https://example.com)").splitlines()
    for result in _results(evidence):
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            region = place["physicalLocation"]["region"]
            assert lines[region["startLine"] - 1].startswith("resource")
            assert lines[region["endLine"] - 1] == "}"
            assert lines[region["startLine"] : region["endLine"]].count("}") == 1


@pytest.mark.parametrize(
    ("name", "text", "first", "last"),
    [
        ("a.template", TEMPLATE, "    Type: AWS::Lambda::Url", "      AuthType"),
        ("a.json", IN_JSON, '    "Url"', "    }"),
    ],
    ids=["yaml", "json"],
)
def test_regions_of_templates(tmp_path: Path, name: str, text: str, first: str, last: str) -> None:
    (region,) = (
        result["locations"][0]["physicalLocation"]["region"]
        for result in _results(evidence_in(tmp_path, {name: text}))
        if result["ruleId"] == "LAMBDANET_102"
    )
    lines = text.splitlines()
    assert lines[region["startLine"] - 1].startswith(first)
    assert lines[region["endLine"] - 1].startswith(last)
    assert lines[region["endLine"]].strip() in ("", "}")


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
        *(
            (
                text,
                [
                    "e9496ae3ebfced30:1",
                    "fb7c023a8b9ccb3f:1",
                    "ce8ba1a563dcdaca:1",
                    "e20e36e16fcb0cc8:1",
                    "b3edc88f2938467e:1",
                    "c8e28b0b4002a3a0:1",
                    "c129715d7a2bc9a3:1",
                ],
            )
            for text in (
                " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
                " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
                " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
            )
        ),
    ],
)
def test_lines_have_the_hashes_that_github_gives_them(text: str, hashes: list[str]) -> None:
    """As its own tests have them: github/codeql-action, src/fingerprints.test.ts."""
    assert line_hashes(text) == hashes


def test_equal_lines_are_counted() -> None:
    line = "x" * 200 + "\n"
    assert [each.rpartition(":")[2] for each in line_hashes(line * 3)[:3]] == ["1", "2", "3"]


def test_each_result_has_the_hash_of_its_line(evidence: Evidence) -> None:
    hashes = line_hashes(code("a](1) [b](https://example.com)"))
    for result in _results(evidence):
        line = result["locations"][0]["physicalLocation"]["region"]["startLine"]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == hashes[line - 1]


def test_texts_are_no_longer_than_github_takes(evidence: Evidence) -> None:
    """https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning"""
    (run,) = log(evidence)["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert len(rule["name"]) <= 255
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert rule["fullDescription"]["text"].endswith((".", "…"))
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["helpUri"].startswith("https://")


def test_a_file_that_is_gone_has_a_line_all_the_same(tmp_path: Path) -> None:
    evidence = evidence_in(tmp_path, {"main.tf": code()})
    (tmp_path / "main.tf").unlink()
    results = _results(evidence)
    assert all("endLine" not in result["locations"][0]["physicalLocation"]["region"] for result in results)
    assert all("primaryLocationLineHash" not in result["partialFingerprints"] for result in results)
