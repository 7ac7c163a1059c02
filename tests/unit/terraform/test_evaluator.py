from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.documents import decoded
from lambdanet.readers.json_texts import Json
from lambdanet.readers.sets import SetListing
from lambdanet.readers.terraform.evaluation.evaluator import evaluate
from lambdanet.readers.terraform.evaluation.nested_blocks import nested_blocks
from lambdanet.readers.terraform.syntax.grammar import parse_body, parse_expression
from lambdanet.readers.terraform.syntax.syntax import SyntaxProblem
from lambdanet.readers.terraform.values.certainty import EvaluationError
from lambdanet.readers.terraform.values.names_in_scope import UncertainInstances
from lambdanet.values import Unknown


@dataclass(frozen=True)
class Resource:
    identity: str
    configured: Mapping[str, Datum] = field(default_factory=dict)

    def attribute(self, name: str) -> Datum:
        return self.configured.get(name, Reference(self.identity, name))


class PlainScope:
    def __init__(self, names: Mapping[str, Datum]) -> None:
        self.names = names

    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        for taken in range(len(names), 0, -1):
            if ".".join(names[:taken]) in self.names:
                return self.names[".".join(names[:taken])], taken
        return Unknown(f"{'.'.join(names)} is not declared"), len(names)


def unknown(symbol: str, *candidates: str) -> Unknown:
    return Unknown(f"{symbol} has no default", frozenset(candidates), symbol)


ONE, TWO = Resource("subnet.0", {"az": "a"}), Resource("subnet.1", {"az": "b"})
UNCERTAIN = UncertainInstances(Unknown("count is not known", frozenset({"vpc.0"})), lambda key: Resource(f"vpc.{key}"))
SCOPE = PlainScope(
    {
        "var.azs": Listing(("a", "b", "c")),
        "var.cidr": "10.0.0.0/16",
        "var.u": unknown("var.u"),
        "var.names": unknown("var.names"),
        "var.ids": unknown("var.ids", "subnet.9"),
        "var.map": {"b": 2, "a": 1},
        "var.set": SetListing(("p", "q")),
        "var.null": None,
        "var.partial": Listing(("a", "b"), more=Unknown("some are not known", frozenset({"x"}))),
        "aws_subnet.listed": Listing((ONE, TWO)),
        "aws_subnet.keyed": {"x": ONE, "y": TWO},
        "aws_subnet.single": ONE,
        "aws_vpc.some": UNCERTAIN,
    }
)


def value(text: str, **bindings: Datum) -> Any:
    return evaluate(parse_expression(text), SCOPE, bindings)


