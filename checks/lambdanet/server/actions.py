"""What can be done about a finding: suppress it with a reason, see its page, take the page's fix, say why a VPC."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from lambdanet.handbook.fix_code import LANGUAGES, fix_of
from lambdanet.server.pages import page_of, title_of
from lambdanet.server.places import lines_of_block

if TYPE_CHECKING:
    from lambdanet.server.questions import Answer

OPEN_PAGE = "lambdanet.openPage"
REASON = "REASON: say here why"
_FIXES = {"Fix in Terraform": (".tf",), "Fix in CloudFormation": (".yaml", ".yml", ".template")}
_JUSTIFIED = "LAMBDANET_201"


def actions_for(
    path: str, text: str, finding: types.Diagnostic, answer: Answer, shows_pages: bool
) -> Iterator[types.CodeAction | types.Command]:
    """The actions for a finding of this server. shows_pages: the client opens files that it is asked to."""
    rule = str(finding.code)
    data = finding.data if isinstance(finding.data, dict) else {}
    lines = text.splitlines()
    block = lines_of_block(lines, int(data.get("line", finding.range.start.line)))
    edits = {
        f"Suppress {rule} here, with a reason": _suppression(lines, block, rule, path),
        f"Insert the fix that the page of {rule} shows, as a comment": _fix(lines, block, rule, path),
    }
    if rule == _JUSTIFIED and answer.justification_tag:
        edits[f"Say by the tag {answer.justification_tag} why it is in a VPC"] = _tag(
            lines, block, answer.justification_tag, path, str(data.get("address", ""))
        )
    for title, edit in edits.items():
        if edit is not None:
            change = types.WorkspaceEdit(changes={Path(path).as_uri(): [edit]})
            yield types.CodeAction(title, types.CodeActionKind.QuickFix, [finding], edit=change)
    if shows_pages:
        # A command by itself: some clients take an action that holds one for a command with the wrong name.
        yield types.Command(f"{rule}: {title_of(rule)} (open the page)", OPEN_PAGE, arguments=[page_of(rule)])


def _inserted(line: int, text: str) -> types.TextEdit:
    place = types.Position(line, 0)
    return types.TextEdit(types.Range(place, place), f"{text}\n")


def _inner(lines: Sequence[str], block: range) -> str | None:
    """The indentation within the block; None of one that is on a line of its own."""
    inside = [lines[number] for number in block[1:] if lines[number].strip()]
    return None if not inside else inside[0][: len(inside[0]) - len(inside[0].lstrip())]


def _is_json(lines: Sequence[str], path: str) -> bool:
    return path.endswith(".json") or next((line for line in lines if line.strip()), "").lstrip().startswith("{")


def _suppression(lines: Sequence[str], block: range, rule: str, path: str) -> types.TextEdit | None:
    inner = _inner(lines, block)
    if inner is None:
        return None
    if not _is_json(lines, path):
        # In a template Checkov looks below the first line within the resource.
        line = block[0] + (1 if path.endswith(".tf") else 2)
        return _inserted(line, f"{inner}# checkov:skip={rule}:{REASON}")
    # JSON has no comments: Checkov reads the same from the resource's metadata.
    if any(re.match(r'\s*"Metadata"', lines[number]) for number in block):
        return None
    said = f'{{"checkov": {{"skip": [{{"id": "{rule}", "comment": "{REASON}"}}]}}}}'
    return _inserted(block[0] + 1, f'{inner}"Metadata": {said},')


def _fix(lines: Sequence[str], block: range, rule: str, path: str) -> types.TextEdit | None:
    heading = next((heading for heading, endings in _FIXES.items() if path.endswith(endings)), None)
    if not block or heading not in LANGUAGES or _is_json(lines, path):
        return None
    indent = lines[block[0]][: len(lines[block[0]]) - len(lines[block[0]].lstrip())]
    shown = (f"{indent}# {line}".rstrip() for line in fix_of(rule, heading).splitlines())
    return _inserted(block[-1] + 1, "\n".join((f"{indent}# The fix of {rule}, with names of an example:", *shown)))


def _tag(lines: Sequence[str], block: range, tag: str, path: str, address: str) -> types.TextEdit | None:
    """A tag in a block that has none yet, or behind the first line of those that it has."""
    inner = _inner(lines, block)
    if inner is None or _is_json(lines, path):
        return None
    if path.endswith(".tf"):
        for number in block:
            if re.match(r"\s*tags\s*=", lines[number]):
                begins = lines[number].rstrip().endswith("{")
                return _inserted(number + 1, f'{inner}  "{tag}" = "{REASON}"') if begins else None
        return _inserted(block[-1], f'\n{inner}tags = {{\n{inner}  "{tag}" = "{REASON}"\n{inner}}}')
    if any(re.match(r"\s*Tags:", lines[number]) for number in block):
        return None
    for number in block:
        if re.match(r"\s*Properties:\s*$", lines[number]):
            # AWS SAM's functions have a map of tags, CloudFormation's a list.
            said = f'  {tag!r}: "{REASON}"' if "Serverless" in address else f'  - {{Key: {tag!r}, Value: "{REASON}"}}'
            return _inserted(number + 1, f"{inner}  Tags:\n{inner}  {said}")
    return None
