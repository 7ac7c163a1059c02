from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.terraform.evaluation.evaluator import evaluate
from lambdanet.readers.terraform.functions.function_calls import call_function
from lambdanet.readers.terraform.syntax.grammar import parse_expression
from lambdanet.readers.terraform.values.certainty import EvaluationError, candidates_of
from lambdanet.values import Unknown

S = Unknown("var.s has no default", frozenset({"subnet.9"}), "var.s")
R = Reference("subnet.0", "id")
MORE = Unknown("there may be others", frozenset({"subnet.8"}))


class NoNames:
    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        return Unknown(f"{names} is not declared"), len(names)


def value(text: str, **bindings: Datum) -> Any:
    return evaluate(parse_expression(text), NoNames(), {"s": S, "r": R, **bindings})


def plain(datum: Datum) -> Any:
    if isinstance(datum, Listing):
        assert datum.more is None
        return [plain(element) for element in datum.elements]
    return {key: plain(item) for key, item in datum.items()} if isinstance(datum, dict) else datum


# Most of these are in the reference of Terraform's functions.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('cidrsubnet("172.16.0.0/12", 4, 2)', "172.18.0.0/16"),
        ('cidrsubnet("10.1.2.0/24", 4, 15)', "10.1.2.240/28"),
        ('cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)', "fd00:fd12:3456:7800:a200::/72"),
        ('cidrsubnet("10.0.0.9/16", 8, 1)', "10.0.1.0/24"),
        ('cidrsubnet("10.0.0.0/16", 0, 0)', "10.0.0.0/16"),
        ('cidrsubnet("010.001.0.0/16", 8, 1)', "10.1.1.0/24"),
        ('cidrsubnets("10.1.0.0/16", 4, 4, 8, 4)', ["10.1.0.0/20", "10.1.16.0/20", "10.1.32.0/24", "10.1.48.0/20"]),
        ('cidrsubnets("fd00:fd12:3456:7890::/56", 16, 16, 16, 32)',
         ["fd00:fd12:3456:7800::/72", "fd00:fd12:3456:7800:100::/72", "fd00:fd12:3456:7800:200::/72",
          "fd00:fd12:3456:7800:300::/88"]),
        ('cidrsubnets("10.0.0.0/8")', []),
        ('cidrhost("10.12.112.0/20", 16)', "10.12.112.16"),
        ('cidrhost("10.12.112.0/20", 268)', "10.12.113.12"),
        ('cidrhost("10.12.112.0/20", -1)', "10.12.127.255"),
        ('cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)', "fd00:fd12:3456:7890::22"),
        ('cidrnetmask("172.16.0.0/12")', "255.240.0.0"),
        ('element(["a", "b", "c"], 4)', "b"),
        ('slice(["a", "b", "c", "d"], 1, 3)', ["b", "c"]),
        ('slice(["a"], 1, 1)', []),
        ('concat(["a", ""], ["b", "c"])', ["a", "", "b", "c"]),
        ('concat([], [])', []),
        ('flatten([["a", "b"], [], ["c", [["d"]]]])', ["a", "b", "c", "d"]),
        ('compact(["a", "", "b", null, "c"])', ["a", "b", "c"]),
        ('distinct(["a", "b", "a", "c", "d", "b"])', ["a", "b", "c", "d"]),
        ('toset(["c", "b", "b"])', ["b", "c"]),
        ('toset(["a", 1])', ["1", "a"]),
        ('tolist(["a", 1, true])', ["a", "1", "true"]),
        ('tomap({a = "x", b = 1})', {"a": "x", "b": "1"}),
        ('keys({c = 1, a = 2})', ["a", "c"]),
        ('values({c = 1, a = 2})', [2, 1]),
        ('zipmap(["b", "a"], [1, 2])', {"a": 2, "b": 1}),
        ('lookup({a = "ay"}, "c", "what?")', "what?"),
        ('lookup({a = "ay"}, "a")', "ay"),
        ('merge({a = "b"}, null, {a = "z", c = 1})', {"a": "z", "c": 1}),
        ('merge()', {}),
        ('coalesce(null, "", "b")', "b"),
        ('coalesce(0, 1)', 0),
        ('coalesce(1, "b")', "1"),
        ('compact([true])', ["true"]),
        ('distinct(["b", false])', ["b", "false"]),
        ('setintersection([0, "1"], [1])', ["1"]),
        ('coalescelist([], ["c"])', ["c"]),
        ('one(["a"])', "a"),
        ('one([])', None),
        ('length("hello")', 5),
        ('length({a = 1})', 1),
        ('range(3)', [0, 1, 2]),
        ('range(1, 4)', [1, 2, 3]),
        ('range(1, 8, 2)', [1, 3, 5, 7]),
        ('range(1, 4, 0.5)', [1, 1.5, 2, 2.5, 3, 3.5]),
        ('range(4, 1)', [4, 3, 2]),
        ('range(10, 5, -2)', [10, 8, 6]),
        ('index(["a", "b"], "b")', 1),
        ('contains(["a", "b"], "b")', True),
        ('contains(["a", "b"], "c")', False),
        ('reverse([1, 2])', [2, 1]),
        ('sort(["e", "d", "E"])', ["E", "d", "e"]),
        ('setunion(["a", "b"], ["c", "b"])', ["a", "b", "c"]),
        ('setintersection(["a", "b"], ["c", "b"])', ["b"]),
        ('setsubtract(["a", "b"], ["b"])', ["a"]),
        ('setproduct(["a", "b"], [1, 2])', [["a", 1], ["a", 2], ["b", 1], ["b", 2]]),
        ('chunklist([1, 2, 3], 2)', [[1, 2], [3]]),
        ('sum([0.1, 0.2])', 0.3),
        ('min(12, 54, 3)', 3),
        ('max([12, 54, 3]...)', 54),
        ('abs(-2)', 2),
        ('ceil(5.1)', 6),
        ('floor(-4.2)', -5),
        ('pow(3, 2)', 9),
        ('signum(-3)', -1),
        ('parseint("bF", 16)', 191),
        ('tonumber("1.50")', 1.5),
        ('tostring(1.0)', "1"),
        ('tobool("true")', True),
        ('"1" ? 1 : 2', 1),
        ('tostring(null)', None),
        ('format("Hello, %s! %d%% %05.1f|%-4s|%4s|%t|%v|%03d|%x", "A", 4, 1.25, "a", "b", true, 2, 7, 255)',
         "Hello, A! 4% 001.2|a   |   b|true|2|007|ff"),
        ('formatlist("%s-%s", "x", ["a", "b"])', ["x-a", "x-b"]),
        ('join("-", ["a", "b"], ["c"])', "a-b-c"),
        ('join(",", [1, true])', "1,true"),
        ('split(",", "a,b,")', ["a", "b", ""]),
        ('split(",", "")', [""]),
        ('replace("1 + 2 + 3", "+", "-")', "1 - 2 - 3"),
        ('lower("HELLO")', "hello"),
        ('upper("hello")', "HELLO"),
        ('title("hello big-world")', "Hello Big-World"),
        ('trim("?!hello?!", "!?")', "hello"),
        ('trimspace("  hello\\n")', "hello"),
        ('trimprefix("helloworld", "hello")', "world"),
        ('trimsuffix("helloworld", "world")', "hello"),
        ('substr("hello world", 1, 4)', "ello"),
        ('substr("hello world", -5, -1)', "world"),
        ('startswith("hello", "he")', True),
        ('endswith("hello", "he")', False),
        ('strcontains("hello", "ell")', True),
        ('chomp("hello\\n\\n")', "hello"),
        ('indent(2, "a\\nb")', "a\n  b"),
        ('jsondecode("{\\"a\\": [1, null]}")', {"a": [1, None]}),
        ('"${jsonencode([1, "a"])} "', '[1,"a"] '),
        ('alltrue([true, "true"])', True),
        ('anytrue([])', False),
        ('matchkeys(["i-1", "i-2"], ["a", "b"], ["b"])', ["i-2"]),
        ('matchkeys(["i-1", "i-2", "i-3"], keys({ 0 = "a", 1 = "b", 2 = "c" }), range(0, 2))', ["i-1", "i-2"]),
        ('sensitive("a")', "a"),
        ('can(1)', True),
        ('try(null, 1)', None),
    ],
)  # fmt: skip
def test_documented_results(text: str, expected: Any) -> None:
    result = plain(value(text))
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    "text",
    [
        'cidrsubnet("10.0.0.0/30", 3, 0)',
        'cidrsubnet("10.0.0.0/16", 8, 256)',
        'cidrsubnet("10.0.0.0", 8, 0)',
        'cidrsubnet("10.0.0.0/33", 0, 0)',
        'cidrsubnet("10.0.0.256/8", 0, 0)',
        'cidrsubnet("10.0.0.0/255.0.0.0", 8, 0)',
        'cidrsubnet("x", 8, 0)',
        'cidrsubnet("10.0.0.0/8", 1.5, 0)',
        'cidrsubnets("10.0.0.0/24", 1, 1, 1)',
        'cidrsubnets("10.0.0.0/24", 0)',
        'cidrhost("10.0.0.0/30", 4)',
        'cidrhost("10.0.0.0/30", -5)',
        'cidrnetmask("fd00::/8")',
        "element([], 0)",
        'slice(["a"], 0, 2)',
        'slice(["a"], 1, 0)',
        'zipmap(["a"], [])',
        'lookup({a = 1}, "b")',
        'coalesce(null, "")',
        "coalescelist([])",
        "one([1, 2])",
        'index(["a"], "b")',
        "sum([])",
        'sum(["a"])',
        "range(2000)",
        "range(1, 5, -1)",
        'tonumber("a")',
        "tonumber(true)",
        'tobool("yes")',
        "tostring([])",
        'concat("a")',
        "keys([1])",
        'merge({a = 1}, "b")',
        'format("%s")',
        'format("%d", "a")',
        'format("x", 1)',
        'formatlist("%s%s", [1], [1, 2])',
        'join(",", [null])',
        'jsondecode("{")',
        "lower()",
        "lower(1, 2)",
        '1 + "a"',
        "!1",
        'try(1 + "a")',
        '{for x in ["a", "a"] : x => 1}',
        "[for x in 1 : x]",
        "{(null) = 1}",
    ],
)
def test_what_terraform_refuses_is_an_error(text: str) -> None:
    assert isinstance(value(text), EvaluationError)
    assert value(f"can({text})") is False
    assert value(f'try({text}, "other")') == "other"


