"""What a file has to do with others, told from its text alone, without parsing it.

Only to find out what must be read together: what is found here too much costs time, and no more.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

OF_MODULES = (".tf.json", ".tofu.json", ".tf", ".tofu")
"""The endings of the files of which Terraform's and OpenTofu's modules consist, the longer ones first."""
_LOCAL_SOURCE = re.compile(rb'^\s*"?source"?\s*[=:]\s*"(\.{1,2}/[^"]*)"', re.MULTILINE)
# What makes two configurations speak of one resource, although neither names the other.
_IDENTITIES = re.compile(
    rb"\b(?:vpc|subnet|sg|rtb|acl|nat|igw|eigw|vpce|pl|pcx|tgw|fs|fsap)-[0-9a-f]{8,17}\b"
    rb"|\barn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:[^\s\"'\\]+"
)
_EXPORTS = (b"Export", b"ImportValue")
_STACKS = (b"TemplateURL", b"AWS::Serverless::Application")
_FILES = re.compile(rb"[\w./-]+\.(?:ya?ml|json|template)\b")
# How far the places of a template before and after its upload may differ.
_MOST_PARTS = 4
# What every plan and every template has somewhere; a file without is none, and need not be parsed.
_PLAN = b"planned_values"
_TEMPLATE = b"Resources"


def may_be_plan(content: bytes) -> bool:
    """Whether a JSON file may be a Terraform plan."""
    return _PLAN in content


def may_be_template(content: bytes) -> bool:
    """Whether a file may be a CloudFormation template."""
    return _TEMPLATE in content


def local_modules(folder: str, content: bytes) -> Iterator[str]:
    """The folders of the local modules that a Terraform file in the folder seems to call."""
    for source in _LOCAL_SOURCE.findall(content):
        yield os.path.normpath(os.path.join(folder, source.decode("utf-8", "replace")))


def named_identities(content: bytes) -> set[bytes]:
    """The ids and ARNs of AWS's that are written out."""
    return set(_IDENTITIES.findall(content))


def shared_by_templates(file: str, content: bytes) -> Iterator[bytes]:
    """What templates that share it must be read together for: exports, and stacks within stacks."""
    yield file.encode()
    # Names of exports may be put together, so all that make or take one are read together.
    if any(mark in content for mark in _EXPORTS):
        yield b"an export"
    if any(mark in content for mark in _STACKS):
        for found in _FILES.findall(content):
            named = found.decode("ascii", "replace")
            yield os.path.normpath(os.path.join(os.path.dirname(file), named)).encode()
            for place in places_before_upload(file, named):
                yield place.encode()


def places_before_upload(file: str, path: str) -> Iterator[str]:
    """Where a template may stand in the code that a template beside it names by the path to which it is uploaded.

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
