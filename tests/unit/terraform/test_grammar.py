from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdanet.readers.terraform.syntax.grammar import parse_body, parse_expression
from lambdanet.readers.terraform.syntax.syntax import (
    Access,
    Binary,
    Body,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    GetAttr,
    Index,
    Literal,
    Object,
    Splat,
    SyntaxProblem,
    Template,
    Traversal,
    Tuple,
    Unary,
    Unsupported,
)

A, B, C = Traversal("a"), Traversal("b"), Traversal("c")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", Literal(1)),
        ("1.5", Literal(1.5)),
        ("true", Literal(True)),
        ("null", Literal(None)),
        ('"text"', Literal("text")),
        ("a.b", Traversal("a", (GetAttr("b"),))),
        ("a[0].b", Traversal("a", (Index(Literal(0)), GetAttr("b")))),
        ("a.0.b", Traversal("a", (Index(Literal(0)), GetAttr("b")))),
        ("a[*].b[0].c", Traversal("a", (Splat((GetAttr("b"), Index(Literal(0)), GetAttr("c"))),))),
        ("a.*.b[0]", Traversal("a", (Splat((GetAttr("b"),)), Index(Literal(0))))),
        ("a.*.b.0", Traversal("a", (Splat((GetAttr("b"), Index(Literal(0)))),))),
        ("a[*].b[*].c", Traversal("a", (Splat((GetAttr("b"), Splat((GetAttr("c"),)))),))),
        ("(a).b", Access(A, (GetAttr("b"),))),
        ("f(a)[0].b", Access(Call("f", (A,)), (Index(Literal(0)), GetAttr("b")))),
        ("f(a, b...)", Call("f", (A, B), expand_last=True)),
        ("f(a, b,)", Call("f", (A, B))),
        ("f(\n  a,\n  b # the second\n)", Call("f", (A, B))),
        ("f()", Call("f", ())),
        ("-a", Unary("-", A)),
        ("!(a && b)", Unary("!", Binary("&&", A, B))),
        ("a - b", Binary("-", A, B)),
        ("a-b", Traversal("a-b")),
        ("[]", Tuple(())),
        ("[a, /* or */ b,\n c]", Tuple((A, B, C))),
        ("{}", Object(())),
        ("{a = b}", Object(((Literal("a"), B),))),
        ('{ (a) = b\n "c" : 1, d = a ? b : c }',
         Object(((A, B), (Literal("c"), Literal(1)), (Literal("d"), Conditional(A, B, C))))),
        ("[for a in b : c]", ForTuple(None, "a", B, C, None)),
        ("[for k, a in b : c if a]", ForTuple("k", "a", B, C, A)),
        ("{\n for a in b :\n a => c...\n if a\n }", ForObject(None, "a", B, A, C, A, grouping=True)),
        ("{for k, a in b : a => c}", ForObject("k", "a", B, A, C, None, grouping=False)),
    ],
)  # fmt: skip
def test_expression(text: str, expected: Expression) -> None:
    assert parse_expression(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("(a + b) * c", Binary("*", Binary("+", A, B), C)),
        ("a || b && c", Binary("||", A, Binary("&&", B, C))),
        ("a == b ? b : c", Conditional(Binary("==", A, B), B, C)),
        ("a ? b : c + a", Conditional(A, B, Binary("+", C, A))),
        ("a ? b : b ? c : a", Conditional(A, B, Conditional(B, C, A))),
        ("a < b == c", Binary("==", Binary("<", A, B), C)),
        ("-a * b", Binary("*", Unary("-", A), B)),
    ],
)
def test_precedence(text: str, expected: Expression) -> None:
    assert parse_expression(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"${a}"', A),
        ('"x${a}y"', Template((Literal("x"), A, Literal("y")))),
        ('"$${a}%%{b}"', Literal("${a}%{b}")),
        (r'"\"\n\t\\\u0041"', Literal('"\n\t\\A')),
        ('"${f("${b["k"]}")}-"', Template((Call("f", (Traversal("b", (Index(Literal("k")),)),)), Literal("-")))),
        ('"x ${~ a ~} y"', Template((Literal("x"), A, Literal("y")))),
        ("<<EOT\n  x ${a}\nEOT\n", Template((Literal("  x "), A, Literal("\n")))),
        ("<<-EOT\n  x\n\n    y\n  EOT\n", Literal("x\n\n  y\n")),
        ('<<EOT\n{"a": "\\n # no comment"}\nEOT', Literal('{"a": "\\n # no comment"}\n')),
        ('"# no // comment /* at all"', Literal("# no // comment /* at all")),
        ('"%{ if a }x%{ else }y%{ endif }"', Template((Conditional(A, Literal("x"), Literal("y")),))),
        ('"${a} and ${b"', None),
    ],
)
def test_strings(text: str, expected: Expression | None) -> None:
    if expected is None:
        with pytest.raises(SyntaxProblem):
            parse_expression(text)
    else:
        assert parse_expression(text) == expected