@pytest.mark.parametrize(
    "text",
    [
        "cidrsubnet(s, 8, 0)",
        "length(s)",
        "length(concat([1], s))",
        "toset(s)",
        "sort(s)",
        "keys(s)",
        "values(s)",
        "merge({a = 1}, s)",
        "contains([r], s)",
        'contains([s], "a")',
        "index([s, 1], 1)",
        "join(\",\", s)",
        "replace(\"a1\", \"/([0-9]+)+/\", \"\")",
        "regex(\"(?i)a\", \"a\")",
        "length(distinct([s, r]))",
        "tolist(distinct([s, r]))[0]",
        "max(1, s)",
        "one(s)",
        'lower("${s}A")',
        "tolist(setintersection([s], [r]))[0]",
        "file(\"x\")",
        "1 / 0",
        "concat([1], s)[0]",
        "length(toset([s, r]))",
        "sum(s)",
        "try(s.a, 1)",
        "can(s.a)",
        "can(slice(s, 0, 2))",
        "try(slice(s, 0, 2), 1)",
        "can(cidrsubnets(s, 4, 4))",
        "element(s, -1)",
        "log(9, 3) + s",
        "jsondecode(s)",
        "zipmap(s, s)",
        'format("%5s", s)',
        "split(\",\", s)",
        "alltrue([true, s])",
        "coalesce(s, 1)",
        "title(\"é\")",
    ],
)  # fmt: skip
def test_what_is_not_known_is_no_error(text: str) -> None:
    result = value(text)
    assert isinstance(result, Unknown)
    assert not isinstance(result, EvaluationError)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('contains([s, "a"], "a")', True),
        ("contains([s], s)", True),
        ("alltrue([s, false])", False),
        ("anytrue([s, true])", True),
        ("length([s, r])", 2),
        ("length(slice(s, 0, 3))", 3),
        ("length(cidrsubnets(s, 4, 4))", 2),
        ("distinct([r, r, s, s])", [R, S]),
        ("toset([r, r])", [R]),
        ("length(toset([r]))", 1),
        ("coalesce(null, r, s)", R),
        ("one([r])", R),
        ("compact([r, \"\"])", [R]),
        ("setsubtract([r, \"a\"], [r])", None),
        ("startswith(\"arn:${s}\", \"arn:\")", True),
        ("endswith(\"${s}-x\", \"-y\")", False),
        ("strcontains(\"a-${s}\", \"a-\")", True),
        ("try(s, 1)", S),
        ("can(s)", True),
        ("setproduct([r], [s])", [[R, S]]),
        ("reverse([r, s])", [S, R]),
        ("element([s, r], 3)", R),
        ('lookup({a = r}, "a", s)', R),
        ('format("%s/x", s)', Text((S, "/x"))),
        ('join("/", [r, "a", s])', Text((R, "/a/", S))),
        ('split(",", join(",", [r, "a", r]))', [R, "a", R]),
        ('split(",", "${r}x,y")', [Text((R, "x")), "y"]),
        ("merge({a = s}, {b = r})", {"a": S, "b": R}),
    ],
)  # fmt: skip
def test_what_is_certain_in_spite_of_unknown_parts(text: str, expected: Any) -> None:
    if expected is None:
        assert value(text).more is not None
    else:
        assert plain(value(text)) == expected


