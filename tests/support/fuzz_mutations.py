"""Makes an input out of a seed by some mutations: of bytes, of words, of lines, of a tree of data."""

from __future__ import annotations

import copy
import json
import re
from random import Random
from typing import Any

from fuzz_seeds import CANARY, ESCAPES, Input, seeds, trees, written

_MOST_BYTES = 20_000
_MOST_BLOCKS = 6
_TOP_LEVEL = re.compile(rb"^(?=[a-z])", re.MULTILINE)
_RESOURCE = re.compile(rb"^  (?=\w+:\s*$)", re.MULTILINE)
_WORD = re.compile(rb"\"[^\"\n]*\"|[\w.:/-]+|[^\s\w]")
_ODD_TEXTS = (
    "",
    " ",
    "\x00",
    ESCAPES,
    "\n::error file=a::b",
    "##vso[task.setvariable variable=a]b",
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "[text](javascript:alert(1))",
    "![](https://example.com/a.png)",
    "@octocat #1 https://example.com",
    "```\n# heading\n|a|b|",
    "%%{init: {'themeCSS': '*{}'}}%%",
    "${jndi:ldap://example.com}",
    "{{ 7*7 }}{% raw %}",
    "../../../../etc/passwd",
    ".git/config",
    "/dev/zero",
    "-1",
    "0",
    "1e999",
    "9" * 400,
    "0x1f",
    "10.0.0.0/33",
    "::/0",
    "10.0.0.0/0",
    "a" * 3000,
    "ü\ufeff\u2028\ud7ff\U0001f600",
)
_TERRAFORM = (
    "null",
    "true",
    "[]",
    "{}",
    "[[]]",
    '""',
    "1e999",
    "-0.5",
    "${",
    "%{ for a in b }",
    "%{ if",
    "...",
    "[*]",
    ".*.id",
    "each.value",
    "count.index",
    "self.id",
    "path.module",
    "var.secret",
    "local.secret",
    "local.a",
    "data.x.y.z",
    "module.a[0].b",
    'file("secret.txt")',
    'file(".git/config")',
    'file("${path.module}/../.git/config")',
    'filebase64("secret.txt")',
    'templatefile("secret.txt", {})',
    'jsondecode(file("secret.json"))',
    'jsondecode(file("secret.json")).token',
    'split("-", file("secret.txt"))',
    "upper(var.secret)",
    'fileset(path.module, "**")',
    'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaa!")',
    'replace("aaaa", "/(a?)*b/", "")',
    'format("%s%d%q", 1, "a", null)',
    "cidrsubnet(var.secret, 8, 1)",
    'cidrsubnets("10.0.0.0/8", 300, -1)',
    "range(1, 100000)",
    'setproduct(["a", "b"], [1, 2])',
    "merge({}, null)",
    "flatten([[[[]]]])",
    'lookup({}, "a")',
    "element([], 3)",
    "toset([1, true, null])",
    "tonumber(var.secret)",
    'base64decode("w6k=")',
    'yamldecode("a: *a")',
    "[for s in local.a : s]",
    "{for k, v in {} : k => v...}",
    "try(local.b, 1)",
    "one([1, 2])",
    'coalesce("", null)',
    'timeadd("x", "1h")',
    "<<EOT\n${var.secret}\nEOT\n",
    "! - ! -1",
    "true ? var.secret : null",
)
_BLOCKS = (
    'variable "secret" {\n  sensitive = true\n  default = "%s"\n}\n',
    'locals {\n  a = local.b\n  b = local.a\n  secret = "${var.secret}x"\n}\n',
    'module "x" {\n  source = "git::https://user:%s@example.com/m.git?token=%s"\n  vpc_id = aws_vpc.main.id\n}\n',
    'module "self" {\n  source = "./"\n}\n',
    'resource "aws_lambda_function" "%s\\u001b" {\n  function_name = var.secret\n  count = var.n\n}\n',
    '  dynamic "vpc_config" {\n    for_each = var.secret\n    content {}\n  }\n',
    "  # checkov:skip=LAMBDANET_401:because \x1b[31m @octocat <b>\n",
)
_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    10**30,
    [],
    {},
    [[]],
    [None],
    [{}],
    "a",
    {"Ref": "AWS::NoValue"},
    {"Ref": "Secret"},
    {"Ref": ["a"]},
    {"Fn::Sub": "${Secret}-${AWS::Region}${"},
    {"Fn::Sub": ["${a}", {"a": {"Ref": "Secret"}}]},
    {"Fn::GetAtt": ["Missing", "Arn"]},
    {"Fn::GetAtt": []},
    {"Fn::Select": ["-1", {"Fn::Split": ["", {"Ref": "Secret"}]}]},
    {"Fn::Select": [0, {"Fn::Split": ["-", {"Ref": "Secret"}]}]},
    {"Fn::Join": ["", [{"Ref": "Secret"}, 1, None]]},
    {"Fn::If": ["Missing", {"Ref": "Secret"}, {}]},
    {"Fn::Cidr": [{"Ref": "Secret"}, 256, 40]},
    {"Fn::FindInMap": ["a", "b", {"Ref": "Secret"}]},
    {"Fn::ImportValue": {"Fn::Sub": "${Secret}"}},
    {"Fn::ForEach::X": ["X", [1, 2], {"${X}": {}}]},
    {"Fn::Transform": {"Name": "AWS::Include"}},
    {"Fn::Length": 5},
    {"Fn::ToJsonString": {"Ref": "Secret"}},
    {"Fn::GetAZs": {"Ref": "Secret"}},
)
_SECRET_PARAMETERS = {
    "Secret": {"Type": "String", "NoEcho": True, "Default": CANARY},
    "Secrets": {"Type": "CommaDelimitedList", "NoEcho": "true", "Default": f"{CANARY}-a,{CANARY}-b"},
    "Circle": {"Type": "String", "Default": {"Ref": "Circle"}},
}


