"""The Markdown report: complete, with diagrams that Mermaid can read, and safe whatever the code holds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lambdanet.evidence.findings.evidence_model import Evidence, evidence_of
from lambdanet.evidence.findings.reading_order import shown_verdict
from lambdanet.evidence.formats.markdown_report import render
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection
from networks import NETWORKS
from npm_packages import npm_package
from reports import ODD, SCRIPT, code, evidence_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    broken = 'resource "aws_subnet" {{{'
    return evidence_in(tmp_path_factory.mktemp("shop"), {"main.tf": code(ODD, f"a | {SCRIPT}"), "broken.tf": broken})


def _diagrams(text: str) -> list[str]:
    return re.findall(r"^```mermaid\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def test_every_verdict_is_shown(evidence: Evidence) -> None:
    text = re.sub(r"\\(.)", r"\1", re.sub(r"`([@#!%~$&.:/-]+)`", r"\1", render(evidence)))
    for _, result in evidence.results:
        if shown_verdict(result) != "not applicable":
            assert f"**{shown_verdict(result)}** {result.rule}: {result.explanation}" in text
    assert "**Could not be read:** `broken.tf`" in text


def test_what_the_code_holds_is_text_and_nothing_else(evidence: Evidence) -> None:
    text = render(evidence)
    outside = re.sub(r"^```mermaid\n.*?^```$|``.*?``", "", text, flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"(?<!\\)<\w", outside) == []
    assert all(
        "<script" not in diagram and '"' not in re.sub(r'\["[^"]*"\]', "", diagram) for diagram in _diagrams(text)
    )


def test_tables_have_as_many_cells_in_each_row(evidence: Evidence) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", render(evidence), flags=re.MULTILINE):
        cells = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(cells) == 1, table


def test_equal_networks_are_drawn_once(evidence: Evidence) -> None:
    text = render(evidence)
    assert len(_diagrams(text)) == 3
    assert text.count("Its network is that of") == 1


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine, in which Mermaid runs")
def test_mermaid_reads_the_diagrams(evidence: Evidence, tmp_path: Path) -> None:
    folder = npm_package("mermaid@11")
    networks = evidence_of(analyse(Selection(NETWORKS, frameworks=("terraform", "terraform_plan"))))
    diagrams = [*_diagrams(render(evidence)), *_diagrams(render(networks))]
    assert len(diagrams) > 20
    listed = json.dumps(diagrams).replace("</", "<\\/")
    (tmp_path / "page.html").write_text(
        f"""<meta charset="utf-8"><pre id="problems"></pre>
        <script src="file://{folder}/node_modules/mermaid/dist/mermaid.min.js"></script>
        <script>(async () => {{
          const wrong = [];
          for (const diagram of {listed}) try {{ await mermaid.parse(diagram) }} catch (e) {{ wrong.push(String(e)) }}
          document.querySelector("#problems").textContent = "wrong: " + JSON.stringify(wrong) + " end";
        }})()</script>""",
        encoding="utf-8",
    )
    command = [str(CHROMIUM), "--headless=new", "--no-sandbox", "--dump-dom", "--virtual-time-budget=60000"]
    shown = subprocess.run(
        [*command, f"file://{tmp_path}/page.html"], capture_output=True, text=True, check=True, timeout=180
    ).stdout
    assert re.findall(r'<pre id="problems">wrong: (.*?) end', shown) == ["[]"]