def plain(datum: Datum) -> Any:
    """The datum with lists for listings."""
    if isinstance(datum, Listing):
        assert datum.more is None
        return [plain(element) for element in datum.elements]
    return {key: plain(item) for key, item in datum.items()} if isinstance(datum, dict) else datum


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4 / 2", 5),
        ("(1 + 2) * 3", 9),
        ("7 - 2 - 1", 4),
        ("-7 % 3", -1),
        ("10 / 4", 2.5),
        ("0.1 + 0.2", 0.3),
        ('"1" + 1', 2),
        ("1 == 1.0", True),
        ('1 == "1"', False),
        ("null == null", True),
        ('var.null == ""', False),
        ("[1, 2] == [1, 2]", True),
        ("!true || 1 < 2 && 2 >= 2", True),
        ('true ? "a" : var.u.b', "a"),
        ('"${1}-${true}-${0.5}-${1.0}"', "1-true-0.5-1"),
        ("[for az in var.azs : upper(az) if az != \"b\"]", ["A", "C"]),
        ("[for i, az in var.azs : \"${i}${az}\"]", ["0a", "1b", "2c"]),
        ("[for k, v in var.map : \"${k}${v}\"]", ["a1", "b2"]),
        ("[for k, v in var.set : \"${k}${v}\"]", ["pp", "qq"]),
        ("{for i, az in var.azs : az => i}", {"a": 0, "b": 1, "c": 2}),
        ("{for az in var.azs : (az == \"a\" ? \"x\" : \"y\") => az...}", {"x": ["a"], "y": ["b", "c"]}),
        ("{(var.azs[0]) = 1, b = var.map.b, \"c\" = var.map[\"a\"]}", {"a": 1, "b": 2, "c": 1}),
        ("aws_subnet.listed[*].az", ["a", "b"]),
        ("aws_subnet.listed.*.az", ["a", "b"]),
        ("aws_subnet.listed[*].az[0]", None),
        ("aws_subnet.listed.*.az[0]", "a"),
        ("aws_subnet.single[*].az", ["a"]),
        ("values(aws_subnet.keyed)[*].az", ["a", "b"]),
        ("[for s in aws_subnet.keyed : s.az]", ["a", "b"]),
        ("aws_subnet.keyed[\"y\"].az", "b"),
        ("var.null[*]", []),
        ("var.azs[*]", ["a", "b", "c"]),
        ("var.cidr[*]", ["10.0.0.0/16"]),
        ("var.azs[\"1\"]", "b"),
        ("try(var.azs[7], \"none\")", "none"),
        ("try(var.map.z, var.map.a)", 1),
        ("try([var.azs[7]], [])", []),
        ("try(tonumber(\"x\"), 3)", 3),
        ("can(var.azs[7])", False),
        ("can(var.azs[0])", True),
        ("try(aws_subnet.listed[5].id, null)", None),
        ("concat(var.azs...)", None),
        ("merge([{a = 1}, {b = 2}]...)", {"a": 1, "b": 2}),
        ("[for k in keys(var.map) : k...]", None),
        ("var.u && false", False),
        ("var.u || true", True),
        ("false && var.u", False),
        ("var.u == var.u", True),
        ("var.u ? 1 : 1", 1),
        ("aws_subnet.single.id == null", False),
        ("aws_subnet.single.id == \"\"", False),
        ("aws_subnet.single.id == aws_subnet.listed[0].id", True),
        ("[for i, s in slice(var.names, 0, 2) : i]", [0, 1]),
        ("[for i in range(2) : cidrsubnet(var.cidr, 8, i + 1)]", ["10.0.1.0/24", "10.0.2.0/24"]),
        ("\"%{ for az in var.azs }${az};%{ endfor }\"", "a;b;c;"),
    ],
)  # fmt: skip
def test_known_values(text: str, expected: Any) -> None:
    if expected is None and text not in ("try(aws_subnet.listed[5].id, null)",):
        try:
            result = value(text)
        except SyntaxProblem:
            return
        assert isinstance(result, EvaluationError) or isinstance(result.elements[0], EvaluationError)
    else:
        result = plain(value(text))
        assert result == expected
        assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("var.u.a", "var.u.a"),
        ("var.u[0]", "var.u[0]"),
        ('var.u["k"].x', 'var.u["k"].x'),
        ("element(var.names, 1)", "var.names[1]"),
        ("slice(var.names, 1, 3)[0]", "var.names[1]"),
        ('cidrsubnet(var.u, 8, 0)', "cidrsubnet(var.u, 8, 0)"),
        ("length(var.names)", "length(var.names)"),
        ("nonsensitive(var.u)", "var.u"),
        ("var.u + 1", None),
        ("var.names[var.u]", None),
    ],
)  # fmt: skip
def test_symbols(text: str, symbol: str | None) -> None:
    result = value(text)
    assert isinstance(result, Unknown)
    assert result.symbol == symbol
    assert "var." in result.reason


def test_elements_of_unknown_lists_know_their_place() -> None:
    for text in ("var.names[2]", "slice(var.names, 1, 3)[1]"):
        assert (value(text).list_symbol, value(text).index) == ("var.names", 2)


def test_element_counts_round_and_round() -> None:
    assert (value("element(var.names, 0)").list_symbol, value("element(var.names, 0)").index) == ("var.names", 0)
    assert (value("element(var.names, 2)").list_symbol, value("element(var.names, 2)").index) == (None, None)


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("var.u ? aws_subnet.listed[0].id : aws_subnet.listed[1].id", {"subnet.0", "subnet.1"}),
        ("var.u ? aws_subnet.listed[*].id : var.ids", {"subnet.0", "subnet.1", "subnet.9"}),
        ("var.u ? aws_subnet.single : null", {"subnet.0"}),
        ("aws_subnet.listed[var.u].id", {"subnet.0", "subnet.1"}),
        ("element(aws_subnet.listed[*].id, var.u)", {"subnet.0", "subnet.1"}),
        ("lookup({a = aws_subnet.single.id}, var.u, var.ids)", {"subnet.0", "subnet.9"}),
        ("try(aws_vpc.some[0].id, aws_subnet.single.id)", {"vpc.0", "subnet.0"}),
        ("coalesce(var.ids, aws_subnet.single.id)", {"subnet.9", "subnet.0"}),
        ("unheard_of(aws_subnet.single.id)", {"subnet.0"}),
        ("one(aws_vpc.some[*].id)", {"vpc.0"}),
        ("aws_vpc.some.id", {"vpc.0"}),
        ("{for k, v in aws_vpc.some : k => v.id}", {"vpc.0"}),
        ("merge({a = aws_subnet.single.id}, var.ids)", {"subnet.0", "subnet.9"}),
        ("[for s in aws_subnet.listed : s.id][var.u]", {"subnet.0", "subnet.1"}),
        ("var.partial[0]", {"x"}),
    ],
)
def test_unknowns_keep_what_they_may_be(text: str, candidates: set[str]) -> None:
    result = value(text)
    assert isinstance(result, Unknown)
    assert not isinstance(result, EvaluationError)
    assert result.candidates == candidates
    assert result.reason


