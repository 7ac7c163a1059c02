"""The HTML report: complete, self-contained, and safe whatever the code holds."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lambdanet.evidence.findings.around_functions import FailuresAround
from lambdanet.evidence.findings.equal_reasons import by_reason
from lambdanet.evidence.findings.evidence_model import Evidence, statement_counts
from lambdanet.evidence.findings.function_index import index_of
from lambdanet.evidence.findings.limits_of_analysis import limits
from lambdanet.evidence.findings.reading_order import told_as
from lambdanet.evidence.formats.html_report import render
from lambdanet.evidence.formats.rendering import TEMPLATES
from reports import ODD, SCRIPT, code, evidence_in

VOID = {"meta", "br", "link", "img", "input", "hr"}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Page(HTMLParser):
    """What a browser would see: elements, attributes and text. Raises when elements are not closed as opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("shop")
    broken = 'resource "aws_subnet" {{{'
    return evidence_in(folder, {"main.tf": code(ODD, f"later {SCRIPT} 'x'"), "broken.tf": broken})


@pytest.fixture(scope="module")
def page(evidence: Evidence) -> Page:
    return Page(render(evidence))


def test_what_the_code_holds_is_text_and_nothing_else(evidence: Evidence, page: Page) -> None:
    assert any(SCRIPT in function.address for function in evidence.functions)
    assert {tag for tag, _ in page.elements} & {"iframe", "object", "embed", "img", "link"} == set()
    assert [attributes for tag, attributes in page.elements if tag == "script"] == [{}]
    assert [attributes for _, attributes in page.elements if any(name.startswith("on") for name in attributes)] == []
    assert page.text.count(SCRIPT) > 2
    assert f"later {SCRIPT}" in page.text


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    for tag, attributes in page.elements:
        assert "src" not in attributes
        target = attributes.get("href", "#")
        assert target.startswith("#") or (tag == "a" and target.startswith("https://docs.aws.amazon.com/")), target
    policy = next(a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    begin, own, end = policy.partition("; script-src ")
    assert (begin, own) == ("default-src 'none'; style-src 'unsafe-inline'", "; script-src ")
    script = (TEMPLATES / "report.js").read_bytes()
    assert end == f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def test_every_link_within_the_page_leads_somewhere(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for _, a in page.elements if a.get("href", "").startswith("#")} <= set(ids)


def test_every_verdict_is_told(evidence: Evidence, page: Page) -> None:
    for judged, result in evidence.results:
        assert judged.address in page.text
        if told_as(result) != "not applicable":
            assert " ".join(result.explanation.split()) in page.text
    # Each of the two instances has one on its card, and one among what decided beside the rules.
    assert page.text.count("suppressed LAMBDANET_401") == 4
    assert "broken.tf" in page.text
    assert all(" ".join(limit.split()) in page.text for limit in limits(False))
    assert all(counts.text in page.text for counts in statement_counts(evidence))


def test_a_card_shows_what_fails_around_its_function(tmp_path: Path) -> None:
    evidence = evidence_in(tmp_path, {"main.tf": code("key", "later")})
    around = FailuresAround(evidence)
    fails = {
        function.address: {(result.rule, judged.address) for judged, result in around.of(function)}
        for function in evidence.functions
    }
    assert ("LAMBDANET_707", "aws_vpc.main") in fails['aws_lambda_function.orders["plain"]']
    # Of this one the subnets are not known, so no VPC.
    assert ("LAMBDANET_707", "aws_vpc.main") not in fails["aws_lambda_function.elsewhere"]
    shown = Page(render(evidence)).text
    assert "Fails around it, on what the function stands on: failed LAMBDANET_707 aws_vpc.main" in shown


def test_what_waits_for_the_same_is_one_line(tmp_path: Path) -> None:
    evidence = evidence_in(tmp_path, {"main.tf": code("key", "later")})
    function = next(each for each in evidence.functions if each.address == "aws_lambda_function.elsewhere")
    groups = by_reason(result for result in function.results if result.verdict == "undecided")
    assert groups[0].reason == "var.subnets has no default"
    assert len(groups[0].results) > 2
    shown = Page(render(evidence)).text
    assert f"{len(groups[0].results)} answersNot known: var.subnets has no default." in shown


def test_the_index_has_the_worst_function_first(evidence: Evidence) -> None:
    index = index_of(evidence, FailuresAround(evidence))
    assert len(index) == len(evidence.functions)
    ranks = [(each.failed, each.around, each.undecided) for each in index]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] != ranks[-1]


def test_every_function_has_a_picture(evidence: Evidence, page: Page) -> None:
    drawn = [a["href"] for tag, a in page.elements if tag == "use"]
    assert len(drawn) == len(evidence.functions)
    # The two instances have one network, so one picture.
    assert len(set(drawn)) == 3


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("width", [390, 820, 1280])
def test_a_browser_shows_it_without_scrolling_sideways(evidence: Evidence, width: int, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(render(evidence), encoding="utf-8")
    (tmp_path / "frame.html").write_text(
        f"""<iframe src="report.html" style="width:{width}px;height:900px;border:0"></iframe><pre id="told"></pre>
        <script>
        onload = () => {{
          const page = document.querySelector("iframe").contentDocument, root = page.documentElement;
          const narrow = [...page.querySelectorAll("td, p, dd, li")].filter(e => e.textContent.trim().length > 20
            && e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().width < 60).length;
          const box = page.querySelector("svg.network use").getBoundingClientRect();
          const sideways = root.scrollWidth - root.clientWidth, drawn = box.width > 300 && box.height > 50;
          document.querySelector("#told").textContent =
            `sideways ${{sideways}}, narrow ${{narrow}}, drawn ${{drawn}}`;
        }};</script>""",
        encoding="utf-8",
    )
    command = [str(CHROMIUM), "--headless=new", "--no-sandbox", "--allow-file-access-from-files", "--dump-dom"]
    command += ["--virtual-time-budget=10000", f"file://{tmp_path}/frame.html"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    assert re.findall(r"sideways \d+, narrow \d+, drawn \w+", shown)[-1] == "sideways 0, narrow 0, drawn true"
