"""The HTML report: complete, self-contained, and safe whatever the code holds."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lambdanet.evidence.findings.around_functions import FailuresAround
from lambdanet.evidence.findings.equal_reasons import by_reason
from lambdanet.evidence.findings.evidence_model import Evidence, statement_counts
from lambdanet.evidence.findings.function_index import index_of
from lambdanet.evidence.findings.limits_of_analysis import limits
from lambdanet.evidence.findings.reading_order import shown_verdict
from lambdanet.evidence.findings.report_versions import versions
from lambdanet.evidence.formats.html_report import as_html, explained, render
from lambdanet.evidence.formats.rendering import TEMPLATES
from reports import MANY, ODD, SCRIPT, code, evidence_in

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """What a browser would see: elements, attributes and text. Raises when elements are not closed as opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.within: dict[str, tuple[str, ...]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if "id" in attributes:
            self.within[attributes["id"]] = tuple(self.open)
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


def test_every_verdict_is_shown(evidence: Evidence, page: Page) -> None:
    for judged, result in evidence.results:
        assert judged.address in page.text
        if shown_verdict(result) != "not applicable":
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
    assert "Failed in its network and its permissions: failed LAMBDANET_707 aws_vpc.main" in shown


NETWORK = """module "network" {{
  source          = "terraform-aws-modules/vpc/aws"
  version         = "5.8.1"
  cidr            = "10.0.0.0/16"
  azs             = ["eu-west-1a", "eu-west-1b"]
  private_subnets = ["10.0.3.0/24", "10.0.4.0/28"]
}}

resource "aws_lambda_function" "{name}" {{
  function_name = "judged"
  role          = "arn:aws:iam::111122223333:role/lambda"
  vpc_config {{
    subnet_ids         = [{subnet}]
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }}
}}
"""


def test_a_card_shows_what_fails_in_a_module_of_the_registry(tmp_path: Path) -> None:
    """Checkov reports all resources of the module on its call; the path names each."""
    both = NETWORK.format(name="one", subnet="module.network.private_subnets[0]")
    other = NETWORK.format(name="other", subnet="module.network.private_subnets[1]").partition("\n\n")[2]
    evidence = evidence_in(tmp_path, {"main.tf": both + other})
    around = FailuresAround(evidence)
    fails = {
        function.address: {(result.rule, judged.address) for judged, result in around.of(function)}
        for function in evidence.functions
    }
    # The small subnet is the other function's.
    assert fails == {
        "aws_lambda_function.one": {("LAMBDANET_707", "module.network")},
        "aws_lambda_function.other": {("LAMBDANET_502", "module.network"), ("LAMBDANET_707", "module.network")},
    }


def test_names_of_resources_are_set_as_code_whole(tmp_path: Path) -> None:
    """Not only up to where Checkov reports them, and not only those that a finding links."""
    evidence = evidence_in(
        tmp_path, {"main.tf": NETWORK.format(name="one", subnet="module.network.private_subnets[1]")}
    )
    said = {result.rule: explained(judged, result) for judged, result in evidence.results}
    assert said["LAMBDANET_502"].startswith("<code>module.network.aws_subnet.private[1]</code> (10.0.4.0/28) has ")
    assert said["LAMBDANET_707"].startswith("<code>module.network.aws_vpc.this[0]</code> has functions")
    # A type is no name.
    assert "has no aws_flow_log for it" in said["LAMBDANET_707"]
    assert said["LAMBDANET_402"].startswith("<code>module.network.aws_vpc.this[0]</code>, the VPC of ")


def test_names_are_code_in_the_list_of_what_a_function_needs(tmp_path: Path) -> None:
    page = render(evidence_in(tmp_path, {"main.tf": code("key", "later")}))
    assert "stopped</span> <code>aws_security_group.functions</code> allows only tcp 443 to 0.0.0.0/0" in page


def _cards(page: Page) -> list[bool]:
    """Of each function's card, whether it begins open."""
    found, of_function = [], False
    for tag, attributes in page.elements:
        of_function = of_function or attributes.get("class") == "function"
        if of_function and tag == "details":
            found.append("open" in attributes)
            of_function = False
    return found


def test_the_cards_of_many_functions_begin_closed(tmp_path: Path, page: Page, evidence: Evidence) -> None:
    """A hundred open cards are 250 screens. The counts are on each closed one, and a link into it opens it."""
    many = evidence_in(tmp_path, {"main.tf": code("key", "later") + MANY})
    shown = Page(render(many))
    assert (set(_cards(page)), set(_cards(shown))) == ({True}, {False})
    assert (len(_cards(page)), len(_cards(shown))) == (len(evidence.functions), len(many.functions))
    # A browser opens the details that what a link names is in.
    anchors = {f"r{number}" for number, _ in enumerate(many.functions, start=1)}
    assert {shown.within[anchor][-2:] for anchor in anchors} == {("article", "details")}
    assert "aws_lambda_function.elsewhere main.tf:60 13 undecided, 5 passed" in shown.text


def test_the_first_failures_of_a_rule_are_in_view_and_the_others_folded(tmp_path: Path) -> None:
    shown = Page(render(evidence_in(tmp_path, {"main.tf": code("key", "later") + MANY})))
    assert "6 more of LAMBDANET_401" in shown.text


def test_the_report_begins_with_what_it_is_about(tmp_path: Path) -> None:
    before, _, _ = Page(render(evidence_in(tmp_path, {"main.tf": code()}))).text.partition("What the document says")
    assert re.search(r"Made \d{4}-\d\d-\d\d \d\d:\d\d UTC, of no commit: the folder is in no git repository", before)
    assert f"lambdanet {versions()['lambdanet']}" in before
    assert f"Checkov {versions()['checkov']}" in before


def test_failures_of_equal_addresses_are_distinguished_by_their_root_modules(tmp_path: Path) -> None:
    files = {"dev/main.tf": code("key", "later"), "prod/main.tf": code("key", "later")}
    shown = Page(render(evidence_in(tmp_path, files))).text
    failures = shown[shown.index("LAMBDANET_707") :]
    for root in ("dev", "prod"):
        assert f"aws_vpc.main {root}/main.tf:5 in {root}" in failures


def test_texts_of_rules_have_their_paragraphs_lists_and_code(page: Page) -> None:
    assert "``" not in page.text
    shown = as_html("Of ``a <b>``:\n\n- one\n  more\n- ``two``\n\nEnd")
    assert shown == "<p>Of <code>a &lt;b&gt;</code>:</p><ul><li>one more</li><li><code>two</code></li></ul><p>End</p>"


def test_no_heading_skips_a_level(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert [(a, b) for a, b in zip(levels, levels[1:]) if b > a + 1] == []


def test_what_print_shows_is_decided_after_all_else() -> None:
    """A rule of a medium wins over an equal one only where it comes later."""
    text = (TEMPLATES / "report.css").read_text(encoding="utf-8").rstrip()
    assert text.rindex("@media print") > text.rindex("@media (max-width")
    assert "@media" not in text[text.rindex("@media print") + 6 :]
    assert text.endswith("}}")


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