@pytest.mark.parametrize(
    ("text", "elements", "candidates"),
    [
        ("aws_vpc.some[*].id", [], {"vpc.0"}),
        ("[for v in aws_vpc.some : v.id]", [], {"vpc.0"}),
        ("[for i in var.names : aws_subnet.listed[i].id]", [], {"subnet.0", "subnet.1"}),
        ("concat([aws_subnet.single.id], var.ids)", [Reference("subnet.0", "id")], {"subnet.9"}),
        ("concat(var.ids, [aws_subnet.single.id])", [Reference("subnet.0", "id")], {"subnet.9"}),
        ("[for s in aws_subnet.listed : s.id if s.az == var.u]", [], {"subnet.0", "subnet.1"}),
        ("compact([var.ids, \"a\", \"\", null])", ["a"], {"subnet.9"}),
        ("flatten([var.ids, [[aws_subnet.single.id]]])", [Reference("subnet.0", "id")], {"subnet.9"}),
        ("[for p in var.partial : upper(p)]", ["A", "B"], {"x"}),
        ("concat([var.azs, var.ids]...)", ["a", "b", "c"], {"subnet.9"}),
    ],
)  # fmt: skip
def test_lists_that_may_hold_more(text: str, elements: list[Datum], candidates: set[str]) -> None:
    result = value(text)
    assert isinstance(result, Listing)
    assert list(result.elements) == elements
    assert result.more is not None
    assert result.more.candidates == candidates


def test_relying_on_an_instance() -> None:
    assert value("aws_vpc.some[0].id") == Reference("vpc.0", "id")
    assert isinstance(value("can(aws_vpc.some[0].id)"), Unknown)


def test_templates_keep_their_unknown_parts() -> None:
    region = unknown("var.u")
    assert value('"arn:${var.u}:${1}${2}:x"') == Text(("arn:", region, ":12:x"))
    assert value('"${"${var.u}a"}b"') == Text((region, "ab"))
    assert value('"${aws_subnet.single.id}!"') == Text((Reference("subnet.0", "id"), "!"))
    assert value('"${var.u}a" == "${var.u}a"') is True
    assert value('"${var.u}a" == "xb"') is False
    assert isinstance(value('"${var.u}a" == "xa"'), Unknown)
    assert isinstance(value('"x${null}"'), EvaluationError)
    assert isinstance(value('"x${var.azs}"'), EvaluationError)


def test_references_are_followed() -> None:
    assert value("aws_subnet.single.ids[0].x") == Reference("subnet.0", "ids[0].x")
    assert value('aws_subnet.single.tags["a"]') == Reference("subnet.0", 'tags["a"]')


def test_bindings_hide_names() -> None:
    assert value("var.azs", var={"azs": 1}) == 1
    assert plain(value("[for var in [{azs = 2}] : var.azs]")) == [2]


def test_documents() -> None:
    document = value('jsonencode({Action = ["s3:*"], Resource = "${aws_subnet.single.arn}/*"})')
    assert isinstance(document, Json)
    assert plain(document.value["Action"]) == ["s3:*"]
    assert value('jsonencode({b = "<", a = [1, true, null]})').text() == '{"a":[1,true,null],"b":"\\u003c"}'
    assert value("jsondecode(jsonencode({a = var.u})).a") == unknown("var.u")
    heredoc = value('<<EOT\n{"a": "${aws_subnet.single.arn}/x", "b": ${jsonencode([var.u])}, "c": ["\\"", 1]}\nEOT\n')
    assert plain(decoded(heredoc)) == {
        "a": Text((Reference("subnet.0", "arn"), "/x")),
        "b": [unknown("var.u")],
        "c": ['"', 1],
    }
    for text in ("{", "NaN", "-Infinity", "1e999"):
        assert isinstance(decoded(text), Unknown)


