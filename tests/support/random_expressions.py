"""Random Terraform expressions in which most of the types are right, written as text."""

from __future__ import annotations

import random
from collections.abc import Callable

STRINGS = [
    "",
    "a",
    "b",
    "c",
    "ab",
    "A",
    "eu-west-1a",
    "eu-west-1b",
    "x,y",
    "a-b-c",
    " a ",
    "1",
    "0",
    "true",
    "-7",
    "1.5",
]
STRINGS += [
    "hello world",
    "é",
    "a\\nb",
    "a\\n",
    '{\\"k\\": [1, null]}',
    "%s-%s",
    "Ab cd",
    "aaa",
    "/a/",
    "10",
    "01",
    "z",
]
CIDRS = ["10.0.0.0/16", "10.1.2.3/8", "172.16.0.0/12", "192.168.1.0/24", "10.0.0.0/30", "0.0.0.0/0", "10.0.0.1/32"]
CIDRS += [
    "fd00::/8",
    "2600:1f18:abcd::/56",
    "fd00:fd12:3456:7890::/64",
    "::/0",
    "10.0.0.0",
    "10.0.0.0/33",
    "x",
    "::1/128",
]
KEYS = ["a", "b", "c", "k1", "eu-west-1a"]
PATTERNS = [
    "%s",
    "%s-%s",
    "%d",
    "%03d",
    "%-5s|",
    "%5s|",
    "%q",
    "%v",
    "%%",
    "%.2f",
    "%x",
    "%5.1f",
    "a%sb",
    "%t",
    "%s %d",
    "%#v",
]
PATTERNS += ["%[2]s%[1]s", "%v/%v", "%+d", "%e", "%g", "%b", "%o", "%X", "%.3s"]
EXPRESSIONS = [
    "[a-z]+",
    "(a)(b)?",
    "(?P<letter>[a-c])",
    "^$",
    "[0-9]",
    "a|b",
    "\\\\d+",
    "x*",
    "(",
    "(?i)A",
    "eu-(\\\\w+)-1",
]

YAML_VALUES = ["a", "1", "1.5", "-2", "true", "null", "~", "10.0.0.0/16", "10.0.0.1", "'q'", "[a,1]", "FALSE", "a-b"]
YAML_VALUES += ['\\"b\\"', "{a: b, c: [1, 2]}", "a b", "x # y", "eu-west-1a", "-"]
DOUBTFUL_YAML_VALUES = [
    "0x1f",
    "010",
    "1e3",
    "2020-01-01",
    "12:30",
    "yes",
    "on",
    "3-tier",
    "1_000",
    "+1",
    ".5",
    "{x:2}",
]

# What the parameters of each function are; "*" means any number more of the last.
SIGNATURES = {
    "abs": "number",
    "alltrue": "truths",
    "anytrue": "truths",
    "ceil": "number",
    "chomp": "string",
    "chunklist": "list small",
    "cidrhost": "cidr small",
    "cidrnetmask": "cidr",
    "cidrsubnet": "cidr small small",
    "cidrsubnets": "cidr small*",
    "coalesce": "scalar*",
    "coalescelist": "list*",
    "compact": "strings",
    "concat": "list*",
    "contains": "list scalar",
    "distinct": "list",
    "element": "list small",
    "endswith": "string string",
    "flatten": "nested",
    "floor": "number",
    "format": "pattern value",
    "formatlist": "pattern formatted*",
    "indent": "small string",
    "index": "letters letter",
    "join": "string strings*",
    "jsondecode": "string",
    "jsonencode": "any",
    "keys": "map",
    "length": "sized",
    "log": "number small",
    "lookup": "map key scalar",
    "lower": "string",
    "matchkeys": "pair pair letters",
    "max": "number*",
    "merge": "map*",
    "min": "number*",
    "nonsensitive": "any",
    "one": "short",
    "parseint": "digits base",
    "pow": "small small",
    "range": "small*",
    "regex": "expression string",
    "regexall": "expression string",
    "replace": "string string string",
    "reverse": "list",
    "sensitive": "any",
    "setintersection": "strings*",
    "setproduct": "list*",
    "setsubtract": "strings strings",
    "setunion": "strings*",
    "signum": "number",
    "slice": "list place place",
    "sort": "strings",
    "split": "string string",
    "startswith": "string string",
    "strcontains": "string string",
    "strrev": "string",
    "substr": "string small small",
    "sum": "numbers",
    "title": "string",
    "tobool": "scalar",
    "tolist": "list",
    "tomap": "map",
    "tonumber": "scalar",
    "toset": "list",
    "tostring": "scalar",
    "transpose": "lists_by_key",
    "trim": "string string",
    "trimprefix": "string string",
    "trimspace": "string",
    "trimsuffix": "string string",
    "upper": "string",
    "base64decode": "encoded",
    "base64encode": "string",
    **dict.fromkeys(("md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512"), "string"),
    "csvdecode": "table",
    "yamldecode": "yaml",
    "values": "map",
    "zipmap": "pair pair",
    "try": "any*",
    "can": "reach",
}


