"""What a file has to do with others, as its text alone shows, without parsing it.

Only to find out what must be read together: what is found without need costs time, and no more.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator

from lambdanet.readers.guessed_encodings import text_as_checkov_reads

OF_MODULES = (".tf.json", ".tofu.json", ".tf", ".tofu")
"""The endings of the files of which Terraform's and OpenTofu's modules consist, the longer ones first."""
# No pattern may begin with what it can begin with anywhere else: the time would grow with the square of its size.
_LOCAL_SOURCE = re.compile(rb'^[ \t]*"?source"?[ \t]*[=:][ \t]*"(\.{1,2}/[^"\n]*)"', re.MULTILINE)
# What makes two configurations name one resource, although neither names the other.
_IDENTITIES = re.compile(
    rb"\b(?:vpc|subnet|sg|rtb|acl|nat|igw|eigw|vpce|pl|pcx|tgw|fs|fsap)-[0-9a-f]{8,17}\b"
    rb"|\barn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:[^\s\"'\\]+"
)
_EXPORTS = (b"Export", b"ImportValue")
_STACKS = (b"TemplateURL", b"AWS::Serverless::Application")
_WORD = re.compile(rb"[\w./-]+")
_ENDING = re.compile(rb"\.(?:ya?ml|json|template)\b")
_LONGEST_PATH = 4096
# How far the places of a template before and after its upload may differ.
_MOST_PARTS = 4
# What every plan and every template has somewhere; a file without is none, and need not be parsed.
_PLAN = b"planned_values"
_TEMPLATE = b"Resources"
_RESOURCE_OF_PLAN = re.compile(rb'"address"[ \t\r\n]{0,9}:')
_OF_AWS = b"AWS::"
# Of JSON, YAML and Terraform; a line of YAML may go on behind a backslash at its end.
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\r?\n[ \t]*|/)")
_TYPE_OF_RESOURCE = b"::"


def has_others_only(files: Iterable[str]) -> bool:
    """Whether a folder has files of a module, but none that Checkov reads."""
    names = list(files)
    return any(name.endswith(OF_MODULES) for name in names) and not any(name.endswith(".tf") for name in names)


def may_be_plan(content: bytes) -> bool:
    """Whether a JSON file may be a Terraform plan."""
    return _PLAN in content


def may_be_template(content: bytes) -> bool:
    """Whether a file may be a CloudFormation template."""
    return _TEMPLATE in content and _TYPE_OF_RESOURCE in content


def unescaped(content: bytes) -> bytes:
    """The text of a file with letters in the place of their codes, in which a name may be written.

    Only to be looked at, not to be parsed.
    """
    return _ESCAPE.sub(_letter, content) if b"\\" in content else content


def _letter(escape: re.Match[bytes]) -> bytes:
    code = escape[1] or escape[2] or escape[3]
    if code is None:
        return b"/" if escape[0] == b"\\/" else b""
    number = int(code, 16)
    return chr(number).encode("utf-8", "replace") if number < 0x110000 else escape[0]


def holds_resources(file: str, framework: str) -> bool:
    """Whether a plan or a template that gave nothing to read holds resources even so, as far as its text shows."""
    try:
        text = text_as_checkov_reads(file)
    except OSError:
        return True
    content = unescaped(text.encode("utf-8", "replace"))
    if framework == "terraform_plan":
        return _RESOURCE_OF_PLAN.search(content) is not None
    return _OF_AWS in content and not _is_other_document(text)


def _is_other_document(text: str) -> bool:
    """Whether a text is JSON, and no template: a state of the Serverless Framework holds one deeper within."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return not isinstance(document, dict) or _TEMPLATE.decode() not in document


def local_modules(folder: str, content: bytes) -> Iterator[str]:
    """The folders of the local modules that a Terraform file in the folder seems to call."""
    for source in _LOCAL_SOURCE.findall(content):
        yield os.path.normpath(os.path.join(folder, source.decode("utf-8", "replace")))


def named_identities(content: bytes) -> set[bytes]:
    """The ids and ARNs of AWS's that are written out."""
    return set(_IDENTITIES.findall(content))


def shared_by_templates(file: str, content: bytes) -> Iterator[bytes]:
    """What templates that share it must be read together for: exports, and stacks within stacks."""
    yield os.fsencode(file)
    # Names of exports may be put together, so all that make or take one are read together.
    if any(mark in content for mark in _EXPORTS):
        yield b"an export"
    if any(mark in content for mark in _STACKS):
        for named in _files_in(content):
            yield os.fsencode(os.path.normpath(os.path.join(os.path.dirname(file), named)))
            for place in places_before_upload(file, named):
                yield os.fsencode(place)


def named_by_stacks(content: bytes) -> Iterator[str]:
    """The names of templates of which a template with stacks may not say the folder: that may be passed to it."""
    if any(mark in content for mark in _STACKS):
        for named in _files_in(content):
            if "/" not in named.removeprefix("/") or (named[0] == "/" and named[1] != "/"):
                yield named.rpartition("/")[2]


def _files_in(content: bytes) -> Iterator[str]:
    """What is written like the path of a template."""
    for word in _WORD.findall(content):
        if len(word) <= _LONGEST_PATH:
            end = max((match.end() for match in _ENDING.finditer(word, 1)), default=0)
            if end:
                yield word[:end].decode("ascii", "replace")


def places_before_upload(file: str, path: str) -> Iterator[str]:
    """Where a template may be in the code that a template next to it names by the path to which it is uploaded.

    That is in the folder of the file, or where the end of the path leads from there or from a folder above.
    """
    parts = [part for part in path.split("/") if part]
    folder = os.path.dirname(file)
    for start in range(max(0, len(parts) - _MOST_PARTS), len(parts) - 1):
        above = folder
        for _ in range(_MOST_PARTS):
            yield os.path.join(above, *parts[start:])
            above = os.path.dirname(above)
    if parts:
        yield os.path.join(folder, parts[-1])