def test_a_set_of_references_has_no_order() -> None:
    elements = value("toset(aws_subnet.listed[*].id)").elements
    assert set(elements) == {Reference("subnet.0", "id"), Reference("subnet.1", "id")}
    for text in ("tolist(toset(aws_subnet.listed[*].id))[0]", "sort(aws_subnet.listed[*].id)[0]"):
        assert value(text).candidates == {"subnet.0", "subnet.1"}


def test_scope_errors_do_not_recur_for_ever() -> None:
    class Endless:
        def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
            return evaluate(parse_expression("[local.a, 1]"), self), len(names)

    assert evaluate(parse_expression("[local.a]"), Endless()) is not None


def test_work_is_bounded() -> None:
    tower = "range(1000)"
    for name in "abc":
        tower = f"[for {name} in range(1000) : {tower}]"
    assert isinstance(value(tower), Unknown)
    assert value(f"[{tower}, aws_subnet.single.id, var.ids]").candidates == {"subnet.0", "subnet.9"}
    assert isinstance(value("pow(10, 99999999)"), Unknown)
    assert isinstance(value("1" + " + 1" * 500), Unknown)


def test_dynamic_blocks() -> None:
    body = parse_body(
        """
        ingress {
          from_port = 1
        }
        dynamic "ingress" {
          for_each = var.azs
          iterator = rule
          content {
            from_port = rule.key
            zone = rule.value
          }
        }
        dynamic "ingress" {
          for_each = var.set
          content {
            zone = ingress.key
          }
        }
        dynamic "egress" {
          for_each = var.ids
          content {
            zone = aws_subnet.single.id
          }
        }
        """
    )
    blocks, more = nested_blocks(body, "ingress", SCOPE)
    assert more is None
    assert [
        evaluate(block.attributes["zone"], SCOPE, bound) if "zone" in block.attributes else None
        for block, bound in blocks
    ] == [None, "a", "b", "c", "p", "q"]
    assert evaluate(blocks[2][0].attributes["from_port"], SCOPE, blocks[2][1]) == 1
    blocks, more = nested_blocks(body, "egress", SCOPE)
    assert blocks == []
    assert more is not None
    assert more.candidates == {"subnet.9", "subnet.0"}
    assert nested_blocks(body, "timeouts", SCOPE) == ([], None)


OPERATORS = st.sampled_from(["+", "-", "*", "<", ">", "<=", ">=", "==", "!=", "&&", "||"])


@st.composite
def formulas(draw: st.DrawFn, kind: str = "number", depth: int = 3) -> tuple[str, Any]:
    """A formula of one type, written with no more parentheses than needed, and its value."""
    text, result, _ = draw(_grouped(kind, depth))
    return text, result


LEVELS = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "%": 6}
MEANING = {
    "||": lambda a, b: a or b,
    "&&": lambda a, b: a and b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "%": lambda a, b: int(math.fmod(a, b)) if b else 0,
}


@st.composite
def _grouped(draw: st.DrawFn, kind: str, depth: int) -> tuple[str, Any, int]:
    if depth == 0:
        if kind == "number":
            number = draw(st.integers(0, 9))
            return str(number), number, 9
        truth = draw(st.booleans())
        return str(truth).lower(), truth, 9
    if draw(st.integers(0, 5)) == 0:
        condition = draw(_grouped("truth", depth - 1))
        when_true, when_false = draw(_grouped(kind, depth - 1)), draw(_grouped(kind, depth - 1))
        text = f"{_in_place(condition, 1)} ? {when_true[0]} : {when_false[0]}"
        return text, when_true[1] if condition[1] else when_false[1], 0
    if kind == "number":
        operator, operand_kind = draw(st.sampled_from(["+", "-", "*", "%"])), "number"
    else:
        operator = draw(st.sampled_from(["||", "&&", "==", "!=", "<", ">", "<=", ">="]))
        operand_kind = "truth" if operator in ("||", "&&") else "number"
    left, right = draw(_grouped(operand_kind, depth - 1)), draw(_grouped(operand_kind, depth - 1))
    if operator == "%" and right[1] == 0:
        right = ("1", 1, 9)
    level = LEVELS[operator]
    text = f"{_in_place(left, level)} {operator} {_in_place(right, level + 1)}"
    return text, MEANING[operator](left[1], right[1]), level


