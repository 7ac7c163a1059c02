"""What a template says that adds resources to it which are elsewhere: includes among the resources, and macros.

``AWS::Include`` at the top level, or among the resources, may bring any resource
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/create-reusable-transform-function-snippets-and-add-to-your-template-with-aws-include-transform.html).
Within one resource it brings no other. A macro at the top level may change the whole template. Checkov's graph has
none of these, so the file is read again where its text has a transform.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lambdanet.readers.surroundings.recipients import Recipient
from lambdanet.regular_files import text_of

# The transforms of AWS's that make no resource but what the readers make of the template too.
_KNOWN = (
    *("AWS::Serverless-", "AWS::LanguageExtensions", "AWS::SecretsManager-", "AWS::CodeDeployBlueGreen"),
    "AWS::CodeStar",
)
_INCLUDE = "AWS::Include"
_ONE_KNOWN = re.compile(
    r"""Transform["']?[ \t]*:[ \t]*["']?(?:""" + "|".join(_KNOWN) + r""")[\w-]*["']?[ \t]*,?[ \t]*\r?$""", re.MULTILINE
)
_A_TRANSFORM = re.compile(r"""Transform["']?\s*:|!Transform""")


def added_by_transforms(file: str) -> Recipient | None:
    """What adds resources to the template that are not in the scan; None where nothing does."""
    try:
        text = text_of(file)
    except OSError:
        return None
    if len(_A_TRANSFORM.findall(text)) <= len(_ONE_KNOWN.findall(text)):
        return None
    return _added(file, text)


@lru_cache(maxsize=4)
def _added(file: str, text: str) -> Recipient | None:
    """What the text of the file adds; a template is read once for each case of its conditions."""
    from checkov.cloudformation.parser import parse

    try:
        found = parse(file)
    except Exception:  # of Checkov's parser, on a file that it has read before
        return None
    return _what_transforms_may_add(found[0]) if isinstance(found, tuple) else None


def _what_transforms_may_add(template: Any) -> Recipient | None:
    if not isinstance(template, dict):
        return None
    names = [*_names(template.get("Transform")), *_names(template.get("Fn::Transform"))]
    resources = template.get("Resources")
    among = _names(resources.get("Fn::Transform")) if isinstance(resources, dict) else []
    if _INCLUDE in (*names, *among):
        return Recipient(f"{_INCLUDE} adds what is not in the scan to the template of {{}}")
    others = [name for name in (*names, *among) if not name.startswith(_KNOWN)]
    return Recipient(f"the macro {others[0]} may change the whole template of {{}}") if others else None


def _names(transform: Any) -> list[str]:
    """The names of transforms: one, several, or objects with a name and parameters."""
    if isinstance(transform, list):
        return [name for each in transform for name in _names(each)]
    if isinstance(transform, dict):
        return _names(transform.get("Name"))
    return [str(transform)] if isinstance(transform, str) else []