def test_one_of_a_list_that_may_hold_more_relies_on_there_being_one() -> None:
    assert call_function("one", [Listing((R,), more=MORE)]) == R
    assert call_function("one", [Listing((), more=MORE)]).candidates == {"subnet.8"}


def test_equal_calls_have_one_symbol() -> None:
    assert value("cidrsubnet(s, 8, 1) == cidrsubnet(s, 8, 1)") is True
    assert isinstance(value("cidrsubnet(s, 8, 1) == cidrsubnet(s, 8, 2)"), Unknown)
    assert value('cidrsubnet("10.0.0.0/${s}", 8, 1)').symbol is None


@pytest.mark.parametrize("name", ["concat", "flatten", "setunion", "distinct", "compact", "reverse", "toset", "tolist"])
def test_collections_that_may_hold_more_stay_so(name: str) -> None:
    partial = Listing((R, "a"), more=MORE)
    arguments = [partial, Listing(("b",))] if name in ("concat", "setunion") else [partial]
    result = call_function(name, arguments)
    assert isinstance(result, Listing)
    assert result.more is not None
    assert result.more.candidates == {"subnet.8"}
    assert {R, "a"} <= set(result.elements)


prefixes_4 = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(
    lambda pair: ipaddress.IPv4Network(pair, strict=False)
)
prefixes_6 = st.tuples(st.integers(1 << 64, 2**128 - 1), st.integers(0, 128)).map(
    lambda pair: ipaddress.IPv6Network(pair, strict=False)
)
prefixes = st.one_of(prefixes_4, prefixes_6)
Network = Any