def made(seed: str, number: int) -> Input:
    """The input of this number: the same whenever it is made."""
    random = Random(f"{seed}/{number}")  # noqa: S311  # not for secrets
    if random.random() < 0.3:
        kind = random.choice(("cloudformation", "terraform_plan"))
        if trees()[kind]:
            return _of_tree(kind, number, random)
    before = random.choice(seeds())
    content = _some_blocks(before, random)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        content = _mutated(before.kind, content, random)[:_MOST_BYTES]
    return Input(before.kind, f"{number}-{before.name}", content)


def _some_blocks(seed: Input, random: Random) -> bytes:
    """A few of the blocks or resources of a seed: small inputs are many inputs."""
    if seed.kind == "terraform_plan":
        return written(_with_few_resources(json.loads(seed.content), random))
    begins = _TOP_LEVEL if seed.kind == "terraform" else _RESOURCE
    at = [match.start() for match in begins.finditer(seed.content)]
    if len(at) <= _MOST_BLOCKS:
        return seed.content
    kept = set(random.sample(range(len(at)), _MOST_BLOCKS))
    pieces = [seed.content[begin:end] for begin, end in zip(at, [*at[1:], len(seed.content)])]
    return seed.content[: at[0]] + b"".join(piece for number, piece in enumerate(pieces) if number in kept)


def _with_few_resources(tree: Any, random: Random) -> Any:
    """A copy of a template or a plan with a few of its resources."""
    tree = copy.deepcopy(tree)
    for found in (tree.get("Resources"), tree.get("resource_changes")):
        if isinstance(found, (dict, list)) and len(found) > _MOST_BLOCKS:
            keys = list(found) if isinstance(found, dict) else range(len(found))
            for key in sorted(random.sample(list(keys), len(found) - _MOST_BLOCKS), reverse=True):
                del found[key]
    root = tree.get("planned_values", {}).get("root_module", {}) if isinstance(tree.get("planned_values"), dict) else {}
    if isinstance(root.get("resources"), list):
        left = {each.get("address") for each in tree.get("resource_changes", ()) if isinstance(each, dict)}
        root["resources"] = [each for each in root["resources"] if each.get("address") in left]
    return tree


