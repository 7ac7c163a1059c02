"""Every function of the evaluator against Python's own means, on many inputs."""

from __future__ import annotations

import base64
import csv
import functools
import hashlib
import io
import ipaddress
import itertools
import json
import math
import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdanet.readers.datum import Datum, Listing
from lambdanet.readers.json_texts import Json
from lambdanet.readers.terraform.functions.function_calls import call_function
from lambdanet.readers.terraform.functions.function_table import FUNCTIONS
from lambdanet.readers.terraform.values.certainty import EvaluationError
from lambdanet.values import Unknown

REFUSED = "refused"

whole = st.integers(-1000, 1000)
small = st.integers(-3, 12)
numbers = st.one_of(whole, st.integers(-4000, 4000).map(lambda quarters: quarters / 4))
letters = st.sampled_from(["a", "b", "c", "d", "ab", "x"])
ascii_text = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
truths = st.booleans()
names = st.lists(letters, max_size=5)
maps = st.dictionaries(letters, whole, max_size=4)
nested = st.recursive(letters, lambda inner: st.lists(inner, max_size=3), max_leaves=8)
documents = st.recursive(
    st.one_of(st.none(), truths, whole, ascii_text),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(letters, inner, max_size=3)),
    max_leaves=8,
)
prefixes = st.one_of(
    st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 32)).map(lambda p: ipaddress.IPv4Network(p, strict=False)),
    st.tuples(st.integers(1 << 64, 2**128 - 1), st.integers(1, 128)).map(
        lambda p: ipaddress.IPv6Network(p, strict=False)
    ),
)


def _unless(refused: bool, answer: Callable[[], Any]) -> Any:
    return REFUSED if refused else answer()


def _hashing(name: str) -> tuple[Any, Callable[[str], str]]:
    make = getattr(hashlib, name.removeprefix("base64"))
    if name.startswith("base64"):
        return (st.text(max_size=8),), lambda s: base64.b64encode(make(s.encode()).digest()).decode()
    return (st.text(max_size=8),), lambda s: make(s.encode()).hexdigest()


def _flat(item: Any) -> list[Any]:
    return [leaf for each in item for leaf in _flat(each)] if isinstance(item, list) else [item]


def _subnet(network: Any, bits: int, number: int) -> Any:
    if network.prefixlen + bits > network.max_prefixlen or number >= 2**bits:
        return REFUSED
    return str(next(itertools.islice(network.subnets(prefixlen_diff=bits), number, None)))


def _subnets(network: Any, bits: list[int]) -> Any:
    found: list[Any] = []
    for more in bits:
        if network.prefixlen + more > network.max_prefixlen:
            return REFUSED
        last = int(found[-1].broadcast_address) if found else -1
        free = next((s for s in network.subnets(prefixlen_diff=more) if int(s.network_address) > last), None)
        if free is None:
            return REFUSED
        found.append(free)
    return [str(each) for each in found]


def _range(start: int, end: int, step: int) -> Any:
    if start == end:
        return []
    return _unless(step == 0 or (end > start) != (step > 0), lambda: list(range(start, end, step)))


def _slice(items: list[str], start: int, end: int) -> Any:
    return _unless(not 0 <= start <= end <= len(items), lambda: items[start:end])