def test_an_odd_string_does_not_hide_its_block() -> None:
    body = parse_body('locals {\n  odd = "${a b}"\n  wrong = "\\q"\n  fine = 1\n}\n').blocks[0].body
    assert body.attributes["fine"] == Literal(1)
    assert isinstance(body.attributes["odd"], Unsupported)
    assert isinstance(body.attributes["wrong"], Unsupported)


def test_body() -> None:
    text = """
    # The subnets.
    resource "aws_subnet" "private" {   // one per zone
      count = 2 /* and not
                   3 = 4 { */
      tags = {
        Name = "a"   # a name
      }
      dynamic "timeouts" {
        for_each = [1]
        content { create = "1m" }
      }
    }
    variable "x" {}
    """.replace("content { create", "content {\n create")
    body = parse_body(text)
    subnet, variable = body.blocks
    assert (subnet.type, subnet.labels) == ("resource", ("aws_subnet", "private"))
    assert subnet.body.attributes["count"] == Literal(2)
    assert subnet.body.attributes["tags"] == Object(((Literal("Name"), Literal("a")),))
    assert subnet.body.blocks_of("dynamic")[0].labels == ("timeouts",)
    assert variable.body == Body()


def test_windows_line_ends_and_byte_order_mark() -> None:
    assert parse_body("\ufeffa = 1\r\nb = [\r\n2]\r\n").attributes == {"a": Literal(1), "b": Tuple((Literal(2),))}


@pytest.mark.parametrize("text", ["", "a b", "a = 1", "(a", "a)", '"a', "<<EOT\nx", "f(", "a ? b", "/* a", "1e", "[a}"])
def test_what_is_no_expression_is_a_problem(text: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "f(" * 40 + "1" + ")" * 40,
        "[" * 5000 + "]" * 5000,
        '"${' * 500 + "a" + '}"' * 500,
        "a" + " + a" * 5000,
        "a ? b : " * 3000 + "c",
        '"' + "a" * 100_000,
        '"' + "\\" * 100_001,
        "-" * 10_000 + "a",
        "${" * 1000,
    ],
)
def test_monstrous_texts_end_soon(text: str) -> None:
    started = time.monotonic()
    with contextlib.suppress(SyntaxProblem):
        parse_expression(text)
    assert time.monotonic() - started < 5


PIECES = st.sampled_from(
    [
        "a",
        "b.c",
        "[0]",
        '["k"]',
        "[*]",
        ".*",
        ".d",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        '"',
        "${",
        "}",
        "$${",
        "%{ if a }",
        "%{ endif }",
        "<<EOT\n",
        "EOT\n",
        "\n",
        " ",
        ",",
        "...",
        "for",
        "in",
        "if",
        ":",
        "=>",
        "=",
        "?",
        "+",
        "-",
        "*",
        "/",
        "%",
        "==",
        "!=",
        "<",
        ">=",
        "&&",
        "!",
        "1",
        "2.5",
        "true",
        "null",
        "f(",
        "#",
        "//",
        "/*",
        "*/",
        "\\",
        "~",
        "é",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_text_raises_anything_else(text: str) -> None:
    for parse in (parse_expression, parse_body):
        with contextlib.suppress(SyntaxProblem):
            parse(text)
