"""The HTML report as a browser shows it: nothing cut, nothing to scroll sideways, usable by keyboard and on paper.

Needs Chromium; the test of accessibility also axe-core, from npm, and the one of paper poppler's pdftotext.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lambdanet.evidence.findings.evidence_model import Evidence
from lambdanet.evidence.formats.html_report import render
from npm_packages import npm_package
from reports import MANY, code, evidence_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LONG = "a/folder/of/many/folders/with-long-names-that-have-no-place-to-break/main.tf"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


def _browser(*options: str) -> str:
    command = [str(CHROMIUM), *OPTIONS, "--allow-file-access-from-files", "--virtual-time-budget=20000", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=180).stdout


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("shop")
    return evidence_in(folder, {"main.tf": code("key", "later") + MANY, LONG: code("other", "never")})


def _asked(folder: Path, page: str, width: int, questions: str, sandbox: str = "", hash: str = "") -> dict[str, object]:
    """The answers to questions that a script asks the page in a frame of this width."""
    (folder / "report.html").write_text(page, encoding="utf-8")
    (folder / "frame.html").write_text(
        f"""<iframe src="report.html{hash}" {sandbox} style="width:{width}px;height:900px;border:0"></iframe>
        <pre id="answers"></pre>
        <script>
        onload = () => {{
          const page = document.querySelector("iframe").contentDocument, root = page.documentElement;
          document.querySelector("#answers").textContent = "ANSWERS" + JSON.stringify({{{questions}}}) + "END";
        }};</script>""",
        encoding="utf-8",
    )
    shown = _browser("--dump-dom", f"file://{folder}/frame.html")
    answers: dict[str, object] = json.loads(re.findall(r"ANSWERS(\{.*?\})END", shown)[-1])
    return answers


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_is_cut_and_nothing_scrolls_sideways(evidence: Evidence, width: int, tmp_path: Path) -> None:
    questions = """
      sideways: root.scrollWidth - root.clientWidth,
      narrow: [...page.querySelectorAll("td, p, dd, li")].filter(e => e.textContent.trim().length > 20
        && e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().width < 60).length,
      tables: [...page.querySelectorAll(".scroll:has(table.numbers)")]
        .filter(e => e.scrollWidth > e.clientWidth).length,
      split: (page.querySelectorAll("details").forEach(e => { e.open = true }),
        [...page.querySelectorAll(".facts dd")].filter(e => !e.textContent.includes(" ")).filter(e => {
          const range = page.createRange();
          range.selectNodeContents(e);
          return range.getClientRects().length != 1;
        }).map(e => e.textContent)),
    """
    found = _asked(tmp_path, render(evidence), width, questions)
    assert found == {"sideways": 0, "narrow": 0, "tables": 0, "split": []}


def test_pictures_are_drawn_on_open_cards(tmp_path: Path) -> None:
    few = render(evidence_in(tmp_path, {"main.tf": code()}))
    questions = """drawn: [...page.querySelectorAll("svg.network use")].map(e => e.getBoundingClientRect())
      .every(box => box.width > 300 && box.height > 50)"""
    assert _asked(tmp_path, few, 1280, questions) == {"drawn": True}


def test_a_link_opens_the_card_that_it_leads_to_also_without_scripts(evidence: Evidence, tmp_path: Path) -> None:
    questions = """
      scripts: page.querySelectorAll("input").length,
      open: [...page.querySelectorAll(".function > details")].filter(e => e.open).map(e => e.querySelector(".card").id),
    """
    sandbox = 'sandbox="allow-same-origin"'
    assert _asked(tmp_path, render(evidence), 820, questions, sandbox, "#r3") == {"scripts": 0, "open": ["r3"]}


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1440, True)])
def test_axe_has_nothing_to_say(evidence: Evidence, width: int, dark: bool, tmp_path: Path) -> None:
    axe = (npm_package("axe-core") / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", render(evidence))
    if dark:
        page = page.replace("prefers-color-scheme:dark", "min-width:1px")
    # All cards open: axe judges what is shown.
    page = page.replace("<details>", "<details open>")
    run = """axe.run(document, {resultTypes: ["violations"]}).then(found => {
      const listed = found.violations.map(each => [each.id, each.nodes[0].html]);
      document.body.textContent = "VIOLATIONS" + JSON.stringify(listed) + "RULES" + found.passes.length + "END"; });"""
    page = page.replace("</body>", f"<script>{axe}</script><script>onload = () => {{{run}}};</script></body>")
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    shown = _browser(f"--window-size={width},900", "--dump-dom", f"file://{tmp_path}/report.html")
    [(violations, rules)] = re.findall(r"VIOLATIONS(\[.*?\])RULES(\d+)END", shown)
    assert (json.loads(violations), int(rules) > 10) == ([], True)


def test_paper_has_all_cards_and_numbered_pages(evidence: Evidence, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")
    (tmp_path / "report.html").write_text(render(evidence), encoding="utf-8")
    _browser(f"--print-to-pdf={tmp_path}/report.pdf", "--no-pdf-header-footer", f"file://{tmp_path}/report.html")
    command = ["pdftotext", "-layout", f"{tmp_path}/report.pdf", "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")[:-1]
    assert [page.split()[-3:] for page in pages] == [[f"{n}", "/", f"{len(pages)}"] for n in range(1, len(pages) + 1)]
    text = " ".join(" ".join(pages).split())
    # What closed cards and folded lists hold is printed; what is to be pressed is not.
    assert text.count("anyone may invoke it") == len(evidence.functions)
    assert "Filter the functions" not in text
    assert "To the functions" not in text