@given(prefixes, st.integers(0, 12), st.integers(0, 5000))
def test_cidrsubnet_against_ipaddress(network: Network, bits: int, number: int) -> None:
    result = call_function("cidrsubnet", [str(network), bits, number])
    if network.prefixlen + bits > network.max_prefixlen or number >= 2**bits:
        assert isinstance(result, EvaluationError)
        return
    subnets = network.subnets(prefixlen_diff=bits)
    for _ in range(number):
        next(subnets)
    assert result == str(next(subnets))


@given(prefixes.filter(lambda network: network.prefixlen > 0), st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_cidrsubnets_are_the_first_free_ranges(network: Network, bits: list[int]) -> None:
    result = call_function("cidrsubnets", [str(network), *bits])
    expected: list[Network] = []
    for more in bits:
        if network.prefixlen + more > network.max_prefixlen:
            assert isinstance(result, EvaluationError)
            return
        last = int(expected[-1].broadcast_address) if expected else -1
        free = (s for s in network.subnets(prefixlen_diff=more) if int(s.network_address) > last)
        found = next(free, None)
        if found is None:
            assert isinstance(result, EvaluationError)
            return
        expected.append(found)
    assert list(result.elements) == [str(found) for found in expected]


@given(prefixes, st.integers(-3000, 3000))
def test_cidrhost_against_ipaddress(network: Network, number: int) -> None:
    result = call_function("cidrhost", [str(network), number])
    if not -network.num_addresses <= number < network.num_addresses:
        assert isinstance(result, EvaluationError)
    else:
        assert result == str(network[number])


@given(prefixes_4)
def test_cidrnetmask_against_ipaddress(network: ipaddress.IPv4Network) -> None:
    assert call_function("cidrnetmask", [str(network)]) == str(network.netmask)


strings = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=5)


@given(strings, strings)
def test_sets_against_python(left: list[str], right: list[str]) -> None:
    one, other = Listing(tuple(left)), Listing(tuple(right))
    assert plain(call_function("setunion", [one, other])) == sorted({*left, *right})
    assert plain(call_function("setintersection", [one, other])) == sorted({*left} & {*right})
    assert plain(call_function("setsubtract", [one, other])) == sorted({*left} - {*right})


@given(st.lists(st.sampled_from([R, S, "a", "b", None, Text((S, "x"))]), max_size=4), st.data())
def test_nothing_is_lost_on_the_way(elements: list[Datum], data: st.DataObject) -> None:
    """Every resource that went into a list function is in its result, known or as a candidate."""
    name = data.draw(st.sampled_from(["concat", "flatten", "distinct", "compact", "reverse", "toset", "sort"]))
    result = call_function(name, [Listing(tuple(elements))])
    if not isinstance(result, EvaluationError):
        assert candidates_of(result) == candidates_of(Listing(tuple(elements)))
