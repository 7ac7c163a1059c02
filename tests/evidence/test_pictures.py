"""The pictures: what is on a function's network path, where its packets stop, and that it can be read."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.formats.diagram import Box, Diagram, diagram_of
from lambdanet.evidence.formats.picture import picture_of, shortened, svg_of, wrapped
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.findings_of_part import JudgedFunction
from lambdanet.evidence.gather.selection import Selection
from networks import FORMS, NETWORKS, deviations, names, network_names
from reports import ODD, code, evidence_in
from scanning import UNDECIDED

ARCHITECTURES = [name for name in network_names() if (NETWORKS / name / "expected.txt").exists()]
Shape = tuple[int, str, str, bool]


@cache
def _functions(network: str, form: str) -> tuple[JudgedFunction, ...]:
    selection = Selection(NETWORKS / network / form, frameworks=(FORMS[form],))
    return evidence_of(analyse(selection, 1)).functions


def _diagrams(network: str, form: str) -> dict[str, Diagram]:
    named = names(network, form).by_address
    return {named[f.address]: diagram_of(f.path) for f in _functions(network, form) if f.address in named}


def _shape(box: Box) -> Shape:
    return box.column, re.sub(r"^\d+ · ", "", box.kind), box.tone, bool(box.marks)


def _shapes(diagram: Diagram) -> tuple[set[Shape], set[tuple[Shape, Shape, str]]]:
    """The kinds of boxes and lines; the services that a form uses for itself are left out."""
    boxes = {box.id: _shape(box) for box in diagram.boxes if "AWS service" not in box.kind}
    lines = {(boxes[x.source], boxes[x.target], x.tone) for x in diagram.lines if x.target in boxes}
    return set(boxes.values()), lines


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("terraform", "plan")])
@pytest.mark.parametrize("network", ARCHITECTURES)
def test_one_architecture_has_one_picture_in_every_form(network: str, form: str) -> None:
    less = {name for (_, name), (verdict, _) in deviations(network, form).items() if verdict == UNDECIDED}
    expected = {name: _shapes(diagram) for name, diagram in _diagrams(network, "terraform").items() if name not in less}
    found = {name: _shapes(diagram) for name, diagram in _diagrams(network, form).items() if name not in less}
    assert found == expected


def _lines(diagram: Diagram) -> set[tuple[str, str, str]]:
    found = {box.id: re.sub(r"^\d+ · |, port \d+$", "", box.kind) for box in diagram.boxes}
    return {(found[line.source], found[line.target], line.tone) for line in diagram.lines}


@pytest.mark.parametrize(
    ("network", "function", "lines"),
    [
        (
            "public-subnets",
            "checkout-function",
            {
                ("Lambda function", "security group", "plain"),
                ("Lambda function", "subnet", "plain"),
                ("subnet", "route table", "plain"),
                ("route table", "internet gateway", "stop"),
                ("internet gateway", "the internet", "stop"),
            },
        ),
        (
            "private-database",
            "orders-function",
            {
                ("Lambda function", "security group", "plain"),
                ("Lambda function", "subnet", "plain"),
                ("subnet", "route table", "plain"),
                ("route table", "local route", "plain"),
                ("route table", "NAT gateway", "plain"),
                ("NAT gateway", "the internet", "ok"),
                ("local route", "RDS DB instance", "ok"),
            },
        ),
        (
            "isolated-vpc",
            "archive-function",
            {
                ("Lambda function", "security group", "plain"),
                ("Lambda function", "subnet", "plain"),
                ("subnet", "route table", "plain"),
                ("route table", "no default route", "plain"),
                ("no default route", "AWS service", "stop"),
            },
        ),
        (
            "shared-files",
            "cleanup-function",
            {
                ("Lambda function", "Lambda's own network", "plain"),
                ("Lambda's own network", "the internet", "ok"),
                ("Lambda's own network", "file system", "stop"),
            },
        ),
    ],
)
def test_lines_lead_where_packets_go(network: str, function: str, lines: set[tuple[str, str, str]]) -> None:
    assert _lines(_diagrams(network, "terraform")[function]) == lines


OPEN = ("443", "5432")
ADMITTED = """
resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = aws_security_group.functions.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
"""
ACL = """
resource "aws_network_acl" "closed" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = [aws_subnet.private.id]
}