def _mutated(kind: str, content: bytes, random: Random) -> bytes:
    what = random.random()
    if what < 0.12:
        return _bytes(content, random)
    if what < 0.3:
        return _lines(kind, content, random)
    words = list(_WORD.finditer(content))
    if not words:
        return content + b"\n" + random.choice(seeds()).content[:200]
    word = random.choice(words)
    if what < 0.55:
        new = _odd_text(random, in_quotes=word[0].startswith(b'"'))
    elif what < 0.75 and kind == "terraform":
        new = random.choice(_TERRAFORM).encode()
    elif what < 0.85:
        new = random.choice(words)[0]
    else:
        new = b"" if random.random() < 0.5 else word[0] * random.choice((2, 3, 40))
    return content[: word.start()] + new + content[word.end() :]


def _odd_text(random: Random, *, in_quotes: bool) -> bytes:
    text = random.choice(_ODD_TEXTS)
    if in_quotes:
        text = '"' + text.replace("\\", "").replace('"', "").replace("\n", "\\n") + '"'
    return text.encode("utf-8", "surrogatepass")


def _bytes(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content) + 1)
    end = min(len(content), at + random.choice((1, 1, 4, 100)))
    what = random.randrange(6)
    if what == 0:
        return content[:at] + bytes([random.randrange(256)]) + content[end:]
    if what == 1:
        return content[:at] + content[end:]
    if what == 2:
        return content[:at]
    if what == 3:
        return content[:at] + content[at:end] * random.choice((2, 30)) + content[end:]
    if what == 4:
        return random.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\x00")) + content
    return content[:at] + random.choice((b"\xed\xa0\x80", b"\xe9", b"\x1b[2J", b"\r", b"\t", b"\x00")) + content[at:]


def _lines(kind: str, content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    at = random.randrange(len(lines))
    what = random.randrange(5)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines[at:at] = [lines[random.randrange(len(lines))]]
    elif what == 2:
        other = random.choice(seeds()).content.split(b"\n")
        begin = random.randrange(len(other))
        lines[at:at] = other[begin : begin + random.choice((1, 3, 20))]
    elif what == 3 and kind == "terraform":
        lines[at:at] = [random.choice(_BLOCKS).replace("%s", CANARY).encode()]
    else:
        random.shuffle(lines[at : at + 4])
        lines[at] = b"  " + lines[at]
    return b"\n".join(lines)


def _of_tree(kind: str, number: int, random: Random) -> Input:
    tree = _with_few_resources(random.choice(trees()[kind]), random)
    if kind == "cloudformation" and random.random() < 0.5:
        parameters = tree.setdefault("Parameters", {})
        if isinstance(parameters, dict):
            parameters.update(copy.deepcopy(_SECRET_PARAMETERS))
    for _ in range(random.choice((1, 1, 2, 4))):
        _change(tree, kind, random)
    return Input(kind, f"{number}-tree", written(tree)[: 10 * _MOST_BYTES])


def _change(tree: Any, kind: str, random: Random) -> None:
    """Change one place of the tree, some levels down."""
    here = tree
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = random.choice(keys)
        below = here[key]
        if isinstance(below, (dict, list)) and below and random.random() < 0.8:
            here = below
            continue
        what = random.random()
        if what < 0.45:
            here[key] = copy.deepcopy(random.choice(_VALUES))
        elif what < 0.6:
            here[key] = random.choice(_ODD_TEXTS)
        elif what < 0.7:
            del here[key]
        elif what < 0.8:
            here[key] = [below]
        elif what < 0.9 and isinstance(here, dict):
            here[random.choice(_ODD_TEXTS)] = here.pop(key)
        else:
            other = random.choice(trees()[kind])
            here[key] = copy.deepcopy(random.choice(list(other.values())))
        return