# What ``Writer.write`` is asked for besides calls.
KINDS = ("string", "small", "number", "truth", "cidr", "strings", "list", "map", "nested", "any")


class Writer:
    """Writes expressions of a kind, ``depth`` operations deep at most."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311

    def call(self, name: str, depth: int = 1) -> str:
        """A call of the function; one in ten arguments is of any kind."""
        kinds = SIGNATURES[name].split()
        arguments: list[str] = []
        depth = (
            0 if name in ("try", "can") else depth
        )  # branches of different types within are refused, here they are not
        for kind in kinds:
            plain = kind.rstrip("*")
            times = self.random.choice([0, 1, 1, 2, 2, 3]) if kind.endswith("*") else 1
            arguments += [self.write(plain if self.random.random() > 0.07 else "any", depth) for _ in range(times)]
        if arguments and self.random.random() < 0.03:
            arguments.pop()
        return f"{name}({', '.join(arguments)})"

    def write(self, kind: str, depth: int) -> str:
        """An expression of this kind."""
        if depth > 0 and self.random.random() < 0.4:
            composed = self._composed(kind, depth - 1)
            if composed is not None:
                return composed
        maker: Callable[[int], str] = getattr(self, f"_{kind}")
        return maker(depth)

    def _pick(self, texts: list[str]) -> str:
        return f'"{self.random.choice(texts)}"'

    def _composed(self, kind: str, depth: int) -> str | None:
        """The kind as the result of an operation."""
        write = self.write
        choice = self.random.random()
        if choice < 0.2:
            return f"({write('truth', depth)} ? {write(kind, depth)} : {write(kind, depth)})"
        if choice < 0.28:
            return f"try({self._reach(depth)}, {write(kind, depth)})"
        if choice < 0.34:
            return f"[{write(kind, depth)}, {write(kind, depth)}][{self.random.choice([0, 1, 1, 2])}]"
        if choice < 0.4:
            return f"{{a = {write(kind, depth)}, b = 1}}.{self.random.choice('aab')}"
        by_kind = {
            "string": [
                lambda: f'"${{{write("scalar", depth)}}}-${{{write("scalar", depth)}}}"',
                lambda: f'"%{{ if {write("truth", depth)} }}a%{{ else }}b%{{ endif }}"',
                lambda: f'"%{{ for x in {write("strings", depth)} }}${{x}};%{{ endfor }}"',
                lambda: self.call(
                    self.random.choice(["join", "lower", "format", "replace", "element", "substr"]), depth
                ),
            ],
            "small": [
                lambda: f"({write('small', depth)} {self.random.choice('+-')} {write('small', depth)})",
                lambda: f"length({write('sized', depth)})",
            ],
            "number": [
                lambda: f"({write('number', depth)} {self.random.choice('+-')} {write('number', depth)})",
                # Zeros with a sign, which Terraform writes, come from products.
                lambda: f"({self.random.choice('123')} {self.random.choice('*/%')} {self.random.choice('124')})",
                lambda: f"-({write('small', 0)} + 20)",
            ],
            "truth": [
                lambda: (
                    f"({write('number', depth)} {self.random.choice(['<', '>', '<=', '>='])} {write('number', depth)})"
                ),
                lambda: f"({write('scalar', depth)} {self.random.choice(['==', '!='])} {write('scalar', depth)})",
                lambda: f"({write('truth', depth)} {self.random.choice(['&&', '||'])} {write('truth', depth)})",
                lambda: f"!{write('truth', 0)}",
                lambda: f"({write('list', depth)} == {write('list', depth)})",
                lambda: f"contains({write('strings', depth)}, {write('string', depth)})",
            ],
            "cidr": [lambda: self.call("cidrsubnet", depth), lambda: f"cidrsubnets({self._pick(CIDRS)}, 4, 4)[1]"],
            "strings": [
                lambda: f"[for x in {write('strings', depth)} : upper(x)]",
                lambda: f'[for i, x in {write("strings", depth)} : "${{i}}${{x}}" if x != {write("string", depth)}]',
                lambda: f"[for k, v in {write('map', depth)} : k]",
                lambda: f"[{{n = {write('string', depth)}}}, {{n = {write('string', depth)}}}][*].n",
                lambda: f"keys({write('map', depth)})",
                lambda: self.call(
                    self.random.choice(["compact", "distinct", "sort", "split", "slice", "setunion"]), depth
                ),
            ],
            "list": [
                lambda: write("strings", depth),
                lambda: self.call(self.random.choice(["concat", "flatten", "reverse", "tolist", "values"]), depth),
                lambda: f"[for x in {write('list', depth)} : [x]]",
                lambda: f"{write('scalar', depth)}[*]",
            ],
            "map": [
                lambda: f"{{for i, x in {write('strings', depth)} : x => i}}",
                lambda: f"{{for i, x in {write('strings', depth)} : x => i...}}",
                lambda: f'{{for k, v in {write("map", depth)} : upper(k) => v if k != "a"}}',
                lambda: self.call(self.random.choice(["merge", "zipmap", "tomap"]), depth),
            ],
        }
        makers = by_kind.get(kind)
        return self.random.choice(makers)() if makers else None

    def _reach(self, depth: int) -> str:
        """A look into something, which often is not there."""
        return self.random.choice(
            [
                f"{self.write('map', depth)}.{self.random.choice('abz')}",
                f"{self.write('map', depth)}[{self.write('key', depth)}]",
                f"{self.write('list', depth)}[{self.write('small', depth)}]",
                f"tonumber({self.write('string', depth)})",
            ]
        )

    def _string(self, depth: int) -> str:
        return self._pick(STRINGS)

    def _pattern(self, depth: int) -> str:
        return self._pick(PATTERNS)

    def _expression(self, depth: int) -> str:
        return self._pick(EXPRESSIONS)

    def _letter(self, depth: int) -> str:
        return self._pick(KEYS[:3])

    def _letters(self, depth: int) -> str:
        return f"[{', '.join(self._pick(KEYS[:3]) for _ in range(self.random.randint(1, 4)))}]"

    def _pair(self, depth: int) -> str:
        return f"[{self.write('letter', depth)}, {self.write('letter', depth)}]"

    def _value(self, depth: int) -> str:
        return self.write(self.random.choice(["small", "small", "string", "number", "truth"]), depth)

    def _place(self, depth: int) -> str:
        return self.random.choice("0012233")

    def _base(self, depth: int) -> str:
        return self.random.choice(["2", "8", "10", "10", "16", "36", "62", "1"])

    def _digits(self, depth: int) -> str:
        return self._pick(["0", "10", "-7", "ff", "FF", "zz", "012", "", "1.5", "1_0", "+1", "0x10"])

    def _cidr(self, depth: int) -> str:
        return self._pick(CIDRS)

    def _encoded(self, depth: int) -> str:
        return self._pick(["", "YQ==", "w6k=", "/w==", "YQ", "!", "aGVsbG8gd29ybGQ=", "a"])

    def _table(self, depth: int) -> str:
        head = self.random.choice(["a,b", "a", "a,a", "name,cidr", '\\"a\\",b'])
        rows = [self.random.choice(["1,2", "x,", "10.0.0.0/16,y", "z", "", '\\"q,r\\",s', " a , b "]) for _ in range(2)]
        return '"' + f"{chr(92)}n".join([head, *rows][: self.random.randint(0, 3)]) + '"'

    def _yaml(self, depth: int) -> str:
        values = YAML_VALUES if self.random.random() < 0.8 else DOUBTFUL_YAML_VALUES
        keys = self.random.sample(["a", "b", "c d", "e", "f", "1"], 2)
        lines = [f"{key}: {self.random.choice(values)}" for key in keys]
        lines += ["- a"] if self.random.random() < 0.1 else ["l:", f"  - {self.random.choice(values)}"]
        return '"' + "\\n".join(lines) + '"'

    def _key(self, depth: int) -> str:
        return self._pick(KEYS)

    def _small(self, depth: int) -> str:
        return str(self.random.choice([0, 0, 1, 1, 2, 2, 3, 4, 5, 8, 10, 16, 36, -1, -2]))

    def _number(self, depth: int) -> str:
        return self.random.choice(["0", "1", "2", "3", "-1", "2.5", "0.1", "0.2", "-0.5", "1000000", '"4"', "1.0"])

    def _truth(self, depth: int) -> str:
        return self.random.choice(["true", "false", "true", "false", '"true"'])

    def _scalar(self, depth: int) -> str:
        if self.random.random() < 0.06:
            return "null"
        return self.write(self.random.choice(["string", "string", "number", "truth"]), max(depth - 1, 0))

    def _several(self, kind: str, depth: int, most: int = 4) -> str:
        elements = [self.write(kind, max(depth - 1, 0)) for _ in range(self.random.randint(0, most))]
        return f"[{', '.join(elements)}]"

    def _strings(self, depth: int) -> str:
        return self._several("string", depth)

    def _names(self, depth: int) -> str:
        return f"[{', '.join(self._pick(KEYS) for _ in range(self.random.randint(0, 3)))}]"

    def _numbers(self, depth: int) -> str:
        return self._several("number", depth)

    def _truths(self, depth: int) -> str:
        return self._several("truth", depth)

    def _list(self, depth: int) -> str:
        return self._several(self.random.choice(["string", "number", "scalar"]), depth)

    def _short(self, depth: int) -> str:
        return self._several("scalar", depth, 2)

    def _nested(self, depth: int) -> str:
        return f"[{self.write('list', depth)}, {self.write('list', depth)}, {self.write('list', 0)}]"

    def _sized(self, depth: int) -> str:
        plain = self.write(self.random.choice(["list", "string", "map"]), depth)
        return self.random.choice([plain, plain, f"toset({self.write('strings', depth)})"])

    def _formatted(self, depth: int) -> str:
        return self.write(self.random.choice(["strings", "string", "numbers"]), depth)

    def _map(self, depth: int) -> str:
        entries = [
            f"{key} = {self.write('scalar', max(depth - 1, 0))}" for key in KEYS[:3] if self.random.random() < 0.6
        ]
        return f"{{{', '.join(entries)}}}"

    def _lists_by_key(self, depth: int) -> str:
        return f"{{a = {self._strings(0)}, b = {self._strings(0)}}}"

    def _any(self, depth: int) -> str:
        return self.write(self.random.choice(["scalar", "list", "map", "strings", "number", "string", "cidr"]), depth)