def _in_place(formula: tuple[str, Any, int], lowest: int) -> str:
    return formula[0] if formula[2] >= lowest else f"({formula[0]})"


@given(formulas())
def test_formulas_against_python(formula: tuple[str, Any]) -> None:
    text, expected = formula
    assert value(text) == expected


ATOMS = st.sampled_from(
    [
        "var.azs",
        "var.cidr",
        "var.u",
        "var.names",
        "var.ids",
        "var.map",
        "var.set",
        "var.null",
        "var.partial",
        "aws_subnet.listed",
        "aws_subnet.keyed",
        "aws_subnet.single",
        "aws_vpc.some",
        "nothing.here",
        "0",
        "1",
        "-1",
        "2.5",
        '"a"',
        '""',
        '"${var.u}x"',
        "true",
        "null",
        "[]",
        "{}",
        '"10.0.0.0/8"',
        "x",
        "unheard_of(1)",
        "jsonencode(var.map)",
        '"${null}"',
    ]
)
FUNCTIONS = st.sampled_from(
    [
        "cidrsubnet",
        "cidrsubnets",
        "cidrhost",
        "cidrnetmask",
        "element",
        "slice",
        "concat",
        "flatten",
        "compact",
        "distinct",
        "toset",
        "tolist",
        "tomap",
        "tostring",
        "tonumber",
        "tobool",
        "keys",
        "values",
        "zipmap",
        "lookup",
        "merge",
        "coalesce",
        "coalescelist",
        "try",
        "can",
        "one",
        "length",
        "range",
        "index",
        "contains",
        "reverse",
        "sort",
        "setunion",
        "setintersection",
        "setsubtract",
        "setproduct",
        "chunklist",
        "sum",
        "min",
        "max",
        "abs",
        "ceil",
        "floor",
        "pow",
        "format",
        "formatlist",
        "join",
        "split",
        "replace",
        "lower",
        "upper",
        "title",
        "trim",
        "trimspace",
        "trimprefix",
        "trimsuffix",
        "substr",
        "startswith",
        "endswith",
        "strcontains",
        "jsonencode",
        "jsondecode",
        "nonsensitive",
        "sensitive",
        "parseint",
        "alltrue",
        "anytrue",
        "matchkeys",
        "signum",
        "chomp",
        "indent",
        "strrev",
    ]
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{}({})".format, FUNCTIONS, st.lists(inner, max_size=3).map(", ".join)),
        st.builds("{}({}...)".format, FUNCTIONS, inner),
        st.builds(
            "({}){}".format, inner, st.sampled_from(["[0]", '["a"]', ".id", "[*]", "[*].id", ".*.id", "[var.u]"])
        ),
        st.builds("({} {} {})".format, inner, OPERATORS, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("[for x in {} : {} if {}]".format, inner, inner, inner),
        st.builds("[for i, x in {} : {}]".format, inner, inner),
        st.builds("{{for k, x in {} : k => {}}}".format, inner, inner),
        st.builds("{{for k, x in {} : {} => x...}}".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{a = {}, ({}) = 1}}".format, inner, inner),
        st.builds('"<${{{}}}>"'.format, inner),
        st.builds("!{}".format, st.just("var.u")),
    )


@given(st.recursive(ATOMS, _larger, max_leaves=12))
def test_every_expression_evaluates_to_a_datum(text: str) -> None:
    _check_datum(value(text))


def _check_datum(datum: Datum) -> None:
    if isinstance(datum, Listing):
        for element in datum.elements:
            _check_datum(element)
        assert datum.more is None or datum.more.reason
    elif isinstance(datum, dict):
        for key, item in datum.items():
            assert type(key) is str
            _check_datum(item)
    elif isinstance(datum, Text):
        assert not all(isinstance(part, str) for part in datum.parts)
        for part in datum.parts:
            _check_datum(part)
    elif isinstance(datum, Unknown):
        assert datum.reason
    elif isinstance(datum, Json):
        _check_datum(datum.value)
    else:
        assert datum is None or isinstance(datum, (str, int, float, bool, Reference, Resource, UncertainInstances)), (
            repr(datum)
        )