def _grouped(value: Mapping[str, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in sorted(value):
        for item in value[key]:
            found.setdefault(item, []).append(key)
    return found


def _table(rows: list[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([["a", "b"], *rows])
    return written.getvalue()


def _parsed(digits: str, base: int) -> Any:
    try:
        return int(digits, base)
    except ValueError:
        return REFUSED


def _number(written: Any) -> Any:
    try:
        return float(written)
    except ValueError:
        return REFUSED


TRUTHS = {"true": True, "false": False, "x": REFUSED}


def _rounded(number: float, direction: str) -> int:
    return int(Decimal(number).to_integral_value(direction))


def _padded(number: int, width: int) -> str:
    return f"%{width}d|%-{width}d|%0{width}d" % (number, number, number)


# For each function the strategies of its arguments, and what Python makes of them.
ORACLES: dict[str, tuple[tuple[st.SearchStrategy[Any], ...], Callable[..., Any]]] = {
    "abs": ((numbers,), abs),
    "alltrue": ((st.lists(truths),), all),
    "anytrue": ((st.lists(truths),), any),
    "base64decode": (
        (st.text(max_size=8).map(lambda s: base64.b64encode(s.encode()).decode()),),
        lambda s: base64.b64decode(s).decode(),
    ),
    "base64encode": ((st.text(max_size=8),), lambda s: base64.b64encode(s.encode()).decode()),
    **{name: _hashing(name) for name in ("md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512")},
    "ceil": ((numbers,), lambda n: _rounded(n, ROUND_CEILING)),
    "chomp": ((st.sampled_from(["a\n", "a\r\n", "a", "\n\n", "a\nb\n"]),), lambda s: re.sub(r"[\r\n]+\Z", "", s)),
    "chunklist": ((names, st.integers(1, 4)), lambda x, n: [x[i : i + n] for i in range(0, len(x), n)]),
    "cidrhost": (
        (prefixes, st.integers(-3000, 3000)),
        lambda n, i: _unless(not -n.num_addresses <= i < n.num_addresses, lambda: str(n[i])),
    ),
    "cidrnetmask": ((prefixes,), lambda n: _unless(n.version != 4, lambda: str(n.netmask))),
    "cidrsubnet": ((prefixes, st.integers(0, 10), st.integers(0, 1500)), _subnet),
    "cidrsubnets": ((prefixes, st.lists(st.integers(1, 5), min_size=1, max_size=5)), _subnets),
    "coalesce": (
        (st.lists(st.sampled_from(["", "a", None]), min_size=1),),
        lambda x: next((s for s in x if s), REFUSED),
    ),
    "coalescelist": ((st.lists(names, min_size=1),), lambda x: next((each for each in x if each), REFUSED)),
    "compact": ((st.lists(st.sampled_from(["", "a", None])),), lambda x: [s for s in x if s]),
    "concat": ((st.lists(names, min_size=1),), lambda x: functools.reduce(operator.iadd, x, [])),
    "contains": ((names, letters), lambda x, s: s in x),
    "csvdecode": (
        (st.lists(st.tuples(ascii_text, ascii_text).map(list), max_size=3).map(_table),),
        lambda s: [{"a": row["a"], "b": row["b"]} for row in csv.DictReader(io.StringIO(s))],
    ),
    "distinct": ((names,), lambda x: list(dict.fromkeys(x))),
    "element": ((names, small), lambda x, i: _unless(not x, lambda: x[i % len(x)])),
    "endswith": ((ascii_text, letters), str.endswith),
    "flatten": ((st.lists(nested, max_size=4),), _flat),
    "floor": ((numbers,), lambda n: _rounded(n, ROUND_FLOOR)),
    "format": (
        (st.integers(2, 9), whole),
        lambda width, n: _padded(n, width),
    ),
    "formatlist": ((names, letters), lambda x, s: [f"{each}/{s}" for each in x]),
    "indent": (
        (st.integers(0, 4), st.sampled_from(["a", "a\nb", "\n\n"])),
        lambda n, s: s.replace("\n", "\n" + n * " "),
    ),
    "index": ((names, letters), lambda x, s: _unless(s not in x, lambda: x.index(s))),
    "join": ((letters, names), str.join),
    "jsondecode": ((documents.map(json.dumps),), json.loads),
    "jsonencode": (
        (documents,),
        lambda d: re.sub(
            "[<>&]",
            lambda m: f"\\u{ord(m.group()):04x}",
            json.dumps(d, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        ),
    ),
    "keys": ((maps,), sorted),
    "length": ((st.one_of(names, maps, ascii_text),), len),
    "log": ((st.integers(0, 40), st.integers(2, 9)), lambda n, base: n),
    "lookup": ((maps, letters, whole), lambda m, k, default: m.get(k, default)),
    "lower": ((ascii_text,), str.lower),
    "matchkeys": ((st.lists(st.tuples(letters, letters)), names), lambda x, wanted: [a for a, b in x if b in wanted]),
    "max": ((st.lists(numbers, min_size=1),), max),
    "merge": ((st.lists(maps),), lambda x: {k: v for m in x for k, v in m.items()}),
    "min": ((st.lists(numbers, min_size=1),), min),
    "nonsensitive": ((documents,), lambda d: d),
    "one": ((st.lists(letters, max_size=2),), lambda x: _unless(len(x) > 1, lambda: x[0] if x else None)),
    "parseint": ((st.text("0123456789abcxz-", max_size=4), st.integers(2, 36)), _parsed),
    "pow": ((st.integers(-20, 20), st.integers(0, 20)), pow),
    "range": ((small, small, st.integers(-3, 3)), _range),
    "regex": (
        (st.sampled_from(["[a-c]+", "a|b", "x.", "^a", "d$", r"\w\d?"]), ascii_text),
        lambda e, s: m.group() if (m := re.search(e, s)) else REFUSED,
    ),
    "regexall": ((st.sampled_from(["[a-c]+", "a|b", "x.", "^a", r"\w\d?"]), ascii_text), re.findall),
    "replace": ((ascii_text, letters, letters), str.replace),
    "reverse": ((names,), lambda x: x[::-1]),
    "sensitive": ((documents,), lambda d: d),
    "setintersection": ((names, names), lambda a, b: sorted({*a} & {*b})),
    "setproduct": ((names, names), lambda a, b: [list(pair) for pair in itertools.product(a, b)]),
    "setsubtract": ((names, names), lambda a, b: sorted({*a} - {*b})),
    "setunion": ((names, names), lambda a, b: sorted({*a} | {*b})),
    "signum": ((whole,), lambda n: (n > 0) - (n < 0)),
    "slice": ((names, small, small), _slice),
    "sort": ((names,), sorted),
    "split": ((letters, ascii_text), lambda s, text: text.split(s)),
    "startswith": ((ascii_text, letters), str.startswith),
    "strcontains": ((ascii_text, letters), str.__contains__),
    "strrev": ((ascii_text,), lambda s: "".join(reversed(s))),
    "substr": ((ascii_text, st.integers(0, 9), st.integers(-1, 9)), lambda s, i, n: s[i:] if n < 0 else s[i:][:n]),
    "sum": ((st.lists(numbers, min_size=1),), lambda x: float(sum(map(Decimal, x)))),
    "title": ((st.lists(letters).map(" ".join),), lambda s: " ".join(word.capitalize() for word in s.split(" "))),
    "tobool": ((st.sampled_from(["true", "false", "x", True, None]),), lambda v: TRUTHS.get(v, v)),
    "tolist": ((names,), list),
    "tomap": ((maps,), dict),
    "tonumber": ((st.one_of(numbers, numbers.map(str), letters),), _number),
    "toset": ((names,), lambda x: sorted({*x})),
    "tostring": ((st.one_of(whole, truths, letters),), lambda v: str(v).lower() if isinstance(v, bool) else str(v)),
    "transpose": ((st.dictionaries(letters, names, max_size=3),), _grouped),
    "trim": ((st.text("abx ", max_size=8), letters), str.strip),
    "trimprefix": ((ascii_text, letters), lambda s, p: s[len(p) :] if s.startswith(p) else s),
    "trimspace": ((st.text(" \n\ta", max_size=6),), str.strip),
    "trimsuffix": ((ascii_text, letters), lambda s, p: s[: len(s) - len(p)] if s.endswith(p) else s),
    "upper": ((ascii_text,), str.upper),
    "values": ((maps,), lambda m: [m[key] for key in sorted(m)]),
    "yamldecode": (
        (documents.filter(lambda d: isinstance(d, (list, dict))).map(json.dumps),),
        json.loads,
    ),
    "zipmap": ((st.lists(st.tuples(letters, whole)),), dict),
}  # fmt: skip

# How the arguments of a function come from those that its oracle takes, where they are not the same.
CALLED: dict[str, Callable[..., list[Any]]] = {
    **{name: lambda x: list(x) for name in ("coalesce", "coalescelist", "concat", "max", "merge", "min")},
    "cidrsubnets": lambda network, bits: [str(network), *bits],
    "format": lambda width, n: [f"%{width}d|%-{width}d|%0{width}d", n, n, n],
    "formatlist": lambda x, s: ["%s/%s", x, s],
    "log": lambda n, base: [base**n, base],
    "matchkeys": lambda x, wanted: [[a for a, _ in x], [b for _, b in x], wanted],
    "zipmap": lambda x: [[k for k, _ in x], [v for _, v in x]],
}


def datum(value: Any) -> Datum:
    """A Python value as a datum."""
    if isinstance(value, (list, tuple)):
        return Listing(tuple(map(datum, value)))
    if isinstance(value, dict):
        return {key: datum(item) for key, item in value.items()}
    return str(value) if isinstance(value, (ipaddress.IPv4Network, ipaddress.IPv6Network)) else value


def plain(value: Datum) -> Any:
    """A datum as a Python value."""
    if isinstance(value, EvaluationError):
        return REFUSED
    if isinstance(value, Listing):
        assert value.more is None
        return [plain(element) for element in value.elements]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value.text() if isinstance(value, Json) else value


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_against_python(name: str, data: st.DataObject) -> None:
    strategies, oracle = ORACLES[name]
    arguments = [data.draw(strategy) for strategy in strategies]
    result = call_function(name, [datum(each) for each in CALLED.get(name, lambda *same: list(same))(*arguments)])
    if isinstance(result, Unknown) and not isinstance(result, EvaluationError) and name in MAY_BE_UNDECIDED:
        return
    assert plain(result) == oracle(*arguments)


# Some inputs of these have no one answer: logarithms that are not exact, YAML's plain values, too many numbers.
MAY_BE_UNDECIDED = ("log", "yamldecode", "regexall")


def test_logarithms_of_powers_of_two_are_decided() -> None:
    assert [call_function("log", [2**n, 2]) for n in (0, 1, 2, 4, 8, 16)] == [0, 1, 2, 4, 8, 16]
    assert math.isclose(call_function("log", [10, 2]), math.log2(10))