resource "aws_subnet" "other" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "eu-central-1b"
}
"""
ELSEWHERE = ("subnet_ids = [aws_subnet.private.id]\n}", "subnet_ids = [aws_subnet.other.id]\n}")
# What is changed in the code, what is added to it -> the boxes at which the packets for the database stop.
STOPS: dict[str, tuple[list[tuple[str, str]], str, set[str]]] = {
    "egress": ([], ADMITTED, {"aws_security_group.functions"}),
    "ingress": ([OPEN], "", {"aws_db_instance.orders"}),
    "network ACL": ([OPEN, ELSEWHERE], ADMITTED + ACL, {"aws_subnet.private"}),
    "nowhere": ([OPEN], ADMITTED, set()),
}


@pytest.mark.parametrize("hop", STOPS)
def test_the_hop_where_a_packet_stops_is_marked(hop: str, tmp_path: Path) -> None:
    changes, added, marked = STOPS[hop]
    text = code()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    evidence = evidence_in(tmp_path, {"main.tf": text + added})
    (function,) = (function for function in evidence.functions if "plain" in function.address)
    diagram = diagram_of(function.path)
    assert {box.name for box in diagram.boxes if box.marks} == marked
    (need,) = (box for box in diagram.boxes if box.name == "aws_db_instance.orders")
    assert need.tone == ("stop" if marked else "ok")


def test_the_internet_is_reached_where_all_ways_lead_there() -> None:
    tones = {
        name: {box.tone for box in _diagrams("public-subnets", "terraform")[name].boxes if box.kind == "the internet"}
        for name in ("checkout-function", "refund-function")
    }
    assert tones == {"checkout-function": {"stop"}, "refund-function": {"stop"}}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("network", ARCHITECTURES)
def test_boxes_can_be_read(network: str, form: str) -> None:
    for diagram in set(_diagrams(network, form).values()):
        picture = picture_of(diagram)
        for one in picture.boxes:
            assert one.x >= 0
            assert one.x + one.width <= picture.width
            assert one.y >= 0
            assert one.y + one.height <= picture.height
            assert all(len(row.text) * 6.62 <= one.width - 20 for row in one.rows)
            assert all(one.y < row.y < one.y + one.height for row in one.rows)
        for first, second in combinations(picture.boxes, 2):
            apart = first.x + first.width <= second.x or second.x + second.width <= first.x
            assert apart or first.y + first.height <= second.y or second.y + second.height <= first.y
        by_zone: dict[str, list[str]] = defaultdict(list)
        for box in diagram.boxes:
            if box.frame is not None:
                by_zone[box.frame].append(box.id)
        zones = [frame for frame in picture.frames if frame.kind == "zone"]
        assert len(zones) == len(by_zone)


def test_the_drawing_is_well_formed_whatever_the_names(tmp_path: Path) -> None:
    evidence = evidence_in(tmp_path, {"main.tf": code(ODD)})
    for function in evidence.functions:
        drawn = ElementTree.fromstring(f"<svg>{svg_of(diagram_of(function.path))}</svg>")  # noqa: S314  # our own
        assert {element.tag for element in drawn.iter()} <= {"svg", "g", "rect", "text", "path", "title", "circle"}


def test_long_texts_are_cut() -> None:
    assert wrapped("module.network.aws_subnet.private", 20) == ["module.network.aws_", "subnet.private"]
    assert wrapped("out: tcp 443 to 0.0.0.0/0", 40) == ["out: tcp 443 to 0.0.0.0/0"]
    assert wrapped("x" * 100, 10) == ["x" * 10, "x" * 10, "x" * 9 + "…"]
    assert wrapped("", 10) == []
    assert shortened("module.a.aws_lambda_function.orders", 20) == "module.a.…ion.orders"
    assert shortened("short", 20) == "short"
